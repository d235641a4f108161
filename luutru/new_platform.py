"""Writes a new platform into a source checkout: its module and its example pages with goldens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from crawler.evaluation.examples import address_of
from crawler.extract.encoding import read_text
from crawler.sketch import Sketch, sketch

_NAME = re.compile(r"^[a-z][a-z0-9]{1,30}$")

_BY_CUES = "  # TODO: a selector that only articles have; while it is empty, cues are read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `platform new` did."""

    module: Path
    examples: tuple[Path, ...]
    sketch: Sketch
    readings: tuple[dict[str, Any], ...]
    """What each example is read as now, in its order."""


def checkout() -> Path:
    """The root of the source checkout that this program runs from.

    Raises:
        click.ClickException: it is installed without its sources.
    """
    root = Path(__file__).parents[1]
    if not (root / "pyproject.toml").is_file() or not (root / "tests/crawler/platforms").is_dir():
        raise click.ClickException(
            f"{root} is no source checkout: platforms are written where their tests are. Clone the "
            "repository, run `make venv`, and call .venv/bin/luutru there"
        )
    return root


def new_platform(name: str, sources: Sequence[str], *, allow_private: bool) -> Written:
    """Write the module and the examples of a platform guessed from pages.

    Raises:
        click.ClickException: the name is taken or no name, or a page cannot be had.
    """
    root = checkout()
    if not _NAME.match(name):
        raise click.UsageError(f"{name!r} is no name of a platform: lower-case letters and digits")
    module = root / "crawler" / "platforms" / f"{name}.py"
    folder = root / "tests" / "crawler" / "platforms" / name
    for path in (module, folder):
        if path.exists():
            raise click.ClickException(f"{path} exists; choose another name or remove it")
    pages = [_page(source, allow_private=allow_private) for source in sources]
    others = [read_text(path.read_bytes())[0] for path in sorted(folder.parent.glob("*/*.html"))]
    drawn = sketch(pages, others)
    if not drawn.articles:
        raise click.ClickException(
            "the generic reader sees no article on any of these pages; `luutru explain` says why. "
            "Give article pages"
        )
    module.write_text(_module(name, pages, drawn), encoding="utf-8")
    examples = _write_examples(folder, pages, drawn)
    return Written(
        module=module, examples=examples, sketch=drawn, readings=_goldens(root, examples)
    )


def _page(source: str, *, allow_private: bool) -> tuple[bytes, str]:
    if source.startswith(("http://", "https://")):
        return _fetched(source, allow_private=allow_private)
    path = Path(source)
    if not path.is_file():
        raise click.ClickException(f"{source}: neither an address nor a file")
    html = path.read_bytes()
    url = address_of(html)
    if url is not None:
        return html.partition(b"\n")[2], url
    return html, f"http://xa.example.vn/{path.stem}.html"


def _fetched(url: str, *, allow_private: bool) -> tuple[bytes, str]:
    """One page, fetched as a crawl fetches it: robots.txt, limits, guards."""
    from archive import portals
    from archive.entity import decode
    from archive.folder import Archive
    from luutru.preview import crawl_quietly

    with tempfile.TemporaryDirectory(prefix="luutru-platform-") as folder:
        path = Path(folder) / "kho"
        with Archive.create(path) as archive:
            portals.add(archive, url, allow_private=allow_private)
        crawl_quietly(path, max_pages=1)
        with Archive.open(path) as archive:
            row = archive.conn.execute(
                "SELECT id, url FROM captures WHERE status = 200 AND kind != 'robots' ORDER BY id"
            ).fetchone()
            if row is None:
                event = archive.conn.execute(
                    "SELECT detail FROM events WHERE detail IS NOT NULL ORDER BY id DESC"
                ).fetchone()
                raise click.ClickException(f"{url}: {event[0] if event else 'nothing was had'}")
            record = archive.entity(row["id"])
            return decode(record.http_headers, record.payload).body, row["url"]


def _write_examples(
    folder: Path, pages: list[tuple[bytes, str]], drawn: Sketch
) -> tuple[Path, ...]:
    folder.mkdir()
    written = []
    counts = {"article": 0, "list": 0}
    for at, (html, url) in enumerate(pages):
        kind = "article" if at in drawn.articles else "list"
        counts[kind] += 1
        number = f"-{counts[kind]}" if counts[kind] > 1 else ""
        path = folder / f"{kind}{number}.html"
        text, _ = read_text(html)
        path.write_text(f"<!-- {url} -->\n{text}", encoding="utf-8", newline="")
        written.append(path)
    return tuple(written)


def _goldens(root: Path, examples: tuple[Path, ...]) -> tuple[dict[str, Any], ...]:
    """Goldens, written by a process of its own, which knows the new platform."""
    done = subprocess.run(
        [sys.executable, "-m", "crawler.evaluation.examples", *map(str, examples)],
        cwd=root, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise click.ClickException(f"the new platform cannot be loaded: {last}")
    return tuple(json.loads(line) for line in done.stdout.splitlines())


def _module(name: str, pages: list[tuple[bytes, str]], drawn: Sketch) -> str:
    hosts = ", ".join(dict.fromkeys(url.split("/")[2] for _, url in pages))
    today = date.today().isoformat()  # noqa: DTZ011 - the author's own day
    signs = "".join(_sign(sign.literal, sign.weight) for sign in drawn.signs)
    if not drawn.signs:
        signs = "        # TODO: nothing was found that only these pages have\n"
    fields = "".join(
        f"    {field}={_tuple(drawn.selectors[field])},\n"
        for field in ("title", "stamp", "lead", "body")
        if drawn.selectors[field]
    )
    return f'''"""{name}: portal software that nobody has described yet.

Guessed by `luutru platform new` from {len(pages)} pages of {hosts} on {today}. TODO: say what the
software is, where it was seen, and what its pages are like; check every line below.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform

ARTICLE = Layout(
    name="article",
    article={json.dumps(drawn.article or "", ensure_ascii=False)},{_BY_CUES if not drawn.article else ""}
{fields})

PLATFORM = Platform(
    name="{name}",
    title="{name}",
    fingerprints=(
{signs}    ),
    layouts=(ARTICLE,),
)
'''


def _sign(literal: str, weight: float) -> str:
    pattern = re.escape(literal).replace("\\-", "-").replace('"', '\\"')
    near = json.dumps(literal.lower(), ensure_ascii=False)
    return (
        "        Fingerprint(\n"
        f'            pattern=re.compile(r"{pattern}"),\n'
        f"            weight={weight},\n"
        f"            near=({near},),\n"
        "        ),\n"
    )


def _tuple(selectors: tuple[str, ...]) -> str:
    return "(" + ", ".join(json.dumps(one) for one in selectors) + ",)"
