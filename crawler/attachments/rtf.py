"""RTF: the text of the body; fonts, styles, pictures and other destinations are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from crawler.attachments.document import MAX_TEXT

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
_SKIPPED: Final = frozenset(
    (
        b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"headerl",
        b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf", b"footnote", b"listtable",
        b"listoverridetable", b"rsidtbl", b"generator", b"themedata", b"datastore", b"fldinst",
        b"bkmkstart", b"bkmkend", b"xmlnstbl", b"latentstyles", b"annotation", b"nonshppict",
    )
)  # fmt: skip
_WORDS: Final = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": "\t",
    b"tab": " ", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”",
}  # fmt: skip
_SIGNS: Final = {
    b"~": "\u00a0",
    b"_": "-",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\n": "\n",
    b"\r": "\n",
}


def read(body: bytes) -> Iterator[str]:
    """The paragraphs; a table's row is one line, its cells apart by tabs."""
    parts: list[str] = []
    size = 0
    for part in _pieces(body):
        parts.append(part)
        size += len(part)
        if size > MAX_TEXT:
            break
    text = "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    yield from text.split("\n")


def _pieces(body: bytes) -> Iterator[str]:
    codec = "cp1252"
    stack: list[tuple[bool, int]] = []
    skipped, width, pending = False, 1, 0  # letters that repeat a \u for old readers
    for token in _TOKEN.finditer(body):
        word, number, code, sign, brace, text = token.groups()
        if brace == b"{":
            stack.append((skipped, width))
        elif brace == b"}":
            skipped, width = stack.pop() if stack else (False, 1)
            pending = 0
        elif sign == b"*" or word in _SKIPPED:
            skipped = True
        elif skipped:
            continue
        elif word == b"u" and number:
            yield chr(int(number) & 0xFFFF)
            pending = width
        elif word == b"uc" and number:
            width = int(number)
        elif word == b"ansicpg" and number:
            codec = _known_codec(number)
        elif word in _WORDS:
            yield _WORDS[word]
        elif sign in _SIGNS:
            yield _SIGNS[sign]
        elif code and pending:
            pending -= 1
        elif code:
            yield bytes.fromhex(code.decode("ascii")).decode(codec, "replace")
        elif text:
            yield text[pending:].decode(codec, "replace")
            pending = max(0, pending - len(text))


def _known_codec(number: bytes) -> str:
    name = f"cp{int(number)}"
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
