"""Each platform reads its example pages as the golden files beside them say.

An example is `<platform>/<name>.html`, its address in a comment on the first line, and
`<name>.json`, what must be read. A golden file that is missing is written and the test fails:
look at it, then keep it. The pages are our own.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.page import Site, read_page
from crawler.platforms import all_platforms

HERE = Path(__file__).parent
EXAMPLES = sorted(HERE.glob("*/*.html"))
FETCHED = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=7)))
HOME = "http://xa.example.vn/"


def read(path: Path) -> dict[str, Any]:
    html = path.read_bytes()
    url = html.partition(b"\n")[0].decode().removeprefix("<!-- ").removesuffix(" -->")
    reading = read_page(html, url, site=Site(home=HOME), fetched_at=FETCHED)
    article = None
    if reading.article is not None:
        article = asdict(reading.article)
        article["body_html"] = article["body_html"].splitlines()
        article["body_text"] = article["body_text"].split("\n\n")
        article["extracted_by"].pop("version")
        article.pop("confidence")
        article.pop("people")  # tests of their own
    links = [[str(link.kind), link.method, link.key()] for link in reading.links]
    read = {"platform": reading.platform, "is_listing": reading.is_listing, "article": article}
    return json.loads(json.dumps(read | {"links": links, "problems": reading.problems}))  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_read_as_its_golden_file_says(path: Path) -> None:
    golden = path.with_suffix(".json")
    found = read(path)
    if not golden.exists():
        text = json.dumps(found, ensure_ascii=False, indent=1)
        golden.write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and is written: look at it, then keep it")
    assert found == json.loads(golden.read_text(encoding="utf-8"))


def test_every_platform_has_two_examples_and_every_example_a_platform() -> None:
    names = {platform.name for platform in all_platforms()}
    assert {path.parent.name for path in EXAMPLES} == names
    for name in names:
        assert sum(path.parent.name == name for path in EXAMPLES) >= 2, name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_recognised(path: Path) -> None:
    assert read(path)["platform"] == path.parent.name


def test_every_platform_says_in_its_docstring_what_was_seen() -> None:
    import importlib

    for platform in all_platforms():
        module = importlib.import_module(f"crawler.platforms.{platform.name}")
        assert len(module.__doc__ or "") > 60, platform.name
        assert platform.title
