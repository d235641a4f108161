"""Whose number it is, told by the words around it: an office's, or a person's. Pure.

Words are compared without marks, so that every spelling of them is met; names of persons are
known by their capitals, in the text as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from archive.text import fold

_BEFORE, _AFTER = 160, 120
"""Characters of the same sentence that are looked at."""

_CAPITAL = "A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_NAME = rf"[{_CAPITAL}][^\W\d_]*"
_SENTENCE = re.compile(rf"(?<=[^\W_{_CAPITAL}])[)\"”]?[.!?…]\s+(?=[{_CAPITAL}])")
"""Where a sentence ends; behind a capital it may be an abbreviation (`TP.`, `ĐT.`)."""

_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh|Trương|"
    "Mai|Đào|Lâm|Phùng|Tạ|Hà|Cao|Lương|Chu|Châu|Thái|Tô|Quách|Kiều|Triệu|Vương|Nông|La|Ma|Mã|"
    "Lò|Lường|Quàng|Tòng|Cà|Cầm|Bạc|Đèo|Điêu|Vì|Vàng|Giàng|Sùng|Thào|Hạng|Mùa|Ly|Chang|Cứ|Hờ|Vừ|"
    "Lầu|Phàn|Tẩn|Chảo|Lù|Khoàng|Pờ|Sần|Lỳ|Mào|Quảng|Leo|Hù|Tao|Y|Rơ|Siu|Ksor|Thạch|Sơn|Kim|Danh"
)
_PERSON = re.compile(
    r"(?<!\w)(?:(?:[Ôô]ng|[Bb]à(?! Rịa)|[Aa]nh|[Cc]hị|[Ee]m|[Cc]háu|[Cc]ô|[Cc]hú|[Bb]ác|[Tt]hầy|[Đđ]/[cC]|"
    rf"[Đđ]ồng chí|ÔNG|BÀ|Mr|Ms|Mrs)\.?:? +{_NAME}"
    rf"|(?:{_SURNAMES})(?: {_NAME}){{2,4}}|(?:{_SURNAMES.upper()})(?: {_NAME}){{2,4}}"
    r"|[Gg]ia đình|[Nn]ạn nhân|[Cc]hủ hộ|[Cc]hủ thuê bao|[Tt]hí sinh|[Bb]ệnh nhân|[Pp]hụ huynh"
    r"|[Hh]ọ (?:và )?tên)(?!\w)"
)

_OFFICE = re.compile(
    r"\b(?:ubnd|uy ban|hdnd|hoi dong|mttq|mat tran|cong an|quan su|bien phong|tram y te|benh vien|"
    r"trung tam|van phong|bo phan (?:mot cua|tiep nhan)|mot cua|truc ban|ban (?:chi huy|chi dao|quan ly|"
    r"bien tap|tiep cong dan|van dong|cuu tro|giam sat)|toa soan|"
    r"phong (?:noi vu|giao duc|tai chinh|kinh te|van hoa|tu phap|tai nguyen|nong nghiep|lao dong|y te|"
    r"thanh tra|to chuc|hanh chinh|ke hoach|ke toan|cong chung|kham|tiep cong dan|dan toc|quan ly|ha tang)|"
    r"so (?:noi vu|y te|giao duc|tai chinh|tu phap|xay dung|cong thuong|nong nghiep|van hoa|thong tin|"
    r"khoa hoc|lao dong|ke hoach|giao thong|tai nguyen)|thanh tra|chi cuc|cuc|hat kiem lam|kiem lam|"
    r"hoi (?:nong dan|lien hiep|phu nu|cuu chien binh|chu thap do|khuyen hoc|nguoi cao tuoi|luat gia)|"
    r"doan thanh nien|xa doan|huyen doan|cong doan|dang uy|huyen uy|tinh uy|toa an|vien kiem sat|"
    r"truong (?:mam non|tieu hoc|thcs|thpt|ptdt|trung hoc|cao dang|dai hoc|day nghe)|kho bac|bao hiem xa hoi|"
    r"dien luc|buu dien|cong ty|doanh nghiep|hop tac xa|htx|quy (?:vi|bao tro|den on|khuyen hoc|nhan dao|tin dung|"
    r"phong|ung ho|cuu tro)|khach san|nha hang|co quan|don vi)\b"
)
_HOTLINE = re.compile(
    r"\b(?:duong day nong|hotline|hot line|tong dai|truc ban|cap cuu|cuu ho|cuu nan|truc cuu|"
    r"so may truc|dien thoai truc|quang cao|cskh|cham soc khach hang|ho tro khach hang)\b"
)
_PRETENDED = re.compile(r"\b(?:gia danh|mao danh|tu xung|gia mao|xung la)\b[^.]{0,40}$")
_HOLDER = re.compile(
    r"(?:chu (?:tai khoan|tk)|ten (?:tai khoan|tk|chu tk)|don vi (?:thu huong|huong|nhan)|"
    r"nguoi (?:thu huong|huong|nhan))\W{1,3}(.{1,60})"
)


@dataclass(frozen=True)
class Surroundings:
    """The words before and behind a number, of its own line and sentence."""

    text: str
    start: int
    end: int

    @cached_property
    def before(self) -> str:
        """As written; the line above where nothing else stands in the line."""
        told = self.text[max(0, self.start - _BEFORE) : self.start]
        line = told.rpartition("\n")[2]
        if not line.strip(" \t(:-"):
            line = told.rstrip("\n\t (:-\xa0").rpartition("\n")[2] + " "
        ends = [found.end() for found in _SENTENCE.finditer(line)]
        return line[ends[-1] :] if ends else line

    @cached_property
    def after(self) -> str:
        """As written."""
        line = self.text[self.end : self.end + _AFTER].partition("\n")[0]
        stop = _SENTENCE.search(line)
        return line[: stop.start()] if stop else line

    @cached_property
    def said_before(self) -> str:
        """Without marks, in lower case."""
        return fold(self.before)

    @cached_property
    def said_after(self) -> str:
        """Without marks, in lower case."""
        return fold(self.after)

    def is_hotline(self) -> bool:
        """Is it announced as a number that everybody shall call, whoever answers?"""
        return _HOTLINE.search(self.said_before[-120:]) is not None

    def is_of_office(self, *, reach: int = 90) -> bool:
        """Is an office named nearer than any person, `reach` characters before or right behind it?"""
        offices = [*_OFFICE.finditer(self.said_before)]
        if offices and not _PRETENDED.search(self.said_before[: offices[-1].start()]):
            gap = self.before[offices[-1].end() :]
            if len(gap) <= reach and not _PERSON.search(gap):
                return True
        behind = re.match(r"[\s(\-–,:/]{1,4}(?:cua |thuoc |do )?", self.said_after)
        if behind is None:
            return False
        office = _OFFICE.match(self.said_after, behind.end())
        return office is not None

    def holder(self) -> str | None:
        """`office` or `person`, where the holder of an account is named behind it."""
        told = fold(self.text[self.end : self.end + 200])
        found = _HOLDER.search(told) or _HOLDER.search(self.said_before)
        if found is None:
            return None
        return "office" if _OFFICE.search(found[1]) else "person"
