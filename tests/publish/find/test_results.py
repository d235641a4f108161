"""What a search finds: the same ids everywhere, true counts, pages that neither skip nor repeat."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from support.site import Get

from archive import search
from publish.build import counts
from publish.find import counting
from publish.find.asked import Asked
from publish.find.facets import FACETS, FLAGS
from publish.find.results import find

from .conftest import NUMBER
from .test_asked import read

QUERIES = (
    "đảng ủy", "Đảng uỷ", "dang uy", "DANG UY", "đảng", "đang", "nam", "năm", "Nam", "sông nam",
    "nong thon moi", '"nông thôn mới"', '"mới nông thôn"', "15/QĐ-UBND", "15/qd-ubnd", "05-CT/TW",
    "thủy lợi", "thuỷ lợi", "thuy lo*", "bầu cử -quốc", "cho phien", "🎉", "lúa 7", "a", "AND", "OR NOT",
    "-xã", '"', "title:dang", "NEAR(dang uy)", "dang*", "đ", "quang cảnh",
)  # fmt: skip


def all_ids(conn: sqlite3.Connection, asked: Asked) -> list[str]:
    """Ids of all pages, in their order."""
    return [ident for page in pages(conn, asked) for ident in page]


def pages(conn: sqlite3.Connection, asked: Asked) -> Iterator[list[str]]:
    step: Asked | None = asked
    while step:
        found = find(conn, step, "a.id")
        yield [row["id"] for row in found.rows]
        step = found.next


@pytest.mark.parametrize("query", QUERIES)
def test_page_table_sql_and_json_find_the_same(
    site: Get, shut: sqlite3.Connection, query: str
) -> None:
    asked = Asked(query=query)
    ids = all_ids(shut, asked)
    assert len(ids) == len(set(ids)) == find(shut, asked, "a.id").total
    many = {"_shape": "array", "_size": "max"}
    table = site("/public/articles.json", params=many | {"_search": query}).json()
    assert {row["id"] for row in table} == set(ids)
    canned = site("/public/tim_bai.json", params=many | {"tu_khoa": query}).json()
    assert {row["id"] for row in canned} == set(ids)
    sql = (
        "SELECT id FROM articles WHERE rowid IN "
        "(SELECT rowid FROM articles_fts WHERE articles_fts MATCH vn_match(:q))"
    )
    free = site("/public.json", params=many | {"sql": sql, "q": query}).json()
    assert {row["id"] for row in free} == set(ids)
    told = site("/tim-kiem.json", params={"q": query}).json()
    assert (told["total"], told["total_is"]) == (len(ids), "exact")
    assert [one["id"] for one in told["articles"]] == ids[:20]


NARROWED = (
    "", "cong=thanh-yen", "cong=thanh-yen&cong=nam-son", "nam=2021", "nam=2021&nam=2022", "thang=2021-03",
    "chuyen-muc=Tin+t%E1%BB%A9c", "co-anh=1", "co-anh=0", "co-tep=1", "da-sua=1", "da-go=1", "goc=1",
    "tu=2021-02-03", "den=2020", "tu=2020-05&den=2021-06-15", "nam=2021&cong=thanh-yen&co-anh=1",
    "nam=1999", "nam=abc", "cong=khong-co", "thang=2021-99", "tu=2022&den=2019",
)  # fmt: skip

_TRUTH = {
    "cong": "portal IN ({})", "chuyen-muc": "category IN ({})", "nam": "CAST(year AS TEXT) IN ({})",
    "thang": "substr(published, 1, 7) IN ({})",
}  # fmt: skip
_FLAG_TRUTH = {
    "co-anh": "images > 0", "co-tep": "attachments > 0", "da-sua": "revisions > 1",
    "da-go": "gone_since IS NOT NULL", "goc": "1",
}  # fmt: skip


def truth(conn: sqlite3.Connection, asked: Asked) -> set[str]:
    """What plain SQL on `articles` finds, without any of the tables that make searches fast."""
    parts, values = ["1"], []
    for name, chosen in asked.chosen.items():
        parts.append(_TRUTH[name].format(",".join("?" * len(chosen))))
        values += chosen
    for name, yes in asked.flags.items():
        parts.append(_FLAG_TRUTH[name] if yes else f"NOT ({_FLAG_TRUTH[name]})")
    if asked.since:
        parts.append("published >= ?")
        values.append(asked.since)
    if asked.until:
        parts.append("substr(published, 1, ?) <= ?")
        values += [len(asked.until), asked.until]
    if asked.query:
        parts.append(
            "rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH vn_match(?))"
        )
        values.append(asked.query)
    return {
        row[0]
        for row in conn.execute(f"SELECT id FROM articles WHERE {' AND '.join(parts)}", values)
    }


@pytest.mark.parametrize("narrowed", NARROWED)
@pytest.mark.parametrize("share", [1, 10**9])
def test_narrowing_and_counts_are_true(
    shut: sqlite3.Connection, narrowed: str, share: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways to look: from the words to the rows, from the rows to the words."""
    monkeypatch.setattr(counting, "_SHARE", share)
    for words in ("xep=cu&", "q=dang+uy&"):
        asked = read(words + narrowed)
        assert asked.ignored == ()
        expected = truth(shut, asked)
        found = find(shut, asked, "a.id")
        assert set(all_ids(shut, asked)) == expected
        assert (found.total, found.exact) == (len(expected), True)
        for one in found.facets:
            for value in one.values:
                instead = asked.only(one.facet.name, value.value)
                assert value.number == len(truth(shut, instead)), (one.facet.name, value)
        for switch in found.switches:
            instead = replace(asked, flags={**asked.flags, switch.flag.name: True})
            assert switch.number == len(truth(shut, instead))
        for bar in found.timeline.bars:
            assert bar.number == len(truth(shut, asked.only(bar.name, bar.value)))


def test_a_facet_that_would_not_narrow_is_not_offered(conn: sqlite3.Connection) -> None:
    names = {one.facet.name for one in find(conn, read("q=dang"), "a.id").facets}
    assert names == {"cong", "chuyen-muc"}
    only = find(conn, read("q=lan+thu+7"), "a.id")
    assert {one.facet.name for one in only.facets} <= {"cong", "chuyen-muc"}
    assert "cong" not in {
        one.facet.name for one in find(conn, read('q="lan+thu+7"'), "a.id").facets
    }


def test_a_bounded_count_says_that_there_are_more(
    site: Get, conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "BOUND", 30)
    monkeypatch.setattr(
        counting.gather, "__kwdefaults__", counting.gather.__kwdefaults__ | {"limit": 30}
    )
    found = find(conn, read("q=xa"), "a.id")
    assert (found.total, found.exact) == (30, False)
    assert len(all_ids(conn, read("q=xa"))) == NUMBER
    assert find(conn, read(""), "a.id").total == NUMBER
    by_portal = find(conn, read("cong=nam-son"), "a.id")
    assert (by_portal.total, by_portal.exact) == (61, True)
    page = site("/tim-kiem?q=xa").text
    assert "Hơn 30 bài phù hợp với “xa”" in page
    assert site("/tim-kiem.json?q=xa").json()["total_is"] == "at least"


@pytest.mark.parametrize("query", ["", "q=xa&xep=moi", "xep=cu", "q=xa&xep=cu&cong=nam-son"])
def test_pages_neither_skip_nor_repeat_while_articles_come_and_go(
    conn: sqlite3.Connection, query: str
) -> None:
    asked = read(query)
    before = all_ids(conn, asked)
    first = find(conn, asked, "a.id")
    seen = [row["id"] for row in first.rows]
    # One appears at the very beginning of each order, and the article beside the cursor vanishes.
    lowest, highest = conn.execute("SELECT min(rowid), max(rowid) FROM articles").fetchone()
    for rowid, like in ((lowest - 1, lowest), (highest + 1, highest)):
        _copy(conn, rowid, like)
    _remove(conn, [seen[-1]])
    assert first.next is not None
    later = all_ids(conn, first.next)
    assert seen + [one for one in later if not one.startswith("new")] == before
    back = find(conn, first.next, "a.id").previous
    assert back is not None
    assert [row["id"] for row in find(conn, back, "a.id").rows][-18:] == seen[1:-1]


def _copy(conn: sqlite3.Connection, rowid: int, like: int) -> None:
    for table, own in (("articles", "id"), ("article_facets", "article")):
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
        rest = [name for name in columns if name not in ("rowid", own)]
        conn.execute(
            f"INSERT INTO {table} (rowid, {own}, {', '.join(rest)}) "
            f"SELECT ?, ?, {', '.join(rest)} FROM {table} WHERE rowid = ?",
            (rowid, f"new{rowid % 1000:013}".replace("0", "a").replace("1", "b"), like),
        )
    row = conn.execute(
        f"SELECT rowid, {', '.join(search.COLUMNS)} FROM articles WHERE rowid = ?", (rowid,)
    ).fetchone()
    search.index_rows(conn, [row])


def _remove(conn: sqlite3.Connection, ids: list[str]) -> None:
    marks = ",".join("?" * len(ids))
    counts.remove(SimpleNamespace(edition=conn, moves=True), ids)  # type: ignore[arg-type]
    rows = conn.execute(f"SELECT rowid FROM articles WHERE id IN ({marks})", ids).fetchall()
    search.delete_rows(conn, [rowid for (rowid,) in rows])
    conn.execute(f"DELETE FROM articles WHERE id IN ({marks})", ids)


def test_counts_stay_true_when_articles_are_taken_out(conn: sqlite3.Connection) -> None:
    ids = [row[0] for row in conn.execute("SELECT id FROM articles ORDER BY id LIMIT 50")]
    _remove(conn, ids)
    assert conn.execute("SELECT count(*) FROM article_facets").fetchone() == (NUMBER - 50,)
    for one in (*FACETS, *FLAGS):
        told = conn.execute(
            "SELECT value, articles FROM facet_counts WHERE facet = ?", (one.column,)
        )
        real = conn.execute(
            f"SELECT CAST({one.column} AS TEXT), count(*) FROM article_facets "
            f"WHERE {one.column} IS NOT NULL GROUP BY 1"
        )
        assert dict(told) == dict(real)
    months = conn.execute("SELECT sum(articles) FROM facet_counts WHERE facet = 'month'").fetchone()
    dated = conn.execute("SELECT count(*) FROM articles WHERE published IS NOT NULL").fetchone()
    assert months == dated


def test_articles_follow_when_their_portal_moves(conn: sqlite3.Connection) -> None:
    conn.execute(
        "UPDATE articles SET province = 'Tỉnh A', district = 'Huyện B', commune = 'Xã C', "
        "commune_code = '03349' WHERE portal = 'thanh-yen'"
    )
    counts.start(SimpleNamespace(edition=conn, moves=True))  # type: ignore[arg-type]
    number = len(truth(conn, read("cong=thanh-yen")))
    told = conn.execute(
        "SELECT facet, value, label, articles FROM facet_counts "
        "WHERE facet IN ('province', 'district', 'commune', 'commune_now') ORDER BY facet"
    ).fetchall()
    assert told == [
        ("commune", "03349", "Xã C, Huyện B", number),
        ("district", "Huyện B, Tỉnh A", "Huyện B, Tỉnh A", number),
        ("province", "Tỉnh A", "Tỉnh A", number),
    ]
    assert find(conn, read("xa=03349"), "a.id").total == number
    offered = {one.facet.name: one for one in find(conn, read("q=xa"), "a.id").facets}
    assert [(v.value, v.number) for v in offered["tinh"].values] == [("Tỉnh A", number)]
    conn.execute(
        "UPDATE articles SET province = NULL, district = NULL, commune = NULL, commune_code = NULL"
    )
    counts.start(SimpleNamespace(edition=conn, moves=True))  # type: ignore[arg-type]
    assert not conn.execute("SELECT 1 FROM facet_counts WHERE facet = 'commune'").fetchone()


def test_an_article_that_editors_have_placed_says_nothing_of_its_portal(
    conn: sqlite3.Connection,
) -> None:
    conn.execute("UPDATE articles SET province = 'Tỉnh A' WHERE portal = 'thanh-yen'")
    counts.start(SimpleNamespace(edition=conn, moves=True))  # type: ignore[arg-type]
    number = len(truth(conn, read("cong=thanh-yen&q=xa")))
    newest = conn.execute(
        "SELECT rowid, id FROM articles WHERE portal = 'thanh-yen' ORDER BY rowid DESC"
    )
    placed = [row for row in newest if row[1] in truth(conn, read("cong=thanh-yen&q=xa"))][:2]
    for rowid, article in (placed[0], placed[-1]):
        conn.execute("UPDATE article_facets SET province = 'Tỉnh B' WHERE rowid = ?", (rowid,))
        conn.execute(
            "INSERT INTO corrections VALUES (?, 'place', '1', NULL, 'Cổng ghi nhầm', NULL)",
            (article,),
        )
    offered = {one.facet.name: one for one in find(conn, read("q=xa"), "a.id").facets}
    found = {value.value: value.number for value in offered["tinh"].values}
    assert found == {"Tỉnh A": number - 2, "Tỉnh B": 2}


def test_what_may_have_been_meant_is_offered_beside_the_first_page(site: Get) -> None:
    page = site("/tim-kiem?q=nong+thon+moi&xep=moi&co-anh=1").text
    assert "Có phải bạn tìm:" in page
    link = '<a href="/tim-kiem?q=n%C3%B4ng+th%C3%B4n+m%E1%BB%9Bi&amp;co-anh=1"'
    assert link in page
    assert site("/tim-kiem.json?q=nong+thon+moi").json()["suggestion"] == "nông thôn mới"
    assert site("/tim-kiem.json?q=nong+thon+moi&trang=2").json()["suggestion"] is None
    assert "Có phải bạn tìm:" not in site("/tim-kiem", params={"q": "nông thôn mới"}).text


def test_the_abbreviation_of_a_name_is_offered(site: Get) -> None:
    page = site("/tim-kiem?q=uy+ban+nhan+dan").text
    assert re.search(r'Cũng viết là: <a href="/tim-kiem\?q=UBND"[^>]*>UBND</a>', page)
    assert site("/tim-kiem.json?q=uy+ban+nhan+dan").json()["other_way"] == "UBND"
    assert "Cũng viết là" not in site("/tim-kiem?q=dang+uy").text


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("thuy lo*", ["Thủy lợi"]),
        ("Đảng", ["Đảng", "ĐẢNG"]),
        ("dang uy", ["Đảng", "uỷ", "đáng", "ĐẢNG"]),
        ('"dang uy"', ["Đảng uỷ"]),
        ("nằm*", []),
        ("* -lợi", []),
    ],
)
def test_hits_are_marked_as_they_are_written(query: str, marked: list[str]) -> None:
    text = "Đảng uỷ nói: Thủy lợi là việc đáng làm. ĐẢNG VIÊN năm nay."
    pieces = search.highlight(text, search.parse(query))
    assert "".join(piece for piece, _ in pieces) == text
    found = [piece for piece, hit in pieces if hit]
    assert found == marked or " ".join(found) == " ".join(marked)


HOSTILE = (
    "x" * 10_000, '"' * 3000, "(" * 500, "a* " * 2000, "-" * 100, "\0", "a\0b", "🎉🎉", "'; DROP TABLE articles",
    "NEAR(", "{title}:x", "^a", "a AND", "%00", "\ud7ff", "đ̣̣̣", "٣", "０",
)  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_is_an_error(site: Get, query: str) -> None:
    for name in (
        "q",
        "cong",
        "nam",
        "thang",
        "tu",
        "den",
        "sau",
        "truoc",
        "trang",
        "xep",
        "goc",
        "mo",
    ):
        assert site("/tim-kiem", params={name: query}).status_code == 200, name
        assert site("/tim-kiem.json", params={name: query}).status_code in (200, 400), name


def test_an_unknown_value_finds_nothing_and_shows_the_way_out(site: Get) -> None:
    page = site("/tim-kiem?q=dang&cong=khong-co&nam=2021").text
    assert "Không có bài nào phù hợp" in page
    assert 'href="/tim-kiem?q=dang&amp;nam=2021"' in page
    assert 'href="/tim-kiem?q=dang"' in page
    assert "Đã bỏ qua phần không hiểu của địa chỉ: xep=lạ" in site("/tim-kiem?xep=lạ").text
