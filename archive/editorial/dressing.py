"""Puts what editors say of an article onto it: the public sees it so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from archive import places


def dress(conn: sqlite3.Connection, article: dict[str, Any], row: sqlite3.Row) -> None:
    """Puts the corrections and notes of its live version onto an exported article.

    Args:
        row: of `showing.VIEW`; portal and published of the article are corrected already.
    """
    said = json.loads(row["editorial"]) if row["editorial"] else {}
    was = {"portal": row["captured_portal"], "published": row["captured_published"]}
    put_on(conn, article, said, was)
    article["edited_at"] = row["edited_at"]


def put_on(
    conn: sqlite3.Connection, article: dict[str, Any], said: Mapping[str, Any],
    was: Mapping[str, str | None] = MappingProxyType({}),
) -> dict[str, Any]:  # fmt: skip
    """Puts what a version says (`ArticleNotes.value`) onto an exported article.

    `corrections` then tells of each corrected field what the page has, why it is corrected, and
    from which source.

    Args:
        was: what the page has in fields that are corrected already.
    """
    article["images"] = [dict(one) for one in article["images"]]
    article["corrections"] = {
        name: {"was": _correct(conn, article, name, one["value"], was), **one}
        for name, one in said.get("corrections", {}).items()
    }
    article["summary"] = said.get("summary")
    article["note"] = said.get("note")
    article["tags"] = said.get("tags", [])
    article["focal"] = said.get("focal", {})
    return article


def _correct(
    conn: sqlite3.Connection, article: dict[str, Any], name: str, value: str | None,
    was: Mapping[str, str | None],
) -> str | None:  # fmt: skip
    """Puts the value in; gives what the page has."""
    what, _, url = name.partition(":")
    if url:
        pictures = [one for one in article["images"] if one["url"] == url]
        before = pictures[0][what] if pictures else None
        for picture in pictures:
            picture[what] = value
    elif name == "place":
        before = (article["place"] or {}).get("code")
        article["place"] = _place(conn, value, article) if value else None
    else:
        before = was.get(name, article[name])
        article[name] = value
    if name == "published":
        article["published_precision"] = precision_of(value)
    return before


def _place(conn: sqlite3.Connection, code: str, article: dict[str, Any]) -> dict[str, Any] | None:
    """The commune of this code in the article's period, or else in the other one."""
    before = places.is_old(article["published"] or article["first_captured"])
    return places.of_code(conn, code, before) or places.of_code(conn, code, not before)


def precision_of(published: str | None) -> str | None:
    """How exactly a moment is known, by its length."""
    if published is None:
        return None
    return {4: "year", 7: "month", 10: "day", 22: "minute"}.get(len(published), "second")
