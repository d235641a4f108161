"""Runs of text cut into paragraphs: where a line break ends one and where it only breaks a line."""

from __future__ import annotations

import re

Run = tuple[str, int, str]
"""Text, its marks (bits of `MARKS`), and the link that it is part of ("" for none)."""

BREAK: Run = ("\n", 0, "")
BOLD, ITALIC = 1, 2
MARKS = ((1, "strong"), (2, "em"), (4, "sub"), (8, "sup"))

_SENTENCE_END = re.compile(r"[.!?:;…”\")]\s*$|\./\.$")
_LINE_START = re.compile(r"^\s*[-–+•*“\"(\dA-ZÀ-ỸĐ]")
_STAMP_LINE = re.compile(
    r"(?i)^\W*(?:(?:ngày|thời gian|giờ|đăng|cập nhật|posted)[^:\d]{0,24}:?\W*)?(?:\d{1,2}:\d\d\W+)?"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}.{0,20}$"
)
_SHORT_LINE = 40


def paragraphs(runs: list[Run]) -> list[list[Run]]:
    """Cut at empty lines, and at single line breaks between whole sentences."""
    if BREAK not in runs:
        return [runs]
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run[0] == "\n":
            lines.append([])
        else:
            lines[-1].append(run)
    parts: list[list[Run]] = []
    before: list[Run] | None = None
    for line in lines:
        if not _text(line):
            before = None
            continue
        if before is not None and not _ends_paragraph(before, line):
            parts[-1] += [BREAK, *line]
        else:
            parts.append(list(line))
        before = line
    return parts


def _text(runs: list[Run]) -> str:
    return "".join(run[0] for run in runs).strip()


def _marks(runs: list[Run]) -> int:
    """Is the whole line bold or in italics?"""
    marks = BOLD | ITALIC
    for text, run_marks, _ in runs:
        if text.strip():
            marks &= run_marks
    return marks


def _ends_paragraph(before: list[Run], line: list[Run]) -> bool:
    """Does a line after a single line break begin a new paragraph?"""
    last, text = _text(before), _text(line)
    if _STAMP_LINE.match(last[:200]) or _STAMP_LINE.match(text[:200]):
        return True
    if _marks(before) != _marks(line):
        return True
    if len(last) < _SHORT_LINE and len(text) < _SHORT_LINE:
        return False
    return bool(_SENTENCE_END.search(last[-10:])) and bool(_LINE_START.match(text))
