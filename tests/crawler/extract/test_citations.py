"""Citations of legal and Party documents: one normal form, and nothing that is none."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpus import corpus

from crawler.extract import _citation_places as places
from crawler.extract import citations
from crawler.extract.citations import cited, find_citations


def _reads(text: str, *normal: str) -> None:
    assert cited(text) == normal
    assert cited(unicodedata.normalize("NFD", text)) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("theo Quyết định số 12/QĐ-UBND của xã", "12/QĐ-UBND"),
        ("Nghị định số 30/2020/NĐ-CP ngày 05/3/2020", "30/2020/NĐ-CP"),
        ("Thông tư liên tịch 01/2014/TTLT-BTC-BKHĐT", "01/2014/TTLT-BTC-BKHĐT"),
        ("Luật Đất đai 2013 (Luật số 45/2013/QH13)", "45/2013/QH13"),
        ("Pháp lệnh 02/2020/UBTVQH14", "02/2020/UBTVQH14"),
        ("công văn 88/VHTT-TDTT", "88/VHTT-TDTT"),
        ("Công văn 1204/SGDĐT-GDTrH", "1204/SGDĐT-GDTRH"),
        ("Kế hoạch 9-KH/HU", "09-KH/HU"),
        ("Nghị quyết 10-NQ/CB của chi bộ", "10-NQ/CB"),
        ("Chương trình 06-CTr/HU", "06-CTr/HU"),
    ],
)
def test_each_way_of_numbering(text: str, normal: str) -> None:
    _reads(text, normal)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("quyết định 12 / qđ-ubnd", "12/QĐ-UBND"),
        ("QUYẾT ĐỊNH SỐ 7/2022/QD-UBND", "07/2022/QĐ-UBND"),
        ("Quyết định 1409/QĐ-TTG", "1409/QĐ-TTg"),
        ("Quyết định số 005/QÐ-BCĐ", "05/QĐ-BCĐ"),
        ("Nghị quyết 17 /2021/ NQ - HĐND", "17/2021/NQ-HĐND"),
        ("Nghị quyết 17-2021/NQ-HĐND", "17/2021/NQ-HĐND"),
        ("Nghị định 30/2020/NĐ/CP", "30/2020/NĐ-CP"),
        ("Công văn số 88 /VHTT-TDTT", "88/VHTT-TDTT"),
        ("Thông tư\u00a009/2013/TT\u2011BNNPTNT", "09/2013/TT-BNNPTNT"),
        ("Chỉ thị 04-CT-TU, Chỉ thị 04/CT-TU, Chỉ thị 04/CT/TU", "04-CT/TU"),
        ("Chỉ thị 04\u2013CT/TƯ", "04-CT/TW"),
        ("Nghị định 30/2020/NĐ-CPngày 05/3/2020", "30/2020/NĐ-CP"),
        ("Quyết định số1409/QĐ-TTg", "1409/QĐ-TTg"),
        ("Chỉ thị số 04 CT/TU", "04-CT/TU"),
        ("Nghị quyết 43/2022/QH15về phục hồi", "43/2022/QH15"),
    ],
)
def test_spellings_of_one_document_are_equal(text: str, normal: str) -> None:
    _reads(text, normal)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Nghị quyết 19-NQ/TW - Một chủ trương lớn", "19-NQ/TW"),
        ("Nghị quyết 19-NQ/TW-Kim chỉ nam", "19-NQ/TW"),
        ("Quyết định 12/QĐ-UBND - Ban hành quy chế", "12/QĐ-UBND"),
        ("Luật 31/2024/QH15 - Luật Đất đai", "31/2024/QH15"),
    ],
)
def test_a_dash_of_the_sentence_ends_the_number(text: str, normal: str) -> None:
    _reads(text, normal)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Nghị quyết Trung ương 8 (khoá XI)", ("NQTW8/XI",)),
        ("NQTW 8 khóa XI", ("NQTW8/XI",)),
        ("Nghị quyết Hội nghị lần thứ tám, Ban Chấp hành Trung ương Đảng khóa XI", ("NQTW8/XI",)),
        ("Nghị quyết lần thứ 8 của BCH Trung ương khóa 11", ("NQTW8/XI",)),
        ("Nghị quyết Trung ương 4 khóa XI, XII và khóa XIII",
         ("NQTW4/XI", "NQTW4/XII", "NQTW4/XIII")),
        ("Nghị quyết Trung ương 5, 6 khóa XII", ("NQTW5/XII", "NQTW6/XII")),
        ("Nghị quyết Trung ương 6 khóa XII, 5 năm qua", ("NQTW6/XII",)),
        ("Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng", ("NQĐH/XIII",)),
        ("Nghị quyết Đại hội Đảng lần thứ 13", ("NQĐH/XIII",)),
        ("Nghị quyết Đại hội lần thứ XXI của Đảng bộ huyện", ()),
        ("Nghị quyết Đại hội XIV, nhiệm kỳ 2020 - 2025, Đảng bộ tỉnh", ()),
        ("Nghị quyết Trung ương (khóa XII)", ()),
        ("Hiến pháp năm 1992", ("HP/1992",)),
        ("Hiến pháp nước Cộng hoà xã hội chủ nghĩa Việt Nam năm 2013", ("HP/2013",)),
        ("các Hiến pháp năm 1946, 1959 và năm 2013", ("HP/1946", "HP/1959", "HP/2013")),
        ("Hiến pháp năm 2011 của Hungary", ()),
        ("Nghi quyet Trung uong 8 khoa XI va Hien phap nam 2013", ("NQTW8/XI", "HP/2013")),
        ("Nghi quyet Dai hoi Dang lan thu XIII", ("NQĐH/XIII",)),
        ("Nghị quyết Trung ương từ khoá XII đến nay", ()),
        ("Nghị quyết số 12, 13 và 14/NQ-HĐND", ("12/NQ-HĐND", "13/NQ-HĐND", "14/NQ-HĐND")),
        ("Nghị quyết 18, 19-NQ/TW", ("18-NQ/TW", "19-NQ/TW")),
        ("đạt 12, 13 điểm, Nghị quyết 14/NQ-HĐND", ("14/NQ-HĐND",)),
        ("ngày 12, 14/NQ-HĐND", ("14/NQ-HĐND",)),
    ],
)  # fmt: skip
def test_documents_cited_by_name(text: str, normal: tuple[str, ...]) -> None:
    _reads(text, *normal)


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 73, Luật Đất đai năm 2013, Quyết định số 12",
        "ngày 05/10/2021, tỷ lệ 15/20, giai đoạn 2021-2025, từ 01-05/10/2021",
        "quốc lộ 12/QL-6, xe 27A-123.45, điện thoại 0215-3825-005",
        "QCVN 01-1:2021/BYT, TCVN 5699-2-40:2007, ISO/IEC 17025-2017",
        "2-3 con/hộ-năm, 10-12 tạ/ha, 8-KH/vụ, 5-tb/con, phòng 3/A, lớp 5/A-B",
        "theo Mẫu số 02/TNDN-KK, biểu mẫu số: 01/BM-UBND",
        "Quyết định 12/QĐ - Ban hành quy chế",
        "https://xa.vn/12/qd-ubnd/34",
        "",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    _reads(text)


def test_each_document_once_in_order_of_first_mention() -> None:
    text = "Hiến pháp 2013; Kết luận 01-KL/TW; Luật 45/2013/QH13; Hiến pháp năm 2013; 01/KL-TW"
    _reads(text, "HP/2013", "01-KL/TW", "45/2013/QH13")


def test_kinds() -> None:
    text = "Hiến pháp 2013, Luật 45/2013/QH13, Kết luận 01-KL/TW, Quyết định 12/QĐ-UBND"
    assert [c.kind for c in find_citations(text)] == ["named", "assembly", "party", "state"]


def test_raw_and_start_point_into_the_text() -> None:
    text = "Thực hiện Kết luận 01 - KL/TW và Thông tư 09/2013/TT-BNNPTNT."
    for citation in find_citations(text):
        assert text[citation.start :].startswith(citation.raw)
    assert [c.raw for c in find_citations(text)] == ["01 - KL/TW", "09/2013/TT-BNNPTNT"]


_PIECES = st.sampled_from(
    ["Nghị quyết ", "Trung ương ", "Đại hội ", "lần thứ ", "khóa ", "(khoá ", "XII", "4", "12", " ",
     "tư", ", ", " và ", "/", "-", "2021", "QĐ", "UBND", "NQ", "TW", "QH15", "ngày", "Hiến pháp ",
     "2013", "\u0301", "Ⅻ", "٤", "İ", "\x00"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=16).map("".join) | st.text())
def test_nothing_raises_and_every_citation_stands_in_the_text(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    for citation in find_citations(text):
        assert citation.raw
        assert composed[citation.start :].startswith(citation.raw)


@pytest.mark.parametrize(
    "piece",
    ["1-", "A-", "1 / ", "05/2021/QĐ-", "12/ QĐ ", "1/QĐ-a-b-c-d-e-f-g-h", "mười ", "khóa XII, ",
     "Nghị quyết lần thứ ", "Nghị quyết Đại hội ", "Nghị quyết Trung ương 4, ", " ", "Đảng "],
)  # fmt: skip
def test_a_long_hostile_text_comes_to_an_end(piece: str) -> None:
    """Quadratic patterns would take minutes here, and the runner's own limit ends them."""
    find_citations(piece * 20_000)


def test_many_more_sentences() -> None:
    """Written for this test: every sort of paper and issuer, misspellings, lists, and what is
    numbered alike. One wrong of a hundred found is allowed, and three missed of a hundred."""
    path = Path(__file__).with_name("citations.jsonl")
    _measure([json.loads(line) for line in path.read_text("utf-8").split("\n") if line])


def test_gold() -> None:
    lines = (corpus("gold") / "citations.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    _measure(rows)


def _measure(rows: list[dict[str, Any]]) -> None:
    right = found = asked = 0
    wrong = []
    for row in rows:
        mine, gold = set(cited(row["text"])), set(row["citations"])
        right, found, asked = right + len(mine & gold), found + len(mine), asked + len(gold)
        wrong += [(row["text"], mine ^ gold)] if mine != gold else []
    assert right / found >= 0.99, wrong
    assert right / asked >= 0.97, wrong


_NUMBERED = st.sampled_from(
    ["1234567", "12", "05", " ", "-", "/", "CT", "TW", "QĐ", "UBND", "số", "Số.", "a", "đ", "2023",
     "QH15", " và ", "ngày", "x", ".", "NQ-HĐND", "CT/TW", "01/QĐ-UBND", "٣",
     "–", "\u00a0", "Ð", "⁄"]
)  # fmt: skip


@given(
    st.lists(_NUMBERED, max_size=14).map("".join)
    | st.text("0123 /-.sốCTWQĐaNUÐ–\u00a0", max_size=40)
)
def test_looking_only_where_a_number_begins_misses_none(text: str) -> None:
    plain = citations._plain(text)
    begins = places.numbered(plain)
    for pattern in (citations._NUMBER, citations._DASH_LOST):
        quick = [match.span() for match in citations._found(plain, begins, pattern)]
        assert quick == [match.span() for match in pattern.finditer(plain)]


_NAMED = st.sampled_from(
    ["Nghị quyết", "nghi quyet", "NQ", " ", "của ", "cua ", "Hội nghị ", "Hoi nghi ", "BCH ", "lần thứ ", "ban chap hanh ",
     "Trung ương", "TW", "T.Ư.", "T.U", "4", " khóa ", "khoa ", "XII", "Đại hội ", "dai hoi ", "Đảng", "lan thu 7",
     "Hiến pháp ", "hien phap ", "năm ", "2013", ", ", " và ", "(", "\U0001f600"]
)  # fmt: skip


@given(st.lists(_NAMED, max_size=12).map("".join), st.sampled_from([str, str.upper, str.lower]))
def test_looking_only_where_a_name_begins_misses_none(
    text: str, printed: Callable[[str], str]
) -> None:
    plain = citations._plain(printed(text))
    begins = places.named(plain)
    for pattern in (
        citations._PLENUM, citations._PLENUM_TYPED_PLAIN, citations._CONGRESS,
        citations._CONGRESS_TYPED_PLAIN, citations._CONSTITUTION,
        citations._CONSTITUTION_TYPED_PLAIN,
    ):  # fmt: skip
        quick = [match.span() for match in citations._found(plain, begins, pattern)]
        assert quick == [match.span() for match in pattern.finditer(plain)]
