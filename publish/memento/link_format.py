"""Links of Memento as a header and as a document (RFC 7089, 2.2 and 5; RFC 6690). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from publish.memento.holdings import Memento, Series

LINK_FORMAT = "application/link-format"
PAGE = 1000
"""Mementos of one page of a TimeMap."""

_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"(\d{4}) (\d\d):(\d\d):(\d\d) GMT"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_URIS = ":/?#[]@!$&'()*+,;=%~"


def accepted(header: str) -> datetime:
    """The moment of an `Accept-Datetime`.

    Raises:
        ValueError: it is no date of RFC 1123 in GMT, which is the only form allowed.
    """
    found = _DATE.fullmatch(header.strip())
    if found is None:
        raise ValueError(header)
    day, month, year, hour, minute, second = found.groups()
    return datetime(
        int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second),
        tzinfo=UTC,
    )  # fmt: skip


def http_date(moment: datetime) -> str:
    """As headers and links write it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def uri(url: str) -> str:
    """An address as it may stand in a header: in ASCII, with nothing that ends a link."""
    return quote(url, safe=_OF_URIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A series as the site at this address shows it."""

    site: str
    series: Series

    def header(self, chosen: int) -> str:
        """The `Link` header of the TimeGate that chose this memento, and of the memento itself."""
        every = self.series.mementos
        roles: dict[int, list[str]] = {}
        for role, at in (
            ("first", 0), ("last", len(every) - 1), ("prev", chosen - 1), ("next", chosen + 1),
        ):  # fmt: skip
            if 0 <= at < len(every):
                roles.setdefault(at, []).append(role)
        roles.setdefault(chosen, [])
        links = [*self._around(), self._timemap("timemap")]
        links += [self._memento(every[at], *roles[at]) for at in sorted(roles)]
        return ", ".join(links)

    def document(self, page: int) -> str:
        """The TimeMap, or that page of it."""
        original, gate = self._around()
        parts = [original, self._timemap("self", page), gate, *self._other_pages(page)]
        last = len(self.series.mementos) - 1
        for at, one in self._on(page):
            roles = [role for role, place in (("first", 0), ("last", last)) if at == place]
            parts.append(self._memento(one, *roles))
        return ",\n".join(parts) + "\n"

    def json(self, page: int) -> dict[str, Any]:
        """The TimeMap as clients of Memento exchange it in JSON."""
        shown = [self._told(one) for _, one in self._on(page)]
        every = self.series.mementos
        told: dict[str, Any] = {
            "original_uri": uri(self.series.original),
            "self": self.timemap("json", page),
            "mementos": {
                "list": shown,
                "first": self._told(every[0]),
                "last": self._told(every[-1]),
            },
            "timemap_uri": {
                "link_format": self.timemap("link"),
                "json_format": self.timemap("json"),
            },
            "timegate_uri": self.timegate,
        }
        if self.pages > 1:
            told["timemap_index"] = [
                {"uri": self.timemap("json", one), **self._told_span(one)}
                for one in range(1, self.pages + 1)
            ]
        return told

    @property
    def pages(self) -> int:
        return -(-len(self.series.mementos) // PAGE)

    @property
    def timegate(self) -> str:
        return f"{self.site}/timegate/{uri(self.series.original)}"

    def timemap(self, form: str, page: int = 1) -> str:
        """Where the TimeMap stands in this form."""
        number = f"{page}/" if page > 1 else ""
        return f"{self.site}/timemap/{form}/{number}{uri(self.series.original)}"

    def address(self, memento: Memento) -> str:
        return self.site + memento.path

    def _around(self) -> tuple[str, str]:
        return (
            f'<{uri(self.series.original)}>; rel="original"',
            f'<{self.timegate}>; rel="timegate"',
        )

    def _timemap(self, rel: str, page: int = 1) -> str:
        first, last = self._span(page)
        return (
            f'<{self.timemap("link", page)}>; rel="{rel}"; type="{LINK_FORMAT}"; '
            f'from="{http_date(first.at)}"; until="{http_date(last.at)}"'
        )

    def _other_pages(self, page: int) -> Iterator[str]:
        for one in range(1, self.pages + 1):
            if one != page:
                yield self._timemap("timemap", one)

    def _memento(self, one: Memento, *roles: str) -> str:
        rel = " ".join([*roles, "memento"])
        return f'<{self.address(one)}>; rel="{rel}"; datetime="{http_date(one.at)}"'

    def _told(self, one: Memento) -> dict[str, str]:
        return {"datetime": f"{one.at:%Y-%m-%dT%H:%M:%SZ}", "uri": self.address(one)}

    def _on(self, page: int) -> list[tuple[int, Memento]]:
        return list(enumerate(self.series.mementos))[(page - 1) * PAGE : page * PAGE]

    def _span(self, page: int) -> tuple[Memento, Memento]:
        shown = self._on(page)
        return shown[0][1], shown[-1][1]

    def _told_span(self, page: int) -> dict[str, str]:
        first, last = self._span(page)
        return {
            "from": f"{first.at:%Y-%m-%dT%H:%M:%SZ}",
            "until": f"{last.at:%Y-%m-%dT%H:%M:%SZ}",
        }
