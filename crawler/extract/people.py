"""Persons that a text names, with the office it gives them. By rule; precision before recall.

A name counts when something introduces it: a title ("đồng chí", "ông", "Đại úy"), an office
before it ("Chủ tịch UBND xã Lò Văn Hương") or after it ("Lò Văn Hương, Bí thư Chi bộ"), or its
place in a list of such. A bare name is nobody: streets, schools and campaigns bear names too.
The words are in `_people_words.py`. Offsets count characters of the NFC form of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from archive import record
from crawler.extract import _people_words as words
from crawler.extract._people_office import (
    head_at,
    office_after,
    office_before,
    organisation,
    signed_as,
)


class Person(NamedTuple):
    """One person, at the first mention."""

    name: str
    """`Lò Văn Hương`; a name printed in capitals only is brought to this form."""
    office: str | None
    """As printed, double offices in full: `Bí thư Đảng ủy, Chủ tịch HĐND xã Thanh Yên`."""
    organisation: str | None
    """The body that the office serves, where it is named: `HĐND xã Thanh Yên`."""
    start: int
    """Offset of the name."""


def find_people(text: str) -> list[Person]:
    """The persons a text introduces, each once, in the order of their first mention."""
    return _find_in_composed(unicodedata.normalize("NFC", text))


def _find_in_composed(text: str) -> list[Person]:
    if not any(sign in text for sign in _SIGNS):
        return []
    found: dict[str, Person] = {}
    for person in _mentions(text):
        known = found.get(person.name)
        if known is None:
            found[person.name] = person
        elif known.office is None and person.office is not None:
            found[person.name] = person._replace(start=known.start)
    return list(found.values())


MAX_READ = 200_000
"""Characters of an article that persons are looked for in: a longer text is a register."""


def people_of(text: str, *, composed: bool = False) -> tuple[record.Person, ...]:
    """The same as kept with an article. `composed`: the text is NFC, as is all that is stored."""
    text = text[:MAX_READ]
    return tuple(
        record.Person(name=person.name, office=person.office, organisation=person.organisation)
        for person in (_find_in_composed(text) if composed else find_people(text))
    )


_SIGNS: Final = (
    "ng ", "nh ", "à ", "ồng chí", "đ/c", "Đ/c", "ủ tịch", "í thư", "rưởng", "iám đốc", "ỒNG CHÍ", "ÔNG ",
    "ị ", "Ủ TỊCH", "Í THƯ", "úy ", "uý ", "sĩ ", "tá ",
)  # fmt: skip
"""One of these is in every text that introduces somebody; the commonest are looked for first."""
_RUN: Final = re.compile(
    rf"[{words.UPPER}][\w'’]{{0,40}}+(?:[ \u00a0][{words.UPPER}][\w'’]{{0,40}}+)++"
)
"""Two or more words in capitals: what a name looks like. Begins with a set and never tries a word
with fewer letters, which is fast."""
_NAME_WORD: Final = re.compile(rf"[{words.UPPER}][^\W\d_]*(?:['’][{words.UPPER}]?[^\W\d_]+)?")
_SURNAMES: Final = words.SURNAMES | words.SURNAMES_SHOUTED
_OF_H: Final = ("H'", "H’")
_TITLES: Final = frozenset(words.TITLES_OF_ANYBODY + words.TITLES_OF_STANDING)
_STANDING: Final = frozenset(words.TITLES_OF_STANDING)
_SPELLED: Final = _STANDING | {title.capitalize() for title in _STANDING}
_LAST_LETTERS: Final = frozenset(title[-2:] for title in _TITLES | _SPELLED)
_LONGEST: Final = max(map(len, _TITLES))
_LENGTHS: Final = {
    letters: sorted({len(one) for one in _TITLES | _SPELLED if one.endswith(letters)}, reverse=True)
    for letters in _LAST_LETTERS
}
_BEGINNING: Final = re.compile(r"(?:\A|[\n.!?:;,“\"(–-][ \u00a0]*|[)])\Z")
"""Where a title has a capital of its own; elsewhere "Ông" may be a name ("Văn hóa Ông Ích Khiêm")."""
_MANY: Final = re.compile(
    r"(?:các|những|hai|ba|bốn|gồm|02|03|04|05|2|3|4|5)[ \u00a0](?:\w+,? ){0,2}$"
)
_BETWEEN: Final = re.compile(
    r"\s*(?:[,;]|[,;]?\s*(?:và|cùng)\s|[.;]?\n)\s*(?:[-–•+*]|\d{1,2}[.)])?\s*"
)
_LONGEST_RUN: Final = 500
"""Words; nobody could tell where a name begins among more of them with capitals."""
_MAX_WORDS: Final = 5


class _Titled(NamedTuple):
    """What introduces a name in front of it."""

    standing: bool
    many: bool


def _mentions(text: str) -> Iterator[Person]:
    end = 0  # of what is said about the last person
    listing = many = False
    for run in _RUN.finditer(text):
        start, words_of_it = run.start(), run[0]
        if start < end or (start and text[start - 1] in "'’"):
            continue
        if len(words_of_it) > _LONGEST_RUN and words_of_it.count(" ") > _LONGEST_RUN:
            continue  # counted before it is taken apart: words take memory
        parts = words_of_it.split()
        known: list[int] = []
        if not _SURNAMES.isdisjoint(parts) or "H'" in words_of_it or "H’" in words_of_it:
            known = [at for at, part in enumerate(parts) if part in _SURNAMES or part[:2] in _OF_H]
        if not (known or parts[0].lower() in _STANDING or _stands_after_title(text, start)):
            continue
        titled = _title_before(text, start, end)
        in_list = listing and _BETWEEN.fullmatch(text, end, start) is not None
        listing = False
        person, end_of_it, titled = _read_run(text, run, parts, known, titled, end, in_list, many)
        if person is None:
            continue
        yield person
        end, listing = end_of_it, True
        many = (titled is not None and titled.many) or (in_list and many)


def _read_run(
    text: str, run: re.Match[str], parts: list[str], known: list[int], titled: _Titled | None,
    since: int, in_list: bool, many: bool,
) -> tuple[Person | None, int, _Titled | None]:  # fmt: skip
    """The person in a run of capitalised words, where what is said of them ends, their title."""
    start = run.start()
    if titled is None and parts[:2] == ["ĐỒNG", "CHÍ"] and len(parts) > 3:
        titled = _Titled(standing=True, many=False)
        start += len("ĐỒNG CHÍ ")
        parts, known = parts[2:], [at - 2 for at in known if at > 1]
    if titled is None and parts[0].lower() in _TITLES and len(parts) > 2:
        title = parts[0].lower()
        begins = _BEGINNING.search(text, max(0, start - 3), start) is not None
        titled = _Titled(
            title in _STANDING and begins, _MANY.search(text, max(0, start - 20), start) is not None
        )
        start += len(parts[0]) + 1
        parts, known = parts[1:], [at - 1 for at in known if at]
    if titled is not None and not titled.standing and office_before(text, since, start):
        titled = None  # "Chủ tịch Hội Nông dân Giàng Minh Thủy" is no farmer
    if titled is not None and (0 in known or titled.standing):
        name = _name(text, start, parts, surname_known=0 in known)
        if name is None:
            return None, 0, titled
        office, end = office_after(text, start + len(name))
        return _person(name, office, start), end, titled
    if len(known) > 1:
        known = sorted(known, key=lambda at: _likelihood(parts, at), reverse=True)
    for at in known:
        if at and parts[at] in ("Văn", "Thị"):
            continue  # the middle of a name
        first = start + sum(len(part) + 1 for part in parts[:at])
        name = _name(text, first, parts[at:], surname_known=True)
        if name is None:
            continue
        if (at < 2 or text[first - 2].isupper()) and words.is_named_after(text, first):
            continue  # "Tủa Chùa" is no pagoda
        before = office_before(text, since, first) or signed_as(text, since, first, name)
        if before is not None and _may_bear_it(text, first, name, at):
            office, end = office_after(text, first + len(name))
            return _person(name, office or before, first), end, titled
        if at or name in words.NAMESAKES or words.is_after_place(text, first):
            continue
        office, end = office_after(text, first + len(name), bare=True)
        sure = _is_sure(name)
        if (office is not None and sure) or (in_list and (many or sure)):
            return _person(name, office, first), end, titled
    return None, 0, titled


def _stands_after_title(text: str, start: int) -> bool:
    """Is there a title of standing right before `start`?"""
    if text[start - 1 : start] not in (" ", "\u00a0"):
        return False
    end = start - 2 if text.startswith(": ", start - 2) else start - 1
    if text[max(0, end - 2) : end] not in _LAST_LETTERS:
        return False
    return _ending(text[max(0, end - _LONGEST) : end], _SPELLED) != ""


def _ending(text: str, titles: frozenset[str]) -> str:
    """The longest of the titles that the text ends in; "" for none."""
    for length in _LENGTHS.get(text[-2:], ()):
        if text[-length:] in titles:
            return text[-length:]
    return ""


def _title_before(text: str, start: int, since: int) -> _Titled | None:
    """The title right before `start`, if there is one."""
    before = text[max(since, start - 40) : start]
    if not before or before[-1] not in " \u00a0\n:-":
        return None
    stripped = before.rstrip(" \u00a0\n:-–")
    lower = stripped.lower()
    title = _ending(lower, _TITLES)
    if not title:
        return None
    rest = lower[: -len(title)]
    if rest and (rest[-1].isalnum() or rest[-1] in "_.'’"):
        return None
    many = _MANY.search(rest) is not None
    apart = before[-1] not in " \u00a0" or stripped != before.rstrip(" \u00a0")
    if apart and not many:  # "đồng chí:" alone is a heading
        return None
    return _Titled(title in _STANDING, many)


def _name(text: str, start: int, parts: list[str], *, surname_known: bool) -> str | None:
    """The name at the beginning of these words; None if they are none."""
    if not surname_known and parts[0] in words.NO_NAME_BEGINS:
        return None
    kept: list[str] = []
    at = end = start
    for part in parts[: _MAX_WORDS + 1]:
        word = part.rstrip("'’")
        if not (word.isalpha() or _NAME_WORD.fullmatch(word)):
            break
        may_end = word.isupper() or not word.isalnum() or word.lower() in words.FIRST_OF_HEADS
        if may_end and kept and _ends_a_name(text, at, word):
            break
        kept.append(word)
        end = at + len(word)
        at += len(part) + 1
        if word != part:
            break
    if not 2 <= len(kept) <= _MAX_WORDS:
        return None
    shouted = [word for word in kept if len(word) > 1 and word.isupper()]
    if shouted and len(shouted) < sum(len(word) > 1 for word in kept):
        return None
    if shouted and not (surname_known and len(kept) in (3, 4)):
        return None
    return text[start:end]


def _ends_a_name(text: str, at: int, word: str) -> bool:
    """Is this capital the beginning of an office or of a body rather than of a name's word?"""
    if len(word) > 2 and word.isupper() and not text[at - 2].isupper():
        return True
    found = head_at(text, at)
    return found is not None and " " in found[0]


def _likelihood(parts: list[str], at: int) -> float:
    """How well a name would begin at this word of a run ("Thanh Yên | Nguyễn Hà My")."""
    left = len(parts) - at
    middle = 3.0 if left > 1 and parts[at + 1] in ("Văn", "Thị", "A", "VĂN", "THỊ") else 0.0
    common = 2.0 if parts[at].capitalize() in words.COMMON_SURNAMES else 0.0
    return middle + common + {3: 1.0, 2: 0.4, 4: 0.6}.get(left, 0.0) + (1.5 if at == 0 else 0.0)


def _is_sure(name: str) -> bool:
    """Three words, or two with a common surname: not the name of a province."""
    parts = name.split()
    return len(parts) > 2 or parts[0].capitalize() in words.COMMON_SURNAMES


def _may_bear_it(text: str, first: int, name: str, at: int) -> bool:
    """After an office: is the name the bearer's, not part of the body's ("phường Lê Lợi")?

    `at`: so many capitalised words stand before it.
    """
    if not _is_sure(name):
        return False
    if at or not words.is_after_place(text, first):
        return True
    parts = name.split()
    if name in words.NAMESAKES or len(parts) < 3:
        return False
    return parts[1] in ("Văn", "Thị", "A") or parts[0] in words.COMMON_SURNAMES | {"Y"}


def _person(name: str, said: str | None, start: int) -> Person:
    name = name.replace("\u00a0", " ").replace("’", "'")
    if name.isupper():
        name = " ".join(word.capitalize() for word in name.split())
    return Person(name, said, organisation(said) if said else None, start)
