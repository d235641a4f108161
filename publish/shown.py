"""How values look to readers: dates, numbers, names. Pure functions for the templates."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from archive.text import fold

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say."""


def in_xml(text: str) -> str:
    """The text without what XML cannot say."""
    return _UNPRINTABLE.sub("", text)


def printed_date(value: str | None, *, seconds: bool = True) -> str:
    """`05/10/2021 10:18:39`, `05/10/2021`, `10/2021`, as much as is known; empty for None.

    Args:
        value: ISO 8601, cut to its precision.
        seconds: with False a time ends at its minutes.
    """
    if not value:
        return ""
    if len(value) <= 10:
        return "/".join(reversed(value.split("-")))
    moment = datetime.fromisoformat(value)
    return (
        f"{moment:%d/%m/%Y %H:%M:%S}" if seconds and moment.second else f"{moment:%d/%m/%Y %H:%M}"
    )


def full_date(value: str | None, precision: str | None) -> str:
    """The date with its hour and offset: `05/10/2021 10:18:39 (+07:00)`."""
    if not value or len(value) <= 10:
        return printed_date(value)
    moment = datetime.fromisoformat(value)
    clock = "%H:%M:%S" if precision == "second" else "%H:%M"
    return f"{moment:%d/%m/%Y} {moment.strftime(clock)} ({value[-6:]})"


def size(value: int | None) -> str:
    """`1,4 MB` of a number of bytes."""
    if value is None:
        return ""
    if value < 1_000_000:
        return f"{max(1, round(value / 1000))} kB"
    return f"{value / 1_000_000:.1f} MB".replace(".", ",")


def beginning(text: str, length: int = 180) -> str:
    """The first words of a text, about `length` characters of them."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: line.rfind(" ", 0, length)].rstrip(",;:-") + " …"


_UNIT = re.compile(
    r"\b(xã|phường|thị trấn|đặc khu)\s+(.+?)\s*(?:[-,|(:–]|\bhuyện\b|\btỉnh\b|$)", re.IGNORECASE
)


def short_name(name: str) -> str:
    """`Xã Thanh Yên` of `TRANG THÔNG TIN ĐIỆN TỬ XÃ THANH YÊN - HUYỆN ĐIỆN BIÊN`."""
    found = _UNIT.search(name)
    if found is None or not found[2]:
        return name
    unit = found[2].title() if name.isupper() else found[2]
    return f"{found[1].capitalize()} {unit}"


def tokens(value: str) -> Any:
    """JSON text as its value."""
    return json.loads(value)


def safe_name(name: str) -> str:
    """An ASCII file name that no header and no file system stumbles over."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")
    return kept[-100:] or "tep"


def why_gone(reason: str | None) -> str:
    """The message id of why an article counts as gone."""
    told = reason or ""
    if told.startswith("the server answers") or told.isdigit():
        return "gone_404"
    if told.startswith("redirected"):
        return "gone_moved"
    return "gone_closed" if "login" in told else "gone_other"


def found_key(kind: str) -> str:
    """The message id of a kind of finding: `found_dates_lost`."""
    return "found_" + kind.replace(" ", "_")


FILTERS = {
    "printed_date": printed_date,
    "full_date": full_date,
    "size": size,
    "beginning": beginning,
    "from_json": tokens,
    "safe_name": safe_name,
    "short_name": short_name,
    "fold": fold,
    "why_gone": why_gone,
    "found_key": found_key,
}
