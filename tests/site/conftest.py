"""The demo's archive, served: made once for all tests here; and a browser that looks at it.

Modules here set `pytestmark = pytest.mark.xdist_group("demo")`, so that one process runs them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.browser import chromium, served
from support.cli import luutru


@pytest.fixture(scope="session")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "kho"
    done = luutru("demo", "--check", "--archive", folder)
    assert done.returncode == 0, done.stderr
    assert "check passed" in done.stderr
    return folder


@pytest.fixture(scope="session")
def address(kho: Path) -> Iterator[str]:
    with served(kho) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desktop", "phone"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The home page, on a desk and on a phone; no error, no request to elsewhere."""
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height})
    told: list[str] = []
    opened.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    opened.on(
        "request", lambda asked: None if asked.url.startswith(address) else told.append(asked.url)
    )
    opened.goto(address)
    opened.wait_for_function("document.activeElement.id === 'q'")  # the cursor is in the box
    yield opened
    assert told == []
    opened.close()
