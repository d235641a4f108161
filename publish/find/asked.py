"""A search as its address says it. Every state of the search page is an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from archive.folder import VIETNAM
from publish.find.facets import FACETS, FLAGS, MONTH, YEAR

ORDERS = ("", "moi", "cu")
"""`moi` newest first, `cu` oldest first, empty: best first, or newest where nothing is asked."""

QUERY_LENGTH = 500
"""Characters of a query that are read."""

MAX_PAGE = 1000
_MAX_VALUES = 30
_CHOICES = (*(facet.name for facet in FACETS), YEAR, MONTH)
_DAY = re.compile(r"(?P<year>\d{4})(-(?P<month>0[1-9]|1[0-2])(-(?P<day>0[1-9]|[12]\d|3[01]))?)?")
_CURSOR = re.compile(r"(?P<key>\d{4,14})-(?P<id>[a-z2-7]{16})")
_FLAG_VALUES = {"1": True, "0": False}


class Parameters(Protocol):
    """The parameters of a request."""

    def getlist(self, name: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place between two articles in the order of dates: beside this one."""

    key: str
    """Digits of its moment, as many as are known: where to go on when the article is no more."""
    article: str

    def __str__(self) -> str:
        return f"{self.key}-{self.article}"

    @classmethod
    def at(cls, moment: str, article: str) -> Cursor:
        """Beside the article of this id and moment (its publication, or else first capture)."""
        return cls(key=re.sub(r"\D", "", moment[:19].partition("+")[0]), article=article)

    @property
    def moment(self) -> str:
        """As `articles.published` would have it."""
        parts = [self.key[:4], *(self.key[at : at + 2] for at in range(4, len(self.key), 2))]
        day, clock = "-".join(parts[:3]), ":".join(parts[3:])
        return f"{day}T{clock}+07:00" if clock else day

    @property
    def second(self) -> int:
        """Its moment in seconds since 1970; 0 if there is no such day."""
        digits = (self.key + "00000101"[len(self.key) : 8]).ljust(14, "0")
        try:
            moment = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)
        except ValueError:
            return 0
        return int(moment.timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is searched for, narrowed down by, in which order, and which page of it."""

    query: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet, `nam` or `thang` -> values, any of which will do."""
    flags: Mapping[str, bool] = field(default_factory=dict)
    since: str = ""
    """First day, month or year of publication: `2021-10-05`, `2021-10`, `2021`."""
    until: str = ""
    """The last one, itself included."""
    order: str = ""
    after: Cursor | None = None
    before: Cursor | None = None
    page: int = 1
    """Of the ranked order."""
    opened: str = ""
    """The facet of which all values are shown."""
    ignored: tuple[str, ...] = ()
    """`name=value` of parameters that make no sense."""

    @classmethod
    def read(cls, args: Parameters) -> Asked:
        """From the parameters of an address; what makes no sense is in `ignored`."""
        reading = _Reading(args)
        return cls(
            query=reading.text("q").replace("\0", " ").strip()[:QUERY_LENGTH].rstrip(),
            chosen=reading.choices(),
            flags={
                flag.name: _FLAG_VALUES[value]
                for flag in FLAGS
                if (value := reading.one_of(flag.name, tuple(_FLAG_VALUES)))
            },
            since=reading.shaped("tu", _DAY),
            until=reading.shaped("den", _DAY),
            order=reading.one_of("xep", ORDERS),
            after=_cursor(reading.shaped("sau", _CURSOR)),
            before=_cursor(reading.shaped("truoc", _CURSOR)),
            page=int(reading.shaped("trang", _PAGE_NUMBER) or 1),
            opened=reading.one_of("mo", tuple(facet.name for facet in FACETS)),
            ignored=tuple(reading.ignored),
        )

    @property
    def narrowed(self) -> bool:
        """Is anything but words asked for?"""
        return bool(self.chosen) or not self.plain

    @property
    def plain(self) -> bool:
        """Is nothing asked for but words and facets?"""
        return not (self.flags or self.since or self.until)

    @property
    def ranked(self) -> bool:
        """Is the best first?"""
        return bool(self.query) and not self.order

    def parameters(self) -> list[tuple[str, str]]:
        """The address of this search, as names and values in one order."""
        pairs = [
            ("q", self.query),
            *((name, value) for name in _CHOICES for value in self.chosen.get(name, ())),
            *((name, "1" if yes else "0") for name, yes in self.flags.items()),
            ("tu", self.since),
            ("den", self.until),
            ("xep", self.order),
            ("sau", str(self.after or "")),
            ("truoc", str(self.before or "")),
            ("trang", str(self.page) if self.page > 1 else ""),
            ("mo", self.opened),
        ]
        return [(name, value) for name, value in pairs if value]

    def address(self, path: str = "/tim-kiem") -> str:
        """The whole address below the site."""
        query = urlencode(self.parameters())
        return f"{path}?{query}" if query else path

    def turned(self, **changes: Any) -> Asked:
        """This search changed, from its first page on."""
        return replace(self, **({"after": None, "before": None, "page": 1} | changes))

    def toggled(self, name: str, value: str) -> Asked:
        """With this value of a facet, or without it if it was chosen."""
        kept = self.chosen.get(name, ())
        values = tuple(one for one in kept if one != value) if value in kept else (*kept, value)
        chosen = {key: one for key, one in self.chosen.items() if key != name}
        return self.turned(chosen=chosen | ({name: values} if values else {}))

    def only(self, name: str, value: str) -> Asked:
        """With this one value of a facet."""
        return self.turned(chosen={**self.chosen, name: (value,)})

    def flagged(self, name: str) -> Asked:
        """With this flag, or without it if it was asked for."""
        flags = {key: yes for key, yes in self.flags.items() if key != name}
        return self.turned(flags=flags if name in self.flags else flags | {name: True})

    def words_only(self) -> Asked:
        """Without anything that narrows it down."""
        return self.turned(chosen={}, flags={}, since="", until="", opened="")

    def opening(self, name: str) -> Asked:
        """With all values of a facet shown."""
        return replace(self, opened=name)

    def without(self, name: str) -> Asked:
        """Without what was chosen of one facet."""
        return self.turned(chosen={key: one for key, one in self.chosen.items() if key != name})

    def what_is_found(self) -> Asked:
        """Without order and page: what feeds are of, and downloads."""
        return self.turned(order="", opened="")


_PAGE_NUMBER = re.compile(r"[1-9]\d{0,2}|1000")


class _Reading:
    """Parameters one by one, remembering those that make no sense."""

    def __init__(self, args: Parameters) -> None:
        self.args = args
        self.ignored: list[str] = []

    def text(self, name: str) -> str:
        return next(iter(self.args.getlist(name)), "")

    def one_of(self, name: str, known: Iterable[str]) -> str:
        return self._kept(name, lambda value: value in known)

    def shaped(self, name: str, shape: re.Pattern[str]) -> str:
        return self._kept(name, lambda value: value.isascii() and bool(shape.fullmatch(value)))

    def choices(self) -> dict[str, tuple[str, ...]]:
        found = {}
        for name in _CHOICES:
            values = dict.fromkeys(value[:300] for value in self.args.getlist(name) if value)
            if values:
                found[name] = tuple(values)[:_MAX_VALUES]
        return found

    def _kept(self, name: str, sensible: Any) -> str:
        value = self.text(name)
        if not value or sensible(value):
            return value
        self.ignored.append(f"{name}={value[:40]}")
        return ""


def _cursor(text: str) -> Cursor | None:
    found = _CURSOR.fullmatch(text)
    return Cursor(key=found["key"], article=found["id"]) if found else None
