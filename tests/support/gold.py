"""Writes the pages of `support.pages` with their gold, in the format of docs/evaluation.md.

`python -m support.gold` (with `tests` on the path) writes `tests/gold/portals-nobody-described`
anew; a test holds the folder to it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.pages import (
    CAPTION,
    COUNTER,
    DOCUMENT_TITLES,
    FIRST,
    FRAMES,
    IMPRINT,
    LISTS,
    PICTURE,
    PUBLISHED,
    SECOND,
    SETTINGS,
    THIRD,
    TITLE,
)

FOLDER = Path(__file__).parents[1] / "gold" / "portals-nobody-described"
_HOST = "http://xa.example.vn/"


def family() -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """The pages by file name, and a row of gold for each."""
    pages: dict[str, bytes] = {}
    rows: list[dict[str, Any]] = []
    frames = list(FRAMES.items())
    for number, (setting, content) in enumerate(SETTINGS.items()):
        for step in (0, 1):
            frame, make = frames[(number + step) % len(frames)]
            name = f"{setting.replace(', ', '-').replace(' ', '-')}-{frame}.html"
            title = DOCUMENT_TITLES[(number + step) % len(DOCUMENT_TITLES)]
            pages[name] = make(content, title=title)
            rows.append(_article(name))
    for number, (kind, content) in enumerate(LISTS.items()):
        frame, make = frames[number % len(frames)]
        name = f"list-{kind.replace(' ', '-')}-{frame}.html"
        pages[name] = make(content)
        rows.append({"url": f"{_HOST}{name}", "file": name, "list": True})
    name = "scripted.html"
    pages[name] = (
        b"<!doctype html><html><head><title>Chi ti\xe1\xba\xbft tin</title></head><body><div id=app>"
        b"</div><script src=/js/app.js></script><script>start()</script></body></html>"
    )
    rows.append({"url": f"{_HOST}{name}", "file": name, "empty": True})
    return pages, rows


def _article(name: str) -> dict[str, Any]:
    return {
        "url": f"{_HOST}{name}",
        "file": name,
        "title": TITLE,
        "published": PUBLISHED,
        "paragraphs": [FIRST, SECOND, THIRD],
        "images": [{"src": PICTURE, "caption": CAPTION}] if "kenh.jpg" in SETTINGS_BY[name] else [],
        "author": None,
        "source": None,
        "attachments": [],
        "must_contain": [FIRST, THIRD],
        "must_not_contain": [IMPRINT[:40], COUNTER[3:22], "Quyết định 44/QĐ-UBND", "10/03/2021"],
    }


SETTINGS_BY = {
    f"{setting.replace(', ', '-').replace(' ', '-')}-{frame}.html": content
    for setting, content in SETTINGS.items()
    for frame in FRAMES
}


def write(folder: Path = FOLDER) -> None:
    """Write pages and gold."""
    pages, rows = family()
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for name, html in pages.items():
        (folder / "pages" / name).write_bytes(html)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "gold.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    write()
