"""The portals of the communes of Điện Biên: ASP.NET, rebuilt from the text of their pages.

An article has many addresses (`PageIndex` is the list page one came from), its title stands in
no heading and not in `<title>`, lists turn their pages by `__doPostBack` and check the state
that is posted back, as ASP.NET does.
"""

# Lines of HTML are kept whole.

from __future__ import annotations

import base64
import hashlib
import hmac
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
)

POSTED_LABEL = "Thời gian đăng: "
LINKS_TITLE = "Liên kết Website"
STATISTICS_TITLE = "Thống kê truy cập"
TOTAL_LABEL = "Tổng truy cập: "
_LINKS = (
    ("Cổng thông tin điện tử tỉnh", "http://tinh.example.vn/"),
    ("Cổng thông tin điện tử huyện", "http://huyen.example.vn/"),
    ("Cổng dịch vụ công quốc gia", "http://dichvucong.example.vn/"),
    ("Báo Điện Biên", "http://bao.example.vn/"),
)
_MENU = (
    ("Trang chủ", "/"),
    ("Giới thiệu", "/GioiThieu"),
    ("Tin tức - Sự kiện", "/Tintuc"),
    ("Văn bản chỉ đạo", "/VanBan/Index"),
    ("Liên hệ", "/LienHe"),
    ("Đăng nhập", "/dang-nhap"),
)
_PAGE_SIZE = 7
_WINDOW = 3
"""So many page numbers are shown at once; the next ones hide behind `...`."""
_PAGER = "ctl00$ContentPlaceHolder1$grvTinTuc"
_MACHINE_KEY = b"a sample portal has no secrets"
_FIRST_VISITS = 184_302


class DienBien(Layout):
    name = "dienbien"
    port = 8731
    precision = "second"
    prints = frozenset[str]()
    banner_path = "/Content/images/banner.jpg"

    def address(self, article: SampleArticle) -> str:
        return f"/Tintuc/View/{article.slug}"

    def duplicates(self, edition: Edition, article: SampleArticle) -> tuple[str, ...]:
        capitals = f"/T/{article.slug.upper()}"
        queries = [
            f"?PageIndex={n}" for n in range(1, page_count(edition.articles, _PAGE_SIZE) + 1)
        ]
        viewed = [self.address(article) + query for query in queries]
        return (*viewed, capitals, *(capitals + query for query in queries))

    def stamp(self, moment: datetime) -> str:
        hour = moment.hour % 12 or 12
        half = "AM" if moment.hour < 12 else "PM"
        return f"{moment:%d/%m/%Y} {hour:02}:{moment:%M:%S} {half}"

    def picture_path(self, article: SampleArticle, picture: Picture) -> str:
        return f"/Uploads/Images/{article.id}/{picture.file}"

    def document_path(self, article: SampleArticle, index: int) -> str:
        return f"/Uploads/Files/{article.id}/{article.attachments[index].name}"

    def robots(self, origin: str) -> str:
        return "User-agent: *\nAllow: /\n"

    def answer(self, edition: Edition, request: Request) -> Reply:
        path = request.path
        if path == "/":
            return _page(edition, request, self._home(edition))
        if path == "/Tintuc":
            return self._list(edition, request)
        if path in _STATIC:
            return _page(edition, request, _STATIC[path](edition))
        if path == "/Content/site.css":
            return Reply(body=_CSS, content_type="text/css; charset=utf-8")
        article = edition.by_slug.get(path.rpartition("/")[2].lower())
        if article and path in (self.address(article), f"/T/{article.slug.upper()}"):
            return _page(edition, request, self._article(edition, article))
        missing = f"<ul><li><b>{NOT_FOUND_TITLE}</b></li><li>{NOT_FOUND_TEXT}</li></ul>"
        return _page(edition, request, missing, status=404)

    def _home(self, edition: Edition) -> str:
        items = "".join(self._item(article, 1) for article in edition.articles[:5])
        more = '<p align="right"><a href="/Tintuc">Xem tiếp &gt;&gt;</a></p>'
        return f'<div class="khung">Tin mới</div><table width="100%">{items}</table>{more}'

    def _list(self, edition: Edition, request: Request) -> Reply:
        """A page of the list: the first by GET, any that the posted page offered by POST."""
        last = page_count(edition.articles, _PAGE_SIZE)
        number = 1
        if request.form:
            asked = _posted_page(request, last)
            if asked is None:
                refused = "<p><b>Server Error in '/' Application.</b></p><p>Invalid postback or callback argument.</p>"
                return _page(edition, request, refused, status=500)
            number = asked
        shown = page_of(edition.articles, number, _PAGE_SIZE)
        rows = "".join(self._item(article, number) for article in shown)
        content = (
            '<form method="post" action="/Tintuc" id="aspnetForm">'
            f'<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" />'
            f'<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />'
            f"{_state_fields(number)}<script>{_POSTBACK_SCRIPT}</script>"
            f'<div class="khung">Tin tức - Sự kiện</div><table width="100%">{rows}'
            f'<tr><td colspan="2" align="center">{_pager(number, last)}</td></tr></table></form>'
        )
        return _page(edition, request, content)

    def _item(self, article: SampleArticle, page: int) -> str:
        link = f"{self.address(article)}?PageIndex={page}"
        thumb = ""
        if article.pictures:
            source = self.picture_path(article, article.pictures[0])
            thumb = f'<a href="{link}"><img src="{source}" width="130" border="0" /></a>'
        return (
            f'<tr valign="top"><td width="140">{thumb}</td><td><a href="{link}"><b>'
            f"{escape(article.title)}</b></a> <i>({article.published:%d/%m/%Y})</i>"
            f"<br />{escape(article.teaser)}</td></tr>"
        )

    def _article(self, edition: Edition, article: SampleArticle) -> str:
        body = "\n".join(
            self._block(article, place, block) for place, block in enumerate(article.body)
        )
        files = "".join(
            f'<br /><a href="{self.document_path(article, i)}">{escape(document.title)}</a>'
            for i, document in enumerate(article.attachments)
        )
        attached = f"<div><i>Tệp đính kèm:</i>{files}</div>" if files else ""
        others = [a for a in edition.in_category(article.category)[:5] if a.id != article.id][:4]
        page = edition.places[article.id] // _PAGE_SIZE + 1
        related = "".join(
            f'<li><a href="{self.address(other)}?PageIndex={page}">{escape(other.title)}</a>'
            f" ({self.stamp(other.published)})</li>"
            for other in others
        )
        return (
            '<ul class="nd"><li><span style="font-size:15pt;color:#b00;font-weight:bold">'
            f'{escape(article.title)}</span></li>\n<li><span style="font-style:italic">'
            f"{POSTED_LABEL}{self.stamp(article.published)}</span></li>\n<li>{body}</li></ul>{attached}"
            f'<div class="khung">Tin liên quan</div><ul>{related}</ul>'
        )

    def _block(self, article: SampleArticle, place: int, block: Block) -> str:
        match block:
            case Picture():
                size = f' width="{block.width}" height="{block.height}"' if block.width else ""
                image = f'<img alt="" src="{self.picture_path(article, block)}"{size} />'
                caption = (
                    f'<p align="center">  {escape(block.caption)}</p>' if block.caption else ""
                )
                return f'<p align="center">{image} </p>\n{caption}'
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
                return _PARAGRAPHS[(article.id + place) % len(_PARAGRAPHS)].format(escape(text))


_PARAGRAPHS = (
    "<p>            {}</p>",
    "<p>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; {}\n</p>",
    '<div style="text-align:justify">  &nbsp; &nbsp; &nbsp;{}</div>',
)


def _state_fields(page: int) -> str:
    state = base64.b64encode(f"/wEPDwUKMTY4 grvTinTuc PageIndex {page}".encode()).decode()
    fields = (
        ("__VIEWSTATE", state),
        ("__VIEWSTATEGENERATOR", "C2EE9ABB"),
        ("__EVENTVALIDATION", _signature(state)),
    )
    return "".join(
        f'<input type="hidden" name="{name}" id="{name}" value="{value}" />'
        for name, value in fields
    )


def _signature(state: str) -> str:
    digest = hmac.new(_MACHINE_KEY, state.encode(), hashlib.sha256).digest()
    return base64.b64encode(b"/wEdAAs" + digest).decode()


def _offered(page: int, last: int) -> list[int]:
    """The page numbers that the pager of a list page lets one post back."""
    start = (page - 1) // _WINDOW * _WINDOW + 1
    window = range(start, min(last, start + _WINDOW - 1) + 1)
    around = [start - 1] * (start > 1) + [*window] + [start + _WINDOW] * (start + _WINDOW <= last)
    return [number for number in around if number != page]


def _posted_page(request: Request, last: int) -> int | None:
    """The page that a postback asks for; None if ASP.NET would refuse it."""
    form = request.form
    state = form.get("__VIEWSTATE", "")
    genuine = hmac.compare_digest(_signature(state), form.get("__EVENTVALIDATION", ""))
    if not genuine or form.get("__EVENTTARGET") != _PAGER or "__VIEWSTATEGENERATOR" not in form:
        return None
    current = number_in(base64.b64decode(state).decode().rsplit(" ", 1)[-1])
    asked = number_in(form.get("__EVENTARGUMENT", "").removeprefix("Page$"))
    return asked if current and asked in _offered(current, last) else None


def _pager(page: int, last: int) -> str:
    offered = _offered(page, last)
    cells = []
    for number in sorted([*offered, page]):
        outside = (number - 1) // _WINDOW != (page - 1) // _WINDOW
        text = "..." if outside else str(number)
        link = f"javascript:__doPostBack(&#39;{_PAGER}&#39;,&#39;Page${number}&#39;)"
        cells.append(f"<b>{text}</b>" if number == page else f'<a href="{link}">{text}</a>')
    return " ".join(cells)


def _about(edition: Edition) -> str:
    content = edition.content
    return (
        f'<div class="khung">Giới thiệu</div><p>Trang thông tin điện tử {escape(content.commune)}, '
        f"{escape(content.district)}, {escape(content.province)}. Địa chỉ: {escape(content.address)}.</p>"
    )


def _contact(edition: Edition) -> str:
    content = edition.content
    return f'<div class="khung">Liên hệ</div><p>Điện thoại: {escape(content.phone)}</p>'


def _login(edition: Edition) -> str:
    return (
        '<form method="post" action="/dang-nhap"><div class="khung">Đăng nhập hệ thống</div>'
        '<p>Tên đăng nhập <input name="UserName" /></p>'
        '<p>Mật khẩu <input type="password" name="Password" /></p>'
        '<p><input type="submit" value="Đăng nhập" /></p></form>'
    )


_STATIC = {"/GioiThieu": _about, "/LienHe": _contact, "/dang-nhap": _login}


def _page(edition: Edition, request: Request, content: str, *, status: int = 200) -> Reply:
    """The frame around every page: the site's name is the title of all of them."""
    name = escape(edition.content.site_name)
    menu = "".join(f'<td><a href="{link}">{text}</a></td>' for text, link in _MENU)
    links = "".join(f'<li><a href="{link}">{text}</a></li>' for text, link in _LINKS)
    text = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>
\t{name}
</title><link href="/Content/site.css" rel="stylesheet" type="text/css" /></head><body>
<table class="trang" align="center" width="1000" cellpadding="0" cellspacing="0">
<tr><td colspan="2"><img src="/Content/images/banner.jpg" width="1000" height="150" alt="" />
<div class="ten">{name}</div></td></tr>
<tr class="menu"><td colspan="2"><table><tr>{menu}<td class="ngay">{request.now:%d/%m/%Y}</td></tr></table></td></tr>
<tr valign="top"><td class="giua" width="740">
{content}
</td><td class="phai" width="240">
<ul><li class="khung">{LINKS_TITLE}</li></ul><ul>{links}</ul>
<ul><li class="khung">{STATISTICS_TITLE}</li><li>{TOTAL_LABEL}{_FIRST_VISITS + request.visit}</li></ul>
</td></tr>
<tr class="chan"><td colspan="2">{escape(edition.content.site_name)}<br />
Địa chỉ: {escape(edition.content.address)} - Điện thoại: {escape(edition.content.phone)}<br />
Giấy phép số 12/GP-STTTT cấp ngày 09/03/2018</td></tr></table></body></html>
"""
    headers = {"X-AspNetMvc-Version": "5.2", "X-Powered-By": "ASP.NET"}
    return Reply(body=text, status=status, headers=headers)


_POSTBACK_SCRIPT = """
function __doPostBack(eventTarget, eventArgument) {
  var f = document.getElementById('aspnetForm');
  f.__EVENTTARGET.value = eventTarget; f.__EVENTARGUMENT.value = eventArgument; f.submit();
}"""
_CSS = """
body { margin: 0; background: #e9e4d8; font: 14px/1.5 "Times New Roman", serif; }
.trang { background: #fff; box-shadow: 0 0 8px #999; }
.ten { background: #b30000; color: #ffe680; font: bold 21px Arial; padding: 10px; text-align: center; }
.menu { background: #2e6b34; } .menu a { color: #fff; text-decoration: none; padding: 8px 14px;
  display: block; font-weight: bold; } .ngay { color: #fff; padding-left: 40px; }
.giua { padding: 12px 16px; } .giua img { max-width: 100%; height: auto; }
.phai { padding: 12px; background: #f6f2e6; } .phai ul { list-style: none; padding: 0; }
.khung { background: #2e6b34; color: #fff; font-weight: bold; padding: 5px 10px; margin: 8px 0; }
.nd { list-style: none; padding: 0; text-align: justify; }
.chan td { background: #2e6b34; color: #fff; text-align: center; padding: 12px; }
"""
