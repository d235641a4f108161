"""A look at a portal before anything is kept: a short crawl into an archive that is thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from archive import portals
from archive.folder import Archive
from archive.query import Filter, articles, status
from luutru.options import say
from luutru.subprocesses import crawl_apart

_PAGES = 8


def preview(url: str, *, allow_private: bool, delay: float) -> str | None:
    """Shows platform and up to three articles of a portal; returns the portal's own name.

    Raises:
        click.ClickException: the portal cannot be read, with the reason.
    """
    say(f"looking at {url} ...")
    with tempfile.TemporaryDirectory(prefix="luutru-preview-") as folder:
        path = Path(folder) / "kho"
        with Archive.create(path) as archive:
            portals.add(archive, url, allow_private=allow_private, delay=delay)
        crawl_apart(path, "--max-pages", str(_PAGES), quiet=True)
        with Archive.open(path) as archive:
            row = status(archive.conn)[0]
            found = [a for _, a in zip(range(3), articles(archive.conn, Filter()), strict=False)]
            name = archive.conn.execute("SELECT site_name FROM portals").fetchone()[0]
    if not found:
        reason = row["last_reason"] or row["last_error"] or "no article on its first pages"
        raise click.ClickException(f"{url}: {reason}. To add it all the same, give --yes")
    score = row["platform_score"] or 0.0
    say(f"{name or 'a portal without a name'}: platform {row['platform']}, {score:.0%} sure")
    for article in found:
        click.secho(f"\n  {article['title']}", bold=True, err=True)
        stamp = article["published"] or "no time was found"
        say(f"  {stamp}   ({article['published_text'] or '-'})")
        say(f"  {article['body_text'][:160].strip()}...")
        say(f"  {len(article['images'])} pictures, {len(article['attachments'])} attachments\n")
    return str(name) if name else None
