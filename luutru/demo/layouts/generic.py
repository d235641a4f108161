"""A homemade PHP portal that nobody has described: tables, `<font>`, query strings.

What it adds to the trials of a crawler: lists and articles told apart by script name only, a
print view, session ids in some links, a calendar that goes on for ever.
"""

# Lines of HTML are kept whole.

from __future__ import annotations

import calendar
import hashlib
from datetime import datetime

from luutru.demo.content import Block, Bullets, Paragraph, Picture, SampleArticle, Table
from luutru.demo.layouts._layout import (
    NOT_FOUND_TEXT,
    NOT_FOUND_TITLE,
    Edition,
    Layout,
    Reply,
    Request,
    escape,
    number_in,
    page_count,
    page_of,
    weekday,
)

POSTED_LABEL = "Ngày đăng: "
LINKS_TITLE, POPULAR_TITLE = "Liên kết Website", "Tin đọc nhiều"
STATISTICS_TITLE, TOTAL_LABEL = "Thống kê truy cập", "Tổng truy cập: "
FILES_LABEL = "Tập tin đính kèm: "
AUTHOR_LABEL, SOURCE_LABEL = "Tác giả: ", "Nguồn: "
PRINT_TEXT, MORE_TEXT, HOME_TEXT = "In bài viết", "Xem tất cả", "Trang chủ"
_LINKS = (
    ("UBND tỉnh", "http://tinh.example.vn/"),
    ("UBND huyện", "http://huyen.example.vn/"),
    ("Thời tiết - Thủy văn", "http://thuyvan.example.vn/"),
)
_PAGE_SIZE = 6
_ALL = 0
"""The category number of the list that holds everything."""
_FIRST_VISITS = 23_517
_SESSION_LASTS = 9
"""After so many pages the portal hands out a new session id."""


class Generic(Layout):
    name = "generic"
    port = 8733
    precision = "minute"
    prints = frozenset({"lead", "author", "source", "category"})
    banner_path = "/hinhanh/banner.jpg"

    def address(self, article: SampleArticle) -> str:
        return f"/tin.php?id={article.id}"

    def duplicates(self, edition: Edition, article: SampleArticle) -> tuple[str, ...]:
        category = _category_number(edition, article.category)
        return (
            f"/tin.php?id={article.id}&cat={category}",
            f"/tin.php?PHPSESSID={_session(0)}&id={article.id}",
            f"/in.php?id={article.id}",
        )

    def stamp(self, moment: datetime) -> str:
        return f"{moment:%d/%m/%Y | %H:%M}"

    def picture_path(self, article: SampleArticle, picture: Picture) -> str:
        return f"/hinhanh/{article.id}/{picture.file}"

    def document_path(self, article: SampleArticle, index: int) -> str:
        return f"/tailieu/{article.id}/{article.attachments[index].name}"

    def robots(self, origin: str) -> str:
        return "User-agent: *\nDisallow: /quantri/\nDisallow: /dangnhap.php\n"

    def answer(self, edition: Edition, request: Request) -> Reply:
        path = request.path
        if path in ("/", "/index.php"):
            return self._list(edition, request)
        if path in ("/tin.php", "/in.php"):
            number = number_in(request.query.get("id"))
            for article in edition.articles:
                if article.id == number:
                    return self._article(edition, request, article)
        if path == "/lich.php":
            return _page(edition, request, "Lịch công tác", _month(edition, request))
        if path in _STATIC:
            title, text = _STATIC[path]
            return _page(edition, request, title, text)
        missing = f'<p align="center"><font size="4"><b>{NOT_FOUND_TITLE}</b></font><br>{NOT_FOUND_TEXT}</p>'
        return _page(edition, request, NOT_FOUND_TITLE, missing, status=404)

    def _list(self, edition: Edition, request: Request) -> Reply:
        """The home page, or a page of a category."""
        names = (MORE_TEXT, *edition.content.categories.values())
        category = request.query.get("cat")
        if category is None:
            rows = "".join(self._row(edition, article) for article in edition.articles[:6])
            more = f'<p align="right"><a href="/index.php?cat={_ALL}"><b>{MORE_TEXT} &raquo;</b></a></p>'
            text = f'<table width="100%" cellpadding="4">{rows}</table>{more}'
            return _page(edition, request, HOME_TEXT, text)
        number = number_in(category) or _ALL
        if number >= len(names):
            missing = f"<p>{NOT_FOUND_TEXT}</p>"
            return _page(edition, request, NOT_FOUND_TITLE, missing, status=404)
        slugs = tuple(edition.content.categories)
        articles = edition.in_category(slugs[number - 1]) if number else edition.articles
        page, last = number_in(request.query.get("page")) or 1, page_count(articles, _PAGE_SIZE)
        rows = "".join(
            self._row(edition, a) for a in page_of(articles, min(page, last), _PAGE_SIZE)
        )
        numbers = " ".join(
            f'<font color="red"><b>[{n}]</b></font>'
            if n == page
            else f'<a href="/index.php?cat={number}&amp;page={n}">{n}</a>'
            for n in range(1, last + 1)
        )
        text = f'<table width="100%" cellpadding="4">{rows}</table><p align="center">Trang: {numbers}</p>'
        return _page(edition, request, names[number], text)

    def _row(self, edition: Edition, article: SampleArticle) -> str:
        link = f"/tin.php?id={article.id}&amp;cat={_category_number(edition, article.category)}"
        thumb = ""
        if article.pictures:
            source = self.picture_path(article, article.pictures[0])
            thumb = f'<a href="{link}"><img src="{source}" width="120" border="0" align="left" hspace="6"></a>'
        return (
            f'<tr><td>{thumb}<a href="{link}"><font color="#003399"><b>{escape(article.title)}</b></font></a>'
            f' <font size="1" color="#777777">({article.published:%d/%m/%Y})</font><br>{escape(article.teaser)}</td></tr>'
        )

    def _article(self, edition: Edition, request: Request, article: SampleArticle) -> Reply:
        printing = request.path == "/in.php"
        lead = f'<div class="tomtat"><b>{escape(article.lead)}</b></div>' if article.lead else ""
        blocks = "\n".join(
            self._block(article, place, block) for place, block in enumerate(article.body)
        )
        signed = "".join(
            f'<div align="right"><b>{label}{escape(name)}</b></div>'
            for label, name in ((AUTHOR_LABEL, article.author), (SOURCE_LABEL, article.source))
            if name
        )
        text = (
            f'<div class="tieude">{escape(article.title)}</div>\n'
            f'<div class="ngaydang"><font size="2" color="#777777">{POSTED_LABEL}{self.stamp(article.published)}</font></div>\n'
            f'{lead}\n<div class="noidung">\n{blocks}\n</div>\n{signed}\n'
        )
        if printing:
            page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{PRINT_TEXT}</title></head><body onload="window.print()">{text}</body></html>'
            return Reply(body=page)
        files = "".join(
            f'<li><a href="{self.document_path(article, i)}">{escape(document.title)}</a></li>'
            for i, document in enumerate(article.attachments)
        )
        attached = (
            f'<div class="dinhkem"><b>{FILES_LABEL}</b><ul>{files}</ul></div>' if files else ""
        )
        number = _category_number(edition, article.category)
        name = edition.content.categories[article.category]
        trail = (
            f'<p class="duongdan"><a href="/index.php">{HOME_TEXT}</a> &raquo; '
            f'<a href="/index.php?cat={number}">{escape(name)}</a></p>'
        )
        tools = f'<p align="right"><a href="/in.php?id={article.id}">{PRINT_TEXT}</a></p>'
        content = f"{trail}{text}{attached}{tools}{self._others(edition, article)}"
        return _page(edition, request, name, content)

    def _others(self, edition: Edition, article: SampleArticle) -> str:
        others = [a for a in edition.in_category(article.category) if a.id != article.id][:3]
        items = "".join(
            f'<li><a href="/tin.php?id={other.id}">{escape(other.title)}</a> ({other.published:%d/%m/%Y})</li>'
            for other in others
        )
        return f'<p class="khac"><b>Các tin khác</b></p><ul>{items}</ul>' if items else ""

    def _block(self, article: SampleArticle, place: int, block: Block) -> str:
        match block:
            case Picture():
                size = f' width="{block.width}" height="{block.height}"' if block.width else ""
                image = f'<img src="{self.picture_path(article, block)}"{size} border="0">'
                if not block.caption:
                    return f'<p align="center">{image}</p>'
                caption = escape(block.caption)
                if (article.id + place) % 2:
                    return f'<p align="center">{image}</p>\n<p align="center"><i>{caption}</i></p>'
                return (
                    f'<table align="center" border="0"><tr><td align="center">{image}</td></tr>'
                    f'<tr><td align="center"><font size="2" color="#555555">{caption}</font></td></tr></table>'
                )
            case Bullets():
                return (
                    "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"
                )
            case Table():
                rows = "".join(
                    "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                    for row in block.rows
                )
                return (
                    f'<table border="1" cellspacing="0" cellpadding="4" width="100%">{rows}</table>'
                )
            case Paragraph(text=text):
                return f'<p align="justify"><font face="Arial" size="2">{escape(text)}</font></p>'


_STATIC = {
    "/gioithieu.php": (
        "Giới thiệu",
        "<p>Trang thông tin của Ủy ban nhân dân xã, phục vụ cán bộ và nhân dân.</p>",
    ),
    "/lienhe.php": ("Liên hệ", "<p>Mọi ý kiến xin gửi về Văn phòng Ủy ban nhân dân xã.</p>"),
    "/dangnhap.php": (
        "Đăng nhập",
        '<form method="post" action="/dangnhap.php"><p>Tài khoản <input name="user"></p>'
        '<p>Mật khẩu <input type="password" name="pass"></p><input type="submit" value="Đăng nhập"></form>',
    ),
}


def _category_number(edition: Edition, slug: str) -> int:
    return tuple(edition.content.categories).index(slug) + 1


def _session(visit: int) -> str:
    return hashlib.sha1(f"{visit // _SESSION_LASTS}".encode(), usedforsecurity=False).hexdigest()[
        :26
    ]


def _month(edition: Edition, request: Request) -> str:
    """A month of the calendar, whichever is asked for, with links to the ones around it."""
    newest = edition.articles[0].published
    month = min(12, number_in(request.query.get("thang")) or newest.month)
    year = min(9998, number_in(request.query.get("nam")) or newest.year)
    weeks = calendar.Calendar().monthdayscalendar(year, month)
    rows = "".join(
        "<tr>" + "".join(f'<td align="center">{day or "&nbsp;"}</td>' for day in week) + "</tr>"
        for week in weeks
    )
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    links = [
        f'<a href="/lich.php?thang={m:02}&amp;nam={y}">{text}</a>'
        for text, (y, m) in (("&laquo; Tháng trước", before), ("Tháng sau &raquo;", after))
    ]
    return (
        f'<p align="center"><b>Tháng {month:02} năm {year}</b></p>'
        f'<table border="1" width="100%" cellspacing="0">{rows}</table><p align="center">{" | ".join(links)}</p>'
    )


def _page(edition: Edition, request: Request, title: str, text: str, *, status: int = 200) -> Reply:
    """The tables around every page."""
    content, now = edition.content, request.now
    site, session = escape(content.site_name), _session(request.visit)
    menu = [(HOME_TEXT, f"/index.php?PHPSESSID={session}"), ("Giới thiệu", "/gioithieu.php")]
    menu += [(name, f"/index.php?cat={n}") for n, name in enumerate(content.categories.values(), 1)]
    menu += [
        ("Văn bản", "/vanban.php?id=9"),
        ("Lịch công tác", "/lich.php"),
        ("Liên hệ", "/lienhe.php"),
    ]
    bar = " | ".join(f'<a href="{escape(link)}">{escape(name)}</a>' for name, link in menu)
    popular = sorted(edition.articles, key=lambda article: article.id * 53 % 101)[:4]
    read = "".join(
        f'<li><a href="/tin.php?PHPSESSID={session}&amp;id={a.id}">{escape(a.title)}</a> <font size="1">({a.published:%d/%m/%Y})</font></li>'
        for a in popular
    )
    links = "".join(f'<li><a href="{link}">{name}</a></li>' for name, link in _LINKS)
    clock = f"{weekday(now)}, ngày {now:%d} tháng {now:%m} năm {now:%Y}, {now:%H:%M:%S}"
    page = f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{site} - {escape(title)}</title>
<style>{_CSS}</style>
</head>
<body bgcolor="#dfe8ec">
<table class="khung" width="980" align="center" border="0" cellpadding="0" cellspacing="0" bgcolor="#ffffff">
<tr><td colspan="2"><img src="/hinhanh/banner.jpg" width="980" height="147" border="0"></td></tr>
<tr><td colspan="2" bgcolor="#00618a" align="center" height="40"><font color="#ffffff" size="4"><b>{site}</b></font></td></tr>
<tr><td colspan="2" class="thanh">{bar}</td></tr>
<tr><td colspan="2" align="right"><font size="1" color="#777777">{clock}</font>&nbsp;</td></tr>
<tr><td width="720" valign="top" class="giua">
{text}
</td><td width="260" valign="top" class="ben">
<table width="100%" cellpadding="4"><tr><td class="muc">{POPULAR_TITLE}</td></tr><tr><td><ul>{read}</ul></td></tr>
<tr><td class="muc">{LINKS_TITLE}</td></tr><tr><td><ul>{links}</ul></td></tr>
<tr><td class="muc">{STATISTICS_TITLE}</td></tr><tr><td>{TOTAL_LABEL}<b>{_FIRST_VISITS + request.visit}</b></td></tr>
<tr><td><a href="/dangnhap.php">Đăng nhập quản trị</a></td></tr></table>
</td></tr>
<tr><td colspan="2" bgcolor="#00618a" align="center"><font color="#ffffff" size="2">Bản quyền: UBND {escape(content.commune)}, {escape(content.district)}, {escape(content.province)}<br>
Địa chỉ: {escape(content.address)} - ĐT: {escape(content.phone)}</font></td></tr>
</table>
</body>
</html>
"""
    return Reply(body=page, status=status, headers={"X-Powered-By": "PHP/5.3.29"})


_CSS = """
body { margin: 0; font: 13px/1.55 Arial, sans-serif; } a { color: #003399; text-decoration: none; }
.thanh { background: #e8f1f5; padding: 8px 12px; border-bottom: 2px solid #00618a; line-height: 1.8; }
.giua { padding: 8px 16px; } .giua img { max-width: 100%; height: auto; }
.ben { background: #f4f8fa; padding: 8px; } .ben ul { padding-left: 18px; margin: 4px 0; }
.muc { background: #00618a; color: #fff; font-weight: bold; }
.tieude { font-size: 19px; font-weight: bold; color: #a00; margin: 8px 0 4px; }
.tomtat { margin: 10px 0; } .noidung { text-align: justify; }
"""
