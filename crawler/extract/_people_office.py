"""The office said before or after a name: where it begins, where it ends, which body it serves.

The words are in `_people_words.py`, the names in `people.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from crawler.extract import _people_words as words

_ASIDE: Final = re.compile(
    r"(?:,?[ \u00a0]\(?(?:\d{2}[ \u00a0]tuổi|(?:(?:sinh năm|SN)[ \u00a0])?(?:19|20)\d\d|dân tộc[ \u00a0]\w+)\)?){1,2}"
)
_LINK: Final = re.compile(
    r"(?:[ \u00a0]?[,(–-][ \u00a0]?(?:(?:hiện )?là |giữ chức(?: vụ| danh)? |chức vụ:? )?"
    r"|[ \u00a0](?:hiện (?:nay )?|đang |tiếp tục |tái )?(?:(?:được|đã được|đắc) [\w ]{2,40}?)?(?:là|làm|giữ chức(?: vụ| danh)?|giữ cương vị)[ \u00a0]"
    r"|:[ \u00a0])"
)
_AND: Final = re.compile(r"[ \u00a0]?(?:,|[-–]|(?:,?[ \u00a0])(?:và|kiêm|đồng thời là))[ \u00a0]")
_SIGNATURE: Final = re.compile(
    r"^[ \u00a0]*((?:PHÓ )?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|HIỆU TRƯỞNG|TRƯỞNG (?:BAN|THÔN|BẢN|PHÒNG|CÔNG AN)))"
    r"\s*\n(?:\s*\(?(?:đã ký|ký,? đóng dấu)\)?\.?\s*\n)?\s*\Z",
    re.MULTILINE | re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[;!?\n.](?<!TP\.)(?!(?<=\.)\w)")
"""Begins with a set, which is fast; the rest is about full stops."""
_REACH: Final = 160
_WORD: Final = re.compile(r"\w+")


@cache
def _office() -> re.Pattern[str]:
    """One office with its body. Compiled at need: it takes a while."""
    return re.compile(words.OFFICE)


@cache
def head_of_office() -> re.Pattern[str]:
    return re.compile(rf"(?:{words.HEAD}|{words.HEAD_OF})")


def head_at(text: str, at: int) -> re.Match[str] | None:
    """The head of an office that begins with the word at this place."""
    word = _WORD.match(text, at)
    if word is None or word[0].lower() not in words.FIRST_OF_HEADS:
        return None  # by the word alone, since the pattern has to try all that there are
    return head_of_office().match(text, at)


def _heads(text: str) -> Iterator[re.Match[str]]:
    """The heads of offices, in order."""
    end = 0
    for word in _WORD.finditer(text):
        if word.start() >= end and word[0].lower() in words.FIRST_OF_HEADS:
            head = head_of_office().match(text, word.start())
            if head is not None:
                yield head
                end = head.end()


@cache
def _name_ahead() -> re.Pattern[str]:
    return re.compile(rf"[ \u00a0](?:{words.NAME_AHEAD})")


def office_before(text: str, since: int, first: int) -> str | None:
    """The office that ends right before the name at `first`."""
    begin = max(since, first - _REACH)
    window = text[begin:first]
    stripped = window.rstrip(" \u00a0:\n")
    if len(window) == len(stripped) or "\n" in window[len(stripped) :]:
        return None
    stripped = _SENTENCE_END.split(stripped)[-1]
    lower = stripped.lower()
    if not any(stem in lower for stem in words.STEMS_OF_HEADS):
        return None
    for head in _heads(stripped):
        at = head.start()
        while (found := _office().match(stripped, at)) is not None:
            if found.end() == len(stripped):
                namesake = words.NAMED_AFTER.search(stripped, 0, head.start())
                return None if namesake else stripped[head.start() :]
            joint = _AND.match(stripped, found.end())
            if joint is None:
                break
            at = joint.end()
    return None


def signed_as(text: str, since: int, first: int, name: str) -> str | None:
    """The office in capitals above a name that stands alone: the end of a document."""
    end = first + len(name)
    if "\n" not in text[max(0, first - 2) : first] or text[end : end + 1].strip(" .\n"):
        return None
    found = _SIGNATURE.search(text, max(since, first - _REACH), first)
    return found[1].capitalize() if found else None


def office_after(text: str, at: int, *, bare: bool = False) -> tuple[str | None, int]:
    """The office, or offices, said right after a name, and where that ends.

    `bare`: the name has no title, so that a mere "là" does not make it a person.
    """
    if text[at - 2 : at].isupper() and text[at - 2].isalpha():
        return None, at  # shouted from end to end: nothing tells where the office stops
    aside = _ASIDE.match(text, at)
    link = _LINK.match(text, aside.end() if aside else at)
    if link is None or (
        bare and link[0][:1] in " \u00a0" and link[0].strip(" \u00a0") not in ("-", "–", ",", "(")
    ):
        return None, at
    first = last = link.end()
    joint = link
    while (found := _office().match(text, joint.end())) is not None:
        if _name_ahead().match(text, found.end()):
            break  # it is the next person's
        last = found.end()
        following = _AND.match(text, last)
        if following is None:
            break
        joint = following
    if last == first:
        return None, at
    end = last + 1 if text[last : last + 1] == ")" else last
    return text[first:last].replace("\u00a0", " "), end


@lru_cache(maxsize=1 << 10)
def organisation(office: str) -> str | None:
    """The last body that the offices name: the place stands there."""
    found = None
    at = 0
    while (one := _office().match(office, at)) is not None:
        head = head_at(office, at)
        body = office[head.end() : one.end()].strip() if head else ""
        found = body or found
        joint = _AND.match(office, one.end())
        if joint is None:
            break
        at = joint.end()
    return found
