"""Bank accounts of persons: a number that is called one, or that stands beside a bank's name.

Accounts of offices, funds and companies are published for everybody to pay into: the holder, or
whoever is named nearest, decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.privacy.personal import SEPARATOR, Personal, digits
from archive.privacy.surroundings import Surroundings

_RUN = re.compile(
    rf"(?<![\w.,/])(?:[0-9]{{8,19}}|[0-9]{{3,6}}(?:{SEPARATOR}[0-9]{{2,6}}){{1,6}})(?![\w])(?![.,/\-][0-9])"
)
_CUE = re.compile(
    r"\b(?:stk|so tai khoan|so tk|tk|tai khoan|account|acc)\b(?P<gap>[^0-9]{0,60}(?:chi nhanh [^0-9]{0,40})?)$"
)
_BANKS = (
    r"(?:agribank|vietcombank|vcb|bidv|vietinbank|mb ?bank|techcombank|tcb|acb|vpbank|sacombank|tpbank|hdbank|shb|"
    r"vib|msb|lpbank|lienvietpostbank|seabank|ocb|eximbank|namabank|abbank|bac a bank|pvcombank|kienlongbank|"
    r"ngan hang)"
)
_BANK_BEFORE = re.compile(rf"\b{_BANKS}\b[^0-9]{{0,30}}$")
_BANK_AFTER = re.compile(rf"[\s(\-–,:/]{{0,4}}(?:tai |mo tai |thuoc )?{_BANKS}\b")
_NO_ACCOUNT = re.compile(
    r"\b(?:so tien|so du|tri gia|vneid|facebook|fb|zalo|tiktok|mang xa hoi|dinh danh|dich vu cong|dang nhap|"
    r"nguoi dung|email|game|dien thoai|s?dt|hotline|lien he|mst|ma so|can cuoc|cccd|cmnd|ngay|quyet dinh|so phieu)\b"
)
_UNIT = re.compile(r"\s*(?:dong|d|vnd|trieu|ty|nghin|usd|m2|m²|ha|kg|tan|%)(?!\w)")
_STATE = re.compile(r"\b(?:kho bac|kbnn|ngan sach)\b")
_DATE = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])[ .\-](?:0?[1-9]|1[0-2])[ .\-](?:19|20)[0-9]{2}")


def find(text: str, start: int, end: int) -> Iterator[Personal]:
    """Accounts between these places that are not an office's."""
    for match in _RUN.finditer(text, start, end):
        raw = match[0]
        normal = digits(raw)
        if not 8 <= len(normal) <= 19 or _DATE.fullmatch(raw):
            continue
        around = Surroundings(text, match.start(), match.end())
        rule = _rule(around, normal, raw)
        if rule is None or _UNIT.match(around.said_after) or _is_of_office(around):
            continue
        yield Personal(
            kind="bank", start=match.start(), end=match.end(), raw=raw, normal=normal, rule=rule
        )


def _rule(around: Surroundings, normal: str, raw: str) -> str | None:
    called = _CUE.search(around.said_before)
    if called:
        return None if _NO_ACCOUNT.search(called["gap"]) else "account"
    beside = _BANK_BEFORE.search(around.said_before)
    if beside and _NO_ACCOUNT.search(beside[0]):
        return None
    if raw == normal and len(normal) >= 9 and (beside or _BANK_AFTER.match(around.said_after)):
        return "bank"
    return None


def _is_of_office(around: Surroundings) -> bool:
    if _STATE.search(around.said_before) or _STATE.search(around.said_after):
        return True
    holder = around.holder()
    return holder == "office" if holder else around.is_of_office(reach=120)
