"""Rowids lie in the order of publication, whatever comes later."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.build.order import GAP, Key, NoRoom, around, rowids


def edition(keys: list[Key], gap: int = GAP) -> sqlite3.Connection:
    """Articles of these keys, as a new edition has them."""
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, published TEXT, first_captured TEXT)")
    conn.executemany(
        "INSERT INTO articles (rowid, id, first_captured) VALUES (?, ?, ?)",
        [(number * gap, ident, day) for number, (day, ident) in enumerate(sorted(keys), 1)],
    )
    return conn


def _key(number: int) -> Key:
    return (f"20{number // 4:02}", f"{number:03}")


@given(
    st.sets(st.integers(0, 200), max_size=30),
    st.sets(st.integers(0, 200), max_size=30),
    st.sets(st.integers(0, 200), max_size=10),
)
def test_new_articles_lie_between_their_neighbours(
    old: set[int], new: set[int], leaving: set[int]
) -> None:
    conn = edition([_key(one) for one in old], gap=64)
    held = dict(conn.execute("SELECT id, rowid FROM articles").fetchall())
    kept = {_key(one): held[_key(one)[1]] for one in old & leaving}
    conn.executemany("DELETE FROM articles WHERE id = ?", [(ident,) for _, ident in kept])

    found = rowids(conn, [_key(one) for one in new - old], kept)

    placed = held | found
    assert len(set(placed.values())) == len(placed)
    ordered = sorted(old | new)
    assert sorted(placed, key=lambda ident: placed[ident]) == [_key(one)[1] for one in ordered]
    conn.close()


def test_between_two_neighbours_there_is_room_for_so_many() -> None:
    conn = edition([("2000", "a"), ("2002", "b")])
    many = [("2001", f"{number:03}") for number in range(GAP)]
    assert sorted(rowids(conn, many[1:], {}).values()) == list(range(GAP + 1, 2 * GAP))
    with pytest.raises(NoRoom) as told:
        rowids(conn, many, {})
    assert (told.value.after, told.value.number) == (2 * GAP, GAP)
    assert len(rowids(conn, [("1999", f"{one}") for one in range(1000)], {})) == 1000
    conn.close()


@pytest.mark.parametrize(("dense", "number"), [(0, 8), (0, 3000), (900, 1), (900, 50)])
def test_neighbours_that_make_room_are_so_many_that_half_of_it_stays_free(
    dense: int, number: int
) -> None:
    """`dense`: so many articles that came before without room between them."""
    rows = [*range(GAP, 4000 * GAP, GAP)]
    rows = sorted({*rows, *range(2000 * GAP, 2000 * GAP + dense)})
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, published TEXT, first_captured TEXT)")
    conn.executemany(
        "INSERT INTO articles (rowid, id) VALUES (?, ?)", [(row, f"{row}") for row in rows]
    )
    moving = around(conn, NoRoom(2000 * GAP + dense // 2, number))
    conn.close()
    assert len(moving) + number <= (max(moving.values()) - min(moving.values())) / 2
    assert len(moving) <= 32 + 4 * (dense + number)
