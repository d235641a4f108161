"""Why a page was read as it was: finds the page in the archive or in a file, and shows the account."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from crawler.extract.account import Account, FieldAccount
    from crawler.extract.page import Site

_ID = re.compile(r"^[a-z2-7]{16}$")
_NOWHERE = "http://localhost/"
_LONG = 300
_STYLES = {
    "title": "bold green", "stamp": "green", "lead": "cyan", "body": "", "caption": "magenta",
    "picture": "magenta", "byline": "blue", "file": "blue", "chrome": "dim", "other": "yellow",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes of a page and everything known about them."""

    html: bytes
    url: str
    fetched_at: datetime | None = None
    headers: dict[str, str] | None = None
    is_text: bool = False
    """Is it the plain text of a page?"""
    platform: str | None = None
    site: Site | None = None
    """What the archive knows of the portal."""


def find_page(target: str, url: str | None, folder: Path) -> Page:
    """The page that is meant: a file, or the capture of an article in the archive.

    Raises:
        ArchiveError: there is no such thing.
    """
    from crawler.replay import is_page

    path = Path(target)
    if path.is_file():
        content = path.read_bytes()
        return Page(
            html=content, url=url or _NOWHERE, is_text=not is_page(path.name, content[:4096])
        )
    if not target.startswith(("http://", "https://")) and not _ID.match(target):
        raise ArchiveError(
            f"{target}: neither a file, nor an address, nor an article's id (16 letters and digits)"
        )
    return _from_archive(target, folder)


def _from_archive(target: str, folder: Path) -> Page:
    from archive.entity import decode
    from archive.folder import Archive
    from crawler.extract.urls import canonical
    from crawler.visit import ground_of, site_of

    with Archive.open(folder) as archive:
        conn = archive.conn
        row = (
            conn.execute(
                "SELECT r.capture FROM articles a JOIN revisions r ON r.article = a.id "
                "AND r.number = a.revision WHERE a.id = ? OR a.url IN (?, ?)",
                (target, target, _canonical(canonical, target)),
            ).fetchone()
            or conn.execute(
                "SELECT id AS capture FROM captures WHERE url = ? AND status = 200 "
                "ORDER BY id DESC LIMIT 1",
                (target,),
            ).fetchone()
        )
        if row is None:
            raise ArchiveError(
                f"{target}: not in {folder}. Crawl or import it first, or give a saved file: "
                "luutru explain FILE --url URL"
            )
        capture = conn.execute(
            "SELECT url, fetched_at, content_type, portal FROM captures WHERE id = ?",
            (row["capture"],),
        ).fetchone()
        ground = ground_of(conn, capture["portal"])
        record = archive.entity(row["capture"])
    body = decode(record.http_headers, record.payload).body if record.status else record.payload
    return Page(
        html=body, url=capture["url"], fetched_at=datetime.fromisoformat(capture["fetched_at"]),
        headers=dict(record.http_headers), platform=ground.platform, site=site_of(ground),
        is_text=(capture["content_type"] or "").startswith("text/plain"),
    )  # fmt: skip


def _canonical(canonical: Any, url: str) -> str:
    try:
        return str(canonical(url))
    except ValueError:
        return url


def account_page(page: Page) -> Account:
    """The account of a page."""
    from crawler.extract.account import account_of
    from crawler.extract.plain_account import plain_account_of

    if page.is_text:
        return plain_account_of(page.html, page.url, fetched_at=page.fetched_at)
    return account_of(
        page.html, page.url, platform=page.platform, site=page.site,
        fetched_at=page.fetched_at, headers=page.headers,
    )  # fmt: skip


def as_json(account: Account) -> dict[str, Any]:
    """The account as plain values."""
    return asdict(account)


def show(account: Account, *, everything: bool) -> None:
    """The account for people, on stdout. `everything`: also what is the portal's own."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(account.url)}[/]")
    layout = f", layout {account.layout}" if account.layout else ""
    console.print(f"platform {account.platform}, {account.platform_score:.0%} sure{layout}")
    if account.article is None:
        why = "; ".join(account.problems) or "a list, a form, or too little text"
        console.print(f"[bold red]no article:[/] {escape(why)}")
    elif account.problems:
        console.print(f"[yellow]{escape('; '.join(account.problems))}[/]")
    for field in account.fields:
        _show_field(console, field)
    console.print("\n[bold]The page, top to bottom[/]")
    _show_lines(console, account, everything=everything)


def _show_field(console: Console, field: FieldAccount) -> None:
    sure = f"{field.confidence:.0%}" if field.confidence is not None else ""
    console.print(
        f"\n[bold cyan]{field.name}[/]  [dim]{escape(field.rule or '')} {sure}[/]".rstrip()
    )
    value = Text(field.value, style="green") if field.value else Text("none", style="dim")
    console.print(Padding(value, (0, 0, 0, 2)))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(width=2, justify="right")
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2, style="dim", overflow="fold")
    for one in field.rejected:
        score = f" ({one.score})" if one.score is not None else ""
        table.add_row("[red]✗[/]", escape(_cut(one.text, 120)), escape(one.why + score))
    if field.rejected:
        console.print(table)


def _show_lines(console: Console, account: Account, *, everything: bool) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(width=7, style="dim")
    table.add_column(ratio=1, overflow="fold")
    hidden = 0

    def tell_hidden() -> None:
        if hidden:
            blocks = "1 block" if hidden == 1 else f"{hidden} blocks"
            table.add_row("", f"[dim]… {blocks} of the portal's own (--all shows them)[/]")

    for line in account.lines:
        if line.part == "chrome" and not everything:
            hidden += 1
            continue
        tell_hidden()
        hidden = 0
        style = _STYLES[line.part]
        text = escape(_cut(line.text, _LONG))
        why = f"  [dim]← {escape(line.why)}[/]" if line.why else ""
        table.add_row(line.part, f"[{style}]{text}[/]{why}" if style else f"{text}{why}")
    tell_hidden()
    console.print(table)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"
