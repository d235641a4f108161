"""As the public would see it: shown in a frame of the desk, and by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from archive.editorial import ArticleNotes, Collection, NotValid, Page
from archive.editorial.dressing import put_on
from archive.folder import Archive
from publish.build.body import Shown, shown_body
from publish.desk import forms
from publish.desk.article import loaded
from publish.desk.page import BASE, Visit, page
from publish.markdown import html_of


@page("read drafts")
async def of_article(visit: Visit) -> Response:
    """What the form of an article says, dressed as the public page."""
    one = await loaded(visit, visit.request.path_params["id"])
    names = [field.name for field in forms.fields(one.article, one.notes)]

    def dress(archive: Archive) -> dict[str, Any]:
        notes = one.notes
        if visit.form:
            notes = ArticleNotes.of(forms.notes_of(archive.conn, visit.form, names))
        article = put_on(archive.conn, dict(one.article), notes.value())
        pictures = _pictures(article)
        body = shown_body(
            article["body_html"], pictures, lambda href: href, visit.t.desk_picture_later,
            article["citations"],
        )  # fmt: skip
        name = archive.conn.execute(
            "SELECT name FROM portals WHERE id = ?", (article["portal"],)
        ).fetchone()
        more = {"note_html": html_of(article["note"]), "portal": name[0] if name else ""}
        return article | {"body_html": body} | more

    try:
        article = await visit.read(dress)
    except NotValid as error:
        return await visit.render("preview_error.html", status=422, error=visit.told(error))
    return await visit.render("preview_article.html", article=article)


@page("read drafts")
async def of_text(visit: Visit) -> Response:
    """What the form of a page or a collection says."""
    kind = visit.request.path_params["kind"]
    try:
        said: Page | Collection
        if kind == "trang":
            said = Page.of(forms.text_of("page", visit.form))
            titles: Mapping[str, str] = {}
        else:
            said = Collection.of(forms.text_of("collection", visit.form))
            found = await visit.titles(said.items)
            titles = {one: found.get(one, "?") for one in said.items}
    except NotValid as error:
        return await visit.render("preview_error.html", status=422, error=visit.told(error))
    return await visit.render(
        "preview_text.html", said=said, body_html=html_of(said.body), titles=titles
    )


class _Kept(Shown):
    """A picture of the archive: the edition may not have it yet, or no more."""

    @property
    def src(self) -> str:
        return f"{BASE}/anh/{self.rendition}"

    @property
    def srcset(self) -> str:
        return f"{self.src} {self.sizes[-1][0]}w"


def _pictures(article: Mapping[str, Any]) -> dict[str, Shown]:
    """Those pictures that the archive has."""
    return {
        image["url"]: _Kept(
            rendition=image["sha256"], sizes=((image["width"], image["height"]),),
            page=f"/bai/{article['id']}/anh/{position}", label=image["caption"] or "",
        )
        for position, image in enumerate(article["images"], 1)
        if image["sha256"] and image["width"] and image["height"]
    }  # fmt: skip
