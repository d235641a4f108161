"""The browser of this machine: none is bundled, none is downloaded."""

from __future__ import annotations

import importlib.util
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_INSTALL = "install both: pip install 'luutru[browser]', and Chromium (apt install chromium)"


def chromium() -> str | None:
    """The path of Chromium or Chrome, if one is on the PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing() -> str | None:
    """What of a browser is not there and how to get it; None when pages can be drawn."""
    lacks = []
    if importlib.util.find_spec("playwright") is None:
        lacks.append("the Python package playwright")
    if chromium() is None:
        lacks.append(f"a browser ({', '.join(NAMES)}) on the PATH")
    if not lacks:
        return None
    return (
        f"there is no browser to draw pages with: {' and '.join(lacks)} cannot be found; {_INSTALL}"
    )
