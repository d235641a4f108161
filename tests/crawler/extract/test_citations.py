"""Citations of legal and Party documents: one normal form, and nothing that is none."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus import corpus

from crawler.extract.citations import cited, find_citations


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("theo Quyết định số 12/QĐ-UBND của xã", ("12/QĐ-UBND",)),
        ("quyết định 12 / qđ-ubnd", ("12/QĐ-UBND",)),
        ("QUYẾT ĐỊNH SỐ 7/2022/QD-UBND", ("07/2022/QĐ-UBND",)),
        ("Luật số 21/2022/QH15, Pháp lệnh 02/2020/UBTVQH14", ("21/2022/QH15", "02/2020/UBTVQH14")),
        ("Kế hoạch 9-KH/HU và công văn 88/VHTT-TDTT", ("09-KH/HU", "88/VHTT-TDTT")),
        ("Chỉ thị 04-CT-TU, Chỉ thị 04/CT-TU", ("04-CT/TU",)),
        ("Chỉ thị 05\u2013CT/TW", ("05-CT/TW",)),
        ("Nghị quyết Trung ương 8 (khoá XI)", ("NQTW8/XI",)),
        ("Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII", ("NQĐH/XIII",)),
        ("Hiến pháp năm 1992", ("HP/1992",)),
        ("Nghị định 73, ngày 05/10/2021, tỷ lệ 15/20, giai đoạn 2021-2025, quốc lộ 12", ()),
        ("xe 27A-123.45, điện thoại 0215-3825-005, QCVN 01:2021/BYT, phòng 3/A", ()),
        ("", ()),
    ],
)
def test_citations(text: str, normal: tuple[str, ...]) -> None:
    assert cited(text) == normal
    assert cited(unicodedata.normalize("NFD", text)) == normal


def test_raw_and_start_point_into_the_text() -> None:
    text = "Thực hiện Kết luận 01 - KL/TW và Thông tư 09/2013/TT-BNNPTNT."
    for citation in find_citations(text):
        assert text[citation.start :].startswith(citation.raw)
    assert [c.raw for c in find_citations(text)] == ["01 - KL/TW", "09/2013/TT-BNNPTNT"]


@given(st.text(alphabet="0123456789/- QĐUBNDCTkhóaXIVNghịquyếtlầnthứ(),", max_size=200) | st.text())
def test_nothing_raises(text: str) -> None:
    find_citations(text)


@pytest.mark.parametrize("piece", ["1-", "A-", "05/2021/QĐ-", "Nghị quyết lần thứ ", "12/ QĐ "])
def test_a_hostile_text_is_read_in_linear_time(piece: str) -> None:
    find_citations(piece * 20_000)


def test_gold() -> None:
    lines = (corpus("gold") / "citations.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    right = found = asked = 0
    for row in rows:
        mine, gold = set(cited(row["text"])), set(row["citations"])
        right, found, asked = right + len(mine & gold), found + len(mine), asked + len(gold)
    assert right / found >= 0.99
    assert right / asked >= 0.97
