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
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from archive.unit_names import (
    DISTRICT_WORDS,
    PROVINCE_WORDS,
    WARD_WORDS,
    Names,
    Said,
    Word,
    collect,
    compact,
    named,
    without_type,
    words_of,
)

REFORM: Final = "2025-07-01"
"""The day on which districts ended and communes were merged."""

Rule = Literal["verbatim", "tone", "folded"]
_RULES: Final[tuple[Rule, ...]] = ("verbatim", "tone", "folded")
_SHORT_PROVINCES: Final = {
    "hcm": "hochiminh", "hcmc": "hochiminh", "tphcm": "hochiminh", "hochiminhcity": "hochiminh",
    "hue": "thuathienhue", "hn": "hanoi", "brvt": "bariavungtau", "dn": "danang", "hp": "haiphong",
}  # fmt: skip


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


class Gazetteer:
    """All units of both periods, and which became which."""

    def __init__(self, places: Iterable[Place], successors: Iterable[tuple[str, str]]) -> None:
        self.successors: dict[str, list[str]] = defaultdict(list)
        for old, new in successors:
            self.successors[old].append(new)
        self._new: dict[str, Place] = {}
        self._wards: dict[str, list[tuple[Place, Names]]] = defaultdict(list)
        self._districts: dict[str, Names] = {}
        self._provinces: dict[str, Names] = {}
        self._compact: dict[str, set[str]] = defaultdict(set)
        for place in places:
            names = Names.of(place.name)
            self._wards[names.folded].append((place, names))
            self._compact[compact(names.folded)].add(names.folded)
            if not place.is_old:
                self._new[place.code] = place
            for known, unit in (
                (self._districts, place.district),
                (self._provinces, place.province),
            ):
                if unit and unit not in known:
                    known[unit] = Names.of(without_type(unit))
        self._district_names = {names.folded for names in self._districts.values()}
        self._province_names = {names.folded for names in self._provinces.values()}

    def match(self, texts: Sequence[str], host: str = "") -> Match:
        """The commune that these texts (the best first) and the host name, in both periods."""
        lines = [words_of(text) for text in texts if text]
        labels = host.lower().split(".") if host else []
        districts, provinces = Said(), Said()
        for line in lines:
            collect(line, DISTRICT_WORDS, self._district_names, districts)
            collect(line, PROVINCE_WORDS, self._province_names, provinces)
        self._from_host(labels, districts, provinces)
        for said in (*(self._wards_said(line) for line in lines), self._ward_of_host(labels)):
            if found := self._agreeing(said, districts, provinces):
                return self._in_both_periods(found, by_district=bool(districts.names))
        return Match()

    def named(self, name: str) -> list[Place]:
        """All places of that name, with or without its type, in the strictest spelling that any has.

        `xã Thanh Yên`, `thanh yen`, `Xã Thanh Yên, Huyện Điện Biên`.
        """
        line = words_of(name)
        said = self._wards_said(line)
        if said:
            districts, provinces = Said(), Said()
            collect(line, DISTRICT_WORDS, self._district_names, districts)
            collect(line, PROVINCE_WORDS, self._province_names, provinces)
            found = self._agreeing(said, districts, provinces)
        else:
            spelled = " ".join(word.spelled for word in line)
            folded = " ".join(word.folded for word in line)
            found = [(names.agrees(spelled), place) for place, names in self._wards.get(folded, ())]
        least = min((rank for rank, _ in found), default=0)
        return [place for rank, place in found if rank == least]

    def _wards_said(self, line: list[Word]) -> list[tuple[str, str, str]]:
        """(type, folded name, as said) of every commune that the line names."""
        return list(named(line, WARD_WORDS, self._wards))

    def _agreeing(
        self, said: list[tuple[str, str, str]], districts: Said, provinces: Said
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

    def _only_provinces(self, districts: Said) -> bool:
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

    def _from_host(self, labels: list[str], districts: Said, provinces: Said) -> None:
        """Districts and provinces that the host names; what the texts say comes first."""
        if "gov" not in labels or len(labels) < 3:
            return
        last = labels[labels.index("gov") - 1] if labels.index("gov") else ""
        last = _SHORT_PROVINCES.get(compact(last), compact(last))
        by_key = {compact(name): name for name in self._province_names}
        if not provinces.names and last in by_key:
            provinces.names[by_key[last]].append(by_key[last])
        by_key = {compact(name): name for name in self._district_names}
        if districts.names:
            return
        for label in labels[: labels.index("gov")]:
            word = re.match(r"(huyen|quan|thixa|thanhpho|tx|tp|h|q)[-.]?(?=[a-z0-9-]{3})", label)
            if word and (name := by_key.get(compact(label[word.end() :]))):
                districts.names[name].append(name)

    def _ward_of_host(self, labels: list[str]) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        for label in labels[:-2]:
            for word, unit in (
                ("ubndxa", "xã"), ("xa", "xã"), ("ubndphuong", "phường"), ("phuong", "phường"), ("thitran", "thị trấn"),
                ("dackhu", "đặc khu"), ("tt", "thị trấn"), ("", ""),
            ):  # fmt: skip
                rest = compact(label.removeprefix(word)) if label.startswith(word) else ""
                names = self._compact.get(rest) if rest else None
                if names and (word or labels[-2:] == ["gov", "vn"]) and label != labels[-3]:
                    found += [(unit, name, "") for name in sorted(names)]
                    break
        return found
