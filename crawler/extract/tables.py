"""Tables: which hold data (kept as tables) and which only arrange the page (walked through)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborNode

from crawler.extract.cues import cleaned
from crawler.extract.tree import one_line

MAX_ROWS = 5_000
_LONG_CELL = 300
_LONG_SHARE = 0.2
_ONE_CELL = 0.5
"""A long cell with more than this share of the text holds the page, the others its chrome."""

_NEVER_IN_DATA = "img, table, iframe, form, h1, h2, h3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a data table."""

    text: str
    head: bool = False
    across: int = 1
    down: int = 1


Rows = list[list[Cell]]


def data_rows(table: LexborNode) -> Rows | None:
    """The rows of a table that holds data; None when it is there for the layout only.

    Data: at least two rows and two columns, cells of a few words, no picture and no table in it.
    """
    if any(node.mem_id != table.mem_id for node in table.css(_NEVER_IN_DATA)):
        return None
    rows: Rows = []
    for line in table.css("tr")[:MAX_ROWS]:
        cells = [_cell(node) for node in line.iter() if node.tag in ("td", "th")]
        if cells:
            rows.append(cells)
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return None
    texts = [cell.text for row in rows for cell in row]
    long = sum(len(text) > _LONG_CELL for text in texts)
    if long > max(0, len(texts) * _LONG_SHARE) or not any(texts):
        return None
    longest = max(map(len, texts))
    if longest > _LONG_CELL and longest > sum(map(len, texts)) * _ONE_CELL:
        return None
    links = sum(len(one_line(a.text())) for a in table.css("a"))
    if links > sum(map(len, texts)) * 0.6:
        return None
    return rows


def _cell(node: LexborNode) -> Cell:
    attributes = node.attributes
    return Cell(
        text=cleaned(one_line(node.text(separator=" "))) if node.child else "",
        head=node.tag == "th",
        across=_span(attributes.get("colspan")),
        down=_span(attributes.get("rowspan")),
    )


def _span(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 1 < int(text) < 100 else 1


def table_html(rows: Rows) -> str:
    """The table as plain HTML."""
    lines = ["<table>"]
    for row in rows:
        lines.append("<tr>" + "".join(_cell_html(cell) for cell in row) + "</tr>")
    return "\n".join([*lines, "</table>"])


def _cell_html(cell: Cell) -> str:
    tag = "th" if cell.head else "td"
    spans = f' colspan="{cell.across}"' if cell.across > 1 else ""
    spans += f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return f"<{tag}{spans}>{escape(cell.text, quote=False)}</{tag}>"
