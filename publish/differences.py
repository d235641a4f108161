"""What differs between two versions of a text, paragraph by paragraph and word by word.

Pure. Texts come from strangers: what would take long to compare is told as replaced whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"(?:\w+|[^\w\s])\s*")

_MOST_WORDS = 3000
"""Of a paragraph; longer ones are compared as wholes."""

_MOST_PARAGRAPHS = 4000

_ALIKE = 0.3
"""Share of words in common from which two paragraphs are two versions of one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    kind: Literal["same", "del", "ins"]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with what became of it."""

    kind: Literal["same", "changed", "del", "ins"]
    pieces: tuple[Piece, ...]


def paragraphs(old: str, new: str) -> list[Paragraph]:
    """The paragraphs of both texts in reading order, what went before what came."""
    before, after = _split(old), _split(new)
    if max(len(before), len(after)) > _MOST_PARAGRAPHS:
        return [*_whole("del", before), *_whole("ins", after)]
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, other, last in matcher.get_opcodes():
        if tag == "equal":
            found += _whole("same", before[start:end])
        else:
            found += _replaced(before[start:end], after[other:last])
    return found


def words(old: str, new: str) -> tuple[Piece, ...]:
    """What stayed, went and came, in order; a change of white space is none."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _MOST_WORDS:
        return Piece("del", old), Piece("ins", new)
    matcher = SequenceMatcher(
        None, [word.strip() for word in before], [word.strip() for word in after]
    )
    pieces = []
    for tag, start, end, other, last in matcher.get_opcodes():
        if tag == "equal":
            spaced = max(
                before[end - 1], after[last - 1], key=len
            )  # a space before what went or came
            pieces.append(Piece("same", "".join([*after[other : last - 1], spaced])))
            continue
        if end > start:
            pieces.append(Piece("del", "".join(before[start:end])))
        if last > other:
            pieces.append(Piece("ins", "".join(after[other:last])))
    return tuple(pieces)


def _split(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


def _whole(kind: Literal["same", "del", "ins"], texts: Sequence[str]) -> Iterator[Paragraph]:
    for text in texts:
        yield Paragraph(kind, (Piece(kind, text),))


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs in the place of others: those that are alike are versions of one."""
    rest = list(before)
    for text in after:
        at = next((n for n, one in enumerate(rest[:20]) if _alike(one, text)), None)
        if at is None:
            yield from _whole("ins", [text])
            continue
        yield from _whole("del", rest[:at])
        yield Paragraph("changed", words(rest[at], text))
        del rest[: at + 1]
    yield from _whole("del", rest)


def _alike(one: str, other: str) -> bool:
    first, second = (set(text.split()) for text in (one, other))
    return len(first & second) >= _ALIKE * max(len(first), len(second))
