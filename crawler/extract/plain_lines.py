"""The lines of a plain text, and the blocks that they are: paragraphs, items, pictures, documents.

Which of them are the article is for `plain`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.extract.blocks import Block
from crawler.extract.cues import cleaned
from crawler.extract.dates import POSTED_LABELS
from crawler.extract.pictures import picture_url

_LISTS = "•●▪■◦‣∙·"
_BULLET = re.compile(rf"^(?P<mark>[{_LISTS}*+–—-]|#{{1,6}})\s+(?=\S)")
"""Marks of `_LISTS` are how a text renders a list; dashes and stars may be the author's own."""

_PICTURE_NAME = r"(?:https?://\S+?|[^\s/\\][^/\\:;,|]{0,100}?)\.(?:jpe?g|png|gif|webp|bmp|svg|jfif|tiff?|avif|heic)"
_PICTURES = re.compile(rf"(?i)(?:\s*{_PICTURE_NAME}(?=\s|$))+\s*$")
_ONE_PICTURE = re.compile(rf"(?i){_PICTURE_NAME}(?=\s|$)")
_WRAPPING = re.compile(r"(?i)^[\[(<]?\s*(?:(?:hình ảnh|hình|ảnh|image|img)\s*:)?\s*|\s*[\])>]?$")

_DOCUMENT = re.compile(
    r"(?i)^(?:https?://\S+|[^\s/\\][^/\\|]{0,150})\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z)$"
)
_FILE_LABEL = re.compile(
    r"(?i)^(?:(?:(?:tệp|tập|file|tài liệu|văn bản)(?: tin)?(?: đính)? kèm(?: theo)?|tệp tin|file"
    r"|tải về|tải xuống|download)\s*\d*\s*[:：]?\s+|[\[(])"
)
_FILE_SIZE = re.compile(r"(?i)\s*[\[(]?[\d.,]+\s*(?:kb|mb|byte|bytes)[\])]?$|[\])]$")
_MAX_WORDS_OF_A_NAME = 14
_LONGEST_NAMES = 1000
"""A longer line names no files."""

SENTENCE = re.compile(r"[.!?…;:”\"]\)?\s*$")
_ONLY_LABEL = re.compile(rf"(?i)(?:{'|'.join(POSTED_LABELS)})\s*:")
_MAX_CAPTION = 200
_RUNNING = 120
"""Characters that make a line running text rather than a title or a caption."""

_MAX_LINES = 20_000
_WIDEST_WRAP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a text that is not empty."""

    text: str
    """The line as printed, cleaned."""
    bare: str
    """Without its bullet."""
    bullet: str
    gap: bool
    """Does an empty line stand before it?"""


def lines_of(text: str) -> list[Line]:
    """The lines of a text, cleaned, without the empty ones."""
    lines: list[Line] = []
    gap = False
    for raw in _unwrapped(text.splitlines()[:_MAX_LINES]):
        line = cleaned(raw)
        if not line:
            gap = True
            continue
        match = _BULLET.match(line)
        mark = match["mark"] if match else ""
        bare = line[match.end() :] if match else line
        if lines and _ONLY_LABEL.fullmatch(lines[-1].bare):
            line = bare = f"{lines.pop().bare} {bare}"
        text_of = bare if mark and mark in _LISTS else line
        lines.append(Line(text=text_of, bare=bare, bullet=mark, gap=gap))
        gap = False
    return lines


def _unwrapped(rows: Sequence[str]) -> list[str]:
    """Lines that a dump broke at a fixed width, joined again; other texts as they are."""
    rows = [row.rstrip() for row in rows]
    width = max((len(row) for row in rows), default=0)
    if width > _WIDEST_WRAP:
        return list(rows)
    pairs = list(pairwise(rows))
    broken = [_is_broken(one, two, width) for one, two in pairs]
    adjacent = sum(bool(one.strip() and two.strip()) for one, two in pairs)
    if sum(broken) < 3 or sum(broken) * 3 < adjacent:
        return list(rows)
    joined = rows[:1]
    for row, goes_on in zip(rows[1:], broken, strict=True):
        if goes_on:
            joined[-1] = f"{joined[-1]} {row.strip()}"
        else:
            joined.append(row)
    return joined


def _is_broken(one: str, two: str, width: int) -> bool:
    """Was the second line begun only because its first word had no room in the first?"""
    word, _, _ = two.strip().partition(" ")
    if not word or not one.strip() or _BULLET.match(two.strip()):
        return False
    deeper = len(two) - len(two.lstrip()) > len(one) - len(one.lstrip())
    return len(one) + 1 + len(word) > width and not (deeper and not _BULLET.match(one.strip()))


def is_running(line: Line) -> bool:
    """Is it running text?"""
    return len(line.bare) >= _RUNNING and SENTENCE.search(line.bare) is not None


def blocks_of(lines: Sequence[Line], title_bullet: str) -> list[Block]:
    """What the lines of a body are: paragraphs, items of lists, pictures, documents."""
    blocks: list[Block] = []
    listed = _listed(lines)
    for at, line in enumerate(lines):
        media = media_of(line)
        if media is not None:
            blocks += media
            continue
        text = line.bare if at == 0 and line.bullet == title_bullet else line.text
        block = Block(kind="text", text=text, runs=[(text, 0, "")], tag="p")
        if listed[at]:
            block.tag, block.items = "li", listed[at]
        elif blocks and blocks[-1].kind == "picture" and _stands_below(line):
            block.align = "center"
        blocks.append(block)
    for number, block in enumerate(blocks, 1):
        block.host = number
    return blocks


def _listed(lines: Sequence[Line]) -> list[int]:
    """For each line the list that it is an item of, 0 for none: two or more bullets in a row."""
    marked = [
        bool(line.bullet) and line.bullet in _LISTS and at > 0 for at, line in enumerate(lines)
    ]
    if all(marked[1:]):
        return [0] * len(lines)  # every paragraph has a bullet: they're no items
    items = [0] * len(lines)
    for at, mark in enumerate(marked):
        before, after = at and marked[at - 1], at + 1 < len(lines) and marked[at + 1]
        if mark and (before or after):
            items[at] = items[at - 1] if before else at
    return items


def _stands_below(line: Line) -> bool:
    """Right below a picture, without an empty line, short and no sentence: its caption."""
    return not line.gap and len(line.text) <= _MAX_CAPTION and not SENTENCE.search(line.text)


def media_of(line: Line) -> list[Block] | None:
    """The pictures or documents that a line names and nothing else; None for a line of text."""
    names = _WRAPPING.sub("", line.bare)
    # the number of words is bounded first: the pattern may try every way to part them
    if len(names.split()) <= _MAX_WORDS_OF_A_NAME and _PICTURES.match(names):
        found = (match[0].strip() for match in _ONE_PICTURE.finditer(names))
        urls = (picture_url({"src": name}, "", "") for name in found)
        return [Block(kind="picture", url=url) for url in urls if url]
    return [Block(kind="file", url=name) for name in documents_of(line)] or None


def documents_of(line: Line) -> list[str]:
    """The documents that a line names and nothing else."""
    if len(line.bare) > _LONGEST_NAMES:
        return []
    text = _FILE_SIZE.sub("", _FILE_LABEL.sub("", line.bare))
    for names in (re.split(r"[;,]\s+", text), [text]):
        names = [_FILE_SIZE.sub("", name).strip() for name in names]
        if all(_DOCUMENT.match(n) and len(n.split()) <= _MAX_WORDS_OF_A_NAME for n in names):
            return names
    return []
