"""What comes first, what is suggested, and that nothing of a deleted text stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from archive import search
from archive.search import ranking

Text = tuple[int, str, str, str, str]
NAMES = "pk INTEGER PRIMARY KEY, title, lead, body_text, captions"


def opened(path: Path | str = ":memory:") -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA secure_delete = ON")
    conn.execute(f"CREATE TABLE t ({NAMES})")
    search.create(conn, table="t")
    search.create_ranking(conn)
    return conn


def put(conn: sqlite3.Connection, rows: Sequence[Text], load: search.Load | None = None) -> None:
    conn.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    search.index_rows(conn, rows, load=load)


def filler(first: int, last: int) -> list[Text]:
    """Articles that all have common words, one after the other, and nothing in their titles."""
    body = "Đảng ủy xã họp bàn phát triển đảng, xã nhà xây dựng nông thôn mới."
    return [(n, f"Tin vắn số {n}", "", body, "") for n in range(first, last)]


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    with closing(opened()) as base:
        yield base


def test_old_title_outranks_any_number_of_newer_bodies(conn: sqlite3.Connection) -> None:
    old = (1, "Phát triển Đảng ở xã Thanh Yên", "", "Chi bộ kết nạp đảng viên mới.", "")
    put(conn, [old, (2, "Thanh niên Yên Bái phát quà", "", "Đảng viên trẻ triển lãm.", "")])
    put(conn, filler(10, 900))
    assert search.ranked(conn, "phat trien dang thanh yen", limit=3)[0] == 1
    assert search.ranked(conn, "phat trien dang", limit=3)[0] == 1
    assert search.ranked(conn, "Phát triển Đảng", limit=3)[0] == 1


def test_all_words_in_a_row_outrank_half_of_them_in_a_title(conn: sqlite3.Connection) -> None:
    whole = (1, "Họp thường kỳ", "", "Sáng nay Ủy ban nhân dân xã họp thường kỳ tháng tư.", "")
    half = (2, "Ủy ban Mặt trận họp", "", "Nhân dịp đầu xuân, cán bộ và dân bản cùng họp.", "")
    others = [(n, "Tin vắn", "", "Nhân dân các xã; ủy viên ban nào.", "") for n in range(10, 60)]
    put(conn, [whole, half, *others])
    assert search.ranked(conn, "uy ban nhan dan", limit=2) == [1, 2]


def test_a_name_that_most_texts_have_in_a_row_is_one_name(conn: sqlite3.Connection) -> None:
    lead = "Ủy ban Kiểm tra giám sát bảy cuộc theo phản ánh của nhân dân."
    named = [(n, "Tin vắn", "", "Ủy ban nhân dân xã thông báo.", "") for n in range(10, 30)]
    put(conn, [*named, (40, "Ủy ban Kiểm tra Đảng ủy giám sát", lead, "", "")])
    put(conn, [(n, "Tin vắn", "", "Nhân dân các bản thi đua.", "") for n in range(50, 90)])
    assert search.ranked(conn, "uy ban nhan dan", limit=1) == [29]


@pytest.mark.parametrize("others", [3, 90])
def test_an_old_title_with_two_of_three_words_is_found_among_others(
    conn: sqlite3.Connection, others: int
) -> None:
    put(conn, [(1, "Đảng ủy họp", "", "Việc làng và việc nước.", "")])
    put(conn, [(n, "Đảng ủy họp", "", "Việc khác.", "") for n in range(2, 2 + others)])
    text = "Làng bàn việc của đảng và của ủy ban."
    put(conn, [(n, f"Tin vắn số {n}", "", text, "") for n in range(200, 600)])
    assert search.ranked(conn, "đảng ủy làng", limit=2) == [1, 599]
    assert search.ranked(conn, "đảng ủy nước", limit=2) == [1]


def test_words_in_a_row_are_found_behind_the_newest(conn: sqlite3.Connection) -> None:
    put(conn, [(1, "Tin", "", "Hội nghị bàn về mới nông dân thôn xã.", "")])
    put(conn, filler(10, 10 + ranking.NEWEST * 2))
    assert search.ranked(conn, "mới nông", limit=1) == [1]


def test_pages_follow_each_other_to_the_last_match(conn: sqlite3.Connection) -> None:
    put(conn, filler(1, 700))
    pages = [search.ranked(conn, "đảng ủy", limit=50, offset=at) for at in range(0, 700, 50)]
    together = [rowid for page in pages for rowid in page]
    assert len(together) == 699
    assert sorted(together) == list(range(1, 700))
    assert search.ranked(conn, "đảng ủy", limit=50, offset=700) == []


def test_ranking_is_narrowed_and_excludes(conn: sqlite3.Connection) -> None:
    put(conn, [(1, "Đảng ủy họp", "", "Bàn việc chợ phiên.", "")])
    put(conn, [(2, "Đảng ủy họp", "", "Bàn việc khác.", ""), *filler(10, 400)])
    only = search.Narrowed(
        join="CROSS JOIN t ON t.pk = {rowid}", where="t.pk < :most", values={"most": 12}, high=50
    )
    assert search.ranked(conn, "đảng ủy", limit=9, narrowed=only) == [2, 1, 11, 10]
    assert search.ranked(conn, "đảng ủy -chợ", limit=9, narrowed=only) == [2, 11, 10]
    assert search.among(conn, "đảng ủy", [10, 1, 11], limit=3) == [1, 11, 10]


def test_counts_are_true_or_at_least(conn: sqlite3.Connection) -> None:
    put(conn, filler(1, 51))
    assert search.count(conn, "đảng") == (50, True)
    assert search.count(conn, "đảng", most=50) == (50, True)
    assert search.count(conn, "đảng", most=49) == (49, False)
    assert search.count(conn, "") == (0, True)


DICTIONARY = (
    "Đảng ủy xã họp", "Đảng ủy phường họp", "Đảng ủy huyện họp", "Đang xây nhà văn hóa",
    "Xây dựng nông thôn mới", "Nông thôn mới nâng cao", "Về đích nông thôn mới",
    "Đang đo đất", "Đang gặt lúa", "Dâng hương", "Ủy lạo bộ đội", "Ủy lạo thương binh",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant", "kind"),
    [
        ("dang uy", "đảng ủy", "marks"),
        ("nong thon moi", "nông thôn mới", "marks"),
        ('"dang uy" hop', '"đảng ủy" họp', "marks"),
        ("nong thon moii", "nông thôn mới", "spelling"),
        ("nông thôm mới", "nông thôn mới", "spelling"),
        ("đảng ủy", None, None),
        ("15/QD-UBND", None, None),
        ("zzzzzz", None, None),
        ("", None, None),
        ('"" -dang *', None, None),
    ],
)
def test_suggestions(
    conn: sqlite3.Connection, typed: str, meant: str | None, kind: str | None
) -> None:
    put(conn, [(n, title, "", f"{title}.", "") for n, title in enumerate(DICTIONARY, 1)])
    found = search.suggest(conn, typed)
    assert (found and found.query) == meant
    assert (found and found.kind) == kind


@pytest.mark.parametrize("low", [0, 1, 17, 400, 599])
@pytest.mark.parametrize("limit", [1, 5, 100, 1000])
def test_rows_read_upwards_are_the_newest(conn: sqlite3.Connection, low: int, limit: int) -> None:
    bodies = ("đảng ủy xã", "xã đảng ủy nhà", "xã và nhà", "nhà xã")
    put(conn, [(n, "Tin", "", bodies[n * n % 7 % 4], "") for n in range(1, 600)])
    for high in (None, 300):
        narrowed = search.Narrowed(low=20, high=high)
        asked = ranking._Asked(conn, search.parse("dang uy"), narrowed)
        for match in ('"dang uy"', '"uy dang"', '"xa nha" OR "uy xa"'):
            found = asked.newest_of_few(match, limit, low)
            assert found == asked.newest(match, limit, low=low)


def test_words_that_no_title_has_in_a_row_are_suggested_as_the_texts_spell_them(
    conn: sqlite3.Connection,
) -> None:
    apart = ["Bản Na xa", "Bản Pu", "Bản Co", "Bản Nà nhận", "Ban ngày", "Ban đêm", "Nhận quà"]
    rows = [
        (n, title, "Nhận. Ủy. Dẫn", f"{title} nhận dẫn", "") for n, title in enumerate(apart, 1)
    ]
    rows += [(n, "Tin", "Ủy ban nhân dân xã", "Ủy ban nhân dân", "") for n in range(10, 13)]
    put(conn, rows)
    found = search.suggest(conn, "uy ban nhan dan")
    assert found is not None
    assert found.query == "ủy ban nhân dân"


def test_without_a_dictionary_nothing_is_suggested() -> None:
    with closing(sqlite3.connect(":memory:")) as base:
        assert search.suggest(base, "dang uy") is None


def test_load_counts_words_as_single_rows_do(conn: sqlite3.Connection) -> None:
    rows = [*filler(1, 30), (40, "Đảng ủy Nà Luông", "Số 15", "Đảng-ủy họp, họp", "Ảnh: họp")]
    put(conn, rows)
    with closing(opened()) as other:
        load = search.Load(other)
        put(other, rows, load)
        load.finish()
        words = "SELECT * FROM search_words ORDER BY word"
        assert other.execute(words).fetchall() == conn.execute(words).fetchall()
        assert search.ranked(other, "dang uy", limit=1) == [40]
    search.delete_rows(conn, [40])
    search.delete_rows(conn, range(1, 30))
    assert conn.execute("SELECT count(*) FROM search_words").fetchone() == (0,)


def test_deleted_words_are_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "edition.db"
    secret = (5, "Vụ quýtxanh", "quýtxanh", "Bài về quýtxanh và xương rồng.", "quýtxanh")
    with closing(opened(path)) as conn:
        put(conn, [*filler(10, 60), secret])
        assert b"quytxanh" in path.read_bytes()
        conn.execute("BEGIN")
        search.delete_rows(conn, [5])
        conn.execute("DELETE FROM t WHERE pk = 5")
        search.scrub(conn)
        conn.execute("COMMIT")
        assert search.suggest(conn, "quytxan") is None
    data = path.read_bytes()
    for word in ("quytxanh", "quýtxanh", "xương", "xuong"):
        assert word.encode() not in data
