"""The system's Chromium, for tests that look at pages as readers do.

As long as Playwright's browser is open, an event loop runs in its thread, and `asyncio.run` fails
there. So a fixture that holds one is of a module at most, never of the session, and a module that
has one asks the site through the browser only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser; without one the test is skipped, or fails where nothing may skip."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("LUUTRU_NO_SKIP"):
            pytest.fail("Chromium must be installed here")
        pytest.skip("no Chromium on this machine: install it to test the site in a browser")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def served(kho: Path, *options: str) -> Iterator[str]:
    """The address at which `luutru serve` shows an archive's edition."""
    command = [
        sys.executable,
        "-m",
        "luutru",
        "serve",
        "--port",
        "0",
        "--archive",
        str(kho),
        *options,
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        found = re.search(r"http://\S+/", line)
        assert found is not None, line
        yield found[0]
        server.terminate()


def fits(page: Page) -> bool:
    """Does the page need no scrolling to the side?"""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
