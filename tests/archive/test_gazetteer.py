"""Names to communes: every way of writing a portal's header, both periods, ties told.

The few rows here are facts of the reform of 2025; the measure over the whole country runs where
the data package is installed (it is in the `dev` extra).
"""

from __future__ import annotations

import random
import unicodedata
from importlib.util import find_spec

import pytest

from archive import places_source
from archive.gazetteer import REFORM, Gazetteer, Place
from archive.text import fold


def old(code: str, unit: str, name: str, district: str, province: str) -> Place:
    return Place(
        code=code, name=name, type=unit, district=district, province=province, valid_from="",
        valid_to=REFORM,
    )  # fmt: skip


def new(code: str, unit: str, name: str, province: str) -> Place:
    return Place(
        code=code, name=name, type=unit, district=None, province=province, valid_from=REFORM,
        valid_to=None,
    )  # fmt: skip


_DIEN_BIEN = ("Huyện Điện Biên", "Tỉnh Điện Biên")
OLD = old("03346", "Xã", "Thanh Yên", *_DIEN_BIEN)
SAME_CODE = old("03349", "Xã", "Noong Luống", *_DIEN_BIEN)
NEW = new("03349", "Xã", "Thanh Yên", "Tỉnh Điện Biên")
TWINS = (
    old("02410", "Xã", "Tân Thành", "Huyện Hàm Yên", "Tỉnh Tuyên Quang"),
    old("05125", "Xã", "Tân Thành", "Huyện Mai Châu", "Tỉnh Hòa Bình"),
    old("05126", "Xã", "Tấn Thanh", "Huyện Mai Châu", "Tỉnh Hòa Bình"),
)
WARD = old("26977", "Phường", "1", "Quận Tân Bình", "Thành phố Hồ Chí Minh")
TONE = old("20257", "Phường", "Hòa Cường Bắc", "Quận Hải Châu", "Thành phố Đà Nẵng")
CITY = old("14800", "Phường", "Đông Sơn", "Thành phố Thanh Hóa", "Tỉnh Thanh Hóa")
OTHER = old("14830", "Phường", "Đông Sơn", "Thị xã Bỉm Sơn", "Tỉnh Thanh Hóa")
TOWN = old("03151", "Phường", "Na Lay", "Thị xã Mường Lay", "Tỉnh Điện Biên")
SPLIT = old("09001", "Thị trấn", "Chia Đôi", "Huyện Hàm Yên", "Tỉnh Tuyên Quang")
PARTS = (
    new("09001", "Xã", "Chia Đôi", "Tỉnh Tuyên Quang"),
    new("09002", "Xã", "Kia", "Tỉnh Tuyên Quang"),
)
UNITS = Gazetteer(
    [OLD, SAME_CODE, NEW, *TWINS, WARD, TONE, CITY, OTHER, TOWN, SPLIT, *PARTS],
    [("03346", "03349"), ("03349", "03349"), ("09001", "09001"), ("09001", "09002")],
)


@pytest.mark.parametrize(
    ("header", "place"),
    [
        ("TRANG THÔNG TIN ĐIỆN TỬ XÃ THANH YÊN - HUYỆN ĐIỆN BIÊN", OLD),
        ("Cổng thông tin điện tử xã Thanh Yên, huyện Điện Biên, tỉnh Điện Biên", OLD),
        ("UBND xã Thanh Yên, tỉnh Điện Biên", OLD),
        ("X. Thanh Yên - H. Điện Biên", OLD),
        ("ubnd xa thanh yen huyen dien bien", OLD),
        ("UBND phường 1, quận Tân Bình, TP Hồ Chí Minh", WARD),
        ("UBND P.01, Q. Tân Bình, TP.Hồ Chí Minh", WARD),
        ("Phường Hoà Cường Bắc - Quận Hải Châu - TP. Đà Nẵng", TONE),
        ("PHƯỜNG ĐÔNG SƠN - THÀNH PHỐ THANH HÓA", CITY),
        ("Phường Đông Sơn, TX Bỉm Sơn", OTHER),
        ("Thị xã Mường Lay - Phường Na Lay", TOWN),
        ("Xã Tân Thành - Huyện Mai Châu", TWINS[1]),
        ("Xã Tấn Thanh - Huyện Mai Châu", TWINS[2]),
    ],
)
def test_a_header_names_its_commune(header: str, place: Place) -> None:
    for text in (header, header.upper(), unicodedata.normalize("NFD", header)):
        assert UNITS.match([text]).old == place


@pytest.mark.parametrize(
    "host",
    [
        "xathanhyen.dienbien.gov.vn", "thanhyen.huyendienbien.gov.vn",
        "xa-thanhyen.huyendienbien.dienbien.gov.vn", "www.xathanhyen.dienbien.gov.vn",
    ],
)  # fmt: skip
def test_a_host_names_it_too(host: str) -> None:
    found = UNITS.match(["Trang chủ"], host)
    assert (found.old, found.new, found.rule) == (OLD, NEW, "folded")


def test_what_is_ambiguous_is_told_and_not_guessed() -> None:
    found = UNITS.match(["UBND xã Tân Thành"])
    assert (found.old, found.new) == (None, None)
    assert set(found.ties) == set(TWINS[:2])
    folded = UNITS.match(["xa tan thanh huyen mai chau"])
    assert folded.old is None
    assert set(folded.ties) == set(TWINS[1:])


@pytest.mark.parametrize("text", ["", "Trang chủ", "UBND xã X, huyện Y", "Xã hội hóa giáo dục", "xã Thanh Yên, tỉnh Hòa Bình"])  # fmt: skip
def test_what_names_no_commune_gives_none(text: str) -> None:
    found = UNITS.match([text])
    assert (found.old, found.new, found.ties) == (None, None, ())


def test_the_same_code_is_another_unit_since_the_reform() -> None:
    assert UNITS.match(["xã Noong Luống, huyện Điện Biên"]).old == SAME_CODE
    assert UNITS.match(["xã Thanh Yên, huyện Điện Biên"]).new == NEW
    split = UNITS.match(["thị trấn Chia Đôi, huyện Hàm Yên"])
    assert (split.old, split.new) == (SPLIT, None)
    assert UNITS.match(["xã Kia, tỉnh Tuyên Quang"]).new == PARTS[1]


_NO_DATA = "the data package is not installed: pip install --no-deps vietnamadminunits"
_HEADERS = (
    "TRANG THÔNG TIN ĐIỆN TỬ {ward} - {district}", "Cổng thông tin điện tử {ward}, {district}, {province}",
    "UBND {ward} - {district} - {province}", "{ward} | {district} | {province}",
    "Trang TTĐT {ward} {district} {province}", "ỦY BAN NHÂN DÂN {ward}, {district}, {province}",
)  # fmt: skip
_SHORT = {
    "Thành phố ": "TP.", "Thị trấn ": "TT. ", "Thị xã ": "TX.", "Huyện ": "H.", "Quận ": "Q.",
    "Phường ": "P.", "Xã ": "X.",
}  # fmt: skip
_NEW_STYLE = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "ọa": "oạ", "ủy": "uỷ", "úy": "uý", "ùy": "uỳ", "ụy": "uỵ",
    "ỏe": "oẻ", "ọe": "oẹ", "óe": "oé",
}  # fmt: skip


def _short(unit: str) -> str:
    word = next((word for word in _SHORT if unit.startswith(word)), "")
    return _SHORT.get(word, "") + unit.removeprefix(word)


def _new_style(text: str) -> str:
    for before, after in _NEW_STYLE.items():
        text = text.replace(before, after)
    return text


_WAYS = {
    "plain": lambda text: text,
    "capitals": str.upper,
    "new style": _new_style,
    "no marks": lambda text: fold(text).upper(),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}


@pytest.mark.skipif(find_spec(places_source.PACKAGE) is None, reason=_NO_DATA)
def test_the_whole_country() -> None:
    located, successors = places_source.read_units(places_source.data_folder())
    units = Gazetteer(
        [one.place for one in located], [(one.old_code, one.new_code) for one in successors]
    )
    old_codes = {one.place.code for one in located if one.place.is_old}
    assert len(old_codes) > 10_000
    assert old_codes == {one.old_code for one in successors}
    communes = [
        one.place
        for one in located
        if one.place.is_old and one.place.full_name != one.place.district
    ]
    dice = random.Random(20250701)
    right = wrong = asked = 0
    for way in (*_WAYS.values(), None):
        for place in dice.sample(communes, 60):
            parts = [place.full_name, place.district or "", place.province]
            if way is None:
                parts = [_short(part) for part in parts]
            header = dice.choice(_HEADERS).format(
                ward=parts[0], district=parts[1], province=parts[2]
            )
            found = units.match([way(header) if way else header]).old
            asked += 1
            right += found == place
            wrong += found not in (place, None)
    assert right / asked >= 0.99, (right, asked)
    assert wrong == 0
