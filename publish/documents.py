"""Cited documents as readers meet them: their sort, their name, their address.

Pure. A document is known by its normal form (`05-CT/TW`, `73/2023/NĐ-CP`, `NQTW4/XII`; see the
reader's citations). Sorts are those of Nghị định 30/2020/NĐ-CP and of the Party's rules.
"""

from __future__ import annotations

import re

from archive.text import fold
from publish.language import Language

_PARTY = re.compile(r"\d+[a-zđ]?-(?P<sort>[^/-]+)/")
_STATE = re.compile(r"\d+[a-zđ]?/(?:\d{4}/)?(?P<sort>[^/-]+)-")
_NAMED = re.compile(r"(?P<sort>NQTW|NQĐH|HP)(?P<count>\d*)/(?P<term>.+)")
_ASSEMBLY = re.compile(r"\d+/\d{4}/(?:UBTV)?QH\d+")

SORTS = (
    "BC", "CT", "CTr", "CV", "HD", "KH", "KL", "NQ", "NĐ", "QC", "QĐ", "QĐi", "TB", "TT", "TTLT",
    "TTr", "HĐ", "ĐA", "PA", "BB", "GM", "CĐ",
)  # fmt: skip
"""Abbreviations whose sorts have a name in the catalogues, `sort_<abbreviation>`."""


def sort_of(normal: str) -> str | None:
    """`CT` of `05-CT/TW`; `NQTW`, `NQĐH` or `HP` of what is cited by name; None if unknown."""
    if named := _NAMED.fullmatch(normal):
        return named["sort"]
    found = _PARTY.match(normal) or _STATE.match(normal)
    return found["sort"] if found and found["sort"] in SORTS else None


def title(normal: str, t: Language) -> str:
    """`Chỉ thị số 05-CT/TW`, `Hiến pháp năm 2013`, in the reader's language."""
    if named := _NAMED.fullmatch(normal):
        return t[f"named_{named['sort']}"].format(count=named["count"], term=named["term"])
    sort = sort_of(normal)
    name = t[f"sort_{sort}"] if sort else t.sort_other
    return t.numbered.format(sort=name, number=normal)


def slug(normal: str) -> str:
    """The last part of a document's address: `05-CT.TW`."""
    return normal.replace("/", ".")


def folded(normal: str) -> str:
    """What a document is looked up by when it is typed without marks or in small letters."""
    return fold(normal)
