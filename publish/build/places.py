"""The communes of the edition's portals, before and since July 2025; where each article and portal lies.

Only what the portals need is in the edition: their communes, what became of these, and what else
became the same. A place is a code in a period, since most codes name another unit now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from archive.editorial import showing
from archive.gazetteer import REFORM
from archive.places import is_old
from publish.build.work import Entry, Work
from publish.geography.drawing import coarser
from publish.geography.provinces import full_name, named

SCHEMA = """
CREATE TABLE places (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    district TEXT,
    district_code TEXT,
    province TEXT NOT NULL,
    province_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    latitude REAL,
    longitude REAL,
    PRIMARY KEY (code, valid_from)
);

CREATE INDEX places_by_province ON places(province, district);

CREATE TABLE place_successors (
    old_code TEXT NOT NULL,
    new_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (old_code, new_code)
) WITHOUT ROWID;

CREATE INDEX successors_by_new ON place_successors(new_code);

CREATE TABLE portal_places (
    portal TEXT PRIMARY KEY REFERENCES portals(id),
    old_code TEXT,
    new_code TEXT,
    rule TEXT,
    province TEXT,
    latitude REAL,
    longitude REAL,
    accuracy TEXT
) WITHOUT ROWID;

CREATE INDEX portal_places_by_old ON portal_places(old_code);

CREATE INDEX portal_places_by_new ON portal_places(new_code);

CREATE INDEX portal_places_by_province ON portal_places(province);

CREATE TABLE place_shapes (
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    geometry TEXT NOT NULL,
    PRIMARY KEY (code, valid_from)
) WITHOUT ROWID
"""

_TOLERANCE = 0.003
"""Degrees, some 300 m: how much coarser outlines are in the edition."""

COLUMNS = ("province", "district", "commune", "commune_code", "commune_now", "commune_now_code")
"""Of `articles`, filled here."""

_NOWHERE = (None, None)

_OF_PORTAL = """
SELECT CASE WHEN takes_old THEN o.province ELSE n.province END AS province,
       CASE WHEN takes_old THEN o.district END AS district,
       CASE WHEN takes_old THEN o.name ELSE n.name END AS commune,
       CASE WHEN takes_old THEN o.code END AS commune_code,
       n.name AS commune_now, n.code AS commune_now_code
FROM (SELECT *, old_code IS NOT NULL AND (:before OR new_code IS NULL) AS takes_old
      FROM portal_places WHERE portal = :portal) p
LEFT JOIN places o ON o.code = p.old_code AND o.valid_to IS NOT NULL
LEFT JOIN places n ON n.code = p.new_code AND n.valid_to IS NULL
"""
"""As `archive.places.of_portal` decides, and what the commune is now."""


def start(work: Work) -> None:
    """The places of all portals; articles that the edition holds follow where a portal moved."""
    if not work.moves and not showing.ever_corrected(work.source, "place", work.withdrawn):
        return
    work.moves = True
    edition = work.edition
    before = _codes_of_portals(edition)
    for table in ("place_successors", "place_shapes", "places", "portal_places"):
        edition.execute(f"DELETE FROM {table}")
    _add_portals(work)
    _add_places(work)
    _add_shapes(work)
    _locate(work)
    after = _codes_of_portals(edition)
    for portal in sorted(before.keys() | after.keys()):
        if before.get(portal, _NOWHERE) != after.get(portal, _NOWHERE):
            _move(edition, portal)


def columns(work: Work, entry: Entry) -> None:
    """The place of the article's portal on the article's day."""
    article = entry.article
    day = article["published"] or article["first_captured"]
    found = _of_portal(work.edition, article["portal"], is_old(day))
    if "place" in article["corrections"]:
        found = _by_hand(work.edition, article["place"])
    entry.columns |= zip(COLUMNS, found, strict=True)


def _by_hand(edition: sqlite3.Connection, place: dict[str, Any] | None) -> Sequence[Any]:
    """An old commune that has one successor is that one now; a new one is itself."""
    if place is None:
        return (None,) * len(COLUMNS)
    names = (place["province"], place["district"], place["name"], place["code"])
    after = [(one["name"], one["code"]) for one in place["successors"]]
    new = edition.execute(
        "SELECT name, code FROM places WHERE code = ? AND valid_to IS NULL", (place["code"],)
    ).fetchone()
    if place["district"] is None and new:
        after = [tuple(new)]
    return (*names, *(after[0] if len(after) == 1 else _NOWHERE))


def _of_portal(edition: sqlite3.Connection, portal: str, before: bool) -> Sequence[Any]:
    row = edition.execute(_OF_PORTAL, {"portal": portal, "before": before}).fetchone()
    return tuple(row) if row else (None,) * len(COLUMNS)


def _codes_of_portals(edition: sqlite3.Connection) -> dict[str, tuple[str | None, str | None]]:
    rows = edition.execute("SELECT portal, old_code, new_code FROM portal_places")
    return {portal: (old, new) for portal, old, new in rows}


def _add_portals(work: Work) -> None:
    """The codes of each portal. An old commune with a single successor is that one now."""
    only = (
        "SELECT max(s.new_code) FROM place_successors s WHERE s.old_code = p.place_old "
        "HAVING count(*) = 1"
    )
    rows = work.source.execute(
        f"SELECT p.id, p.place_old, coalesce(p.place_new, ({only})), p.place_rule FROM portals p"
    ).fetchall()
    shown = {portal for (portal,) in work.edition.execute("SELECT id FROM portals")}
    work.edition.executemany(
        "INSERT INTO portal_places (portal, old_code, new_code, rule) VALUES (?, ?, ?, ?)",
        [tuple(row) for row in rows if row[0] in shown],
    )


def _add_places(work: Work) -> None:
    """The portals' communes, all that these became, and all that became any of those."""
    edition = work.edition
    old = _codes(edition, "SELECT old_code FROM portal_places")
    new = _codes(edition, "SELECT new_code FROM portal_places")
    corrected = showing.corrected(work.source, "place")
    old, new = old | corrected, new | corrected
    pairs = [
        tuple(row) for row in work.source.execute("SELECT * FROM place_successors ORDER BY 1, 2")
    ]
    new |= {pair[1] for pair in pairs if pair[0] in old}
    old |= {pair[0] for pair in pairs if pair[1] in new}
    new |= {pair[1] for pair in pairs if pair[0] in old}
    edition.executemany(
        "INSERT INTO place_successors VALUES (?, ?, ?)", [p for p in pairs if p[0] in old]
    )
    for row in work.source.execute(
        "SELECT code, type || ' ' || name AS name, type, district, district_code, province, "
        "province_code, valid_from, valid_to, latitude, longitude FROM places ORDER BY code, valid_from"
    ):
        if row["code"] in (new if row["valid_to"] is None else old):
            edition.execute("INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?,?,?)", tuple(row))


def _add_shapes(work: Work) -> None:
    """The outlines that were imported of these places, coarser; an imported point moves its place."""
    for code, valid_from in work.edition.execute("SELECT code, valid_from FROM places").fetchall():
        for row in work.source.execute(
            "SELECT kind, geometry, latitude, longitude FROM place_shapes "
            "WHERE code = ? AND valid_from = ? ORDER BY kind",  # a point, if there is one, comes last
            (code, valid_from),
        ):
            work.edition.execute(
                "UPDATE places SET latitude = ?, longitude = ? WHERE code = ? AND valid_from = ?",
                (row["latitude"], row["longitude"], code, valid_from),
            )
            if row["kind"] == "area":
                work.edition.execute(
                    "INSERT INTO place_shapes VALUES (?, ?, ?)",
                    (code, valid_from, coarser(row["geometry"], _TOLERANCE)),
                )


def _locate(work: Work) -> None:
    """Where each portal lies: in its old commune, in the new one, or somewhere in its province."""
    rows = work.edition.execute(
        "SELECT p.portal, w.name, w.url, coalesce(n.province, s.province), o.province, "
        "coalesce(o.latitude, n.latitude), coalesce(o.longitude, n.longitude) FROM portal_places p "
        "JOIN portals w ON w.id = p.portal "
        "LEFT JOIN places o ON o.code = p.old_code AND o.valid_to IS NOT NULL "
        "LEFT JOIN places n ON n.code = p.new_code AND n.valid_to IS NULL "
        "LEFT JOIN places s ON s.valid_to IS NULL AND s.code = "
        "(SELECT min(new_code) FROM place_successors WHERE old_code = p.old_code)"
    ).fetchall()
    for portal, name, url, now, before, latitude, longitude in rows:
        accuracy = "commune" if latitude is not None else None
        if latitude is None:
            found = named([now or before or name], urlsplit(url).hostname or "")
            if found:
                now = now or full_name(found.now)
                latitude, longitude, accuracy = found.latitude, found.longitude, "province"
        work.edition.execute(
            "UPDATE portal_places SET province = ?, latitude = ?, longitude = ?, accuracy = ? "
            "WHERE portal = ?",
            (now or before, latitude, longitude, accuracy, portal),
        )


def _codes(edition: sqlite3.Connection, sql: str) -> set[str]:
    return {code for (code,) in edition.execute(sql) if code is not None}


def _move(edition: sqlite3.Connection, portal: str) -> None:
    """Gives the articles of a portal, whose commune is another one now, their places."""
    names = ", ".join(f"{name} = ?" for name in COLUMNS)
    day = f"substr(coalesce(published, first_captured), 1, {len(REFORM)})"
    for before in (True, False):
        edition.execute(
            f"UPDATE articles SET {names} WHERE portal = ? AND ({day} < ?) = ?",
            (*_of_portal(edition, portal, before), portal, REFORM, before),
        )
