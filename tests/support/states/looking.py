"""What an edition shows, and every word of `model.WORD` that lies in it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from archive import search
from publish.build.copies import unpacked
from support.states.model import WORD, Publication

_INDEXES = (search.FTS_TABLE, search.TITLES)


class Edition:
    """An edition, open for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.conn.row_factory = sqlite3.Row

    def close(self) -> None:
        self.conn.close()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.conn.execute(sql)]

    def articles(self) -> dict[str, dict[str, Any]]:
        """As `model.Model.seen` has them."""
        corrections: dict[str, dict[str, Any]] = defaultdict(dict)
        for row in self.rows("SELECT * FROM corrections"):
            said = {name: row[name] for name in ("was", "value", "reason", "source")}
            corrections[row["article"]][row["field"]] = said
        notes = {row["article"]: row for row in self.rows("SELECT * FROM notes")}
        tags: dict[str, list[str]] = defaultdict(list)
        for row in self.rows("SELECT article, name FROM article_tags ORDER BY name"):
            tags[row["article"]].append(row["name"])
        found = {}
        for row in self.rows("SELECT * FROM articles"):
            ident = row["id"]
            copied = ("title", "lead", "published", "category", "portal")
            found[ident] = {name: row[name] for name in copied} | {
                "body": row["body_text"], "gone": row["gone_since"] is not None,
                "corrections": corrections.pop(ident, {}), "tags": tags.pop(ident, []),
            }  # fmt: skip
            note = notes.pop(ident, {"summary": None, "note": None})
            found[ident] |= {name: note[name] for name in ("summary", "note")}
        assert [*corrections, *tags, *notes] == [], "said of an article that is not there"
        return found

    def revisions(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.rows("SELECT article, number FROM revisions ORDER BY article, number"):
            found[row["article"]].append(row["number"])
        return dict(found)

    def texts(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Pages and collections, as `model.Model.texts` has them."""
        items: dict[str, list[str]] = defaultdict(list)
        for row in self.rows("SELECT * FROM collection_items ORDER BY collection, position"):
            items[row["collection"]].append(row["article"])
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for row in self.rows("SELECT * FROM site_pages"):
            said = {name: row[name] for name in ("title", "lead", "body", "about")}
            found["page", row["id"]] = said
        for row in self.rows("SELECT * FROM collections"):
            said = {name: row[name] for name in ("title", "lead", "body")}
            found["collection", row["id"]] = said | {"items": items[row["id"]]}
        return found

    def tombstones(self) -> dict[str, str]:
        return {row["article"]: row["basis"] for row in self.rows("SELECT * FROM tombstones")}

    def publications(self) -> dict[str, dict[str, Any]]:
        return {row["article"]: row for row in self.rows("SELECT * FROM publications")}

    def words(self) -> set[str]:
        """In any column of any table, in the copies of pages too."""
        found: set[str] = set()
        for (table,) in self.conn.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
        ).fetchall():
            if not table.startswith(("sqlite_", *_INDEXES)):
                for row in self.conn.execute(f"SELECT * FROM [{table}]"):
                    found.update(WORD.findall(repr(tuple(row))))
        dictionaries = {
            row["portal"]: row["content"] for row in self.rows("SELECT * FROM copy_dictionaries")
        }
        for row in self.rows(
            "SELECT c.page, a.portal FROM copies c JOIN articles a ON a.id = c.article"
        ):
            page = unpacked(row["page"], dictionaries.get(row["portal"]))
            found.update(WORD.findall(page))
        return found

    def found_by(self, words: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
        """What the index finds: word, identifiers of articles."""
        ids = dict(self.conn.execute("SELECT rowid, id FROM articles").fetchall())
        for word in words:
            rowids: set[int] = set()
            for table in _INDEXES:
                sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ?"
                rowids.update(row[0] for row in self.conn.execute(sql, (word,)))
            yield word, {ids.get(rowid, f"row {rowid}") for rowid in rowids}


def assert_same(found: Any, wanted: Any, what: str) -> None:
    """Two mappings are the same; tells where they are not."""
    other = {
        key: (found.get(key), wanted.get(key))
        for key in {*found, *wanted}
        if found.get(key) != wanted.get(key)
    }
    assert not other, f"{what}: (found, wanted) {other}"


def in_bytes(edition: Path, words: Iterable[str]) -> list[str]:
    """Those of which the end lies in a byte of the files: the index cuts beginnings off."""
    found = b"".join(path.read_bytes() for path in edition.parent.glob(f"{edition.name}*"))
    return [word for word in words if word[6:].encode() in found]


def assert_moments(
    said: Mapping[str, Publication], found: Mapping[str, Mapping[str, Any]], digests: dict[str, str]
) -> None:
    """The edition's publications are those of the model; one digest for each content."""
    told = {
        ident: (row["first_at"], row["at"], row["state"], bool(row["gone"]), bool(row["digest"]))
        for ident, row in found.items()
    }
    wanted = {
        ident: (one.first_at, one.at, one.state, one.gone, bool(one.said))
        for ident, one in said.items()
    }
    assert_same(told, wanted, "publications")
    for ident, one in said.items():
        row = found[ident]
        if one.said:
            known = digests.setdefault(f"{ident} {one.said}", row["digest"])
            assert known == row["digest"], f"{ident}: two digests of {one.said}"
    assert len(set(digests.values())) == len(digests), "two contents have one digest"


def editorial_rows(kho: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{kho / 'editorial.db'}?mode=ro", uri=True)) as conn:
        return conn.execute(sql).fetchall()
