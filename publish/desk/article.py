"""One article on the desk: the page as captured beside what was read and what editors say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from archive import query
from archive.accounts import Permission
from archive.editorial import (
    Actor,
    ArticleNotes,
    Editorial,
    EditorialError,
    NoSuchItem,
    NotValid,
    Stale,
    hiding,
    inbox,
    reading,
    workflow,
)
from archive.editorial.standing import Standing, standing_of
from archive.editorial.workflow import Item
from archive.folder import Archive, now
from archive.privacy import Masking
from archive.privacy.decisions import found_in
from archive.privacy.masking import texts_of
from publish.desk import forms
from publish.desk.history import changes
from publish.desk.page import Visit, number, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An article, and what is said of it."""

    article: dict[str, Any]
    item: Item
    notes: ArticleNotes
    standing: Standing
    versions: list[reading.Version]
    acts: list[reading.Act]
    hidden: hiding.Hidden | None


async def loaded(visit: Visit, ident: str) -> Loaded:
    """Raises:
    NoSuchItem
    """

    def captured(archive: Archive) -> tuple[dict[str, Any], Standing]:
        row = archive.conn.execute("SELECT pk FROM articles WHERE id = ?", (ident,)).fetchone()
        if row is None:
            raise NoSuchItem("the archive has no article {key!r}", key=ident)
        (article,) = query.by_key(archive.conn, [row[0]])
        found = found_in(text for _, text in texts_of(article))
        if found and not visit.caller.may("see personal data"):
            article = Masking(numbers=found).article(article)
        return article, standing_of(archive.conn, "article", ident)

    def said(ed: Editorial) -> tuple[Item, Any, list[reading.Version], list[reading.Act], Any]:
        return (
            workflow.item(ed, "article", ident),
            workflow.content(ed, "article", ident),
            reading.versions(ed.conn, "article", ident),
            reading.acts(ed.conn, kind="article", key=ident, limit=30),
            next((one for one in hiding.hidden(ed.conn) if one.article == ident), None),
        )

    article, standing = await visit.read(captured)
    item, notes, versions, acts, hidden = await visit.write(said)
    return Loaded(
        article=article, item=item, notes=notes, standing=standing, versions=versions, acts=acts,
        hidden=hidden,
    )  # fmt: skip


@page("read drafts", "edit")
async def article(visit: Visit) -> Response:
    """Shows it; does what a form of it asks for."""
    ident = visit.request.path_params["id"]
    one = await loaded(visit, ident)
    if visit.request.method != "POST":
        return await _shown(visit, one)
    act = visit.form.get("viec", "save")
    try:
        await _do(visit, one, act)
    except Stale:
        return await _overtaken(visit, await loaded(visit, ident))
    except EditorialError as error:
        field = error.field if isinstance(error, NotValid) else ""
        return await _shown(visit, one, status=422, error=visit.told(error), wrong=field)
    return visit.go(f"/bai/{ident}", xong=act)


async def _shown(
    visit: Visit,
    one: Loaded,
    *,
    status: int = 200,
    error: str = "",
    wrong: str = "",
    overtaken: list[tuple[str, Any]] | None = None,
) -> Response:
    return await visit.render(
        "article.html",
        status=status,
        one=one,
        fields=forms.fields(one.article, one.notes),
        typed=visit.form,
        error=error,
        wrong=wrong,
        overtaken=overtaken,
        portal=await visit.read(lambda archive: _portal(archive, one.article["portal"])),
    )


async def _overtaken(visit: Visit, one: Loaded) -> Response:
    """What was typed stays in the form, which can be sent again; beside it what was saved meanwhile."""
    names = [field.name for field in forms.fields(one.article, one.notes)]
    try:
        sent = await visit.read(lambda archive: forms.notes_of(archive.conn, visit.form, names))
        differ = list(changes(one.notes.value(), ArticleNotes.of(sent).value()))
    except NotValid:
        differ = []
    return await _shown(visit, one, status=412, overtaken=differ)


def _portal(archive: Archive, ident: str) -> Any:
    return archive.conn.execute("SELECT id, name FROM portals WHERE id = ?", (ident,)).fetchone()


_NEEDS: Mapping[str, Permission] = {
    "publish": "publish", "save-publish": "publish", "unpublish": "publish", "schedule": "publish",
    "unschedule": "publish", "hide": "hide", "unhide": "hide",
}  # fmt: skip
"""Acts that need more than to edit."""


async def _do(visit: Visit, one: Loaded, act: str) -> None:
    if act in _NEEDS:
        await visit.desk.door.require(visit.request, _NEEDS[act])
    form, by, ident = visit.form, visit.caller.actor, one.article["id"]
    reason = form.get("reason", "")
    saved: dict[str, Any] | None = None
    if "summary" in form:  # what was typed is kept, whatever button was pressed
        names = [field.name for field in forms.fields(one.article, one.notes)]
        saved = await visit.read(lambda archive: forms.notes_of(archive.conn, form, names))

    def work(ed: Editorial) -> None:
        with ed.transaction():
            read = number(form.get("mark", ""))
            mark = one.item.mark if read is None else read
            present = workflow.content(ed, "article", ident)
            if saved is not None and (act in forms.SAVING or ArticleNotes.of(saved) != present):
                mark = workflow.save(
                    ed, "article", ident, saved, by=by, reason=reason, expected=mark
                ).mark
            _move(ed, ident, act, form, mark=mark, by=by, reason=reason)
            if act in ("save-publish", "unpublish", "hide"):
                inbox.look(ed, [ident], by=by)

    await visit.write(work)


def _move(
    ed: Editorial,
    ident: str,
    act: str,
    form: Mapping[str, str],
    *,
    mark: int,
    by: Actor,
    reason: str,
) -> None:
    """What an act does besides saving."""
    if act == "save-publish":
        seen = number(form.get("revision", ""))
        workflow.publish(
            ed, "article", ident, by=by, revision=seen, reason=reason, expected=mark
        )  # fmt: skip
    elif act == "schedule":
        at = forms.moment_picked(form.get("at", ""), after=now())
        workflow.schedule(ed, "article", ident, at, by=by, reason=reason, expected=mark)
    elif act == "unschedule":
        workflow.unschedule(ed, "article", ident, by=by, reason=reason, expected=mark)
    elif act == "unpublish":
        workflow.unpublish(ed, "article", ident, by=by, reason=reason, expected=mark)
    elif act == "hide":
        hiding.hide(ed, ident, reason=reason, basis=form.get("basis", ""), by=by)
    elif act == "unhide":
        hiding.unhide(ed, ident, reason=reason, by=by)
    elif act == "look":
        inbox.look(ed, [ident], by=by)
    elif act != "save":
        raise NotValid("viec", "there is no act {act!r}", act=act)
