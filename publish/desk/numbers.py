"""Numbers of persons: which are masked where, decided one by one; who sees them is in the log."""

from __future__ import annotations

from typing import Any, cast

from starlette.responses import Response

from archive.editorial import Editorial, EditorialError, NotValid, masks, numbers
from archive.folder import Archive
from archive.privacy.decisions import Verdict
from publish.desk.page import Visit, number, page

_LISTED = 100


@page("read drafts", "mask")
async def listed(visit: Visit) -> Response:
    """Article after article, or those of one (`bai`); sets what is done with a number."""
    error = ""
    if visit.request.method == "POST":
        try:
            await visit.write(lambda ed: _decide(visit, ed))
            back = f"?bai={visit.form['bai']}&xong=mask" if visit.form.get("bai") else "?xong=mask"
            back += "&tep=1" if visit.form.get("sha256") else ""
            return visit.go(f"/so-rieng-tu{back}")
        except EditorialError as why:
            error = visit.told(why)
    ident, after = visit.asked("bai"), visit.asked("sau")
    files = visit.asked("tep") == "1"  # their texts are all read: only for who asks
    portal = visit.asked("cong") or None

    def read(archive: Archive) -> tuple[list[numbers.Candidate], int | None, list[Any]]:
        held = list(numbers.held_files(archive.conn)) if files else []
        if ident:
            return numbers.of_article(archive.conn, ident), None, held
        start = number(after) or 0
        return *numbers.candidates(archive.conn, portal=portal, after=start, limit=_LISTED), held

    found, more, held = await visit.read(read)
    return await visit.render(
        "numbers.html", status=422 if error else 200, rows=found, more=more, held=held, ident=ident,
        portal=portal, error=error, reveal=False,
    )  # fmt: skip


@page("see personal data", "see personal data")
async def revealed(visit: Visit) -> Response:
    """The numbers of one article as they are; that they were asked for is in the log before."""
    ident = visit.form.get("bai", "")
    reason = visit.form.get("reason", "")

    def read(archive: Archive) -> list[numbers.Candidate]:
        with Editorial(visit.desk.folder) as ed:
            return numbers.reveal(archive.conn, ed, ident, by=visit.caller.actor, reason=reason)

    return await visit.render(
        "numbers.html", rows=await visit.read(read), more=None, held=[], ident=ident, portal=None,
        error="", reveal=True,
    )  # fmt: skip


def _decide(visit: Visit, ed: Editorial) -> None:
    form, by = visit.form, visit.caller.actor
    reason, act = form.get("reason", ""), form.get("viec", "")
    if act in ("show", "mask", "rule"):
        verdict = None if act == "rule" else cast(Verdict, act)
        masks.decide(
            ed, form.get("digest", ""), verdict, reason=reason, by=by,
            article=form.get("article") or None,
        )  # fmt: skip
    elif act == "release":
        masks.release(ed, form.get("sha256", ""), reason=reason, by=by)
    elif act == "withhold":
        masks.withhold(ed, form.get("sha256", ""), reason=reason, by=by)
    elif act == "mask-text":
        masks.mask_text(ed, form.get("article", ""), form.get("text", ""), reason=reason, by=by)
    else:
        raise NotValid("viec", "there is no act {act!r}", act=act)
