"""The stamps of commune portals: right, or refused; never silently wrong."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpus import corpus

from crawler.extract._date_machine import read_iso, read_machine
from crawler.extract._date_meaning import Context, RefusedError
from crawler.extract._date_plain import read_plain
from crawler.extract.dates import (
    FLAGS,
    ISSUED_LABELS,
    POSTED_LABELS,
    UPDATED_LABELS,
    Posted,
    _read_folded,
    find_posted,
    is_prose,
    parse_machine,
    parse_posted,
    proven_order,
)

VIETNAM = timezone(timedelta(hours=7))
FETCHED = datetime(2024, 3, 15, 9, 0, tzinfo=VIETNAM)
_LENGTH = {"year": 4, "month": 7, "day": 10}


def shown(posted: Posted | None) -> str | None:
    return None if posted is None else posted.at.isoformat()[: _LENGTH.get(posted.precision)]


def at(text: str, *, fetched_at: datetime | None = FETCHED) -> str | None:
    return shown(parse_posted(text, fetched_at=fetched_at))


def flags(text: str, *, day_first: bool | None = None) -> frozenset[str]:
    posted = parse_posted(text, fetched_at=FETCHED, day_first=day_first)
    assert posted is not None
    return posted.flags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thời gian đăng: 07/09/2020 02:15:09 PM", "2020-09-07T14:15:09+07:00"),
        ("20-12-2023 | 15:22 PM", "2023-12-20T15:22:00+07:00"),
        ("1/2/2022 12:30:00 SA", "2022-02-01T00:30:00+07:00"),
        ("1/2/2022 12:30:00 CH", "2022-02-01T12:30:00+07:00"),
        ("Thứ Năm, 14/03/2024, 08:30 [GMT+7]", "2024-03-14T08:30:00+07:00"),
        ("CN, 10/03/2024 09:15", "2024-03-10T09:15:00+07:00"),
        ("8 giờ 05 phút ngày 21/12/2022", "2022-12-21T08:05:00+07:00"),
        ("21/12/2022 lúc 8h05", "2022-12-21T08:05:00+07:00"),
        ("9 giờ rưỡi tối ngày 14/3/2024", "2024-03-14T21:30:00+07:00"),
        ("Ngày: 20/12/2023 Giờ: 10:22", "2023-12-20T10:22:00+07:00"),
        ("Ngày đăng: 2 tháng 9 năm 2019", "2019-09-02"),
        ("ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi", "2020-04-15"),
        ("Tháng Mười Hai 20, 2023", "2023-12-20"),
        ("20/T12/2023", "2023-12-20"),
        ("Sep 20th, 2023", "2023-09-20"),
        ("Đăng ngày 17 - 05 - 2023 | Lượt xem: 311", "2023-05-17"),
        ("Tác giả: Lò Thị Mai | Ngày đăng: 02/09/2023 | Lượt xem: 1.204", "2023-09-02"),
        ("Đăng tháng 12/2021", "2021-12"),
    ],
)
def test_what_portals_print(text: str, expected: str) -> None:
    assert at(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-01-31T23:10:00Z", "2023-02-01T06:10:00+07:00"),
        ("2023-12-20 10:22:00.0", "2023-12-20T10:22:00+07:00"),
        ("Wed, 20 Sep 2023 08:22:10 GMT", "2023-09-20T15:22:10+07:00"),
        ("Wed Sep 20 2023 15:22:10 GMT+0700 (Indochina Time)", "2023-09-20T15:22:10+07:00"),
        ("20231220", "2023-12-20"),
        ("1703034000", "2023-12-20T08:00:00+07:00"),
        ("/Date(1703034000000)/", "2023-12-20T08:00:00+07:00"),
    ],
)
def test_what_machines_write(text: str, expected: str) -> None:
    assert at(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CËp nhËt: 20/12/2023", "2023-12-20"),  # TCVN3
        ("Ngµy 20 th¸ng 12 n¨m 2023", "2023-12-20"),
        ("Thöù tö, 20/12/2023", "2023-12-20"),  # VNI
        ("NgÃ y 20 thÃ¡ng 12 nÄƒm 2023", "2023-12-20"),  # UTF-8 read as cp1252
        ("Ng\u00e0y 20 tha\u0301ng 12 n\u0103m 2023", "2023-12-20"),
        ("20\u201312\u20132023\u200b \u00a010:22", "2023-12-20T10:22:00+07:00"),
        ("Th&#7913; t&#432;, 20/12/2023", "2023-12-20"),
        ("ngay20thang12nam2023", "2023-12-20"),
    ],
)
def test_broken_letters_are_mended(text: str, expected: str) -> None:
    assert at(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vừa xong", "2024-03-15T09:00:00+07:00"),
        ("2 giờ trước", "2024-03-15T07:00:00+07:00"),
        ("Đăng 5 giờ trước bởi Admin", "2024-03-15T04:00:00+07:00"),
        ("16:45 hôm qua", "2024-03-14T16:45:00+07:00"),
        ("hôm kia", "2024-03-13"),
        ("Thứ hai tuần trước", "2024-03-04"),
        ("hai tuần trước", "2024-03-01"),
        ("2 tháng 2 tuần trước", "2024-01"),
        ("2 năm trước", "2022"),
        ("20 tháng 12", "2023-12-20"),
        ("10:22 - 14/3", "2024-03-14T10:22:00+07:00"),
    ],
)
def test_what_is_reckoned_from_the_time_of_fetching(text: str, expected: str) -> None:
    assert at(text) == expected
    assert at(text, fetched_at=None) is None


def test_today_is_today_in_vietnam() -> None:
    late_in_utc = datetime(2024, 3, 14, 17, 30, tzinfo=UTC)
    assert at("Hôm nay", fetched_at=late_in_utc) == "2024-03-15"


@pytest.mark.parametrize(
    "text",
    [
        # impossible, or the empty value of some software
        *("31/02/2022", "13/13/2023", "15/03/2024 10:75", "15/03/2524", "2024-13-01"),
        *("01/01/0001 12:00:00 AM", "01/01/1970 07:00:00", "00/00/0000"),
        # torn digits
        *("Ngày đăng: 1 5/03/2024", "Ngày đăng: 15/03/20 24", "15/03/20245", "115/03/2024"),
        # ranges and limits
        *("từ 04/08/2023 đến 07/08/2023", "15-20/3/2023", "các ngày 15, 16/3/2023"),
        *("Trước ngày 20/3/2023", "Hạn nộp hồ sơ: 20/3/2023", "Ngày hiệu lực 20/12/2023"),
        # the moon's calendar
        *("ngày 10 tháng 3 âm lịch", "Rằm tháng Giêng", "Mùng 1 Tết Giáp Thìn"),
        # numbers that are no dates
        *("Tổng truy cập: 1.203.456", "Hôm nay: 48", "Tháng trước: 10.232", "Trang 2/10"),
        *("Điện thoại: 0912345678", "ĐT: 0215.3925.409", "127.0.0.1", "v1.12.2021", "15032024"),
        *("27A-123.45", "Quốc lộ 279 km 12+300", "Đường 7/5", "tỷ lệ 15/20", "Quý I/2024"),
        # dates of other things
        *("Quyết định số 15/2023/QĐ-UBND ngày 20/3/2023", "Sinh ngày 20/03/1991"),
        *("Giấy phép số: 123/GP-TTĐT cấp ngày 20/03/2019", "© 2023 UBND xã"),
        # two stamps
        "20/12/2023 10:22 20/12/2023 10:25",
        *("lúc 10 giờ 18 phút", "Thứ hai", "2024", "2 ngày sau", "vài ngày trước", ""),
    ],
)
def test_what_is_refused(text: str) -> None:
    assert at(text) is None


def test_day_first_unless_something_speaks_against_it() -> None:
    assert at("04/08/2023") == "2023-08-04"
    assert "ambiguous_dm" in flags("04/08/2023")
    assert "ambiguous_dm" not in flags("25/08/2023")
    assert "ambiguous_dm" not in flags("04/08/2023", day_first=True)
    assert "swapped_dm" in flags("08/25/2023")
    known = parse_posted("04/08/2023", fetched_at=FETCHED, day_first=False)
    assert shown(known) == "2023-04-08"


def test_the_weekday_decides() -> None:
    assert at("Thứ bảy, 04/08/2023") == "2023-04-08"  # 4 August was a Friday, 8 April a Saturday
    assert "swapped_dm" in flags("Thứ bảy, 04/08/2023")
    assert at("Thứ sáu, 04/08/2023") == "2023-08-04"
    assert flags("Thứ sáu, 04/08/2023") == frozenset()
    assert flags("Thứ hai, 15/03/2024") == {"weekday_mismatch"}


def test_two_digits_of_a_year_never_lie_in_the_future() -> None:
    assert at("20/12/23 10:22") == "2023-12-20T10:22:00+07:00"
    assert at("20/12/99") == "1999-12-20"
    assert at("20/12/24") is None  # 1924 is too early for a portal


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Cập nhật: 20/12/2023", "updated"),
        ("Ngày ban hành 20/12/2023", "issued"),
        ("Thanh Yên, ngày 20 tháng 12 năm 2023", "dateline"),
        ("Hội nghị diễn ra ngày 20/12/2023 tại xã", "in_text"),
        ("20/12/2023 00:00", "midnight"),
        ("20/12/2023 10:22 +0900", "zone"),
        ("20/11/2024", "future"),
        ("20 tháng 12", "year_inferred"),
        ("Tháng 12 năm 2023", "month_precision"),
        ("2 năm trước", "year_precision"),
        ("3 ngày trước", "relative"),
        ("20/12/23", "two_digit_year"),
        ("20231220", "compact"),
        ("1703034000", "epoch"),
    ],
)
def test_what_is_doubtful_says_so(text: str, flag: str) -> None:
    assert flag in flags(text)
    assert flag in FLAGS


def test_a_label_of_publication_beats_one_of_an_edit() -> None:
    assert at("Cập nhật lúc: 15:22 20/09/2023 | Đăng lúc: 14:22 19/09/2023") == (
        "2023-09-19T14:22:00+07:00"
    )
    assert "updated" not in flags("Ngày đăng: 20/09/2023 Ngày cập nhật: 22/09/2023")


def test_find_posted_takes_the_one_stamp_among_lines() -> None:
    lines = "Tin trong xã\nĐăng lúc: 14:22 19/09/2023\nHội nghị ngày 18/09/2023 đã bàn"
    assert shown(find_posted(lines, fetched_at=FETCHED)) == "2023-09-19T14:22:00+07:00"
    assert find_posted("19/09/2023\n20/09/2023", fetched_at=FETCHED) is None
    assert find_posted("Hội nghị ngày 18/09/2023 đã bàn", fetched_at=FETCHED) is None


def test_parse_machine_reads_nothing_that_people_write() -> None:
    read = parse_machine('"2023-09-19T14:22:05+07:00"', fetched_at=FETCHED)
    assert shown(read) == "2023-09-19T14:22:05+07:00"
    assert parse_machine("19/09/2023") is None
    assert parse_machine("0001-01-01T00:00:00Z") is None


def test_what_was_printed_and_the_rule_are_kept() -> None:
    posted = parse_posted("  Thời gian đăng: 07/09/2020 02:15:09 PM ")
    assert posted is not None
    assert posted.text == "Thời gian đăng: 07/09/2020 02:15:09 PM"
    assert posted.rule == "dmy"
    assert (posted.precision, posted.iso()) == ("second", "2020-09-07T14:15:09+07:00")


_PIECES = st.sampled_from(
    ["ngày ", "tháng ", "năm ", "giờ ", "phút ", "Thứ ", "hai", "05", "/", "-", ":", "10", "2021",
     " ", "AM", "SA", "trước", "hôm qua", "GMT+7", "99999999999999", "\u200b", "\u0301"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_nothing_raises_and_every_year_is_plausible(text: str) -> None:
    for read in (parse_posted, parse_machine, find_posted):
        posted = read(text, fetched_at=FETCHED)
        if posted is not None:
            assert posted.at.utcoffset() == timedelta(hours=7)
            assert 1990 <= posted.at.year <= FETCHED.year + 1
            assert posted.flags <= FLAGS.keys()


_TWO = st.sampled_from(
    ["00", "01", "05", "11", "12", "13", "23", "24", "29", "30", "31", "59", "60", "99"]
)


@given(
    st.builds(
        "{}-{}-{}T{}:{}:{}{}".format,
        st.sampled_from(["2021", "1970", "0000", "0001", "9999", "2024"]),
        *[_TWO] * 5,
        st.sampled_from(["Z", "+07:00", "-05:30", "+00:00", "-23:59", "+24:00", "+99:99"]),
    )
)
def test_a_whole_iso_time_is_read_at_once_and_alike(text: str) -> None:
    read = read_iso(text)
    assert read is None or read == read_machine(text.lower())
    assert read is not None or read_machine(text.lower()) is None


@given(st.text(max_size=60), st.none() | st.datetimes(timezones=st.none() | st.timezones()))
def test_no_time_of_fetching_raises(text: str, fetched_at: datetime | None) -> None:
    for stamp in (text, "hôm qua lúc 8:00", "2 năm trước", "28/12", "29/2", "5-10-21"):
        parse_posted(stamp, fetched_at=fetched_at)


def test_a_time_glued_to_its_label_is_read() -> None:
    assert at("Thời gian đăng:14:05 20/12/2023") == "2023-12-20T14:05:00+07:00"


def test_what_was_read_once_is_read_again_at_another_time() -> None:
    later = FETCHED + timedelta(days=1, hours=2)
    for _ in range(2):
        assert at("2 giờ trước") == "2024-03-15T07:00:00+07:00"
        assert at("2 giờ trước", fetched_at=later) == "2024-03-16T09:00:00+07:00"
        assert at("16/3") == "2024-03-16"
        assert at("17/3") == "2023-03-17"
        assert at("17/3", fetched_at=later) == "2024-03-17"


def test_many_more_stamps() -> None:
    """Written for this test from the formats of the software, the labels and the ways to go wrong
    that are known; fetched at one moment. None may be read wrongly, nor a stamp be overlooked."""
    path = Path(__file__).with_name("stamps.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    fetched_at = datetime(2024, 6, 20, 9, 30, 15, tzinfo=VIETNAM)
    read = [(row, shown(parse_posted(row["text"], fetched_at=fetched_at))) for row in rows]
    assert [(row, got) for row, got in read if got != row["expect"]] == []


@pytest.mark.parametrize(
    ("text", "proof"),
    [
        ("23/05/2021 10:41:27 AM", True),
        ("Thứ ba - 05/10/2021 10:18", True),
        ("25.12.2023", True),
        ("5/23/2021 10:41:27 AM", False),
        ("Tue, 10/05/2021 - 10:18", False),
        ("05/10/2021", None),
        ("05/05/2021", None),
        ("23/05/21", None),
        ("2021-05-23", None),
        ("23 tháng 5 năm 2021", None),
        ("Thứ hai, 23/05/2021", None),  # a Sunday: who errs here may err elsewhere
        ("", None),
        (None, None),
    ],
)
def test_what_a_stamp_proves_of_its_portal(text: str | None, proof: bool | None) -> None:
    assert proven_order(text) is proof


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


_LABEL = st.sampled_from(("", *POSTED_LABELS, *UPDATED_LABELS, *ISSUED_LABELS))
_CLOCKS = st.sampled_from(
    ("", "10:18", "7:05:09", "00:00", "25:61", "12:30 AM", "3:05 pm", "10h18", "16 giờ 45 phút")
)
_WEEKDAYS = st.sampled_from(("", "Thứ ba, ", "Thứ 7 ", "Chủ nhật, ", "CN,", "thứ tư "))
_NUMBERS = st.integers(0, 40)
_YEARS = st.sampled_from((1985, 1999, 2021, 2024, 2025, 2090))
_GAPS = st.sampled_from((" ", " - ", ", ", " | ", " – ", "-"))
_DAYS = st.sampled_from(
    (
        "{d}/{m}/{y}",
        "{d:02}-{m:02}-{y}",
        "{d}.{m}.{y}",
        "{d} tháng {m} năm {y}",
        "{d} Tháng {m}, {y}",
    )
)


@given(
    st.tuples(_LABEL, st.sampled_from((": ", ":", " : ", " "))),
    st.tuples(_CLOCKS, _GAPS, _CLOCKS, _GAPS),
    _WEEKDAYS,
    st.sampled_from(("", "ngày ", "Ngày ")),
    _DAYS,
    st.tuples(_NUMBERS, st.integers(0, 14), _YEARS),
    st.sampled_from(("", " GMT+7", " (GMT+7)", ")", " |", ".")),
    st.sampled_from((None, True, False)),
)
@settings(max_examples=600, deadline=None)
def test_a_plain_stamp_says_what_the_grammar_reads(
    label: tuple[str, str],
    clocks: tuple[str, str, str, str],
    weekday: str,
    before: str,
    day: str,
    numbers: tuple[int, int, int],
    after: str,
    day_first: bool | None,
) -> None:
    head = "".join(label) if label[0] else ""
    early, late = clocks[0] and "".join(clocks[:2]), clocks[2] and "".join(clocks[3:1:-1])
    printed = day.format(d=numbers[0], m=numbers[1], y=numbers[2])
    text = f"{head}{early}{weekday}{before}{printed}{late}{after}"
    assert_read_alike(text, Context(now=FETCHED, day_first=day_first))


@given(
    st.sampled_from(("", "Published ", "published ", "Posted ")),
    st.tuples(_NUMBERS, st.integers(0, 14), _YEARS),
    st.sampled_from(("By ", " By ", " by ", "by ", "By")),
    st.sampled_from(
        (
            *("quantri", "Ban Biên tập", "Văn phòng HĐND - UBND", "Cà Văn Thương", "Lò Thị Năm"),
            *("Admin2", "Chủ nhật", "Thứ ba", "Đăng Khoa", "âm lịch", "Tết", "hiệu lực", "May"),
            *("12h30", "(Đài)", "đến 12", "hôm nay", "Ất Mùi", "xem 5", "ngày hai tháng ba"),
            *("a b c d e f g h i k l", "Năm hai nghìn", "điện thoại", "tục lệ", "Trước", "Mới đây"),
        )
    ),
    st.sampled_from((None, FETCHED)),
    st.sampled_from((None, True, False)),
)
@settings(max_examples=600, deadline=None)
def test_a_day_and_who_posted_it_say_what_the_grammar_reads(
    label: str,
    numbers: tuple[int, int, int],
    by: str,
    name: str,
    now: datetime | None,
    day_first: bool | None,
) -> None:
    text = f"{label}{numbers[0]:02}/{numbers[1]:02}/{numbers[2]}{by}{name}"
    assert_read_alike(text, Context(now=now, day_first=day_first))


def assert_read_alike(text: str, context: Context) -> None:
    def read(reader: object) -> object:
        try:
            return reader(text, context)  # type: ignore[operator]
        except (RefusedError, ValueError):
            return "refused"

    plain = read(read_plain)
    if plain is not None:
        assert plain == (read(_read_folded) or "refused"), text


def test_a_day_and_who_posted_it_are_plain() -> None:
    context = Context(now=None, day_first=True)
    assert read_plain("05/10/2021 By Ban Biên tập", context) is not None
    with pytest.raises(RefusedError):
        read_plain("Published 05/10/2021By Ban Biên tập", context)


def test_a_label_without_its_spaces() -> None:
    for stamp in (
        "Ngàyđăng: 05/10/2021 10:18",
        "NGÀYĐĂNG: 05/10/2021 10:18",
        "Cậpnhật: 05/10/2021",
    ):
        posted = parse_posted(stamp)
        assert posted is None or posted.iso().startswith("2021-10-05"), stamp
    posted = parse_posted("Ngàyđăng: 05/10/2021 10:18")
    assert posted is not None


def test_prose_holds_no_stamp() -> None:
    worthless = {"in_text", "dateline", "month_precision", "year_precision", "issued", "fallback"}
    prose = 0
    for path in sorted((Path(__file__).parents[1] / "platforms").glob("*/*.html")):
        page = path.read_text(encoding="utf-8", errors="replace")
        for line in re.findall(r"[^<>\n]{40,400}", page):
            if not is_prose(line):
                continue
            prose += 1
            posted = parse_posted(line, fetched_at=FETCHED)
            assert posted is None or posted.flags & worthless, line
    assert prose > 100


@pytest.mark.parametrize(
    "line",
    [
        "Ngày đăng: 05/10/2021",
        "Ngày đăng: 05/10/2021 - Người đăng: Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã",
        "Thứ ba, ngày 05 tháng 10 năm 2021, lúc 10 giờ 18 phút 39 giây (giờ Việt Nam, GMT +7)",
        "Trang thông tin điện tử xã Thanh Yên huyện Điện Biên tỉnh Điện Biên cập nhật 05/10/2021",
        "Ban biên tập Trang thông tin điện tử xã Thanh Yên | 05/10/2021 | Lượt xem: 120 | Bình luận: 3",
    ],
)
def test_what_may_be_a_stamp_is_no_prose(line: str) -> None:
    assert not is_prose(line)
