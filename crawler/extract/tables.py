"""Tables: which hold data (kept as tables) and which only arrange the page (walked through)."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extract.cues import cleaned
from crawler.extract.tokens import Tokens, as_html, attributes_of, name_of, plain
from crawler.extract.tree import one_line

MAX_ROWS = 5_000
_LONG_CELL = 300
_LONG_SHARE = 0.2
_ONE_CELL = 0.5
"""A long cell with more than this share of the text holds the page, the others its chrome."""

_NEVER_IN_DATA = frozenset(("img", "iframe", "table", "form", "h1", "h2", "h3"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a data table."""

    text: str
    head: bool = False
    across: int = 1
    down: int = 1


Rows = list[list[Cell]]


def data_rows(tokens: Tokens, at: int) -> tuple[Rows, int] | None:
    """The rows of a table that holds data and where it is closed; None when it lays out the page.

    Data: at least two rows and two columns, cells of a few words, no picture and no table in it.
    `at` is the place of the table's own tag.
    """
    end = _end(tokens[1], at)
    if end is None:
        return None
    rows, links = _rows(tokens, at, end)
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return None
    texts = [cell.text for row in rows for cell in row]
    long = sum(len(text) > _LONG_CELL for text in texts)
    if long > max(0, len(texts) * _LONG_SHARE) or not any(texts):
        return None
    longest = max(map(len, texts))
    if longest > _LONG_CELL and longest > sum(map(len, texts)) * _ONE_CELL:
        return None
    return None if links > sum(map(len, texts)) * 0.6 else (rows, end)


def _end(tags: list[str | None], at: int) -> int | None:
    """Where the table is closed; None when something is in it that data never has."""
    for place in range(at + 1, len(tags)):
        tag = tags[place]
        if tag is None:
            continue
        if tag[0] == "/":
            if tag == "/table":
                return place
        elif name_of(tag) in _NEVER_IN_DATA:
            return None
    return None


def _rows(tokens: Tokens, at: int, end: int) -> tuple[Rows, int]:
    """The rows with their cells, and the length of all texts of links."""
    texts, tags = tokens
    rows: Rows = []
    cell: list[str] | None = None
    head, attributes = False, ""
    link: list[str] | None = None
    linked = 0
    for place in range(at + 1, end + 1):
        text, tag = texts[place], tags[place]
        if text:
            if cell is not None:
                cell.append(text)
            if link is not None:
                link.append(text)
        if tag is None:
            continue
        if tag[0] == "/":
            if tag in ("/td", "/th") and cell is not None and rows:
                rows[-1].append(_cell(" ".join(cell), attributes, head=head))
                cell = None
            elif tag == "/a" and link is not None:
                linked += len(one_line(plain("".join(link))))
                link = None
            continue
        name = name_of(tag)
        if name in ("td", "th"):
            cell, head, attributes = [], name == "th", tag
        elif name == "tr":
            if len(rows) >= MAX_ROWS:
                break
            rows.append([])
        elif name == "a":
            link = []
    return [row for row in rows if row], linked


def _cell(text: str, attributes: str, *, head: bool) -> Cell:
    shown = cleaned(one_line(plain(text)))
    if "span=" not in attributes:
        return Cell(shown, head)
    given = attributes_of(attributes)
    across, down = _span(given.get("colspan")), _span(given.get("rowspan"))
    return Cell(shown, head, across, down)


def _span(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 1 < int(text) < 100 else 1


def table_html(rows: Rows) -> str:
    """The table as plain HTML."""
    lines = ["".join(_cell_html(cell) for cell in row) for row in rows]
    within = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table>\n<tbody>{within}\n</tbody></table>"


def _cell_html(cell: Cell) -> str:
    tag = "th" if cell.head else "td"
    spans = f' colspan="{cell.across}"' if cell.across > 1 else ""
    spans += f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return f"<{tag}{spans}>{as_html(cell.text)}</{tag}>"
