"""Clean, fold, tone_key: what readers see and what makes it comparable."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.corpus import corpus

from archive.legacy import decode
from archive.text import clean, fold, tone_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\ufeffX\u00e3\u00a0 Mường\u200b Phăng ", "Xã Mường Phăng"),
        (unicodedata.normalize("NFD", "Đảng uỷ"), "Đảng uỷ"),
        ("100 m², ½ ngày…", "100 m², ½ ngày…"),
        ("\uf0b7 Nội dung \uf1ec", "• Nội dung"),
        ("dòng một\ndòng hai", "dòng một\ndòng hai"),
        ("Ðiện Biên", "Điện Biên"),
        ("Đảng ủy  xã   Thanh Yên", "Đảng ủy xã Thanh Yên"),
        ("Đảng ủy  xã Thanh Yên " * 9, ("Đảng ủy xã Thanh Yên " * 9).strip()),
        ("Uy ban  nhan dan", "Uy ban nhan dan"),
        ("Đảng ủy\0 xã", "Đảng ủy xã"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_clean_repairs_utf8_read_as_another_code() -> None:
    assert clean("Tổng số hộ nghèo".encode().decode("latin-1")) == "Tổng số hộ nghèo"


@pytest.mark.parametrize(
    ("one", "key"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("khoẻ, thuý, nhoè", "khỏe, thúy, nhòe"),
        ("tòan huyện", "toàn huyện"),
        ("quý quả giá gì giếng", "quý quả giá gì giếng"),
        ("khuỷu thuở huế xoáy ngoài của mía", "khuỷu thuở huế xoáy ngoài của mía"),
        ("kỹ thuật kĩ thuật", "kỹ thuật kĩ thuật"),
        ("café Zoé naïve", "café Zoé naïve"),
    ],
)
def test_tone_key(one: str, key: str) -> None:
    assert tone_key(one) == key
    assert tone_key(unicodedata.normalize("NFD", one)) == key


def test_fold() -> None:
    assert fold("Nghị quyết 15/QĐ-UBND, ĐẢNG UỶ, Ðường ơ ư") == (
        "nghi quyet 15/qd-ubnd, dang uy, duong o u"
    )


@given(st.text(st.sampled_from("aăâđêôơưAĐỊợ ýỹ–“1\u0301\u0323\u031b\u00f0ßÅ"), max_size=30))
def test_the_short_way_of_folding_is_the_long_one(text: str) -> None:
    assert fold(f"ß {text}") == f"ss {fold(text)}"  # ß is no letter that the short way knows


@given(st.text())
@example("B¦0ÑM\x8d")  # a legacy font only when the control character is gone
def test_nothing_raises_and_all_are_idempotent(text: str) -> None:
    for function in (clean, fold, tone_key):
        once = function(text)
        assert function(once) == once


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ủy ban, hòa thuận, khỏe", "Uỷ ban, hoà thuận, khoẻ"),
        ("THỦY LỢI", "THUỶ LỢI"),
        ("quý, quả, giá, hoàn toàn, huyện, ngoài", "quý, quả, giá, hoàn toàn, huyện, ngoài"),
        ("của, mía, lửa, thuở", "của, mía, lửa, thuở"),
    ],
)
def test_tone_key_in_the_new_style(old: str, new: str) -> None:
    assert tone_key(old, style="new") == new
    assert tone_key(new, style="new") == new
    assert tone_key(new) == old


@pytest.mark.parametrize(
    "sound",
    [
        *("© 2021 UBND xã", "½ ngày", "«Đời sống» số 3", "« an toàn »", "± 5 %", "20 °C", "5 µm"),
        *("§ 5", "A·B", "m², m³", "10¹", "iPhone®", "Nguyễn Văn A®", "thị trấn…", "100 µg/l"),
        *("“HỢP TÁC XÃ”", "XÃ – HUYỆN", "«XÃ»", "TRÀ MY", "À la carte", "ÂU CƠ", "Ô tô"),
        *("déjà vu", "Thaï", "Moï", "Hanoï", "Haïphong", "où", "août", "naïve", "Noël", "fête"),
        *("Zürich", "Köln", "Malmö", "Søren", "Ångström", "Español", "niño", "São Tomé", "Curaçao"),
        *("Citroën", "Françoise", "Œuvre", "maître", "voilà, ça va où ?", "Hué, Annam", "René"),
        *("Seyðisfjörður", "Lò Thị Hoà", "Ê-đê", "Krông Pắc", "H'Mông", "Niê K'dăm", "Y Bêl"),
        *("Mèo Vạc", "Nà Tấu", "Sín Chải", "Pá Vạt", "if (a«b) {}", "\ufffd", "100\ufffd"),
        *("toàn hoá khoá xoá", "là và có không mà thì đã", "cuả", "nghành", "qúa", "hoăc"),
    ],
)
def test_what_is_sound_is_not_touched(sound: str) -> None:
    assert clean(sound) == sound


@pytest.mark.parametrize(
    ("broken", "read"),
    [
        ("§¶ng bé vµ nh©n d©n x· Thanh Yªn", "Đảng bộ và nhân dân xã Thanh Yên"),
        ("ñy ban nh©n d©n huyÖn", "ủy ban nhân dân huyện"),
        ("Uû ban MÆt trËn Tæ quèc", "Uỷ ban Mặt trận Tổ quốc"),
        ("CéNG HßA X· HéI CHñ NGHÜA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
        ("ph¸t triÓn kinh tÕ", "phát triển kinh tế"),
        ("th­ viÖn", "thư viện"),
        ("ñaïi hoäi ñaïi bieåu", "đại hội đại biểu"),
        ("ÑAÛNG BOÄ HUYEÄN", "ĐẢNG BỘ HUYỆN"),
        ("xaây döïng noâng thoân môùi", "xây dựng nông thôn mới"),
        ("Uyû ban nhaân daân", "Uỷ ban nhân dân"),
        ("Tổng số hộ nghèo".encode().decode("cp1252", "ignore"), None),
        ("thị trấn".encode().decode("latin-1"), "thị trấn"),
        ("Điện Biên".encode().decode("latin-1").encode().decode("latin-1"), "Điện Biên"),
        ("Ngành y tế".encode().decode("cp1252").encode().decode("cp1252"), "Ngành y tế"),
        ("Tin tức: xã hội".encode().decode("latin-1"), "Tin tức: xã hội"),
        ("Tin xã: " + "thôn bản".encode().decode("cp1252"), "Tin xã: thôn bản"),
        ("QÐ-UBND, HÐND xã Ðông Phú, ðồng", "QĐ-UBND, HĐND xã Đông Phú, đồng"),
        ("xã\x0bhội", "xã hội"),
        ("\x93Xã hội\x94", "“Xã hội”"),
        ("Đảng\u00ad viên\u200b xã\u2060Thanh", "Đảng viên xãThanh"),
    ],
)
def test_what_is_broken_is_read(broken: str, read: str | None) -> None:
    if read is not None:
        assert clean(broken) == read
    assert clean(clean(broken)) == clean(broken)


_TYPED = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    "ĐẢÔƯ .,-“”«»©½®\u00a0\u00ad\u0301\u0323ÃÂ0123",
    max_size=80,
)


@given(_TYPED)
def test_clean_gives_nfc_and_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert unicodedata.is_normalized("NFC", once)
    assert clean(once) == once
    assert fold(tone_key(text)) == fold(tone_key(text, style="new"))


def test_gold() -> None:
    """Each kind with the function that a caller would take for it."""
    checks: dict[str, Callable[[str], str]] = dict.fromkeys(
        ("clean", "nfc", "mojibake", "confusable", "tcvn3", "vni"), clean
    )
    checks |= {
        "fold": fold,
        "tone_old": tone_key,
        "tone_new": lambda text: tone_key(text, style="new"),
        "entity": lambda text: clean(html.unescape(text)),
        "viscii_hex": lambda text: bytes.fromhex(text).decode("viscii"),
    }
    lines = (corpus("gold") / "text_norm.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    assert {row["kind"] for row in rows} <= checks.keys()
    wrong = [row for row in rows if checks[row["kind"]](row["in"]) != row["out"]]
    assert len(wrong) <= 0.02 * len(rows), wrong
    for row in rows:
        if row["kind"] in ("tcvn3", "vni"):
            assert decode(row["in"], row["kind"]) == row["out"]
