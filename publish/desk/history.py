"""Versions of what editors say: two compared field by field; an earlier one taken up again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import Response

from archive.editorial import Editorial, EditorialError, Kind, NoSuchItem, reading, workflow
from publish.desk.page import Visit, number, page
from publish.differences import Paragraph, paragraphs

PATHS: Mapping[str, Kind] = {"bai": "article", "trang": "page", "tuyen-tap": "collection"}


@page("read drafts", "edit")
async def history(visit: Visit) -> Response:
    """What changed between two versions, the last two if none are named; restores one."""
    where, key = visit.request.path_params["kind"], visit.request.path_params["key"]
    if where not in PATHS:
        raise NoSuchItem("there is no page {where!r} at the desk", where=where)
    kind = PATHS[where]
    error = ""
    if visit.request.method == "POST":
        try:
            await _restore(visit, kind, key)
            return visit.go(f"/{where}/{key}", xong="restore")
        except NoSuchItem:
            raise
        except EditorialError as why:
            error = visit.told(why)

    def load(ed: Editorial) -> tuple[list[reading.Version], Any]:
        item = workflow.item(ed, kind, key)
        return reading.versions(ed.conn, kind, key), item

    versions, item = await visit.write(load)
    by_number = {one.number: one for one in versions}
    new = _number(visit, "den") or (versions[0].number if versions else 0)
    old = _number(visit, "tu") if visit.asked("tu") else max(new - 1, 0)
    before = by_number[old].state if old in by_number else {}
    after = by_number[new].state if new in by_number else {}
    return await visit.render(
        "history.html", status=422 if error else 200, where=where, kind=kind, key=key, item=item,
        versions=versions, old=old, new=new, changes=list(changes(before, after)), error=error,
    )  # fmt: skip


async def _restore(visit: Visit, kind: Kind, key: str) -> None:
    form, by = visit.form, visit.caller.actor
    asked, expected = number(form.get("number", "")), number(form.get("mark", ""))
    wanted = -1 if asked is None else asked  # no version has it
    reason = form.get("reason", "")
    await visit.write(
        lambda ed: workflow.restore(ed, kind, key, wanted, by=by, reason=reason, expected=expected)
    )


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, list[Paragraph]]]:
    """(field, what differs) of two states; fields that are the same are left out.

    >>> [name for name, _ in changes({"title": "a"}, {"title": "b", "tags": []})]
    ['title']
    """
    old, new = dict(_flat(before)), dict(_flat(after))
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name, ""), new.get(name, "")
        if was != now:
            yield name, paragraphs(was, now)


def _flat(state: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in state.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", "\n\n".join(map(str, value))
        else:
            yield f"{prefix}{name}", "" if value is None else str(value)


def _number(visit: Visit, name: str) -> int:
    return number(visit.asked(name)) or 0
