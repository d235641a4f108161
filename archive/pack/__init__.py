"""Captures for others: a selection of records, byte for byte, as WARC, WACZ or BagIt.

    selection.py   which captures; what a revisit refers to always comes along
    subset.py      their records copied out of the archive's files, each checked on its way
    pages.py       the list of pages: articles with title and text, then all other pages
    wacz.py        one WACZ 1.1.1 file          bag.py   a BagIt 1.0 bag

Packing the same captures twice gives the same bytes. Nothing here changes the archive.
"""

from __future__ import annotations

from archive.pack.bag import write_bag
from archive.pack.selection import Chosen
from archive.pack.subset import Packed, write_warc
from archive.pack.wacz import write_wacz

__all__ = ["Chosen", "Packed", "write_bag", "write_wacz", "write_warc"]
