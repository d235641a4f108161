"""Names that officials write in full in one article and by their first letters in the next.

A search for one way does not find the other, so a reader is shown it. Only what stands for one
name wherever a commune writes it is here.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from archive.search.codes import exact, is_marked
from archive.search.ranking import count
from archive.search.suggestion import typed_words
from archive.text import fold

_IN_FULL = {
    "ANTT": "an ninh trật tự",
    "ATGT": "an toàn giao thông",
    "BCĐ": "ban chỉ đạo",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "CBCC": "cán bộ, công chức",
    "CCHC": "cải cách hành chính",
    "CĐS": "chuyển đổi số",
    "CNTT": "công nghệ thông tin",
    "ĐBQH": "đại biểu Quốc hội",
    "GPMB": "giải phóng mặt bằng",
    "HĐND": "Hội đồng nhân dân",
    "HTX": "hợp tác xã",
    "LHPN": "Liên hiệp Phụ nữ",
    "MTTQ": "Mặt trận Tổ quốc",
    "NTM": "nông thôn mới",
    "NVQS": "nghĩa vụ quân sự",
    "OCOP": "mỗi xã một sản phẩm",
    "PCCC": "phòng cháy, chữa cháy",
    "PCTT": "phòng, chống thiên tai",
    "QPAN": "quốc phòng, an ninh",
    "TDTT": "thể dục thể thao",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "TKCN": "tìm kiếm cứu nạn",
    "TNCS": "Thanh niên Cộng sản",
    "TTHC": "thủ tục hành chính",
    "UBND": "Ủy ban nhân dân",
    "VSMT": "vệ sinh môi trường",
}


def other_way(conn: sqlite3.Connection, query: str) -> str | None:
    """The query with the first such name written the other way, if any text answers that.

    Signs and quotes stay as they were typed; a name in full becomes a phrase.
    """
    made = _rewritten(query)
    return made if made is not None and count(conn, made, most=1)[0] else None


def _rewritten(query: str) -> str | None:
    spans = typed_words(query)
    words = [exact(query[start:end]) for start, end in spans]
    for first in range(len(words)):
        for name, other in _ways():
            last = first + len(name)
            if last <= len(words) and all(map(_is_typed, words[first:last], name)):
                start, end = spans[first][0], spans[last - 1][1]
                quoted = query[:start].count('"') % 2 == 1 or " " not in other
                put = other if quoted else f'"{other}"'
                return query[:start] + put + query[end:]
    return None


@cache
def _ways() -> list[tuple[tuple[str, ...], str]]:
    """Words of one way -> the other, longest first."""
    pairs = [*_IN_FULL.items(), *((full, short) for short, full in _IN_FULL.items())]
    found = [
        (tuple(exact(name[start:end]) for start, end in typed_words(name)), other)
        for name, other in pairs
    ]
    return sorted(found, key=lambda way: -len(way[0]))


def _is_typed(typed: str, word: str) -> bool:
    return typed == word or (not is_marked(typed) and typed == fold(word))
