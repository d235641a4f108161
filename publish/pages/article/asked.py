"""Which article an address means: every page of an article begins here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Request, Response

from publish.pages.page import Ask, asker, missing, render, site_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for a page of one article."""

    datasette: Any
    request: Request
    ask: Ask
    article: Any
    """Its row of `articles`."""
    portal: Any
    """Its portal's row of `portals`."""

    @property
    def id(self) -> str:
        return str(self.article["id"])

    @property
    def permalink(self) -> str:
        """The address that is printed and cited."""
        return f"{site_address(self.datasette, self.request)}/bai/{self.id}"

    async def missing(self) -> Response:
        """No such page of this article."""
        return await missing(self.datasette, self.request)

    async def render(self, template: str, **values: Any) -> Response:
        """A template with the article, its portal and its permalink."""
        return await render(
            self.datasette,
            self.request,
            template,
            article=self.article,
            portal=self.portal,
            permalink=self.permalink,
            site_address=site_address(self.datasette, self.request),
            **values,
        )


Page = Callable[[Any, Request], Awaitable[Response]]


def page_of_article(answer: Callable[[Asked], Awaitable[Response]]) -> Page:
    """A page that is asked for by an article's identifier.

    An identifier that the article had by another of its addresses leads to the same page of it,
    for good (301): what was printed before two articles proved to be one still holds.
    """

    async def page(datasette: Any, request: Request) -> Response:
        ask = asker(datasette)
        ident = request.url_vars["id"]
        rows = await ask("SELECT * FROM articles WHERE id = :id", {"id": ident})
        if rows:
            (portal,) = await ask("SELECT * FROM portals WHERE id = :id", {"id": rows[0]["portal"]})
            return await answer(
                Asked(datasette=datasette, request=request, ask=ask, article=rows[0], portal=portal)
            )
        known = await ask("SELECT article FROM addresses WHERE id = :id", {"id": ident})
        if known:
            target = request.full_path.replace(ident, known[0]["article"], 1)
            return Response.redirect(target, status=301)
        return await missing(datasette, request)

    page.__doc__ = answer.__doc__
    return page
