"""Example pages of platforms: an HTML file with its address in a comment on the first line, and a
golden JSON file beside it that says what must be read. `python -m crawler.evaluation.examples PATH...`
writes the golden files of new examples, for review.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.extract.page import Site, read_page

_TESTED_ELSEWHERE = ("confidence", "people")
HOME = "http://xa.example.vn/"
FETCHED = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=7)))
"""When examples are taken to have been fetched: goldens must not depend on the day."""


def address_of(html: bytes) -> str | None:
    """The address in the comment on the first line."""
    first = html.partition(b"\n")[0].decode("utf-8", "replace").strip()
    if not first.startswith("<!-- http") or not first.endswith("-->"):
        return None
    return first.removeprefix("<!--").removesuffix("-->").strip()


def reading_of(path: Path) -> dict[str, Any]:
    """What is read from an example, in the form of its golden file."""
    html = path.read_bytes()
    url = address_of(html) or HOME
    reading = read_page(html, url, site=Site(home=_home(url)), fetched_at=FETCHED)
    article = None
    if reading.article is not None:
        article = asdict(reading.article)
        article["body_html"] = article["body_html"].splitlines()
        article["body_text"] = article["body_text"].split("\n\n")
        article["extracted_by"].pop("version")
        for name in _TESTED_ELSEWHERE:
            article.pop(name)
    links = [[str(link.kind), link.method, link.key()] for link in reading.links]
    read = {"platform": reading.platform, "is_listing": reading.is_listing, "article": article}
    return json.loads(json.dumps(read | {"links": links, "problems": reading.problems}))  # type: ignore[no-any-return]


def _home(url: str) -> str:
    """The portal of an example: the same for all of our own, whatever way they write its address."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return HOME if host == urlsplit(HOME).hostname else urljoin(url, "/")


def write_golden(path: Path) -> dict[str, Any]:
    """Write the golden file of an example and return what it says."""
    found = reading_of(path)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    return found


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(write_golden(Path(name))))
