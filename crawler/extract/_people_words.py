"""What names and offices are made of: surnames, titles, heads of office, the bodies they serve.

Word lists and the patterns built from them; `people.py` puts them to use. Patterns match NFC
text with either placement of the tone mark.
"""

from __future__ import annotations

import re
from typing import Final

COMMON_SURNAMES: Final = frozenset(
    (
        "Bùi", "Châu", "Chu", "Đàm", "Đặng", "Đinh", "Đoàn", "Đỗ", "Dương", "Hoàng", "Hồ",
        "Huỳnh", "Lê", "Lưu", "Ngô", "Nguyễn", "Nghiêm", "Phạm", "Phan", "Phùng", "Quách",
        "Tạ", "Thái", "Tống", "Trần", "Triệu", "Trịnh", "Trương", "Võ", "Vũ", "Vương",
    )
)  # fmt: skip
"""A name of two words may begin with these; with the others it takes three."""

SURNAMES: Final = COMMON_SURNAMES | frozenset(
    (
        # Kinh, rarer
        "An", "Âu", "Bạch", "Bành", "Ca", "Cái", "Cao", "Cấn", "Chúc", "Chử", "Cù", "Cung",
        "Diệp", "Doãn", "Đào", "Đậu", "Điền", "Đồng", "Đổng", "Đới", "Giang", "Giáp", "Hà",
        "Hạ", "Hàn", "Hàng", "Hầu", "Hình", "Hứa", "Kha", "Khâu", "Khổng", "Khuất", "Khúc",
        "Kiều", "La", "Lã", "Lại", "Lâm", "Lương", "Lữ", "Lý", "Ma", "Mạc", "Mai", "Mạnh", "Mẫn",
        "Nghị", "Nhan", "Nhữ", "Ninh", "Ông", "Phí", "Phó", "Phương", "Quan", "Quang", "Sái",
        "Sử", "Tăng", "Tân", "Thân", "Thẩm", "Thiều", "Tiêu", "Tô", "Tôn", "Tôn-Nữ", "Tưởng",
        "Từ", "Ty", "Ung", "Uông", "Văn", "Vi", "Viên", "Xa", "Giản", "Lộ", "Ngụy", "Trang",
        "Biện", "Bồ", "Đường", "Hoa", "Liêu", "Lục", "Mã", "Phù", "Quản", "Thi", "Thủy", "Bế",
        # Thái, Lào, Lự, Kháng, Khơ Mú, Xinh Mun
        "Bạc", "Bạch", "Bun", "Cà", "Cầm", "Cút", "Chìu", "Chui", "Chương", "Điêu", "Đèo",
        "Hoàng", "Hù", "Khằm", "Lèo", "Lò", "Lô", "Lù", "Lộc", "Lường", "Mào", "Mè", "Mòng",
        "Ngần", "Nông", "Lương", "Pàng", "Phìn", "Pịt", "Poòng", "Quàng", "Quảng", "Sa", "Sầm",
        "Tao", "Tòng", "Tướng", "Vì", "Viêng", "Xeo", "Hặc", "Lang", "Kha", "Moong", "Cụt",
        "Lữ", "Ốc", "Vi", "Lự", "Khoàng", "Ven", "Xuân",
        # Hmông
        "Cháng", "Chang", "Chảo", "Chớ", "Cứ", "Cư", "Dừ", "Giàng", "Hạng", "Hảng", "Hầu", "Hờ",
        "Ho", "Khà", "Khang", "Kháng", "Lầu", "Ly", "Lùng", "Lừ", "Ma", "Mua", "Mùa", "Ly", "Phàng", "Phà",
        "Sình", "Sùng", "Thào", "Tráng", "Tro", "Và", "Vả", "Vàng", "Vừ", "Vù", "Xồng", "Xông",
        # Tày, Nùng, Dao, Mường, Sán Dìu, Sán Chay, Hà Nhì, Cống, La Hủ, Giáy
        "Bàn", "Chẩu", "Cam", "Chíu", "Chìu", "Dìn", "Dương", "Đặng", "Hoàng", "Hủng", "Lành",
        "Lãnh", "Linh", "Long", "Lồ", "Lù", "Lục", "Lý", "Lỳ", "Lìn", "Mông", "Nông", "Ninh",
        "Phán", "Phùn", "Pờ", "Phản", "Phu", "Pồ", "Sần", "Sạch", "Tẩn", "Chẻo", "Tằng", "Tàn",
        "Tráng", "Trìu", "Trượng", "Vày", "Voòng", "Xin", "Vạn", "Giàng", "Chang", "Khoàng",
        "Mạ", "Phan", "Toán", "Thoòng", "Lẩu", "Phượng", "Quách", "Xa", "Đinh", "Tẩn", "Lùng",
        # Ê-đê, Gia Rai, Ba Na, Xơ Đăng, M'nông, K'ho, Cơ Tu, Ra Glai, Chăm
        "A", "Alăng", "Ayun", "Bling", "Blúp", "Brao", "Bríu", "Chamaléa", "Cil", "Chế", "Chơ",
        "Cơlâu", "Dụng", "Êban", "H", "Hiao", "Hồ", "K", "Ka", "Kpă", "Kpuih", "Kră", "Krông",
        "Ksor", "Ksơr", "Lơ", "Lơmu", "Ma", "Mang", "Mấu", "Nay", "Nhi", "Pinăng", "Pơloong",
        "Pơ", "Puih", "R'Com", "Rahlan", "Rcom", "Rơ", "RơÔ", "Rmah", "Rô", "Siu", "Tơ", "Thập",
        "Y", "Zơrâm", "Bơh", "Arất", "Ating", "Bhling", "Hốih", "Riah", "Tơngôl", "Ziêl",
        # Khmer, Hoa
        "Châu", "Danh", "Kim", "Kiên", "Lâm", "Liêu", "Néang", "Sơn", "Tăng", "Thạch", "Thị",
        "Trà", "Trì", "Trần", "Chau", "Neáng", "Tô", "Hàng",
        # monks
        "Thích",
    )
)  # fmt: skip
SURNAMES_SHOUTED: Final = frozenset(name.upper() for name in SURNAMES if len(name) > 1)

NAMESAKES: Final = frozenset(
    """
    An Dương Vương|Bà Triệu|Bế Văn Đàn|Bùi Thị Xuân|Cao Bá Quát|Cao Thắng|Chu Văn An|Cù Chính Lan
    Dương Minh Châu|Đặng Thai Mai|Đặng Thùy Trâm|Đinh Tiên Hoàng|Đoàn Thị Điểm|Đội Cấn
    Hai Bà Trưng|Hàn Mặc Tử|Hà Huy Tập|Hoàng Diệu|Hoàng Hoa Thám|Hoàng Quốc Việt|Hoàng Văn Thụ
    Hoàng Công Chất|Hồ Chí Minh|Hồ Thị Kỷ|Hồ Tùng Mậu|Hồ Xuân Hương|Huỳnh Thúc Kháng|Kim Đồng
    La Văn Cầu|Lâm Văn Thạnh|Lê Chân|Lê Đại Hành|Lê Đức Thọ|Lê Duẩn|Lê Hoàn|Lê Hồng Phong
    Lê Lai|Lê Lợi|Lê Minh Xuân|Lê Quý Đôn|Lê Quang Định|Lê Thánh Tông|Lê Trọng Tấn|Lê Văn Sỹ
    Lê Văn Lương|Lê Văn Tám|Lương Thế Vinh|Lý Nam Đế|Lý Thái Tổ|Lý Thường Kiệt|Lý Tự Trọng
    Lý Văn Lâm|Mạc Đĩnh Chi|Mai Thúc Loan|Mạc Thị Bưởi|Ngô Gia Tự|Ngô Mây|Ngô Quyền|Ngô Thì Nhậm
    Nguyễn An Ninh|Nguyễn Ái Quốc|Nguyễn Bá Ngọc|Nguyễn Bỉnh Khiêm|Nguyễn Chí Thanh
    Nguyễn Công Trứ|Nguyễn Đình Chiểu|Nguyễn Du|Nguyễn Đức Cảnh|Nguyễn Hữu Cảnh|Nguyễn Hữu Huân
    Nguyễn Hữu Thọ|Nguyễn Huệ|Nguyễn Huân|Nguyễn Khuyến|Nguyễn Lương Bằng|Nguyễn Phích
    Nguyễn Phong Sắc|Nguyễn Sinh Sắc|Nguyễn Tất Thành|Nguyễn Thái Bình|Nguyễn Thái Học
    Nguyễn Thị Định|Nguyễn Thị Minh Khai|Nguyễn Thiện Thuật|Nguyễn Thượng Hiền|Nguyễn Trãi
    Nguyễn Tri Phương|Nguyễn Trung Trực|Nguyễn Văn Cừ|Nguyễn Văn Linh|Nguyễn Văn Trỗi
    Nguyễn Viết Xuân|Nguyễn Xiển|Phạm Hùng|Phạm Ngọc Thạch|Phạm Ngũ Lão|Phạm Văn Cội
    Phạm Văn Đồng|Phạm Văn Hai|Phan Bội Châu|Phan Châu Trinh|Phan Chu Trinh|Phan Đăng Lưu
    Phan Đình Giót|Phan Đình Phùng|Phan Huy Chú|Phan Ngọc Hiển|Phan Thanh Giản|Phùng Chí Kiên
    Phùng Hưng|Quang Trung|Tạ An Khương|Tạ Quang Bửu|Thái Phiên|Tô Hiến Thành|Tô Hiệu
    Tô Vĩnh Diện|Tôn Đức Thắng|Tôn Thất Thuyết|Tôn Thất Tùng|Trần Bình Trọng|Trần Cao Vân
    Trần Can|Trần Đăng Ninh|Trần Đại Nghĩa|Trần Đề|Trần Hưng Đạo|Trần Khánh Dư|Trần Khát Chân
    Trần Nguyên Hãn|Trần Nhân Tông|Trần Phán|Trần Phú|Trần Quang Khải|Trần Quốc Toản
    Trần Quý Cáp|Trần Thánh Tông|Trần Văn Ơn|Trần Văn Thời|Triệu Quang Phục|Trưng Nữ Vương
    Trương Định|Trương Công Định|Trường Chinh|Văn Cao|Võ Chí Công|Võ Nguyên Giáp|Võ Thị Sáu
    Võ Văn Kiệt|Võ Văn Tần|Vừ A Dính|Yết Kiêu|Nơ Trang Lơng|N'Trang Lơng|Y Jút|Cầm Bá Thước
    """.replace("\n", "|").replace("|    ", "|").strip("| ").split("|")
)  # fmt: skip
"""Whom streets, schools and communes are named after: their names alone are no persons here."""

TITLES_OF_ANYBODY: Final = (
    "anh", "bác", "bạn", "bí thư", "cán bộ", "cha", "chị", "chiến sĩ", "chú", "cô", "cô giáo", "công chức",
    "công dân", "cụ", "cử tri", "đại biểu", "đảng viên", "đoàn viên", "em", "giáo viên", "hộ",
    "học sinh", "hội viên", "liệt sĩ", "liệt sỹ", "mẹ", "nghệ nhân", "nghệ sĩ", "nhà báo",
    "nhà giáo", "nhà thơ", "phóng viên", "quần chúng", "sinh viên", "thầy", "thầy giáo",
    "thí sinh", "thương binh", "vận động viên", "viên chức", "già làng", "nhân dân", "chủ hộ",
    "bệnh nhân", "nạn nhân", "đối tượng", "bị cáo", "nông dân", "nhân viên", "kỹ sư", "kĩ sư",
    "cựu chiến binh", "anh hùng", "nghệ sỹ", "nhạc sĩ", "nhạc sỹ", "họa sĩ", "ca sĩ", "nhà văn", "kiến trúc sư", "nsưt", "nsnd", "nnưt", "cháu",
)  # fmt: skip
"""A known surname must follow these."""

TITLES_OF_STANDING: Final = (
    "đồng chí", "đ/c", "đ.c", "ông", "bà", "luật sư", "bác sĩ", "bác sỹ", "bs", "bs.", "ts", "ts.", "ths",
    "ths.", "pgs", "pgs.", "gs", "gs.", "tiến sĩ", "tiến sỹ", "thạc sĩ", "thạc sỹ", "giáo sư",
    "đại tướng", "thượng tướng", "trung tướng", "thiếu tướng", "đại tá", "thượng tá", "trung tá",
    "thiếu tá", "đại úy", "đại uý", "thượng úy", "thượng uý", "trung úy", "trung uý", "thiếu úy",
    "thiếu uý", "thượng sĩ", "trung sĩ", "hạ sĩ", "hòa thượng", "hoà thượng", "thượng tọa",
    "thượng toạ", "đại đức", "ni sư", "ni trưởng", "sư cô", "linh mục", "giám mục", "mục sư", "ck1", "ck2", "cki", "ckii",
)  # fmt: skip
"""Whatever two to five capitalised words follow these is a name."""

NO_NAME_BEGINS: Final = frozenset(
    (
        "Bí", "Chủ", "Phó", "Trưởng", "Giám", "Hiệu", "Chánh", "Tổng", "Bộ", "Thứ", "Thủ", "Ủy",
        "Uỷ", "Ban", "Hội", "Đảng", "Chi", "Thường", "Nguyên", "Quyền", "UBND", "HĐND", "MTTQ",
        "Công", "Táo", "Chúa", "Địa", "Trời", "Rịa", "Nà", "Đen", "Rá", "Trưng", "Điểm", "Hom",
        "Việt", "Đoàn", "Tỉnh", "Huyện", "Xã", "Trung", "Quốc", "Thành", "Đại", "Viện", "Cục",
        "Vụ", "Sở", "Phòng", "Trạm", "Trường", "Tổ", "Ngoại", "Nội", "Cố", "Già", "Bụt", "Tiên",
        "Mẫu", "Thành", "Đức", "Thánh", "Thần", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín",
        "Hai", "Út", "Noel", "Ngâu",
    )
)  # fmt: skip
"""What follows "đồng chí" or "bà" in capitals without being a name ("Bà Rịa", "bà Chúa Xứ")."""

_LEVELS: Final = (
    r"xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tp\.?|tỉnh|thôn|bản|ấp|buôn|bon|làng|xóm|sóc"
    r"|phum|khóm|tổ dân phố|tổ|khu phố|khu dân cư|khu|khối phố|khối|tiểu khu|cụm|đặc khu|liên xã"
)
PLACE_BEFORE: Final = re.compile(rf"(?i:(?<!\w)(?:{_LEVELS}))[ \u00a0]$")
"""The last word before what may be the name of a place."""

_NAMED_AFTER_PEOPLE: Final = (
    "đường|phố|đại lộ|ngõ|hẻm|ngách|quốc lộ|tuyến|cầu|hầm|bến|chợ|ngã tư|ngã ba|vòng xoay|"
    "công viên|quảng trường|vườn hoa|tượng đài|tượng|ảnh|chân dung|lăng|bảo tàng|đền|đền thờ|"
    "chùa|miếu|đình|nhà thờ|khu di tích|di tích|khu lưu niệm|nhà lưu niệm|nghĩa trang|trường|"
    "trường học|lớp|trung tâm|mầm non|mẫu giáo|tiểu học|trung học cơ sở|trung học phổ thông|"
    "th|thcs|thpt|th&thcs|ptdtbt|ptdtnt|thpt chuyên|chuyên|cao đẳng|đại học|học viện|"
    "bệnh viện|nhà máy|nhà văn hóa|nhà hát|sân vận động|giải|giải thưởng|quỹ|học bổng|"
    "phong trào|chiến dịch|tư tưởng|đạo đức|phong cách|tấm gương|gương|cộng sản|tncs|csh|"
    "thiếu niên|nhi đồng|đội|liên đội|chi đội|sao|đường mòn|thời đại|thư viện|nhà xuất bản|"
    "công ty|công ty tnhh|tnhh|cổ phần|tập đoàn|doanh nghiệp|hợp tác xã|htx|khách sạn|"
    "nhà hàng|cửa hàng|cơ sở|hồ|sông|suối|núi|đèo|đảo|hòn|tàu|khóa|khoá|huân chương|"
    "khu đô thị|chung cư|tòa nhà|ký túc xá|hội trường"
)
NAMED_AFTER: Final = re.compile(rf'(?<!\w)(?:{_NAMED_AFTER_PEOPLE})[ \u00a0]+["“]?$', re.IGNORECASE)
"""What is named after a person is not the person."""


_LAST_LETTERS: Final = 3


def _last_letters(words: str) -> frozenset[str]:
    return frozenset(word[-_LAST_LETTERS:] for word in words.split("|"))


_ENDINGS: Final = _last_letters(_NAMED_AFTER_PEOPLE)
_PLACE_ENDINGS: Final = _last_letters(_LEVELS.replace(r"tp\.?", "tp|tp."))


def is_named_after(text: str, name: int) -> bool:
    """Is what stands before the name at this place named after a person?"""
    begin = max(0, name - 30)
    if not _may_end_in(text[begin:name].rstrip(' \u00a0\n"“'), _ENDINGS):
        return False
    return NAMED_AFTER.search(text, begin, name) is not None


def is_after_place(text: str, name: int) -> bool:
    """Does the word for a place stand before the name at this place?"""
    begin = max(0, name - 14)
    if not _may_end_in(text[begin:name].rstrip(" \u00a0\n"), _PLACE_ENDINGS):
        return False
    return PLACE_BEFORE.search(text, begin, name) is not None


def _may_end_in(text: str, endings: frozenset[str]) -> bool:
    """Can the last word be one of those that end so? Soon said, where a search takes long."""
    last = text[-_LAST_LETTERS:].lower()
    return any(last[at:] in endings for at in range(len(last)))


def both_tones(pattern: str) -> str:
    """The pattern for both placements of the tone mark."""
    for old, new in (("ủy", "uỷ"), ("hóa", "hoá"), ("tòa", "toà"), ("khóa", "khoá")):
        pattern = pattern.replace(old, f"(?:{old}|{new})")
    return pattern


HEAD: Final = both_tones(
    r"(?i:(?:nguyên |quyền |cựu |q\. ?)?(?:"
    r"(?:phó |tổng )?bí thư(?: thường trực| thứ nhất)?"
    r"|(?:phó )?chủ tịch nước|chủ tịch quốc hội|(?:phó )?chủ tịch(?: thường trực)?"
    r"|(?:phó )?thủ tướng(?: chính phủ)?|(?:bộ|thứ) trưởng|(?:phó )?(?:tổng )?giám đốc"
    r"|(?:phó )?hiệu trưởng|(?:phó )?chỉ huy trưởng|chỉ huy phó|chính trị viên phó|chính trị viên"
    r"|chính ủy|(?:phó )?chánh (?:văn phòng|thanh tra|án)|(?:phó )?(?:viện|cục|vụ|chi cục) trưởng"
    r"|(?:tổ|đội|đồn|trạm|tiểu đội|trung đội|xã đội|thôn đội|bản đội|chi hội|phân hội|hội|lớp) (?:trưởng|phó)"
    r"|(?:phó )?chủ nhiệm|tổng biên tập|phó tổng biên tập|kế toán trưởng|kế toán|(?:phó )?tổng kiểm toán(?: nhà nước)?|(?:phó )?tổng cục trưởng|(?:phó )?tổng thanh tra"
    r"|(?:tỉnh|thành|huyện|quận|thị|đảng) ủy viên|uv ?btv|uv ?bch|uvtv|đuv|huv|tuv|ttđu|tvđu|tvhu|tvtu|btv"
    r"|văn thư|thủ quỹ|kiểm sát viên|thẩm phán|điều tra viên|tư lệnh|thư ký"
    r")(?!\w))"
)
"""Offices that may stand alone."""

HEAD_OF: Final = both_tones(
    r"(?i:(?:nguyên |quyền |cựu |q\. ?)?(?:phó trưởng|trưởng|phó|ủy viên(?: thường trực| dự khuyết)?|pct|pbt|ct|bt|đại biểu|công chức|cán bộ"
    r"|phụ trách|thường trực|thường vụ|viên chức|chuyên viên|nhân viên|thành viên)(?!\w))"
)
"""Offices that are one only together with what they are of: "Trưởng Công an", "Phó phòng"."""

FIRST_OF_HEADS: Final = frozenset(
    (
        "bt", "btv", "bí", "bản", "bộ", "chi", "chuyên", "chánh", "chính", "chỉ", "chủ", "ct",
        "cán", "công", "cục", "cựu", "giám", "hiệu", "huv", "huyện", "hội", "kiểm", "kế", "lớp",
        "nguyên", "nhân", "pbt", "pct", "phân", "phó", "phụ", "q", "quyền", "quận", "thành",
        "thôn", "thư", "thường", "thẩm", "thị", "thủ", "thứ", "tiểu", "trung", "trưởng", "trạm",
        "ttđu", "tuv", "tvhu", "tvtu", "tvđu", "tư", "tỉnh", "tổ", "tổng", "uv", "uvbch",
        "uvbtv", "uvtv", "uỷ", "viên", "viện", "văn", "vụ", "xã", "điều", "đuv", "đại", "đảng",
        "đồn", "đội", "ủy",
    )
)  # fmt: skip
"""The first words of the offices, HEAD and HEAD_OF, in lower case."""

STEMS_OF_HEADS: Final = (
    "trưởng", "phó", "viên", "thư", "chủ", "giám", "chính", "chánh", "cán", "chức", "tướng",
    "thường", "biểu", "trách", "toán", "tập", "thanh tra", "tổng", "uv", "đu", "tv", "ct", "bt",
    "quỹ", "thẩm", "lệnh",
)  # fmt: skip
"""One of these is in every office, HEAD and HEAD_OF, in lower case."""

_BODIES: Final = both_tones(
    r"ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd|(?:ủy ban )?mặt trận tổ quốc(?: việt nam)?"
    r"|(?:ub|ủy ban )?mttq(?: việt nam| ?vn)?|ubmttq(?:vn)?|ban công tác mặt trận|ban ctmt|mặt trận|quốc hội|chính phủ"
    r"|bch (?:trung ương )?đảng(?: bộ)?|ban chấp hành(?: trung ương)?(?: đảng bộ| đảng)?|bch|btv|ban thường vụ"
    r"|trung ương(?: đảng)?|bộ chính trị|ban bí thư|đảng ủy|đảng bộ|(?:tỉnh|thành|huyện|quận|thị|quân) ủy|chi bộ|chi ủy|đảng đoàn|ban cán sự đảng"
    r"|chi đoàn|(?:trung ương|tỉnh|thành|huyện|quận|xã|thị|liên) đoàn|đoàn thanh niên(?: cộng sản hồ chí minh| cshcm)?"
    r"|đoàn tncs(?: hồ chí minh| hcm)?|đoàn xã|đoàn phường|đoàn trường|hội liên hiệp phụ nữ(?: việt nam)?|hội lhpn(?: việt nam)?"
    r"|hội liên hiệp thanh niên(?: việt nam)?|hội lhtn(?: việt nam)?|hội phụ nữ|hội nông dân(?: việt nam)?|hội cựu chiến binh(?: việt nam)?|hội ccb|hội chữ thập đỏ|hội người cao tuổi"
    r"|hội khuyến học|hội cựu giáo chức|hội cựu thanh niên xung phong|hội nạn nhân chất độc da cam(?:/dioxin)?|hội đồng đội|hội đồng (?:quản trị|thành viên|trường)|hội đồng|đoàn đbqh|đoàn đại biểu quốc hội|đbqh|ban quản trị"
    r"|chi hội(?: phụ nữ| nông dân| cựu chiến binh| người cao tuổi)?|phụ nữ|nông dân|cựu chiến binh|liên đoàn lao động|công đoàn(?: cơ sở)?"
    r"|ban chỉ huy quân sự|ban chqs|bộ chỉ huy quân sự|bộ chqs|bộ đội biên phòng|bđbp|công an|cảnh sát|quân sự|biên phòng|dân quân|quân khu|lữ đoàn|trung đoàn|sư đoàn"
    r"|viện kiểm sát(?: nhân dân)?|vksnd|tòa án(?: nhân dân)?|tand|ủy ban kiểm tra|ubkt|ban chỉ đạo|ban quản lý(?: dự án)?|ban giám hiệu|ban tổ chức|ban nhân dân|ban điều hành"
    r"|văn phòng|trung tâm|trạm y tế|trạm|phòng|sở|bộ|cục|chi cục|vụ|viện|trường|học viện|hợp tác xã|htx|công ty(?: tnhh| cổ phần| cp)?|ngân hàng|tổ bảo vệ an ninh"
    r"|đội|đoàn|ban|hội|hạt kiểm lâm|kho bạc(?: nhà nước)?|bảo hiểm xã hội|bhxh|thường trực|ủy ban|đồn biên phòng|đồn|câu lạc bộ|nhà máy|quỹ|báo|đài|chi nhánh|bệnh viện"
)  # fmt: skip
_SUBJECTS: Final = both_tones(
    r"kinh tế|hạ tầng|tài nguyên|môi trường|tài chính|lao động|thương binh|xã hội|văn hóa|thể thao|du lịch"
    r"|giáo dục|y tế|nội vụ|tư pháp|hộ tịch|địa chính|nông nghiệp|nông thôn|ptnt|nn&ptnt|gd&đt|gd-đt|gdđt|lđtbxh|lđ-tb&xh|vh-tt|tn&mt"
    r"|đô thị|công thương|giao thông(?: vận tải)?|khoa học|công nghệ|dân tộc|tôn giáo|dân vận|nội chính|hành chính(?: công)?|một cửa"
    r"|chính sách xã hội|khuyến nông|thú y|chăn nuôi|kiểm lâm|dự án|chính trị|bảo trợ xã hội|dân số|gia đình|trẻ em|quốc phòng|an ninh"
    r"|ngoại giao|ngoại vụ|pháp chế|ngân sách|mầm non|mẫu giáo|tiểu học|trung học cơ sở|trung học phổ thông|phổ thông|bán trú|nội trú|thcs|thpt|ptdtbt|ptdtnt|th&thcs|tiểu học và thcs"
    r"|không chuyên trách|chuyên trách|nhà nước|nhân dân|quân đội|việt nam|thuế|điện lực|bưu điện|viễn thông|an toàn giao thông|cách mạng"
)  # fmt: skip
_SUBJECTS_IN_CAPITALS: Final = (
    "Kiểm tra|Tổ chức|Xây dựng|Thanh tra|Thống kê|Đào tạo|Thông tin|Truyền thông|Tổng hợp|Kế hoạch"
    "|Phát triển(?: nông thôn)?|Tuyên giáo|Tuyên huấn|Đầu tư|Dịch vụ|Phục vụ [Hh]ành chính công"
    "|Quản lý|Chuyển đổi số|Phòng,? chống thiên tai|Điều hành|Vận hành|Chăm sóc|Bảo vệ|Nông|Hỗ trợ|Kiểm soát|Giáo dục [Nn]ghề nghiệp|Kỹ thuật"
)
"""Verbs as well: only with a capital are they the name of an office."""

UPPER: Final = "".join(
    char
    for low, high in ((0x41, 0x5A), (0xC0, 0x24F), (0x1E00, 0x1EFF))
    for char in map(chr, range(low, high + 1))
    if char.isupper()
)
_CAPITALISED: Final = rf"[{UPPER}][\w'’]*"
_A_SURNAME: Final = "(?:" + "|".join(sorted(SURNAMES, key=len, reverse=True)) + ")"
_A_COMMON_SURNAME: Final = "(?:" + "|".join(sorted(COMMON_SURNAMES, key=len, reverse=True)) + ")"
NAME_AHEAD: Final = (
    rf"(?!Hồ Chí Minh\b)(?:{_A_SURNAME} (?:Văn|Thị|A) [{UPPER}]|{_A_COMMON_SURNAME} {_CAPITALISED} [{UPPER}]"
    rf"|H['’][{UPPER}]|Y [{UPPER}]\w+ [{UPPER}])"
)
"""The beginning of what is a name rather than a place."""

_STEP: Final = (
    rf"(?:(?i:{_BODIES}|{_LEVELS}|{_SUBJECTS})(?!\w)|(?:{_SUBJECTS_IN_CAPITALS})(?!\w)"
    rf"|(?:số[ \u00a0])?\d{{1,3}}[A-Z]?(?![\w/]|[.,]\d)|(?!{NAME_AHEAD}|(?:{HEAD}|{HEAD_OF})){_CAPITALISED})"
)
_IN_CAPITALS: Final = rf"(?=[{UPPER}])"
TAIL: Final = (
    rf"(?:[ \u00a0]{_STEP}(?:"
    rf"[ \u00a0]{_STEP}"
    rf"|(?:[ \u00a0]?[-–/&][ \u00a0]?|[ \u00a0]và[ \u00a0]){_IN_CAPITALS}(?!{HEAD}|{HEAD_OF}){_STEP}"
    rf"|,[ \u00a0](?:(?i:{_LEVELS})[ \u00a0](?={_CAPITALISED}){_STEP}"
    rf"|{_IN_CAPITALS}(?:(?i:{_SUBJECTS})|{_SUBJECTS_IN_CAPITALS})(?=[ \u00a0]và[ \u00a0][{UPPER}]))"
    r")*)"
)
"""The body that an office serves, place and all."""

_BODY_FIRST: Final = (
    rf"(?=[ \u00a0](?:(?i:{_BODIES}|{_LEVELS}|{_SUBJECTS})|{_SUBJECTS_IN_CAPITALS})(?!\w))"
)
OFFICE: Final = (
    rf"(?:(?:{HEAD})(?:{TAIL})?|(?:{HEAD_OF}){_BODY_FIRST}{TAIL})(?![ \u00a0](?:các|những)\b)(?!\w)"
)
