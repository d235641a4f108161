"""A static edition as a whole: every page that belongs, what the pages show, the search, the sums.

Articles and documents are taken one after the other, each with its own pages; so memory does not
grow with the archive. Whether something is written already, the folder tells.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request

from publish.documents import slug
from publish.edition import EDITION
from publish.errors import PublishError
from publish.language import language
from publish.offline import index
from publish.offline.addresses import EXPLAINED, SEARCH, file_of, is_many, pages_of
from publish.offline.folder import SUMS, Folder, replacing
from publish.offline.known import Known
from publish.offline.rewriting import rewritten
from publish.serve import application
from publish.shown import printed_date

FORMAT = 1
NOWHERE = "luutru:"
"""What permanent links begin with where the site is not on the web: a name, no address."""

README = "README.txt"
_BEGIN = ("/", "/gioi-thieu", "/cong", "/noi", "/noi?ky=cu", "/ban-do", "/do-phu", "/van-ban", "/xu-huong")  # fmt: skip

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was written."""

    articles: int
    pages: int
    files: int
    bytes: int
    last_captured: str | None
    """The state of the archive: when something was captured last, ISO 8601."""


def write(
    edition: Path, target: Path, *, lang: str, base_url: str | None, progress: Progress
) -> Report:
    """Writes the static edition of `edition` into the folder `target`, in place of one that is there.

    The same edition gives the same files, to the byte.

    Args:
        lang: of publish.language.LANGUAGES.
        base_url: where readers find the site on the web, for permanent links; None: nowhere.

    Raises:
        PublishError: no edition, something else lies there, or the edition was built meanwhile.
    """
    made = application(edition, base_url=base_url or NOWHERE)
    try:
        with closing(sqlite3.connect(f"{edition.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            before = _state(edition, conn)
            about = _about(conn, lang)
            with replacing(target, about) as folder:
                pages = asyncio.run(_Writer(made, conn, folder, lang).everything(progress))
                index.write(conn, folder)
                folder.write(README, _readme(about).encode())
                if _state(edition, conn) != before:
                    raise PublishError(
                        f"{EDITION} was built anew meanwhile: nothing was written, run this again"
                    )
    finally:
        for database in made.databases.values():
            database.close()
        made.executor.shutdown()
    return Report(
        articles=about["articles"], pages=pages, files=folder.files + 2, bytes=folder.bytes,
        last_captured=about["last_captured"],
    )  # fmt: skip


def _state(edition: Path, conn: sqlite3.Connection) -> tuple[int, int, int]:
    found = os.stat(edition)
    version = conn.execute("PRAGMA data_version").fetchone()[0]
    return (found.st_dev, found.st_ino, version)


def _about(conn: sqlite3.Connection, lang: str) -> dict[str, Any]:
    (articles,) = conn.execute("SELECT count(*) FROM articles").fetchone()
    last = _last_captured(conn)
    return {"format": FORMAT, "language": lang, "articles": articles, "last_captured": last}


def _last_captured(conn: sqlite3.Connection) -> Any:
    return conn.execute("SELECT max(last_captured) FROM portal_coverage").fetchone()[0]


def _readme(about: dict[str, Any]) -> str:
    """In both languages, with the line ends that every editor of Windows knows."""
    values = {"sums": SUMS, "last": printed_date(about["last_captured"], seconds=False) or "-"}
    texts = [
        one.offline_readme.format(articles=one.number(about["articles"]), **values)
        for one in map(language, ("vi", "en"))
    ]
    return "\n\n".join(texts).replace("\n", "\r\n") + "\r\n"


class _Writer:
    """Asks the site for page after page and writes what they are and show."""

    def __init__(self, made: Any, conn: sqlite3.Connection, folder: Folder, lang: str) -> None:
        self.made, self.conn, self.folder, self.lang = made, conn, folder, lang
        self.known = Known(conn)
        self.words = language(lang)
        self.pages = 0
        self._met: list[str] = []
        """Addresses that the page at hand leads to, as they have files."""

    async def everything(self, progress: Progress) -> int:
        """Writes all pages; returns how many."""
        written = self.conn.execute("SELECT id FROM site_pages ORDER BY id")
        few = dict.fromkeys((*_BEGIN, *(f"/trang/{ident}" for (ident,) in written)))
        await self._few(few)
        many, total = self._many(), self._number()
        for done, address in enumerate(many):
            progress(done, total)
            for other in await self._closed(address):
                few.setdefault(other)
        await self._few(few)
        await self._own("offline_search.html", "/tim-kiem", SEARCH, "search")
        await self._own("offline_about.html", "/ngoai-tuyen", EXPLAINED, "page")
        progress(total, total)
        return self.pages

    def _number(self) -> int:
        sql = "SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM documents)"
        return int(self.conn.execute(sql).fetchone()[0])

    def _many(self) -> Iterator[str]:
        """The first page of every article and document."""
        for (ident,) in self.conn.execute("SELECT id FROM articles ORDER BY rowid"):
            yield f"/bai/{ident}"
        for (normal,) in self.conn.execute("SELECT normal FROM documents ORDER BY normal"):
            yield f"/van-ban/{slug(normal)}"

    async def _few(self, few: dict[str, None]) -> None:
        """Pages of which there are few, and all of these that they lead to."""
        waiting = list(few)
        while waiting:
            address = waiting.pop(0)
            for other in await self._page(address):
                if not is_many(other) and other not in few:
                    few[other] = None
                    waiting.append(other)

    async def _closed(self, first: str) -> list[str]:
        """All pages of one article or document; returns the pages of other kinds that they lead to."""
        waiting, seen, others = [first], {first}, []
        while waiting:
            for other in await self._page(waiting.pop(0)):
                if not is_many(other):
                    others.append(other)
                elif pages_of(other) == first and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return others

    async def _page(self, address: str) -> list[str]:
        """Writes a page and the pictures and files that it shows; returns the pages it leads to."""
        file = self.known.file(address)
        assert file is not None, address
        if self.folder.has(file):
            return []
        answer = await self._ask(address)
        return await self._write_page(answer.text, file, _kind(address))

    async def _own(self, template: str, path: str, file: str, kind: str) -> None:
        """A page that only a static edition has."""
        request = Request.fake(f"{path}?lang={self.lang}")
        request.scope["csrftoken"] = lambda: ""  # Datasette hands it to every template
        values = {"last": _last_captured(self.conn), "forms": self.words.forms}
        html = await self.made.render_template(f"site/{template}", values, request=request)
        await self._write_page(html, file, kind)

    async def _write_page(self, html: str, file: str, kind: str) -> list[str]:
        self._met = []
        no_form = f'<p class="ghi-chu"><a href="/ngoai-tuyen">{self.words.offline_no_form}</a></p>'
        page = rewritten(html, file, self._find, kind=kind, no_form=no_form)
        self.folder.write(file, page.encode())
        self.pages += 1
        led = list(dict.fromkeys(self._met))
        for address in led:
            if not _is_page(address):
                await self._thing(address)
        return [address for address in led if _is_page(address)]

    def _find(self, address: str) -> str | None:
        exact = self.known.exact(address)
        file = file_of(exact) if exact else None
        if exact and file not in (None, SEARCH):
            self._met.append(exact)
        return file

    async def _thing(self, address: str) -> None:
        file = file_of(address)
        if file is not None and not file.startswith(index.FOLDER) and not self.folder.has(file):
            self.folder.write(file, (await self._ask(address)).content)

    async def _ask(self, address: str) -> Any:
        """
        Raises:
            PublishError: the site does not answer as it should.
        """
        answer = await self.made.client.get(
            address, headers={"cookie": f"lang={self.lang}"}, follow_redirects=True
        )
        if answer.status_code != 200:
            raise PublishError(
                f"the page {address} cannot be made (status {answer.status_code}): look at it with "
                "`luutru serve`; where that shows it, try again"
            )
        return answer


def _is_page(address: str) -> bool:
    return (file_of(address) or "").endswith(".html")


def _kind(address: str) -> str:
    path = address.partition("?")[0]
    if path.endswith("/ban-goc"):
        return "frame"
    return "copy" if "/ban-goc/" in path else "page"
