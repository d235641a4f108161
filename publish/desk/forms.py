"""What the desk's forms say, as the values that are saved; and back. Pure but for `place`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive import places
from archive.editorial import ArticleNotes, NotValid
from archive.editorial.record import CORRECTABLE
from archive.errors import ArchiveError
from archive.folder import VIETNAM
from publish.shown import printed_date

SAVING = ("save", "save-publish", "schedule")
"""Buttons that always save what was typed; others do when it is something else than before."""

_DAY = re.compile(
    r"(?:(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})[/.-])?(?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
"""`05/10/2021 10:18:39`, `5/10/2021`, `10/2021`, `2021`, as Vietnamese write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an article on the desk."""

    name: str
    """Of a correction."""
    label: str
    """Of the message that names it."""
    captured: str | None
    """As the page has it, as people read it."""
    value: str
    reason: str
    source: str
    long: bool = False


def moment(text: str, name: str) -> str | None:
    """What was typed as a moment, ISO 8601; as long as it was typed.

    Raises:
        NotValid
    """
    typed = text.strip()
    if not typed or re.match(r"\d{4}-", typed):
        return typed or None
    found = _DAY.fullmatch(typed)
    if found is None:
        raise NotValid(
            name, "{typed!r} is no date: 05/10/2021 10:18:39, 05/10/2021, 10/2021, 2021",
            typed=typed,
        )  # fmt: skip
    part = {key: int(value) for key, value in found.groupdict().items() if value}
    try:
        whole = datetime(
            part["year"], part.get("month", 1), part.get("day", 1), part.get("hour", 0),
            part.get("minute", 0), part.get("second", 0), tzinfo=VIETNAM,
        )  # fmt: skip
    except ValueError:
        raise NotValid(name, "there is no {typed!r} in the calendar", typed=typed) from None
    if "hour" in part:
        if "day" not in part:
            raise NotValid(name, "{typed!r}: an hour needs its day", typed=typed)
        return whole.isoformat(timespec="seconds" if "second" in part else "minutes")
    return whole.date().isoformat()[: 4 if "month" not in part else 7 if "day" not in part else 10]


def moment_picked(typed: str, *, after: datetime) -> datetime:
    """Of a browser's field for a moment, in Vietnam's time.

    Raises:
        NotValid: it is none, or not `after` that.
    """
    try:
        found = datetime.fromisoformat(typed).replace(tzinfo=VIETNAM)
    except ValueError:
        raise NotValid("at", "say when: a day and an hour") from None
    if found <= after:
        raise NotValid("at", "this moment has passed: publish it now, or choose a later one")
    return found


def fields(article: Mapping[str, Any], notes: ArticleNotes) -> list[Field]:
    """What can be corrected of an article, with what is said of it already."""
    found = [
        _field(
            name, f"field_{name}", _captured(article, name), notes, long=name in ("title", "lead")
        )
        for name in CORRECTABLE
    ]
    for picture in article["images"]:
        for what in ("caption", "credit"):
            name = f"{what}:{picture['url']}"
            found.append(
                _field(name, f"field_{what}", picture[what], notes, long=what == "caption")
            )
    return found


def notes_of(
    conn: sqlite3.Connection, form: Mapping[str, str], names: Iterable[str]
) -> dict[str, Any]:
    """The form of an article as `ArticleNotes.of` takes it. `conn`: of the archive, for communes.

    Raises:
        NotValid
    """
    corrections = {}
    for name in names:
        value, reason, source = (
            form.get(f"{part}.{name}", "").strip() for part in ("value", "reason", "source")
        )
        if not (value or reason or source):
            continue
        kept: str | None = value or None
        if name == "published":
            kept = moment(value, f"corrections.{name}.value")
        elif name == "place" and value:
            kept = _commune(conn, value)
        corrections[name] = {"value": kept, "reason": reason, "source": source or None}
    focal = {
        url: [_share(form.get(f"x.{url}", "")), _share(form.get(f"y.{url}", ""))]
        for url in (name.removeprefix("x.") for name in form if name.startswith("x."))
        if form.get(f"x.{url}", "").strip() or form.get(f"y.{url}", "").strip()
    }
    return {
        "corrections": corrections,
        "summary": form.get("summary", ""),
        "note": form.get("note", ""),
        "tags": [one.strip() for one in form.get("tags", "").split(",")],
        "focal": focal,
    }


def text_of(kind: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The form of a page or a collection."""
    said: dict[str, Any] = {name: form.get(name, "") for name in ("title", "lead", "body")}
    if kind == "page":
        return said | {"about": form.get("about", "")}
    items = [_article(line) for line in form.get("items", "").splitlines() if line.strip()]
    return said | {"items": list(dict.fromkeys(items))}


def _article(line: str) -> str:
    """The identifier in a line; what has none stays as it is, for `Collection.of` to refuse."""
    found = re.search(r"(?:^|/bai/|(?<=\s))([a-z2-7]{16})\b", line)
    return found[1] if found else line.strip()


def _field(
    name: str, label: str, captured: str | None, notes: ArticleNotes, *, long: bool
) -> Field:
    said = notes.corrections.get(name)
    value = (said.value if said else None) or ""
    return Field(
        name=name, label=label, captured=captured, long=long,
        value=printed_date(value) if name == "published" else value,
        reason=said.reason if said else "", source=(said.source if said else None) or "",
    )  # fmt: skip


def _captured(article: Mapping[str, Any], name: str) -> str | None:
    if name == "published":
        return printed_date(article["published"]) or None
    if name == "place":
        place = article["place"]
        return (
            f"{place['name']}, {place['district'] or place['province']} ({place['code']})"
            if place
            else None
        )
    value: str | None = article[name]
    return value


def _commune(conn: sqlite3.Connection, typed: str) -> str:
    """The code of a commune, from its code or from a name that only one has."""
    if typed.isascii() and typed.isdigit():
        return typed.zfill(5)
    try:
        found = {one.code: one for one in places.find(conn, typed)}
    except ArchiveError:
        raise NotValid(
            "corrections.place.value",
            "this archive has no table of places yet: run `luutru places build`",
        ) from None
    if not found:
        raise NotValid("corrections.place.value", "there is no commune {typed!r}", typed=typed)
    if len(found) > 1:
        names = ", ".join(f"{one.full_name} {one.code}" for one in list(found.values())[:8])
        raise NotValid(
            "corrections.place.value", "which commune is meant by {typed!r}? {found}", typed=typed,
            found=names,
        )  # fmt: skip
    return next(iter(found))


def _share(typed: str) -> float | str:
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        return typed
