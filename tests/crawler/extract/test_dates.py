"""The stamps of commune portals: right, or refused; never silently wrong."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpus import corpus

from crawler.extract.dates import Posted, parse_posted

VIETNAM = timezone(timedelta(hours=7))
FETCHED = datetime(2024, 3, 15, 9, 0, tzinfo=VIETNAM)
_LENGTH = {"year": 4, "month": 7, "day": 10}


def shown(posted: Posted | None) -> str | None:
    return None if posted is None else posted.at.isoformat()[: _LENGTH.get(posted.precision)]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Thời gian đăng: 07/09/2020 02:15:09 PM", "2020-09-07T14:15:09+07:00"),
        ("Thứ Năm, 14/03/2024, 08:30 [GMT+7]", "2024-03-14T08:30:00+07:00"),
        ("8 giờ 05 phút ngày 21/12/2022", "2022-12-21T08:05:00+07:00"),
        ("21/12/2022 lúc 8h05", "2022-12-21T08:05:00+07:00"),
        ("Ngày đăng: 2 tháng 9 năm 2019", "2019-09-02"),
        ("Đăng ngày 17 - 05 - 2023 | Lượt xem: 311", "2023-05-17"),
        ("Đăng tháng 12/2021", "2021-12"),
        ("2023-01-31T23:10:00Z", "2023-02-01T06:10:00+07:00"),
        ("2 giờ trước", "2024-03-15T07:00:00+07:00"),
        ("31/02/2022", None),
        ("01/01/0001 12:00:00 AM", None),
        ("01/01/1970 07:00:00", None),
        ("Tổng truy cập: 05102021", None),
        ("Hôm nay: 25", None),
        ("từ 05/10/2021 đến 08/10/2021", None),
        ("ngày 10 tháng 3 âm lịch", None),
        ("Điện thoại: 0912345678", None),
        ("", None),
    ],
)
def test_stamps(text: str, at: str | None) -> None:
    assert shown(parse_posted(text, fetched_at=FETCHED)) == at


def test_what_is_doubtful_says_so() -> None:
    ambiguous = parse_posted("05/10/2021")
    assert ambiguous is not None
    assert "ambiguous_dm" in ambiguous.flags
    plain = parse_posted("25/10/2021")
    assert plain is not None
    assert "ambiguous_dm" not in plain.flags
    monday = parse_posted("Thứ hai, 05/10/2021")  # only 10 May was a Monday
    assert shown(monday) == "2021-05-10"


def test_the_printed_text_is_kept() -> None:
    posted = parse_posted("Thời gian đăng: 07/09/2020 02:15:09 PM")
    assert posted is not None
    assert "07/09/2020 02:15:09 PM" in posted.text


_PIECES = st.sampled_from(
    ["ngày ", "tháng ", "năm ", "giờ ", "phút ", "Thứ ", "hai", "05", "/", "-", ":", "10", "2021",
     " ", "AM", "SA", "trước", "hôm qua", "GMT+7", "99999999999999", "\u200b", "\u0301"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_nothing_raises_and_no_date_lies_in_the_future(text: str) -> None:
    posted = parse_posted(text, fetched_at=FETCHED)
    if posted is not None:
        assert posted.at.utcoffset() == timedelta(hours=7)
        assert 1990 <= posted.at.year <= FETCHED.year + 1


def test_gold() -> None:
    lines = (corpus("gold") / "dates.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    wrong = []
    for row in rows:
        now = datetime.fromisoformat(row["now"]) if row.get("now") else None
        got = shown(parse_posted(row["text"], fetched_at=now))
        if got != row["expect"]:
            wrong.append((row["text"], got, row["expect"]))
    assert len(wrong) <= 0.01 * len(rows), wrong
    assert [row for row in wrong if row[1] is not None] == []  # wrong is worse than none
