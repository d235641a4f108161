"""The log of acts; which portals show new captures at once and which wait for review."""

from __future__ import annotations

from typing import Any, cast

from starlette.responses import Response

from archive.editorial import EditorialError, policies, reading
from archive.folder import Archive
from publish.desk.page import Visit, number, page

_LINES = 100


@page("read drafts")
async def log(visit: Visit) -> Response:
    """Who did what, the newest first."""
    asked = {name: visit.asked(name) or None for name in ("kind", "key", "by", "act")}
    before = number(visit.asked("truoc"))
    acts = await visit.write(lambda ed: reading.acts(ed.conn, **asked, before=before, limit=_LINES))
    return await visit.render("log.html", acts=acts, asked=asked, most=_LINES)


@page("read drafts", "policy")
async def portals(visit: Visit) -> Response:
    """Every portal with its policy; sets one."""
    error = ""
    if visit.request.method == "POST":
        form, by = visit.form, visit.caller.actor
        try:
            await visit.write(
                lambda ed: policies.set_policy(
                    ed, form.get("portal", ""), cast(policies.Publish, form.get("publish", "")),
                    by=by, reason=form.get("reason", ""),
                )
            )  # fmt: skip
            return visit.go("/cong", xong="policy")
        except EditorialError as why:
            error = visit.told(why)

    def read(archive: Archive) -> list[Any]:
        return archive.conn.execute(
            "SELECT p.id, p.name, coalesce(o.publish, 'at once') AS publish, o.since, o.by, "
            "(SELECT count(*) FROM articles a WHERE a.portal = p.id) AS articles "
            "FROM portals p LEFT JOIN policies o ON o.portal = p.id WHERE p.removed_at IS NULL "
            "ORDER BY p.name"
        ).fetchall()

    return await visit.render(
        "portals.html", status=422 if error else 200, rows=await visit.read(read), error=error
    )
