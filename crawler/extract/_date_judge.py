"""Is a date that was found the stamp of an article?

Lives here: the company that a date keeps and what follows from it: a range, a document's number,
a licence, a birth, a festival, a line of prose. Answers with flags of doubt, or refuses.

Does not live here: what the date means (`dates.py`).
"""

from __future__ import annotations

import re
from typing import Final

from crawler.extract._date_grammar import Found, Scan, unknown_words
from crawler.extract._date_labels import label_kind
from crawler.extract._date_meaning import RefusedError

_RANGE_BEFORE: Final = re.compile(
    r"(?:(?<!\d)\d{1,2}\s?(?:-|,|&|~|\+|den|va)"
    r"|\b(?:tu|den|truoc|sau|het|ke tu|thoi diem|qua|han|mat|sinh|cap|so|ngay nghi|vao dip|dip|nhan"
    r"|ky niem|tuan|dot|lan|ky|tap|trang|muc|bai))"
    r"\s?:?\s?(?:het )?(?:ngay )?[\s,(]*$"
)
_UNTIL_BEFORE: Final = re.compile(r"\b(?:tu|den|truoc|sau|het|ke tu)\s?(?:het )?(?:ngay )?\s*$")
_RANGE_AFTER: Final = re.compile(
    r"^\s?(?:(?:-|~|den|&|va)\s?(?:het )?(?:ngay )?\d{1,2}(?!\d)|den\b|tro (?:di|lai|ve)\b)"
)
_DOCUMENT_DATE: Final = re.compile(
    r"\b(?:quyet dinh|nghi quyet|nghi dinh|thong tu|luat|phap lenh|chi thi|cong van|cong dien"
    r"|to trinh|ke hoach|ket luan|van ban|huong dan|hop dong|giay|bien ban|so)\b.*\b(?:ngay|ky)\s*$"
)
_DOCUMENT_NUMBER: Final = re.compile(
    r"(?<!\w)\d{1,5}[a-z]?(?:/\d{4})?[/-][a-z]{1,6}\d{0,2}[-/][a-z]{2,}"
)
CONTEXT: Final = re.compile(
    r"\bgiay phep|\bgp-|\bcap ngay|\bngay cap\b(?! nhat)|\bcmnd|\bcccd|\bho chieu|\bma so|\bmst\b"
    r"|dien thoai|\bs?dt\s?:|\btel\b|\bfax\b|hotline|\bphone|\blien he|truy cap|\bonline\b"
    r"|copyright|©|ban quyen"
    r"|phien ban|version|\bisbn|\bissn|tai khoan|\bstk\b|\bip\b|bien so|\bsinh ngay|nam sinh"
    r"|ngay sinh|tu tran|hy sinh|het han|thoi han|\bhan (?:nop|chot|cuoi)|deadline|hieu luc|du kien"
    r"|nhiem ky|giai doan|\btinh den|het ngay|bat dau|ket thuc|khoi cong|\btu ngay|den ngay"
    r"|truoc ngay|ke tu|\bduong\b|\bkm\b|\bdieu \d"
)
_FESTIVAL: Final = re.compile(r"\btet\b|\bram thang|\bgio to(?! chuc)|\b(?:thang )(?:gieng|chap)\b")
LUNAR_SIGN: Final = re.compile(r"\bam lich\b|\bal\b|\bnong lich\b")
DATELINE: Final = re.compile(r"^\W*[^\W\d](?:[^\W\d]| |-|\.){1,40},\s?(?:ngay\s?)?$")
_TORN_DAY: Final = re.compile(r"(?<!\d)\d\s$")  # "Ngày đăng: 1 5/03/2024"
_TORN_YEAR: Final = re.compile(r"\s\d{2}(?!\S)")  # "15/03/20 24"
_WORDS: Final = re.compile(r"[^\W\d_]|©")
_MOST_WORDS_AFTER: Final = 8
_NEAR: Final = 120


def anchored(seen: Scan, label: Found) -> bool:
    """The label begins its piece of text, or a colon follows it."""
    before = seen.segment(label.start, label.end).split(seen.masked[label.start])[0]
    return seen.masked[label.end :].lstrip().startswith(":") or not unknown_words(
        re.split(r"[.,!?] ", before)[-1]
    )


def _label_of(seen: Scan, found: Found) -> Found | None:
    for label in seen.labels:
        if label.end <= found.start and seen.joined(label, found) and anchored(seen, label):
            return label
    return None


def label_flags(labels: list[Found]) -> set[str]:
    """What the labels say against a time of publication, unless one of them says it's that."""
    kinds = {label_kind(label.match) for label in labels}
    return kinds - {"posted"} if "posted" not in kinds else set()


def judge(seen: Scan, found: Found) -> set[str]:
    """Is it the stamp of an article? Flags of doubt, or a refusal."""
    beside = [one for one in (*seen.times, *seen.weekdays) if seen.joined(one, found)]
    start = min(found.start, *(one.start for one in beside)) if beside else found.start
    end = max(found.end, *(one.end for one in beside)) if beside else found.end
    before = [seen.masked[max(0, at - _NEAR) : at] for at in {found.start, start}]
    if any(_RANGE_AFTER.match(seen.masked[at:]) for at in {found.end, end}):
        raise RefusedError
    if len(found.match["y"]) == 2 and _TORN_YEAR.match(seen.masked[found.end :]):
        raise RefusedError
    if label := _label_of(seen, found):
        if any(_UNTIL_BEFORE.search(one) for one in before):
            raise RefusedError
        if _TORN_DAY.search(seen.masked[label.end : found.start]):
            raise RefusedError
        return label_flags([label])
    if any(
        _RANGE_BEFORE.search(one) or _DOCUMENT_DATE.search(one) for one in before if one.strip()
    ):
        raise RefusedError
    if not _WORDS.search(seen.masked):
        return set()
    if any(p.search(seen.masked) for p in (CONTEXT, _DOCUMENT_NUMBER, _FESTIVAL)):
        raise RefusedError
    words = unknown_words(seen.segment(start, end))
    if len(after := unknown_words(seen.masked[end:])) > _MOST_WORDS_AFTER:
        words += after
    if words and len(found.match["y"]) == 2:
        raise RefusedError
    if not words:
        return set()
    dateline = DATELINE.match(seen.masked[:start]) and not unknown_words(seen.masked[end:])
    return {"dateline"} if dateline and len(words) <= 6 else {"in_text"}
