"""One act on one item: save, publish, unpublish, schedule, restore; each a line in the log.

An item has numbered versions of what editors say, and a pointer to the one that the public sees
(`live`). Saving and restoring make a version and never move the pointer; only `publish` does, and
`run_due` for what was scheduled. Every act raises the item's `mark`: who gives the mark that was
read is refused when somebody else was faster.

For an article `shown` is None while nobody has decided (the policy of its portal does), 1 once it
was published, 0 once it was taken back; pages and collections are shown when they have been published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NoSuchItem, NotValid, Stale
from archive.editorial.record import SLUG, STATES, ArticleNotes, Collection, Kind, Page
from archive.editorial.seals import seal_act, seal_version
from archive.folder import VIETNAM, now, stamp

Content = ArticleNotes | Page | Collection

_RESERVED = ("moi", "xem-truoc")
"""What stands for a new page, and for a preview, in addresses of the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Where an item stands."""

    kind: Kind
    key: str
    mark: int = 0
    """Of its last act; 0: nobody has touched it."""
    version: int = 0
    """The newest; 0: none."""
    live: int | None = None
    """The version that the public sees."""
    shown: bool | None = None
    revision: int | None = None
    """Of an article: the captured revision that was looked at when it was published."""
    due: str | None = None
    """When it will be published."""
    due_version: int | None = None
    due_revision: int | None = None
    due_by: str | None = None


_STANDING = ("version", "live", "shown", "revision", "due", "due_version", "due_revision", "due_by")


def item(ed: Editorial, kind: Kind, key: str) -> Item:
    """Where it stands; of an article that nobody has touched, the beginning.

    Raises:
        NoSuchItem
    """
    row = ed.conn.execute("SELECT * FROM items WHERE kind = ? AND key = ?", (kind, key)).fetchone()
    if row is not None:
        found = {**dict(row), "shown": None if row["shown"] is None else bool(row["shown"])}
        return Item(**found)
    if kind == "article" and revision_of(ed, key):
        return Item(kind=kind, key=key)
    raise NoSuchItem("there is no {kind} {key!r} here", kind=kind, key=key)


def content(ed: Editorial, kind: Kind, key: str, number: int | None = None) -> Content:
    """What a version says, the newest if none is named; of an untouched article nothing.

    Raises:
        NoSuchItem
    """
    number = item(ed, kind, key).version if number is None else number
    if number == 0 and kind == "article":
        return ArticleNotes()
    row = ed.conn.execute(
        "SELECT state FROM versions WHERE kind = ? AND key = ? AND number = ?", (kind, key, number)
    ).fetchone()
    if row is None:
        raise NoSuchItem(
            "{kind} {key!r} has no version {number}", kind=kind, key=key, number=number
        )
    return STATES[kind].of(json.loads(row[0]))


def save(
    ed: Editorial, kind: Kind, key: str, given: Mapping[str, Any], *, by: Actor,
    reason: str = "", expected: int | None = None, new: bool = False,
) -> Item:  # fmt: skip
    """A new version that says this; nothing of it is public yet.

    Args:
        expected: the mark that was read.
        new: a page or collection that must not exist yet.

    Raises:
        NoSuchItem, NotValid, Stale
    """
    with ed.transaction():
        said = STATES[kind].of(given)
        before = _new(ed, kind, key) if new else item(ed, kind, key)
        _expect(before, expected)
        _check_names(ed, said)
        if before.version and content(ed, kind, key) == said:
            return before
        return _add_version(ed, before, said, by=by, act="create" if new else "save", reason=reason)


def publish(
    ed: Editorial, kind: Kind, key: str, *, by: Actor, version: int | None = None,
    revision: int | None = None, reason: str = "", expected: int | None = None,
) -> Item:  # fmt: skip
    """From now on the public sees this version, the newest if none is named.

    Args:
        revision: of an article, the captured revision that was looked at; the present one if None.

    Raises:
        NoSuchItem, NotValid, Stale
    """
    with ed.transaction():
        before = item(ed, kind, key)
        _expect(before, expected)
        after = _published(ed, before, version, revision)
        return _move(ed, before, by=by, act="publish", reason=reason, **after)


def unpublish(
    ed: Editorial, kind: Kind, key: str, *, by: Actor, reason: str = "", expected: int | None = None
) -> Item:
    """The public does not see it any more; a schedule is cancelled.

    Raises:
        NoSuchItem, Stale
    """
    with ed.transaction():
        before = item(ed, kind, key)
        _expect(before, expected)
        return _move(ed, before, by=by, act="unpublish", reason=reason, shown=False, **_NOT_DUE)


_NOT_DUE: dict[str, Any] = {
    "due": None, "due_version": None, "due_revision": None, "due_by": None
}  # fmt: skip


def schedule(
    ed: Editorial, kind: Kind, key: str, at: datetime, *, by: Actor, version: int | None = None,
    reason: str = "", expected: int | None = None,
) -> Item:  # fmt: skip
    """Will be published at that moment, as it is now.

    Raises:
        NoSuchItem, NotValid (`at` has no time zone), Stale
    """
    if at.tzinfo is None:
        raise NotValid("at", "a moment with its offset is wanted: 2026-12-01T07:00:00+07:00")
    with ed.transaction():
        before = item(ed, kind, key)
        _expect(before, expected)
        after = _published(ed, before, version, None)
        return _move(
            ed, before, by=by, act="schedule", reason=reason, due=stamp(at),
            due_version=after["live"], due_revision=after["revision"], due_by=by.name,
        )  # fmt: skip


def unschedule(
    ed: Editorial, kind: Kind, key: str, *, by: Actor, reason: str = "", expected: int | None = None
) -> Item:
    """Takes the schedule back.

    Raises:
        NoSuchItem, NotValid (there is none), Stale
    """
    with ed.transaction():
        before = item(ed, kind, key)
        _expect(before, expected)
        if before.due is None:
            raise NotValid("due", "it is not scheduled")
        return _move(ed, before, by=by, act="unschedule", reason=reason, **_NOT_DUE)


def restore(
    ed: Editorial, kind: Kind, key: str, number: int, *, by: Actor, reason: str = "",
    expected: int | None = None,
) -> Item:  # fmt: skip
    """A new version that says what an earlier one said; never published by that.

    Raises:
        NoSuchItem, Stale
    """
    with ed.transaction():
        before = item(ed, kind, key)
        _expect(before, expected)
        said = content(ed, kind, key, number)
        return _add_version(ed, before, said, by=by, act="restore", reason=reason, restored=number)


def run_due(ed: Editorial, moment: datetime | None = None) -> list[Item]:
    """Publishes what was scheduled for up to this moment; hidden articles lose their schedule."""
    until = stamp(moment or now())
    with ed.transaction():
        rows = ed.conn.execute(
            "SELECT kind, key FROM items WHERE due <= ? ORDER BY due, kind, key", (until,)
        ).fetchall()
        done = []
        for kind, key in rows:
            before = item(ed, kind, key)
            by = Actor(name=before.due_by or "", via="schedule")
            if kind == "article" and is_hidden(ed, key):
                _move(ed, before, by=by, act="unschedule", reason="it is hidden", **_NOT_DUE)
                continue
            after = {"live": before.due_version, "revision": before.due_revision, **_NOT_DUE}
            done.append(_move(ed, before, by=by, act="publish", shown=True, **after))
        return done


def next_due(ed: Editorial) -> datetime | None:
    """When something is scheduled next."""
    found = ed.conn.execute("SELECT min(due) FROM items WHERE due IS NOT NULL").fetchone()[0]
    return datetime.fromisoformat(found).astimezone(VIETNAM) if found else None


def stand(
    ed: Editorial, kind: Kind, key: str, standing: Mapping[str, Any], *, by: Actor, act: str,
    reason: str = "", expected: int | None = None,
) -> Item:  # fmt: skip
    """Puts an item back to where it stood (`bulk.undo`); its versions stay.

    Raises:
        NoSuchItem, Stale
    """
    with ed.transaction():
        before = item(ed, kind, key)
        _expect(before, expected)
        wanted = {name: standing[name] for name in _STANDING if name != "version"}
        if standing["version"] != before.version:
            said = content(ed, kind, key, standing["version"])
            before = _add_version(
                ed, before, said, by=by, act="restore", reason=reason,
                restored=standing["version"],
            )  # fmt: skip
        return _move(ed, before, by=by, act=act, reason=reason, **wanted)


def note(
    ed: Editorial, *, by: Actor, act: str, kind: str, key: str, reason: str = "",
    **detail: Any,
) -> int:  # fmt: skip
    """One line in the log of acts; its number."""
    with ed.transaction() as conn:
        found = conn.execute(
            "INSERT INTO acts (at, by, via, act, kind, key, reason, detail) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (stamp(now()), by.name, by.via, act, kind, key, reason.strip(),
             json.dumps(detail, ensure_ascii=False, sort_keys=True)),
        ).lastrowid  # fmt: skip
        assert found is not None
        seal_act(conn, found)
    return found


def revision_of(ed: Editorial, article: str) -> int | None:
    """The present captured revision; None: the archive has no such article."""
    row = ed.conn.execute(
        "SELECT revision FROM captured.articles WHERE id = ?", (article,)
    ).fetchone()
    return row[0] if row else None


def is_hidden(ed: Editorial, article: str) -> bool:
    row = ed.conn.execute("SELECT 1 FROM hidden WHERE article = ?", (article,)).fetchone()
    return row is not None


def _published(
    ed: Editorial, before: Item, version: int | None, revision: int | None
) -> dict[str, Any]:
    number = before.version if version is None else version
    content(ed, before.kind, before.key, number)  # is there such a version?
    after = {"live": number or None, "shown": True, "revision": None, **_NOT_DUE}
    if before.kind != "article":
        return after
    if is_hidden(ed, before.key):
        raise NotValid("status", "it is hidden: show it again first, with a reason")
    present = revision_of(ed, before.key) or 0
    after["revision"] = present if revision is None else revision
    if not 1 <= after["revision"] <= present:
        raise NotValid("revision", "the article has the revisions 1 to {present}", present=present)
    return after


def _new(ed: Editorial, kind: Kind, key: str) -> Item:
    if kind == "article":
        raise NotValid("kind", "articles are captured, not written")
    if len(key) > 80 or not SLUG.fullmatch(key):
        raise NotValid("slug", "small letters, digits and hyphens, at most 80: dai-hoi-dang-2020")
    if key in _RESERVED:
        raise NotValid("slug", "{key!r} is kept for a page of the desk: take another name", key=key)
    if ed.conn.execute("SELECT 1 FROM items WHERE kind = ? AND key = ?", (kind, key)).fetchone():
        raise NotValid("slug", "there is a {kind} {key!r} already", kind=kind, key=key)
    return Item(kind=kind, key=key)


def _expect(before: Item, expected: int | None) -> None:
    if expected is not None and expected != before.mark:
        raise Stale(
            before.mark,
            "somebody has changed {kind} {key} since you read it (mark {read}, "
            "now {now}): look at it again, then repeat what you want",
            kind=before.kind, key=before.key, read=str(expected), now=str(before.mark),
        )  # fmt: skip


def _check_names(ed: Editorial, said: Content) -> None:
    """Portals, communes and articles that are named must exist."""
    ask = ed.conn.execute
    if isinstance(said, ArticleNotes):
        portal, place = said.corrections.get("portal"), said.corrections.get("place")
        if (
            portal
            and not ask("SELECT 1 FROM captured.portals WHERE id = ?", (portal.value,)).fetchone()
        ):
            raise NotValid(
                "corrections.portal.value", "there is no portal {portal!r}", portal=portal.value
            )
        if place and place.value and not ask(
            "SELECT 1 FROM captured.places WHERE code = ?", (place.value,)
        ).fetchone():  # fmt: skip
            raise NotValid(
                "corrections.place.value", "there is no commune of code {code!r}", code=place.value
            )
    if isinstance(said, Page) and said.about:
        kind, _, named = said.about.partition(":")
        if kind == "portal" and not ask(
            "SELECT 1 FROM captured.portals WHERE id = ?", (named,)
        ).fetchone():  # fmt: skip
            raise NotValid("about", "there is no portal {portal!r}", portal=named)
    if isinstance(said, Collection):
        for article in said.items:
            if revision_of(ed, article) is None:
                raise NotValid("items", "the archive has no article {key!r}", key=article)


def _add_version(
    ed: Editorial, before: Item, said: Content, *, by: Actor, act: str, reason: str,
    restored: int | None = None,
) -> Item:  # fmt: skip
    number = before.version + 1
    after = _move(ed, before, by=by, act=act, reason=reason, version=number, restored=restored)
    ed.conn.execute(
        "INSERT INTO versions (kind, key, number, at, by, reason, restored, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (before.kind, before.key, number, stamp(now()), by.name, reason.strip(), restored,
         json.dumps(said.value(), ensure_ascii=False, sort_keys=True)),
    )  # fmt: skip
    seal_version(ed.conn, before.kind, before.key, number)
    return after


def _move(
    ed: Editorial, before: Item, *, by: Actor, act: str, reason: str = "",
    restored: int | None = None, **changes: Any,
) -> Item:  # fmt: skip
    was = {name: getattr(before, name) for name in _STANDING}
    stands = was | changes
    names = ", ".join(_STANDING)
    marks = ", ".join("?" * (len(_STANDING) + 3))
    updates = ", ".join(f"{name} = excluded.{name}" for name in ("mark", *_STANDING))
    ed.conn.execute(
        f"INSERT INTO items (kind, key, mark, {names}) VALUES ({marks}) "
        f"ON CONFLICT (kind, key) DO UPDATE SET {updates}",
        (before.kind, before.key, before.mark + 1, *(stands[name] for name in _STANDING)),
    )
    detail: dict[str, Any] = {"mark": before.mark + 1, "was": was, "is": stands}
    if restored is not None:
        detail["restored"] = restored
    note(ed, by=by, act=act, kind=before.kind, key=before.key, reason=reason, **detail)
    return Item(kind=before.kind, key=before.key, mark=before.mark + 1, **stands)
