"""Chrome learnt from siblings: what recurs on the pages of one portal belongs to the portal.

A `Siblings` value is learnt from the first `LEARNT_FROM` article pages of a portal and then never
changes: a page read again, in whatever order, is read with the same knowledge and gives the same
fields. (The very first pages of a portal's first crawl are read before anything is known; a
re-reading of the kept captures brings them up to the others.) Lists teach nothing: they show the
titles and leads of articles, which are no chrome.

A block is known by its words and its place: the element that holds it, class, depth. In clocks and
counters the digits and weekdays don't count, elsewhere they do ("Lịch công tác tuần 12"). What recurs in the midst of an article's own
text ("Trân trọng thông báo./.") is chrome only if every page that was learnt from has it there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from crawler.extract import byline, cues
from crawler.extract.blocks import Block
from crawler.extract.pictures import same_picture

LEARNT_FROM = 12
"""Pages that are learnt from; more teach nothing new."""

ENOUGH = 3
"""Fewer pages say nothing about what recurs."""

_SHARE = 0.5
"""A block on this share of the pages recurs."""

SURE = 4
"""So many pages must all have a line in the midst of their text for it to be chrome."""

_BYLINE = 120
_MAX_BLOCKS = 400
_MAX_TEXT = 400
_DIGITS = re.compile(r"\d+(?:[.,:/\s-]*\d+)*")
_CHANGING = re.compile(
    r"truy cap|online|truc tuyen\s*:|luot|hom nay|hom qua|(?:tuan|thang) (?:nay|truoc)|tong (?:so|cong|luot)"
    r"|dang xem|khach|visitors?|hits|views?|\b\d{1,2}:\d\d:\d\d\b"
    r"|^\W*(?:thu (?:hai|ba|tu|nam|sau|bay|\d)|chu nhat)\b.{0,12}\d{1,2}.{1,9}\d{1,2}.{1,6}\d{4}"
)
"""What a clock or a counter says (marks folded)."""

_DAYS = re.compile(r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|0)|chu nhat|t[2-7]|cn|sa|ch|am|pm)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Siblings:
    """How often each block was seen on how many pages of a portal."""

    taught: tuple[str, ...] = ()
    """Names (hashes of the addresses) of the pages that were learnt from."""
    seen: dict[str, int] = field(default_factory=dict)
    """Hash of a block -> number of those pages that show it."""

    @property
    def frozen(self) -> bool:
        return len(self.taught) >= LEARNT_FROM

    def learnt(self, url: str, lesson: Iterable[str]) -> Siblings:
        """What is known after one more page; the same value for a page that taught already."""
        name = _hash(url)
        if self.frozen or name in self.taught:
            return self
        counts = Counter(self.seen)
        counts.update(frozenset(lesson))
        taught = (*self.taught, name)
        if len(taught) == LEARNT_FROM:  # what is rare will never be asked for
            counts = Counter({k: n for k, n in counts.items() if n >= _SHARE * LEARNT_FROM})
        return Siblings(taught=taught, seen=dict(counts))

    def share(self, key: str) -> float:
        """On what share of the pages was it seen? 0 while too few are known."""
        pages = len(self.taught)
        return self.seen.get(key, 0) / pages if pages >= ENOUGH else 0.0

    def standing(self, text: str) -> bool:
        """Is it part of most documents' titles: the name of the site or of a section?"""
        return len(self.taught) >= ENOUGH and self.share(_title_key(text)) >= _SHARE

    def chrome(self, blocks: Sequence[Block]) -> list[bool]:
        """For each block of a page: does it recur on the portal's other pages?"""
        if len(self.taught) < ENOUGH:
            return [False] * len(blocks)
        shares = [self.share(_key(block)) for block in blocks]
        own = {
            block.path[:-1]
            for block, share in zip(blocks, shares, strict=True)
            if share < _SHARE and block.kind == "text" and block.free_chars >= cues.RUNNING_TEXT
        }
        always = 1.0 if len(self.taught) >= SURE else 2.0
        found = [
            share >= (always if block.kind == "text" and block.path[:-1] in own else _SHARE)
            for block, share in zip(blocks, shares, strict=True)
        ]
        for at, block in enumerate(blocks):
            if found[at] and block.kind == "text" and self._belongs(blocks, found, at):
                found[at] = False
        return found

    @staticmethod
    def _belongs(blocks: Sequence[Block], found: Sequence[bool], at: int) -> bool:
        """Is it what articles repeat by nature: who wrote them, what is below their pictures?"""
        if at and blocks[at - 1].kind == "picture" and not found[at - 1]:
            return True
        text = blocks[at].text
        return len(text) <= _BYLINE and byline.labelled(text) is not None

    def dumped(self) -> str:
        """As one line of JSON, for the archive."""
        return json.dumps({"taught": self.taught, "seen": self.seen}, separators=(",", ":"))


def loaded(text: str | None) -> Siblings:
    """What `dumped` wrote; nothing known for what it did not write."""
    try:
        found = json.loads(text or "{}")
        return Siblings(
            taught=tuple(map(str, found.get("taught", ()))),
            seen={str(key): int(count) for key, count in found.get("seen", {}).items()},
        )
    except (ValueError, TypeError, AttributeError):
        return Siblings()


def lesson(blocks: Sequence[Block], title_parts: Iterable[str]) -> frozenset[str]:
    """What one page teaches: its blocks and the parts of its document's title."""
    keys = {_key(block) for block in (*blocks[:_MAX_BLOCKS], *blocks[-_MAX_BLOCKS:])}
    return frozenset(keys | {_title_key(part) for part in title_parts})


def _key(block: Block) -> str:
    if block.kind in ("picture", "file"):
        return _hash(f"{block.kind} {same_picture(block.url)}")
    depth = 0 if block.tag == "body" else len(block.path)
    return _hash(f"{block.kind} {block.tag} {block.cue} {depth} {_words(block.text)}")


def _title_key(text: str) -> str:
    return _hash(f"title {_words(text)}")


def _words(text: str) -> str:
    """The words of a line without what changes from visit to visit."""
    words = cues.folded(text[:_MAX_TEXT])
    if not _CHANGING.search(words):
        return words
    return _DAYS.sub("~", _DIGITS.sub("0", words))


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
