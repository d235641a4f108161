"""Vietnamese from before Unicode: the tables, what proves an encoding, and what doesn't."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.legacy import ENCODINGS, Encoding, decode, detect, font_encoding, repaired
from archive.syllable import is_syllable

SENTENCES = (
    "Sáng ngày 12 tháng 3, Đảng uỷ xã tổ chức hội nghị học tập nghị quyết cho cán bộ, đảng viên.",
    "Nhân dân các bản đã góp hơn ba trăm ngày công làm đường giao thông nông thôn.",
    "Ủy ban nhân dân xã thông báo lịch tiếp công dân định kỳ của lãnh đạo.",
    "Trạm y tế phối hợp với các trường tiêm phòng cho trẻ em dưới năm tuổi.",
    "Giá phân bón tăng khiến nhiều hộ lúng túng, kế hoạch vụ mùa phải điều chỉnh.",
    "Lễ hội xuân mở đầu bằng màn múa xoè của các chị em phụ nữ bản Noong Luống.",
)
"""Written for this test."""

PLAIN_SENTENCES = (
    "Le gouverneur général visita l'Annam à la fête de Noël, où il fut reçu.",
    "The café's naïve façade cost £5 (¼ of the price) at 20 °C – “déjà vu”.",
    "Die Straße führt über die Brücke nach Köln und Zürich.",
    "El año pasado el señor Núñez vivió en España.",
    "def f(x): return x ** 2  # © 2021, ± 5 µm, § 4",
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_recognised_and_read(encoding: Encoding, sentence: str) -> None:
    data = sentence.encode(encoding)
    for shown in (data.decode("latin-1"), data.decode("cp1252", "ignore")):
        assert detect(shown) == encoding
    assert repaired(data.decode("latin-1")) == data.decode(encoding)


@pytest.mark.parametrize("sentence", [*SENTENCES, *PLAIN_SENTENCES])
def test_what_is_no_legacy_text_stays(sentence: str) -> None:
    assert repaired(sentence) == sentence
    assert repaired(unicodedata.normalize("NFD", sentence)) == unicodedata.normalize(
        "NFD", sentence
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.sampled_from(SENTENCES).map(str.lower))
def test_the_codecs_lose_nothing(encoding: Encoding, text: str) -> None:
    assert text.encode(encoding).decode(encoding) == text


@pytest.mark.parametrize(
    "text",
    [
        "chỉ thị số 16/ct-ttg ngày 31/3/2020 của thủ tướng chính phủ",
        "khi cần, nhân dân truy cập www.xa.example.vn hoặc gọi hotline của ubnd xã",
        "dài 2.005 m được đổ bê tông dày 16 cm",
    ],
)
def test_names_and_abbreviations_do_not_hide_it(text: str) -> None:
    assert repaired(text.encode("tcvn3").decode("latin-1")) == text


@given(st.text())
def test_nothing_raises(text: str) -> None:
    repaired(text)
    for encoding in ENCODINGS:
        assert isinstance(decode(text, encoding), str)


def test_capitals_of_tcvn3_come_from_the_font_or_from_the_letters_beside() -> None:
    assert decode("céng hßa", "tcvn3", capitals=True) == "CỘNG HÒA"
    assert decode("UBND X· THANH Y£N", "tcvn3") == "UBND XÃ THANH YÊN"
    assert decode("§¶ng bé CéNG HßA", "tcvn3") == "Đảng bộ CỘNG HÒA"
    assert decode("B¸o c¸o", "tcvn3") == "Báo cáo"


def test_tcvn3_out_of_a_typeset_document() -> None:
    assert decode("Thñ t\u2212íng, n\u2212íc nhµ", "tcvn3") == "Thủ tướng, nước nhà"
    assert decode("5 \u2212 3", "tcvn3") == "5 \u2212 3"


@pytest.mark.parametrize(
    ("family", "told"),
    [
        (".VnTime", ("tcvn3", False)),
        ("'.VnTimeH', serif", ("tcvn3", True)),
        (".vnArialH", ("tcvn3", True)),
        ("VNI-Times", ("vni", False)),
        ("VPS Long An", ("vps", False)),
        ("Times New Roman, .VnTime", (None, False)),
        ("Verdana", (None, False)),
    ],
)
def test_what_a_font_tells(family: str, told: tuple[str | None, bool]) -> None:
    assert font_encoding(family) == told


@pytest.mark.parametrize(
    "syllable",
    [
        *("nghiêng", "gì", "giếng", "quốc", "quý", "khuỷu", "thuở", "xoè", "huệ", "yêu", "ưỡn"),
        *("oà", "ý", "ngoằn", "Đắk", "khuya", "quýt", "quỳnh", "xoáy", "rượu", "loại"),
    ],
)
def test_syllables(syllable: str) -> None:
    assert is_syllable(syllable)
    assert is_syllable(syllable.upper())


@pytest.mark.parametrize(
    "letters",
    ["nghành", "ngiêng", "các\u0300", "tùât", "quu", "hôtel", "fête", "Thaù", "aâ", "trr"],
)
def test_no_syllables(letters: str) -> None:
    assert not is_syllable(letters)
