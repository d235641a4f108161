"""How a person sees what re-reading changes: a word diff for texts, old -> new for the rest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from crawler.replay.reread import Found, Unread
from luutru.options import say

if TYPE_CHECKING:
    from crawler.replay.reread import Summary

_TEXTS = ("lead", "body_text", "body_html")
_AROUND = 6
"""Words shown before and after a change."""

_HUNKS = 8
_LONGEST = 300
_MOST_WORDS = 20_000
_WORD = re.compile(r"\s+|[^\s<>]+|<[^<>]*>|[<>]")

_NAMES = {
    "title": "titles", "published": "dates", "published_text": "stamps",
    "published_precision": "precisions", "lead": "leads", "body_text": "bodies",
    "body_html": "bodies in HTML", "author": "authors", "source": "sources",
    "category": "categories",
}  # fmt: skip


def as_object(one: Found | Unread) -> dict[str, Any]:
    """The same for scripts."""
    if isinstance(one, Unread):
        state = "damaged" if one.damaged else "no article"
        return {"id": one.article, "url": one.url, "state": state, "why": one.why}
    return {
        "id": one.change.known,
        "url": one.url,
        "portal": one.change.portal,
        "title": one.title,
        "state": "changed" if one.change.known else "new",
        "changes": {name: {"old": old, "new": new} for name, (old, new) in one.difference.items()},
    }


def show(one: Found | Unread, *, field: str | None = None) -> None:
    """Prints a change; only that of `field` when one is named."""
    if isinstance(one, Unread):
        click.echo(
            f"{one.article or 'page'} {one.url}\n  {click.style('!', fg='yellow')} {one.why}"
        )
        return
    click.echo(f"{one.change.known or 'new'} {one.url}\n  {one.title}")
    for name, (old, new) in one.difference.items():
        if field not in (None, name) or (name == "body_html" and "body_text" in one.difference):
            continue  # the text shows what the HTML repeats
        click.echo(f"  {name}:")
        lines = words(old or "", new or "") if name in _TEXTS else _plain(old, new)
        for line in lines:
            click.echo(f"    {line}")


def words(old: str, new: str) -> Iterator[str]:
    """The changes between two texts, word by word, each with a few words around it."""
    before, after = (_WORD.findall(text)[:_MOST_WORDS] for text in (old, new))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) > 2000)
    groups = list(matcher.get_grouped_opcodes(_AROUND))
    for group in groups[:_HUNKS]:
        parts = []
        for tag, start, end, other, last in group:
            if tag == "equal":
                parts.append(_flat(before[start:end]))
                continue
            if end > start:
                parts.append(click.style(f"[-{_flat(before[start:end])}-]", fg="red"))
            if last > other:
                parts.append(click.style(f"{{+{_flat(after[other:last])}+}}", fg="green"))
        yield "… " + "".join(parts) + " …"
    if len(groups) > _HUNKS:
        yield f"… and {len(groups) - _HUNKS} more places"


def _flat(parts: Sequence[str]) -> str:
    text = " ".join("".join(parts).replace("\n", "¶ ").split(" "))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


def _plain(old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, list) or isinstance(new, list):
        for item in old or []:
            if item not in (new or []):
                yield click.style(f"- {_item(item)}", fg="red")
        for item in new or []:
            if item not in (old or []):
                yield click.style(f"+ {_item(item)}", fg="green")
        return
    yield f"{_item(old)} -> {_item(new)}"


def _item(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    return "nothing" if value is None else str(value)


def show_summary(summary: Summary) -> None:
    """One line of figures and what can be done next, on stderr."""
    told = [
        f"{count} {_NAMES.get(name, name)}"
        for name, count in summary.fields.most_common()
        if name not in ("body_html", "published_text", "published_precision") or count
    ]
    would = "" if summary.run else " would change" if told else ""
    say(f"{summary.read} captures read again: {', '.join(told) or 'nothing changes'}{would}")
    if summary.changed or summary.added:
        say(f"{summary.changed} articles {'changed' if summary.run else 'would change'}")
    if summary.added:
        say(f"{summary.added} new articles found on captures that had none")
    if summary.lost:
        say(f"{summary.lost} articles no longer read as articles; they stay as they are")
    if summary.run and (summary.changed or summary.added):
        say(f"this was run {summary.run.id}; undo it: luutru reextract --rollback {summary.run.id}")
