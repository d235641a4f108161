"""What searches are narrowed down and counted by: one narrow row per article, and sums.

`article_facets` has the rowids of `articles`. It is narrow because a search reads thousands of
its rows; `articles` has its texts in the way. The sums answer where nothing was searched for.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from publish.build.work import Entry, Work
from publish.find.facets import FACETS, FLAGS, day_number

SCHEMA = """
CREATE TABLE article_facets (
    rowid INTEGER PRIMARY KEY,
    article TEXT NOT NULL REFERENCES articles(id),
    day INTEGER,
    captured INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    portal TEXT NOT NULL,
    category TEXT,
    province TEXT,
    district TEXT,
    commune TEXT,
    commune_now TEXT,
    pictures INTEGER NOT NULL,
    files INTEGER NOT NULL,
    edited INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    reprint INTEGER NOT NULL
);

CREATE INDEX article_facets_by_day ON article_facets(day);

CREATE INDEX article_facets_by_captured ON article_facets(captured);

CREATE INDEX article_facets_by_portal ON article_facets(portal);

CREATE INDEX article_facets_by_category ON article_facets(category);

CREATE INDEX article_facets_by_province ON article_facets(province);

CREATE INDEX article_facets_by_district ON article_facets(district);

CREATE INDEX article_facets_by_commune ON article_facets(commune);

CREATE INDEX article_facets_by_commune_now ON article_facets(commune_now);

CREATE INDEX article_facets_by_edited ON article_facets(edited) WHERE edited;

CREATE INDEX article_facets_by_gone ON article_facets(gone) WHERE gone;

CREATE TABLE facet_counts (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (facet, value)
) WITHOUT ROWID;

CREATE INDEX facet_counts_by_articles ON facet_counts(facet, articles)
"""

_COUNTED = (*(facet.column for facet in FACETS), *(flag.column for flag in FLAGS))

_COUNT = (
    "INSERT INTO facet_counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
    "SET articles = articles + excluded.articles, label = min(label, excluded.label)"
)
_UNCOUNT = "UPDATE facet_counts SET articles = articles - ? WHERE facet = ? AND value = ?"
_FORGET = "DELETE FROM facet_counts WHERE facet = ? AND value = ? AND articles = 0"


def start(work: Work) -> None:
    """Articles of portals that moved to another place follow (`publish.build.places`)."""
    if not work.moves:
        return
    edition = work.edition
    for (portal,) in edition.execute("SELECT id FROM portals ORDER BY id").fetchall():
        # All of a portal before the reform move together, and all since: two are looked at.
        if edition.execute(_MOVED, {"portal": portal}).fetchone():
            _follow(edition, portal)


_PLACES = {
    "province": ("a.province", "a.province"),
    "district": ("a.district || coalesce(', ' || a.province, '')",) * 2,
    "commune": ("a.commune_code", "a.commune || coalesce(', ' || a.district, '')"),
    "commune_now": ("a.commune_now_code", "a.commune_now || coalesce(', ' || a.province, '')"),
}
"""Column -> its value and its label, of `articles a`."""

_DIFFERS = " OR ".join(f"f.{name} IS NOT {value}" for name, (value, _) in _PLACES.items())
_MOVED = (
    "SELECT 1 FROM article_facets f JOIN articles a ON a.rowid = f.rowid WHERE f.rowid IN ("
    "SELECT min(rowid) FROM article_facets WHERE portal = :portal UNION ALL "
    f"SELECT max(rowid) FROM article_facets WHERE portal = :portal) AND ({_DIFFERS})"
)


def _follow(edition: sqlite3.Connection, portal: str) -> None:
    where = "article_facets WHERE portal = ? AND"
    for name, (value, label) in _PLACES.items():
        before = edition.execute(
            f"SELECT count(*), ?, {name} FROM {where} {name} IS NOT NULL GROUP BY {name}",
            (name, portal),
        ).fetchall()
        edition.executemany(_UNCOUNT, before)
        edition.executemany(_FORGET, [row[1:] for row in before])
        edition.execute(
            f"UPDATE article_facets AS f SET {name} = "
            f"(SELECT {value} FROM articles a WHERE a.rowid = f.rowid) WHERE portal = ?",
            (portal,),
        )
        edition.executemany(
            _COUNT,
            edition.execute(
                f"SELECT ?, f.{name}, coalesce({label}, f.{name}), count(*) FROM article_facets f "
                "JOIN articles a ON a.rowid = f.rowid "
                f"WHERE f.portal = ? AND f.{name} IS NOT NULL GROUP BY f.{name}",
                (name, portal),
            ).fetchall(),
        )


def add(work: Work, entries: Sequence[Entry]) -> None:
    """A narrow row for each article, and one more in each of its sums."""
    rows = [_row(work, entry) for entry in entries]
    for row in rows:
        work.insert("article_facets", row)
    labels = {
        (column, row[column]): label
        for row, entry in zip(rows, entries, strict=True)
        for column, label in _labels(entry.columns).items()
        if row[column] is not None
    }
    work.edition.executemany(
        _COUNT,
        [
            (facet, value, labels.get((facet, value)) or value, number)
            for (facet, value), number in _sums(rows)
        ],
    )


def remove(work: Work, ids: Sequence[str]) -> None:
    """Takes the rows of these articles out, and one from each of their sums."""
    marks = ",".join("?" * len(ids))
    names = ("day", *_COUNTED)
    rows = [
        dict(zip(names, row, strict=True))
        for row in work.edition.execute(
            f"SELECT {', '.join(names)} FROM article_facets WHERE rowid IN "
            f"(SELECT rowid FROM articles WHERE id IN ({marks}))",
            ids,
        )
    ]
    work.edition.execute(
        "DELETE FROM article_facets WHERE rowid IN "
        f"(SELECT rowid FROM articles WHERE id IN ({marks}))",
        ids,
    )
    sums = _sums(rows)
    work.edition.executemany(_UNCOUNT, [(number, *key) for key, number in sums])
    work.edition.executemany(_FORGET, [key for key, _ in sums])


def mark_reprints(work: Work, marks: Sequence[tuple[str, int]]) -> None:
    """Articles that became reprints (1) or originals (0): in their rows and their sums."""
    for article, reprint in marks:
        work.edition.execute(
            "UPDATE article_facets SET reprint = ? "
            "WHERE rowid = (SELECT rowid FROM articles WHERE id = ?)",
            (reprint, article),
        )
    for reprint, number in sorted(Counter(reprint for _, reprint in marks).items()):
        now, before = str(reprint), str(1 - reprint)
        work.edition.execute(_COUNT, ("reprint", now, now, number))
        work.edition.execute(_UNCOUNT, (number, "reprint", before))
        work.edition.execute(_FORGET, ("reprint", before))


def _row(work: Work, entry: Entry) -> dict[str, Any]:
    columns = entry.columns
    changes, last = work.edition.execute(
        "SELECT count(*), max(captured_at) FROM revisions WHERE article = ? AND origin = 'portal'",
        (columns["id"],),
    ).fetchone()
    moments = [columns["first_captured"], last, columns["gone_since"]]
    return {
        "rowid": entry.rowid,
        "article": columns["id"],
        "day": day_number(columns["published"]),
        "captured": _seconds(columns["first_captured"]),
        "updated": max(_seconds(moment) for moment in moments if moment),
        "portal": columns["portal"],
        "category": columns["category"],
        "province": columns.get("province"),
        "district": _inside(columns.get("district"), columns.get("province")),
        "commune": columns.get("commune_code"),
        "commune_now": columns.get("commune_now_code"),
        "pictures": int(columns["images"] > 0),
        "files": int(columns["attachments"] > 0),
        "edited": int(changes > 1),
        "gone": int(columns["gone_since"] is not None),
        "reprint": columns["reprint"],
    }


def _labels(columns: Mapping[str, Any]) -> dict[str, str]:
    """Facet columns that hold a code -> what readers see of it."""
    return {
        "commune": _inside(columns.get("commune"), columns.get("district")) or "",
        "commune_now": _inside(columns.get("commune_now"), columns.get("province")) or "",
    }


def _inside(name: str | None, of: str | None) -> str | None:
    """`Huyện Châu Thành, Tỉnh Long An`: districts and communes of one name are many."""
    return f"{name}, {of}" if name and of else name


def _sums(rows: Iterable[Mapping[str, Any]]) -> list[tuple[tuple[str, str], int]]:
    """(facet, value) -> how many of these rows; `month` is a facet here like the others."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums.update((name, str(row[name])) for name in _COUNTED if row[name] is not None)
        if row["day"]:
            sums["month", str(row["day"] // 100)] += 1
    return sorted(sums.items())


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
