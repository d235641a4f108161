"""The provinces of both periods: what each is now, where it roughly lies, which one a text names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archive.text import fold

_SAID = re.compile(r"\b(?:tinh|thanh pho|tp\.?|t\.)\s*(?P<rest>.+)")
_OTHER_NAMES = {
    "tphcm": "Hồ Chí Minh", "hcm": "Hồ Chí Minh", "hochiminhcity": "Hồ Chí Minh",
    "hue": "Thừa Thiên Huế", "brvt": "Bà Rịa - Vũng Tàu", "hn": "Hà Nội",
}  # fmt: skip
"""In host names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One province in one period."""

    name: str
    """Without its type."""
    now: str
    """Name of the province that it is since 1 July 2025."""
    latitude: float
    longitude: float
    is_old: bool


@cache
def provinces() -> tuple[Province, ...]:
    """All of them: 63 old ones, 34 new ones."""
    text = (files("publish.geography") / "provinces.csv").read_text(encoding="utf-8")
    return tuple(
        Province(
            name=row["name"], now=row["now"], latitude=float(row["latitude"]),
            longitude=float(row["longitude"]), is_old=row["period"] == "old",
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def full_name(name: str) -> str:
    """`Tỉnh Điện Biên`, `Thành phố Huế` of the name of a new province."""
    cities = ("Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ")
    return f"{'Thành phố' if name in cities else 'Tỉnh'} {name}"


def named(texts: Iterable[str], host: str = "") -> Province | None:
    """The province that one of these texts names after its unit word, or that the host name ends in.

    None if there is none, or more than one.
    """
    old = {_key(one.name): one for one in provinces() if one.is_old}
    found = {name for text in texts for name in _said(text, old)}
    if not found and host:
        labels = host.lower().split(".")
        if "gov" in labels[1:]:
            last = labels[labels.index("gov", 1) - 1]
            name = _key(_OTHER_NAMES.get(last, last))
            found = {name} & old.keys()
    return old[found.pop()] if len(found) == 1 else None


def _said(text: str, known: dict[str, Province]) -> Iterable[str]:
    """Keys of the provinces that follow the words "tỉnh" or "thành phố"."""
    folded = fold(text)
    for at in re.finditer(r"\b(?=tinh|thanh pho|tp|t\.)", folded):
        said = _SAID.match(folded, at.start())
        rest = _key(said["rest"]) if said else ""
        names = [name for name in known if rest.startswith(name)]
        if names:
            yield max(names, key=len)


def _key(text: str) -> str:
    return re.sub(r"[^a-z]", "", fold(text))
