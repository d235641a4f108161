"""One request to the desk: who asks, what is read and written, how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from archive.accounts import Permission
from archive.editorial import Editorial
from archive.editorial.errors import NoSuchItem
from archive.folder import Archive
from archive.known import in_batches
from archive.privacy import mask
from publish.access import MOST_FIELDS, Caller, Door
from publish.desk.told import label_of, told
from publish.language import LANGUAGES, Language, language
from publish.shown import FILTERS

T = TypeVar("T")

BASE = "/ban-bien-tap"

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""Our own script only; forms are also sent into our own frame, for previews."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk of one archive."""

    datasette: Any
    folder: Path
    door: Door


@dataclass(slots=True, kw_only=True)
class Visit:
    """A request of somebody who is signed in."""

    desk: Desk
    request: Request
    caller: Caller
    form: Mapping[str, str] = field(default_factory=dict)
    """The fields that were sent; of those that were sent often, the last."""
    many: tuple[str, ...] = ()
    """The boxes that were ticked, `article:ID`."""

    @property
    def t(self) -> Language:
        return words(self.request)

    def words(self, text: str) -> str:
        """A text as this caller may see it: without numbers of persons, for most."""
        return text if self.caller.may("see personal data") else mask(text)

    async def titles(self, articles: Iterable[str]) -> dict[str, str]:
        """The titles of those of these articles that there are, as this caller may see them."""

        def read(archive: Archive) -> dict[str, str]:
            found: dict[str, str] = {}
            for batch in in_batches(articles):
                marks = ",".join("?" * len(batch))
                found |= {
                    ident: self.words(title)
                    for ident, title in archive.conn.execute(
                        "SELECT a.id, r.title FROM articles a JOIN revisions r ON r.article = a.id "
                        f"AND r.number = a.revision WHERE a.id IN ({marks})",
                        batch,
                    )
                }
            return found

        return await self.read(read)

    def asked(self, name: str) -> str:
        """A parameter of the address, empty where it is not given."""
        return self.request.query_params.get(name, "").strip()

    def told(self, error: Exception) -> str:
        """What an error says, in the language of who reads."""
        return told(self.t, error)

    async def read(self, work: Callable[[Archive], T]) -> T:
        """`work(archive)` in a thread of its own; nothing is written."""

        def open_and_work() -> T:
            with Archive.open(self.desk.folder) as archive:
                return work(archive)

        return await run_sync(open_and_work)

    async def write(self, work: Callable[[Editorial], T]) -> T:
        """`work(editorial)` in a thread of its own."""
        return await self.desk.door.write(work)

    async def render(self, template: str, *, status: int = 200, **values: Any) -> Response:
        return await render(
            self.desk, self.request, template, status=status, who=self.caller, **values
        )

    def go(self, path: str, **told: str) -> Response:
        """Back to a page of the desk, which says what was done (`xong`)."""
        query = f"?{urlencode(told)}" if told else ""
        return RedirectResponse(f"{BASE}{path}{query}", 303, HEADERS)


def number(typed: str) -> int | None:
    """A number that was typed or stands in an address; None: it is none that we count with."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None


def words(request: Request) -> Language:
    """The language that the address, or an earlier choice, asks for."""
    asked = request.query_params.get("lang") or request.cookies.get("lang")
    return language(asked if asked in LANGUAGES else LANGUAGES[0])


async def render(
    desk: Desk, request: Request, template: str, *, status: int = 200,
    headers: Mapping[str, str] | None = None, **values: Any,
) -> Response:  # fmt: skip
    """`templates/desk/<template>` as an answer that nobody keeps."""
    t = words(request)
    other = "en" if t.lang == "vi" else "vi"
    here = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    path = f"{BASE}{request.url.path}".rstrip("/")
    context = {
        "t": t,
        "status": status,
        "label_of": label_of,
        "told": told,
        "shown": FILTERS,
        "path": path,
        "base": BASE,
        "other_language": f"{path}?{urlencode([*here, ('lang', other)])}",
        "done": request.query_params.get("xong", ""),
        "query_now": urlencode(here),
        **values,
    }
    html = await desk.datasette.render_template(f"desk/{template}", context)
    response = HTMLResponse(html, status, {**HEADERS, **(headers or {})})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("lang", t.lang, path="/", max_age=365 * 86400, samesite="lax")
    return response


Page = Callable[[Visit], Awaitable[Response]]


def page(
    permission: Permission, to_write: Permission | None = None
) -> Callable[[Page], Callable[[Request], Awaitable[Response]]]:
    """An endpoint for who may do this; `to_write`: what a form that is sent needs."""

    def of(answer: Page) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            desk: Desk = request.app.state.desk
            needed = to_write if to_write and request.method == "POST" else permission
            caller = await desk.door.require(request, needed)
            visit = Visit(desk=desk, request=request, caller=caller)
            if request.method == "POST":
                sent = await request.form(max_fields=MOST_FIELDS)
                visit.form = {k: v for k, v in sent.items() if isinstance(v, str)}
                visit.many = tuple(one for one in sent.getlist("chon") if isinstance(one, str))
            try:
                return await answer(visit)
            except NoSuchItem as error:
                return await visit.render("missing.html", status=404, error=visit.told(error))

        endpoint.__name__, endpoint.__doc__ = answer.__name__, answer.__doc__
        endpoint.permissions = (permission, to_write)  # type: ignore[attr-defined]
        return endpoint

    return of
