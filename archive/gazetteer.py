"""From what a portal calls itself to its commune. Pure: rows in, matches out, no database.

A name is looked up in three spellings, the strictest first: verbatim (but for case and Unicode
form), with the tone mark in one place, without marks. What stays ambiguous is told as a tie,
never guessed. Codes alone tell nothing: since 1 July 2025 most surviving codes name another unit,
so a place is always (code, period).

The texts are searched for a unit word ("xã", "P.", "thị trấn") followed by the longest name that
the gazetteer knows for such a unit; then for the districts and provinces named anywhere beside it,
which must agree. Host names are read in the same way: `xathanhyen.dienbien.gov.vn`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from archive.text import fold, tone_key

REFORM: Final = "2025-07-01"
"""The day on which districts ended and communes were merged."""

Rule = Literal["verbatim", "tone", "folded"]
_RULES: Final[tuple[Rule, ...]] = ("verbatim", "tone", "folded")

_WARD_WORDS: Final = {
    "xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "thi tran": "thị trấn",
    "tt": "thị trấn", "dac khu": "đặc khu",
}  # fmt: skip
_DISTRICT_WORDS: Final = {
    "huyen": "huyện", "h": "huyện", "quan": "quận", "q": "quận", "thi xa": "thị xã",
    "tx": "thị xã", "thanh pho": "thành phố", "tp": "thành phố",
}  # fmt: skip
_PROVINCE_WORDS: Final = {
    "tinh": "tỉnh", "t": "tỉnh", "thanh pho": "thành phố", "tp": "thành phố",
}  # fmt: skip
_SHORT_PROVINCES: Final = {
    "hcm": "hochiminh", "hcmc": "hochiminh", "tphcm": "hochiminh", "hochiminhcity": "hochiminh",
    "hue": "thuathienhue", "hn": "hanoi", "brvt": "bariavungtau", "dn": "danang", "hp": "haiphong",
}  # fmt: skip
_MAX_NAME: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One commune, ward or township in one period."""

    code: str
    """GSO code; means another unit in another period."""
    name: str
    """Without its type: `Thanh Yên`, `1`."""
    type: str
    """`Xã`, `Phường`, `Thị trấn`, `Đặc khu`."""
    district: str | None
    """With its type: `Huyện Điện Biên`; None since districts ended."""
    province: str
    """With its type: `Tỉnh Điện Biên`."""
    valid_from: str
    """First day, ISO 8601; empty for "before the tables begin"."""
    valid_to: str | None
    """First day on which it is no more; None for now."""

    @property
    def full_name(self) -> str:
        return f"{self.type} {self.name}"

    @property
    def is_old(self) -> bool:
        return self.valid_to is not None

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.full_name, self.district, self.province)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What was found for a portal."""

    old: Place | None = None
    new: Place | None = None
    rule: Rule | None = None
    """In which spelling the name agrees; None when nothing was found."""
    ties: tuple[Place, ...] = ()
    """All that agree equally well, when none can be told from the others."""


@dataclass(slots=True)
class _Word:
    folded: str
    spelled: str
    """Lower case, NFC."""
    joined: bool = True
    """Does it follow the word before it without a separator?"""


@dataclass(frozen=True, slots=True)
class _Names:
    """A unit's name in the three spellings."""

    verbatim: str
    tone: str
    folded: str

    @classmethod
    def of(cls, name: str) -> _Names:
        spelled = " ".join(word.spelled for word in _words(name))
        return cls(spelled, tone_key(spelled), " ".join(word.folded for word in _words(name)))

    def agrees(self, said: str) -> int:
        """0 verbatim, 1 but for the tone's place, 2 but for the marks."""
        if said == self.verbatim:
            return 0
        return 1 if tone_key(said) == self.tone else 2


@dataclass(slots=True)
class _Said:
    """What the texts name of one level: folded name -> spellings as said."""

    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def rank(self, unit: _Names) -> int | None:
        """How well the unit agrees with what was said; None if it contradicts it."""
        said = self.names.get(unit.folded)
        return None if said is None else min(unit.agrees(name) for name in said)


class Gazetteer:
    """All units of both periods, and which became which."""

    def __init__(self, places: Iterable[Place], successors: Iterable[tuple[str, str]]) -> None:
        self.successors: dict[str, list[str]] = defaultdict(list)
        for old, new in successors:
            self.successors[old].append(new)
        self._new: dict[str, Place] = {}
        self._wards: dict[str, list[tuple[Place, _Names]]] = defaultdict(list)
        self._districts: dict[str, _Names] = {}
        self._provinces: dict[str, _Names] = {}
        self._compact: dict[str, set[str]] = defaultdict(set)
        for place in places:
            names = _Names.of(place.name)
            self._wards[names.folded].append((place, names))
            self._compact[_compact(names.folded)].add(names.folded)
            if not place.is_old:
                self._new[place.code] = place
            for known, unit in (
                (self._districts, place.district),
                (self._provinces, place.province),
            ):
                if unit and unit not in known:
                    known[unit] = _Names.of(_without_type(unit))
        self._district_names = {names.folded for names in self._districts.values()}
        self._province_names = {names.folded for names in self._provinces.values()}

    def match(self, texts: Sequence[str], host: str = "") -> Match:
        """The commune that these texts (the best first) and the host name, in both periods."""
        lines = [_words(text) for text in texts if text]
        labels = host.lower().split(".") if host else []
        districts, provinces = _Said(), _Said()
        for line in lines:
            _collect(line, _DISTRICT_WORDS, self._district_names, districts)
            _collect(line, _PROVINCE_WORDS, self._province_names, provinces)
        self._from_host(labels, districts, provinces)
        for said in (*(self._wards_said(line) for line in lines), self._ward_of_host(labels)):
            if found := self._agreeing(said, districts, provinces):
                return self._in_both_periods(found, by_district=bool(districts.names))
        return Match()

    def named(self, name: str) -> list[Place]:
        """All places of that name, with or without its type, in the strictest spelling that any has.

        `xã Thanh Yên`, `thanh yen`, `Xã Thanh Yên, Huyện Điện Biên`.
        """
        line = _words(name)
        said = self._wards_said(line)
        if said:
            districts, provinces = _Said(), _Said()
            _collect(line, _DISTRICT_WORDS, self._district_names, districts)
            _collect(line, _PROVINCE_WORDS, self._province_names, provinces)
            found = self._agreeing(said, districts, provinces)
        else:
            spelled = " ".join(word.spelled for word in line)
            folded = " ".join(word.folded for word in line)
            found = [(names.agrees(spelled), place) for place, names in self._wards.get(folded, ())]
        least = min((rank for rank, _ in found), default=0)
        return [place for rank, place in found if rank == least]

    def _wards_said(self, line: list[_Word]) -> list[tuple[str, str, str]]:
        """(type, folded name, as said) of every commune that the line names."""
        return list(_named(line, _WARD_WORDS, self._wards))

    def _agreeing(
        self, said: list[tuple[str, str, str]], districts: _Said, provinces: _Said
    ) -> list[tuple[int, Place]]:
        """(rank, place) of the communes that contradict nothing that was said."""
        found: dict[tuple[str, str], tuple[int, Place]] = {}
        for unit, name, spelled in said:
            for place, names in self._wards[name]:
                if unit and place.type.lower() != unit:
                    continue
                ranks, elsewhere = [names.agrees(spelled) if spelled else 2], 0
                province = provinces.rank(self._provinces[place.province])
                if provinces.names and province is None:
                    continue
                ranks += [province] if province is not None else []
                if districts.names:
                    unit_of_it = self._districts.get(place.district or "")
                    district = districts.rank(unit_of_it) if unit_of_it else None
                    if district is not None:
                        ranks.append(district)
                    elif self._only_provinces(districts) or unit_of_it is None:
                        elsewhere = len(_RULES)  # worse than any that agrees in its district
                    else:
                        continue
                key = (place.code, place.valid_from)
                rank = max(ranks) + elsewhere
                if key not in found or rank < found[key][0]:
                    found[key] = (rank, place)
        return list(found.values())

    def _only_provinces(self, districts: _Said) -> bool:
        """Is every district said the name of a province as well ("TP Đà Nẵng")?"""
        return all(name in self._province_names for name in districts.names)

    def _in_both_periods(self, found: list[tuple[int, Place]], *, by_district: bool) -> Match:
        """The best of each period; the old unit's successor where the text names the old one."""
        rank = min(rank for rank, _ in found)
        best = [place for at, place in found if at == rank]
        rule = _RULES[rank % len(_RULES)]
        old = [place for place in best if place.is_old]
        new = [place for place in best if not place.is_old]
        if len(old) == 1:
            after = new[0] if len(new) == 1 and not by_district else self._successor(old[0], new)
            return Match(old=old[0], new=after, rule=rule)
        ties = tuple(sorted(old or new, key=lambda place: (place.code, place.valid_from)))
        after = new[0] if len(new) == 1 and (not old or not by_district) else None
        return Match(new=after, rule=rule, ties=() if after and not old else ties)

    def _successor(self, old: Place, named: list[Place]) -> Place | None:
        """What an old unit is now: its only successor, or the one of several that was named."""
        becomes = self.successors.get(old.code, [])
        if len(becomes) == 1:
            return self._new.get(becomes[0])
        same = [place for place in named if place.code in becomes]
        return same[0] if len(same) == 1 else None

    # -- host names ------------------------------------------------------------------------

    def _from_host(self, labels: list[str], districts: _Said, provinces: _Said) -> None:
        """Districts and provinces that the host names; what the texts say comes first."""
        if "gov" not in labels or len(labels) < 3:
            return
        last = labels[labels.index("gov") - 1] if labels.index("gov") else ""
        last = _SHORT_PROVINCES.get(_compact(last), _compact(last))
        by_key = {_compact(name): name for name in self._province_names}
        if not provinces.names and last in by_key:
            provinces.names[by_key[last]].append(by_key[last])
        by_key = {_compact(name): name for name in self._district_names}
        if districts.names:
            return
        for label in labels[: labels.index("gov")]:
            word = re.match(r"(huyen|quan|thixa|thanhpho|tx|tp|h|q)[-.]?(?=[a-z0-9-]{3})", label)
            if word and (name := by_key.get(_compact(label[word.end() :]))):
                districts.names[name].append(name)

    def _ward_of_host(self, labels: list[str]) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        for label in labels[:-2]:
            for word, unit in (
                ("ubndxa", "xã"), ("xa", "xã"), ("ubndphuong", "phường"), ("phuong", "phường"), ("thitran", "thị trấn"),
                ("dackhu", "đặc khu"), ("tt", "thị trấn"), ("", ""),
            ):  # fmt: skip
                rest = _compact(label.removeprefix(word)) if label.startswith(word) else ""
                names = self._compact.get(rest) if rest else None
                if names and (word or labels[-2:] == ["gov", "vn"]) and label != labels[-3]:
                    found += [(unit, name, "") for name in sorted(names)]
                    break
        return found


_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def _words(text: str) -> list[_Word]:
    spelled = unicodedata.normalize("NFC", text).lower()
    found: list[_Word] = []
    last = 0
    for token in _TOKEN.finditer(spelled):
        between = spelled[last : token.start()]
        last = token.end()
        word = token[0].replace("’", "'").replace("ð", "đ")
        if word.isdigit():
            word = str(int(word))
        found.append(_Word(fold(word), word, joined=not between.strip(" \u00a0.'\"“”")))
    return found


def _named(
    line: list[_Word], units: dict[str, str], names: Container[str]
) -> Iterator[tuple[str, str, str]]:
    """(unit, folded name, name as said) wherever a unit word precedes a name that is known."""
    for at in range(len(line)):
        for length in (2, 1):
            key = " ".join(one.folded for one in line[at : at + length])
            unit = units.get(key)
            if unit is None or len(line[at : at + length]) < length:
                continue
            said = " ".join(one.spelled for one in line[at : at + length])
            if not said.isascii() and tone_key(said) != tone_key(unit):
                continue  # "Quản Bạ" is no "quận"
            if key == "xa" and at and line[at - 1].folded == "thi":
                continue  # thị xã
            start = at + length
            for end in range(min(len(line), start + _MAX_NAME), start, -1):
                part = line[start:end]
                name = " ".join(one.folded for one in part)
                if name in names and all(one.joined for one in part[1:]):
                    yield unit, name, " ".join(one.spelled for one in part)
                    break
            break


def _collect(line: list[_Word], units: dict[str, str], known: set[str], into: _Said) -> None:
    for _, name, said in _named(
        _unhyphened(line) if units is _PROVINCE_WORDS else line, units, known
    ):
        into.names[name].append(said)


def _unhyphened(line: list[_Word]) -> list[_Word]:
    """Province names may hold a hyphen: "Bà Rịa - Vũng Tàu"."""
    return [_Word(one.folded, one.spelled) for one in line]


def _compact(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name)


_TYPES: Final = re.compile(r"^(?:Thành phố|Thị xã|Thị trấn|Huyện|Quận|Tỉnh)\s+", re.IGNORECASE)


def _without_type(unit: str) -> str:
    name = _TYPES.sub("", unit)
    return name if name else unit
