"""A name in full and its abbreviation: whoever searches one way is shown the other."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from archive import search

TEXTS = (
    "Ủy ban nhân dân xã họp với Hội đồng nhân dân và đại biểu Quốc hội",
    "UBND xã, HĐND xã, ĐBQH; nông thôn mới; phòng cháy, chữa cháy",
    "PCCC và NTM",
)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("ubnd", '"Ủy ban nhân dân"'),
        ("UBND xã họp", '"Ủy ban nhân dân" xã họp'),
        ("ủy ban nhân dân xã", "UBND xã"),
        ("Uỷ ban Nhân dân xã", "UBND xã"),
        ("hoi dong nhan dan", "HĐND"),
        ("hdnd xã", '"Hội đồng nhân dân" xã'),
        ('"UBND xã"', '"Ủy ban nhân dân xã"'),
        ('"ủy ban nhân dân"', '"UBND"'),
        ("phong chay chua chay", "PCCC"),
        ("nông thôn mới nâng cao", None),  # no text has NTM with these words
        ("15/QĐ-UBND", None),
        ("-UBND xã", None),
        ("ủy bản nhân dân", None),
        ("HTX", None),  # no text has it in full
        ("", None),
    ],
)
def test_the_other_way(typed: str, other: str | None) -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute("CREATE TABLE t (pk INTEGER PRIMARY KEY, title, lead, body_text, captions)")
        search.create(conn, table="t")
        rows = [(n, "", "", text, "") for n, text in enumerate(TEXTS, 1)]
        conn.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
        search.index_rows(conn, rows)
        assert search.other_way(conn, typed) == other
