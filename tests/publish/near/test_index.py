"""The tables of near-duplicates: the same pairs whatever came first, nothing left of what went."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from support.commune_texts import HARVEST, NOTICE, SCHEDULE

from publish.near import index
from publish.near.index import Row
from publish.near.particulars import agree, particulars
from publish.near.shown import NEIGHBOURS
from publish.near.syllables import folded, syllables
from publish.near.text import told

TABLES = ("near_texts", "near_articles", "near_pairs", "near_bands", "near_clusters")


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    edition = edition_of()
    yield edition
    edition.close()


def edition_of() -> sqlite3.Connection:
    edition = sqlite3.connect(":memory:", isolation_level=None)
    edition.execute("PRAGMA foreign_keys = ON")
    edition.execute(
        "CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT, body_text TEXT, "
        "reprint INTEGER NOT NULL DEFAULT 0)"
    )
    for statement in index.SCHEMA.split(";\n\n"):
        edition.execute(statement)
    return edition


def add(conn: sqlite3.Connection, *rows: Row) -> dict[str, int]:
    conn.executemany(
        "INSERT INTO articles (id, title, body_text) VALUES (?, ?, ?)", [row[:3] for row in rows]
    )
    return dict(index.add(conn, rows))


def remove(conn: sqlite3.Connection, *ids: str) -> dict[str, int]:
    marks = index.remove(conn, ids)
    conn.executemany("DELETE FROM articles WHERE id = ?", [(one,) for one in ids])
    return dict(marks)


def held(conn: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    tables = [conn.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]
    marks = conn.execute("SELECT id, reprint FROM articles").fetchall()
    return [sorted(rows) for rows in (*tables, marks)]


def pairs(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(
        conn.execute(
            "SELECT a.article, b.article FROM near_articles a JOIN near_articles b "
            "ON a.article < b.article AND (a.text = b.text OR EXISTS "
            "(SELECT 1 FROM near_pairs p WHERE p.text = a.text AND p.other = b.text))"
        )
    )


def clusters(conn: sqlite3.Connection) -> dict[str, str]:
    return dict(conn.execute("SELECT article, cluster FROM near_clusters"))


def reworded(text: str, share: float, dice: random.Random) -> str:
    return " ".join(
        "khác" if word.islower() and word.isalpha() and dice.random() < share else word
        for word in text.split(" ")
    )


def corpus() -> list[Row]:
    """News in many wordings, notices of one form for many days, and what is like nothing."""
    dice = random.Random(5)
    rows: list[Row] = []
    for number in range(14):
        day = f"2021-10-{5 + number:02d}"
        story = f"{HARVEST}\n\n{SCHEDULE}" if number % 2 else HARVEST
        rows.append((f"tin{number}", "Hội nghị", reworded(story, number / 200, dice), day))
        form = NOTICE.replace("15/5/2021", f"{number + 1}/5/2021")
        rows.append((f"lich{number}", "Lịch tiếp dân", form, f"2021-05-{number + 1:02d}"))
    rows.append(("giong-het", "Hội nghị", rows[0][2], "2021-12-01T08:00:00+07:00"))
    rows.append(("khong-ngay", "Hội nghị", rows[0][2], None))
    rows.append(("ngan", "Thông báo", "Mời bà con xem tệp đính kèm.", "2021-01-01"))
    return rows


def true_pairs(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """By sets of syllables, without hashes and without bands."""
    read = []
    for article, title, body, _ in rows:
        words = [one for one in map(folded, told(body).split()) if one]
        runs = set(zip(words, words[1:], words[2:], strict=False))
        if len(runs) >= 50:
            read.append((article, runs, particulars(syllables(title), syllables(told(body)))))
    return {
        (min(a[0], b[0]), max(a[0], b[0]))
        for a, b in combinations(read, 2)
        if len(a[1] & b[1]) * 10 >= len(a[1] | b[1]) * 7 and agree(a[2], b[2])
    }


def test_pairs_are_true_and_none_is_missed_here(conn: sqlite3.Connection) -> None:
    rows = corpus()
    add(conn, *rows)
    truth = true_pairs(rows)
    assert pairs(conn) == truth
    assert ("giong-het", "tin0") in truth
    assert not [pair for pair in truth if pair[0].startswith("lich")]
    similar = dict(conn.execute("SELECT text || ' ' || other, similarity FROM near_pairs"))
    assert all(0.7 <= one <= 1 for one in similar.values())
    assert all(similar[" ".join(reversed(key.split()))] == one for key, one in similar.items())


def test_the_order_of_coming_and_going_is_no_matter(conn: sqlite3.Connection) -> None:
    rows = corpus()
    add(conn, *rows)
    expected = held(conn)
    for seed in range(4):
        dice = random.Random(seed)
        other = edition_of()
        mixed = dice.sample(rows, len(rows))
        marks: dict[str, int] = {}
        for at in range(0, len(mixed), size := dice.choice((1, 7, 100))):
            marks |= add(other, *mixed[at : at + size])
        for _ in range(3):
            gone = dice.sample(rows, 12)
            marks |= remove(other, *(row[0] for row in gone))
            marks |= add(other, *gone)
        assert held(other) == expected
        assert {one for one in marks.items() if one[1]} <= set(
            other.execute("SELECT id, reprint FROM articles").fetchall()
        )
        other.close()


def test_nothing_stays_of_what_went(conn: sqlite3.Connection) -> None:
    rows = corpus()
    add(conn, *rows)
    remove(conn, *(row[0] for row in rows))
    assert not any(held(conn))
    add(conn, *rows)
    conn.execute("UPDATE articles SET body_text = 'x ' || body_text")
    remove(conn, *(row[0] for row in rows))
    assert not any(held(conn))


def test_the_earliest_names_the_cluster(conn: sqlite3.Connection) -> None:
    short = HARVEST.rsplit("\n\n", 1)[0]
    assert add(conn, ("b", "Hội nghị", HARVEST, "2021-10-06")) == {}
    assert clusters(conn) == {}
    assert add(conn, ("c", "Hội nghị đầu bờ", HARVEST, "2021-10-07")) == {"c": 1}
    assert add(conn, ("a", "Hội nghị", HARVEST, "2021-10-05T23:59:00+07:00")) == {"b": 1}
    assert clusters(conn) == {"a": "a", "b": "a", "c": "a"}
    assert add(conn, ("0", "Hội nghị", HARVEST, "2021-10")) == {"0": 1}
    assert remove(conn, "a") == {"b": 0}
    assert clusters(conn) == {"b": "b", "c": "b", "0": "b"}
    assert add(conn, ("d", "Hội nghị", short, "2020-01-01")) == {}, "too much was left out"
    assert remove(conn, "b", "0") == {"c": 0}
    assert clusters(conn) == {}


def test_a_chain_is_told_link_by_link(conn: sqlite3.Connection) -> None:
    """A is near B and B near C, but not A near C: C is a reprint of B, not of A."""
    tail = SCHEDULE.split("\n")
    texts = [f"{HARVEST}\n" + "\n".join(tail[:number]) for number in (0, 3, 6)]
    add(conn, *((name, "", text, None) for name, text in zip("ABC", texts, strict=True)))
    assert pairs(conn) == {("A", "B"), ("B", "C")}
    assert clusters(conn) == {"A": "A", "B": "A", "C": "B"}


def test_citing_the_same_documents_joins_nothing(conn: sqlite3.Connection) -> None:
    cited = "Căn cứ Chỉ thị số 05-CT/TW, Nghị quyết số 26-NQ/TW và Quyết định số 1600/QĐ-TTg, "
    add(conn, ("a", "Tin", cited + HARVEST, None), ("b", "Tin", cited + SCHEDULE, None))
    assert conn.execute("SELECT count(*) FROM near_articles").fetchone() == (2,)
    assert pairs(conn) == set()


def test_a_text_of_49_runs_is_never_compared(conn: sqlite3.Connection) -> None:
    words = HARVEST.split()
    for name in "ab":
        add(conn, (f"{name}51", "Tin", " ".join(words[:51]), None))
        add(conn, (f"{name}52", "Tin", " ".join(words[:52]), None))
    assert pairs(conn) == {("a52", "b52")}


def test_looking_up_needs_no_scan(conn: sqlite3.Connection) -> None:
    for column in ("url", "published", "published_precision", "portal"):
        conn.execute(f"ALTER TABLE articles ADD COLUMN {column}")
    conn.execute("CREATE TABLE portals (id TEXT PRIMARY KEY, name, short_name)")
    for sql in (index._SHARED, index._OTHER, index._CLUSTER, NEIGHBOURS):
        values = (
            {"article": ""} if sql == NEIGHBOURS else [0] * (1 if "?1" in sql else sql.count("?"))
        )
        plan = {row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)}
        scans = {step for step in plan if step.startswith("SCAN")}
        assert scans <= {
            "SCAN o",
            "SCAN t",
            "SCAN CONSTANT ROW",
            "SCAN k VIRTUAL TABLE INDEX 1:",
        }, "only what was found"
