"""The archive's own table of places, and the place of each portal and article.

Filled once by `luutru places build` from `archive.places_source`. A portal is looked up when it
is added, imported or crawled; an article's place follows from its portal and its day: before
1 July 2025 the old unit with its successors, from then on the new one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from archive.errors import ArchiveError
from archive.folder import Archive
from archive.gazetteer import REFORM, Gazetteer, Match, Place
from archive.places_source import Located, Successor, data_folder, read_units

Progress = Callable[[int, int], None]
_CHUNK = 500
_NOT_BUILT = "this archive has no table of places yet: run `luutru places build`"
BY_HAND = "by hand"
"""`portals.place_rule` of a portal whose commune was set, not looked up."""


def build(archive: Archive, *, progress: Progress = lambda done, total: None) -> tuple[int, int]:
    """Fills the tables anew from the data package; returns (places, successors).

    Raises:
        ArchiveError: the package is not installed, or its files are not as expected.
    """
    located, successors = read_units(data_folder())
    with archive.transaction():
        archive.conn.execute("DELETE FROM place_successors")
        archive.conn.execute("DELETE FROM places")
        for done in range(0, len(located), _CHUNK):
            archive.conn.executemany(
                "INSERT INTO places (code, name, type, district, district_code, province, "
                "province_code, valid_from, valid_to, latitude, longitude) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                map(_row, located[done : done + _CHUNK]),
            )
            progress(min(done + _CHUNK, len(located)), len(located))
        archive.conn.executemany(
            "INSERT INTO place_successors (old_code, new_code, kind) VALUES (?, ?, ?)",
            [(one.old_code, one.new_code, one.kind) for one in successors],
        )
    return len(located), len(successors)


def add(archive: Archive, located: Iterable[Located], successors: Iterable[Successor]) -> None:
    """Adds places of other origin, e.g. a province's own list."""
    with archive.transaction():
        archive.conn.executemany(
            "INSERT OR REPLACE INTO places (code, name, type, district, district_code, province, "
            "province_code, valid_from, valid_to, latitude, longitude) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(_row, located),
        )
        archive.conn.executemany(
            "INSERT OR REPLACE INTO place_successors (old_code, new_code, kind) VALUES (?, ?, ?)",
            [(one.old_code, one.new_code, one.kind) for one in successors],
        )


def _row(one: Located) -> tuple[Any, ...]:
    place = one.place
    return (
        place.code, place.name, place.type, place.district, one.district_code, place.province,
        one.province_code, place.valid_from, place.valid_to, one.latitude, one.longitude,
    )  # fmt: skip


def are_built(conn: sqlite3.Connection) -> bool:
    return conn.execute("SELECT 1 FROM places LIMIT 1").fetchone() is not None


def codes(conn: sqlite3.Connection, valid_from: str) -> set[str]:
    """The codes of all places of the period that begins on this day.

    Raises:
        ArchiveError: the tables are empty.
    """
    if not are_built(conn):
        raise ArchiveError(_NOT_BUILT)
    rows = conn.execute("SELECT code FROM places WHERE valid_from = ?", (valid_from,))
    return {code for (code,) in rows}


def gazetteer(conn: sqlite3.Connection) -> Gazetteer:
    """All places in memory, for matching many portals.

    Raises:
        ArchiveError: the tables are empty.
    """
    if not are_built(conn):
        raise ArchiveError(_NOT_BUILT)
    pairs = conn.execute("SELECT old_code, new_code FROM place_successors ORDER BY 1, 2")
    return Gazetteer(
        map(_place, conn.execute("SELECT * FROM places")), [tuple(pair) for pair in pairs]
    )


def _place(row: sqlite3.Row) -> Place:
    return Place(
        code=row["code"], name=row["name"], type=row["type"], district=row["district"],
        province=row["province"], valid_from=row["valid_from"], valid_to=row["valid_to"],
    )  # fmt: skip


def find(conn: sqlite3.Connection, wanted: str, *, day: str | None = None) -> list[Place]:
    """The places of this code or name, of any period or of the one that holds `day`."""
    if wanted.isdigit():
        rows = conn.execute("SELECT * FROM places WHERE code = ?", (wanted.zfill(5),)).fetchall()
        rows = rows or conn.execute("SELECT * FROM places WHERE code = ?", (wanted,)).fetchall()
        found = [_place(row) for row in rows]
    else:
        found = gazetteer(conn).named(wanted)
    kept = [one for one in found if day is None or one.is_old is is_old(day)]
    return sorted(kept, key=lambda one: (one.valid_from, one.code))


def successors(conn: sqlite3.Connection, code: str) -> list[dict[str, Any]]:
    """What an old unit became: `code`, `name`, `province`, `kind` (whole or part)."""
    rows = conn.execute(
        "SELECT p.code, p.type || ' ' || p.name AS name, p.province, s.kind FROM place_successors s "
        "JOIN places p ON p.code = s.new_code AND p.valid_to IS NULL WHERE s.old_code = ? "
        "ORDER BY p.code",
        (code,),
    )
    return [dict(row) for row in rows]


def match_portals(
    archive: Archive, known: Gazetteer | None = None, *, portals: Iterable[str] | None = None
) -> Iterator[tuple[str, Match]]:
    """Looks the portals up and keeps what is sure; yields each with what was found.

    What was set by hand stays as it is.
    """
    units = known or gazetteer(archive.conn)
    chosen = None if portals is None else set(portals)
    rows = archive.conn.execute(
        "SELECT id, name, site_name, url, home FROM portals WHERE place_rule IS NOT ? ORDER BY id",
        (BY_HAND,),
    ).fetchall()
    for row in rows:
        if chosen is not None and row["id"] not in chosen:
            continue
        host = urlsplit(row["home"] or row["url"]).hostname or ""
        found = units.match([row["site_name"] or "", row["name"] or ""], host)
        with archive.transaction():
            archive.conn.execute(
                "UPDATE portals SET place_old = ?, place_new = ?, place_rule = ? WHERE id = ?",
                (found.old and found.old.code, found.new and found.new.code, found.rule, row["id"]),
            )
        yield row["id"], found


def assign(archive: Archive, portal: str, changes: Mapping[str, str | None]) -> None:
    """Sets the communes of a portal by hand: `old` and `new`, a code or None; both None: unset.

    Raises:
        ArchiveError: no commune of that period has the code.
    """
    for period, code in changes.items():
        valid_from = "" if period == "old" else REFORM
        if code is not None and code not in codes(archive.conn, valid_from):
            raise ArchiveError(
                f"no commune {'before' if period == 'old' else 'since'} 1 July 2025 has the code "
                f"{code!r}; look it up: luutru places show NAME"
            )
    with archive.transaction():
        for period, code in changes.items():
            archive.conn.execute(
                f"UPDATE portals SET place_{period} = ? WHERE id = ?", (code, portal)
            )
        archive.conn.execute(
            "UPDATE portals SET place_rule = CASE WHEN place_old IS NULL AND place_new IS NULL "
            "THEN NULL ELSE ? END WHERE id = ?",
            (BY_HAND, portal),
        )


def match_unplaced(archive: Archive, portals: Iterable[str]) -> list[str]:
    """Looks up those of the portals that have no place yet; returns those still without.

    Without the table of places nothing happens.
    """
    chosen = set(portals)
    rows = archive.conn.execute(
        "SELECT id FROM portals WHERE place_old IS NULL AND place_new IS NULL"
    ).fetchall()
    wanted = [row["id"] for row in rows if row["id"] in chosen]
    if not wanted or not are_built(archive.conn):
        return []
    found = match_portals(archive, portals=wanted)
    return [portal for portal, match in found if match.old is None and match.new is None]


def codes_of_portal(conn: sqlite3.Connection, portal: str) -> dict[str, str | None]:
    """`commune_old` and `commune_new` of a portal."""
    row = conn.execute(
        "SELECT place_old AS commune_old, place_new AS commune_new FROM portals WHERE id = ?",
        (portal,),
    ).fetchone()
    return dict(row)


def is_old(day: str) -> bool:
    """Does this day lie before the reform? Any ISO 8601 date or time, or its beginning."""
    return day[: len(REFORM)] < REFORM


def of_portal(conn: sqlite3.Connection, portal: str, before: bool) -> dict[str, Any] | None:
    """The place of a portal's articles, before the reform or since; None where it is not known.

    `code`, `name`, `district`, `province`, `successors`: what an old unit became.
    """
    row = conn.execute(
        "SELECT place_old, place_new FROM portals WHERE id = ?", (portal,)
    ).fetchone()
    if row is None or (row["place_old"] is None and row["place_new"] is None):
        return None
    old, new = row["place_old"], row["place_new"]
    takes_old = old is not None and (before or new is None)
    return of_code(conn, old if takes_old else new, takes_old)


def of_code(conn: sqlite3.Connection, code: str, before: bool) -> dict[str, Any] | None:
    """The same for a code, of a commune before the reform or since."""
    found = conn.execute(
        "SELECT * FROM places WHERE code = ? AND (valid_to IS NOT NULL) = ?", (code, int(before))
    ).fetchone()
    if found is None:
        return None
    place = _place(found)
    return {
        "code": place.code,
        "name": place.full_name,
        "district": place.district,
        "province": place.province,
        "successors": successors(conn, place.code) if place.is_old else [],
    }
