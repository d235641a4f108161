"""Pages from before Unicode, and pages whose UTF-8 was read as something else: made readable.

Lives here: `rescue`, which mends the text between the tags of a page before it is parsed. Whole
pages in TCVN3, VNI, VISCII or VPS, and the common mixture: a frame in Unicode around an article
typed in `.VnTime`, as letters of Latin-1 or as entities.

Does not live here: the encodings and what proves them (`archive/legacy.py`), and the bytes of a
page (`encoding.py`). What the portal sent stays as it was, in the capture.

How it works: the page is cut into blocks (a paragraph, a cell, a heading). A block whose words
prove an encoding is decoded; one whose words prove nothing goes with its font, with the blocks on
both sides of it, or with a page that has no Unicode at all; one with letters that only Unicode
has is left alone, whatever its font says (many were retyped without a change of font).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from archive import legacy
from archive.legacy import ENCODINGS, UNICODE_LETTER, Encoding, font_encoding
from archive.mojibake import SIGN, unscrambled
from crawler.extract.tree import MAX_TAGS

# Letters that legacy text can't do without and that pages in Unicode hardly have. One by one, for
# speed: to look for one character is thirty times faster than to look for a word or a class.
_SUSPECTS: Final = "µ¸¶¹¬øïñüþ\x8a"
_SUSPECT_ENTITIES: Final = (
    "&micro;", "&cedil;", "&para;", "&sup1;", "&not;", "&oslash;", "&iuml;", "&ntilde;", "&uuml;",
    "&thorn;", "&#172;", "&#181;", "&#182;", "&#184;", "&#185;", "&#239;", "&#241;", "&#248;",
    "&#252;", "&#254;", "&#xac;", "&#xb5;", "&#xb6;", "&#xb8;", "&#xb9;", "&#xef;", "&#xf1;",
    "&#xf8;", "&#xfc;", "&#xfe;",
)  # fmt: skip
_SUSPECT_ENTITY: Final = re.compile("|".join(_SUSPECT_ENTITIES), re.IGNORECASE)
TRACES: Final = (*_SUSPECTS, *_SUSPECT_ENTITIES)
"""A page that is typed in a legacy font has some of these, but for the case of the entities."""
SCRAMBLED: Final = ("»", "º")
"""Vietnamese in UTF-8 is full of one or the other when it is read as something else."""
_FEW: Final = 3
"""So many of them may be the names of people, a unit, a trade mark."""

_PARTS: Final = re.compile(
    r"(<!--.*?(?:-->|\Z)|<(?:script|style|textarea)\b.*?(?:</(?:script|style|textarea)\s{0,20}>|\Z)|<[^<>]*>)",
    re.IGNORECASE | re.DOTALL,
)
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_INLINE_TAGS: Final = "a abbr b big cite code em font i ins kbd label mark o q s small span strike strong sub sup tt u"
_INLINE: Final = frozenset(_INLINE_TAGS.split())
_NOT_READ: Final = ("script", "style", "textarea")
_FACE: Final = re.compile(
    r"(?:\bface\s*=\s*|font-family\s*:\s*)[\"']?\s*(?:&quot;)?([^\"'>;&,]+)", re.IGNORECASE
)
_CLASS: Final = re.compile(r"\bclass\s*=\s*[\"']?([\w -]+)", re.IGNORECASE)
_FAMILY: Final = re.compile(r"font-family\s{0,9}:\s{0,9}([^;{}]{1,500})", re.IGNORECASE)
_READ_ATTRIBUTES: Final = re.compile(
    r"(?<=[\s\"'])(alt|title|content|placeholder)(\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
_BETWEEN_UNICODE: Final = re.compile(
    rf"((?:[^\W\d_]{{0,12}}{UNICODE_LETTER.pattern}\w*[\s:,.;-]*)+|[|•()\[\]\n]+)"
)
_HIGH: Final = re.compile("[\x80-\xff]")
_ENOUGH: Final = 2.0
"""Words that must speak for an encoding before a page is thought to hold any of it."""


@dataclass(slots=True)
class _Piece:
    """Text between two tags."""

    at: int
    text: str
    encoding: Encoding | None
    """What the font says."""
    capitals: bool


@dataclass(slots=True)
class _Block:
    pieces: list[_Piece] = field(default_factory=list)
    decided: Encoding | None = None
    is_unicode: bool = False
    is_open: bool = False
    """Has it letters that could be either?"""


def rescue(page: str) -> tuple[str, str | None]:
    """The page with its text in proper Unicode, and what was wrong with it: the name of a legacy
    encoding, "mojibake", or None when nothing was. A sound page comes back as it is, and so does
    one of so many tags that it is not read."""
    done = None
    if page.count("<") > MAX_TAGS:
        return page, done
    if any(sign in page for sign in SCRAMBLED) and SIGN.search(page):
        parts = _PARTS.split(page)
        mended = [unscrambled(part) if SIGN.search(part) else part for part in parts]
        if mended != parts:
            page, done = "".join(mended), "mojibake"
    if not _is_suspect(page):
        return page, done
    parts = _PARTS.split(page)
    blocks = list(_blocks(parts))
    encoding = _of_page(blocks)
    if encoding is None:
        return page, done
    _decide(blocks, encoding)
    changed: set[str] = set()
    for block in blocks:
        for piece in block.pieces:
            read = _decoded(block, piece)
            if read is not None:
                parts[piece.at] = html.escape(read, quote=False)
                changed.add(block.decided or encoding)
    if not changed:
        return page, done
    for at in range(1, len(parts), 2):
        if "=" in parts[at] and not parts[at].startswith("<!"):
            parts[at] = _READ_ATTRIBUTES.sub(_attribute, parts[at])
    return "".join(parts), encoding if encoding in changed else min(changed)


def _is_suspect(page: str) -> bool:
    found = sum(page.count(sign) for sign in _SUSPECTS if sign in page)
    return found >= _FEW or found + len(_SUSPECT_ENTITY.findall(page)) >= _FEW


def _decoded(block: _Block, piece: _Piece) -> str | None:
    """The text of a piece in Unicode; None when it stays as it is."""
    if not _HIGH.search(piece.text):
        raised = piece.capitals and piece.encoding and block.decided and piece.text.strip()
        return piece.text.upper() if raised and piece.text.isascii() else None
    if UNICODE_LETTER.search(piece.text):
        return _decoded_in_part(piece.text)
    if block.decided is None:
        return None
    capitals = piece.capitals and piece.encoding == block.decided
    return legacy.decode(piece.text, block.decided, capitals=capitals)


def _decoded_in_part(text: str) -> str | None:
    """A label in Unicode with a name or a title in a legacy font behind it, in one piece."""
    runs = _BETWEEN_UNICODE.split(text)
    for at in range(0, len(runs), 2):
        runs[at] = legacy.repaired(runs[at]) if _HIGH.search(runs[at]) else runs[at]
    read = "".join(runs)
    return read if read != text else None


def _attribute(found: re.Match[str]) -> str:
    value = html.unescape(found[3][1:-1])
    encoding = legacy.detect(value) if _HIGH.search(value) else None
    if encoding is None:
        return found[0]
    return f'{found[1]}{found[2]}"{html.escape(legacy.decode(value, encoding))}"'


# -- blocks and fonts ----------------------------------------------------------------------


def _blocks(parts: list[str]) -> Iterator[_Block]:
    """The page's blocks in order; a part of odd index is a tag, a comment or a script."""
    classes = _styled_classes(parts)
    fonts: list[tuple[str, tuple[Encoding | None, bool]]] = []
    block = _Block()
    for at, part in enumerate(parts):
        if at % 2 == 0:
            if part and not part.isspace():
                text = html.unescape(part) if "&" in part else part
                encoding, capitals = fonts[-1][1] if fonts else (None, False)
                block.pieces.append(_Piece(at, text, encoding, capitals))
            continue
        tag = _TAG.match(part)
        if tag is None or tag[2].lower() in _NOT_READ:
            continue
        name = tag[2].lower()
        if name not in _INLINE and block.pieces:
            yield block
            block = _Block()
        _open_or_close(fonts, part, name, closes=bool(tag[1]), classes=classes)
    if block.pieces:
        yield block


def _open_or_close(
    fonts: list[tuple[str, tuple[Encoding | None, bool]]], tag: str, name: str, *, closes: bool,
    classes: dict[str, tuple[Encoding | None, bool]],
) -> None:  # fmt: skip
    """Keeps account of the elements that set a font."""
    if closes:
        for at in range(len(fonts) - 1, -1, -1):
            if fonts[at][0] == name:
                del fonts[at:]
                break
        return
    if name == "p" and fonts and fonts[-1][0] == "p":
        fonts.pop()
    face = _FACE.search(tag)
    if face:
        fonts.append((name, font_encoding(face[1])))
        return
    named = _CLASS.search(tag) if classes else None
    for one in named[1].split() if named else ():
        if one in classes:
            fonts.append((name, classes[one]))
            return
    if fonts and name == fonts[-1][0] and not tag.endswith("/>"):
        fonts.append((name, fonts[-1][1]))  # so that its closing tag closes it, not the outer one


def _styled_classes(parts: list[str]) -> dict[str, tuple[Encoding | None, bool]]:
    found: dict[str, tuple[Encoding | None, bool]] = {}
    for part in parts[1::2]:
        if part[:6].lower() != "<style":
            continue
        for rule in part.split("}"):
            selectors, _, declared = rule.rpartition("{")
            family = _FAMILY.search(declared)
            told = font_encoding(family[1]) if family else (None, False)
            if told[0]:
                found.update(dict.fromkeys(re.findall(r"\.([\w-]+)", selectors[-500:]), told))
    return found


# -- deciding ------------------------------------------------------------------------------


def _of_page(blocks: list[_Block]) -> Encoding | None:
    """The encoding for which most of the page's words speak, if any do; marks what is Unicode."""
    speaking = dict.fromkeys(ENCODINGS, 0.0)
    for block in blocks:
        free = [p.text for p in block.pieces if not UNICODE_LETTER.search(p.text)]
        block.is_unicode = len(free) < len(block.pieces)
        text = "".join(free)
        block.is_open = bool(_HIGH.search(text))
        if not block.is_open:
            continue
        said = {encoding: legacy.evidence(text, encoding) for encoding in ENCODINGS}
        worth = {e: one.strong - 2 * one.against - one.strange for e, one in said.items()}
        best = max(ENCODINGS, key=lambda e: worth[e])
        for encoding, one in said.items():
            speaking[encoding] += one.strong - 2 * one.against
        if worth[best] > 0 and said[best].convinces():
            block.decided = best
    most = max(ENCODINGS, key=lambda e: speaking[e])
    fonts = [piece.encoding for block in blocks for piece in block.pieces if piece.encoding]
    enough = 0.5 if most in fonts else _ENOUGH
    proven = [block for block in blocks if block.decided == most]
    return most if proven and _speaking(proven, most) >= enough else None


def _speaking(blocks: list[_Block], encoding: Encoding) -> float:
    """How many words of these blocks speak for an encoding."""
    return sum(
        legacy.evidence("".join(p.text for p in block.pieces), encoding).strong for block in blocks
    )


def _decide(blocks: list[_Block], encoding: Encoding) -> None:
    """Gives an encoding to the blocks that prove none themselves."""
    fonts = {piece.encoding for block in blocks for piece in block.pieces}
    for block in blocks:
        if block.decided and block.decided != encoding and block.decided not in fonts:
            strong = legacy.evidence("".join(p.text for p in block.pieces), block.decided).strong
            if strong < 3 * _ENOUGH:  # a short text that looks like several: the page's
                block.decided = encoding
    everywhere = not any(block.is_unicode for block in blocks)
    open_ones = [block for block in blocks if block.is_open or block.is_unicode]
    was = [block.decided for block in open_ones]
    for at, block in enumerate(open_ones):
        if block.decided or not block.is_open:
            continue
        font = next((p.encoding for p in block.pieces if p.encoding), None)
        beside = [was[near] for near in (at - 1, at + 1) if 0 <= near < len(was)]
        enclosed = bool(beside) and all(one == encoding for one in beside)
        against = legacy.evidence("".join(p.text for p in block.pieces), encoding).against
        if not against and (everywhere or enclosed or font == encoding):
            block.decided = encoding
