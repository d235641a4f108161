"""Pages of portals that nobody described: one article in many settings, in three kinds of frame.

The texts and the commune are our own; the manners are those of old and new portals of communes.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

URL = "http://xa.example.vn/tin.php?id=12"
HOME = "http://xa.example.vn/"
FETCHED = datetime(2026, 11, 23, 9, 15, 0, tzinfo=timezone(timedelta(hours=7)))

SITE = "Trang thông tin điện tử xã Hòa Thuận"
TITLE = "Xã Hòa Thuận ra quân nạo vét kênh mương đầu vụ"
PUBLISHED = "2021-03-12T16:45:00+07:00"
STAMP = "Ngày đăng: 12/03/2021 16:45"
FIRST = (
    "Sáng 12/3, hơn hai trăm đoàn viên và hội viên các hội đoàn thể của xã đã ra quân nạo vét "
    "tuyến kênh N4, dọn bèo và khơi thông dòng chảy trước vụ gieo sạ."
)
SECOND = (
    "Kế hoạch số 15/KH-UBND ngày 01/02/2021 giao mỗi ấp phụ trách một đoạn, hoàn thành trước ngày "
    "20/3/2021 để kịp lấy nước đợt đầu."
)
THIRD = "Sau buổi sáng, bốn trong sáu đoạn kênh đã thông, nước về tới cuối tuyến."
TEXT = "\n\n".join((FIRST, SECOND, THIRD))
PICTURE = "http://xa.example.vn/anh/kenh.jpg"
CAPTION = "Đoàn viên dọn bèo trên kênh N4. Ảnh: Minh Tâm"
BODY = (
    f'<p>{FIRST}</p><p align="center"><img src="/anh/kenh.jpg"></p>'
    f'<p align="center"><i>{CAPTION}</i></p><p>{SECOND}</p><p>{THIRD}</p>'
)

CLOCK = "Thứ Hai, ngày 23/11/2026 09:15:00"
MENU = (
    '<a href="/">Trang chủ</a> | <a href="/index.php?cat=1">Tin hoạt động</a> | '
    '<a href="/index.php?cat=2">Văn bản</a> | <a href="/lienhe.php">Liên hệ</a>'
)
COUNTER = "<b>Thống kê truy cập</b><br>Đang truy cập: 7<br>Tổng truy cập: 123.456"
OTHERS = (
    '<ul><li><a href="/tin.php?id=11">Hội Nông dân xã họp mặt hội viên sản xuất giỏi</a>'
    ' (10/03/2021)</li><li><a href="/vanban/quyet-dinh-44.pdf">Quyết định 44/QĐ-UBND về việc phân'
    " bổ dự toán</a></li></ul>"
)
IMPRINT = (
    "Bản quyền thuộc về UBND xã Hòa Thuận. Địa chỉ: ấp 3, xã Hòa Thuận - Điện thoại: 0270 3999 999"
)


def tables(content: str, *, title: str = SITE) -> bytes:
    """Nested tables, as the older portals are."""
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<table width="980"><tr><td colspan="2"><b>{SITE}</b></td></tr>'
        f'<tr><td colspan="2">{MENU}</td></tr><tr><td colspan="2">{CLOCK}</td></tr>'
        f'<tr><td width="700">{content}<p><b>Các tin khác</b></p>{OTHERS}</td><td>{COUNTER}</td></tr>'
        f'<tr><td colspan="2">{IMPRINT}</td></tr></table></body></html>'
    ).encode()


def columns(content: str, *, title: str = SITE) -> bytes:
    """Rows and columns of a theme, with teasers of other articles in the second column."""
    teasers = "".join(
        f'<div class="item"><img src="/t/{n}.jpg"><a href="/tin/bai-{n}.html">Bài nổi bật số {n} trong'
        f' tuần của xã nhà</a><span class="date">1{n}/03/2021</span><p>{FIRST[:90]}</p></div>'
        for n in range(4)
    )
    trail = '<li><a href="/">Trang chủ</a></li><li><a href="/tin-hoat-dong">Tin hoạt động</a></li>'
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<header class="top"><a href="/"><img src="/logo.png"></a><span>{CLOCK}</span></header>'
        f'<nav class="navbar"><ul>{trail}<li><a href="/van-ban">Văn bản</a></li></ul></nav>'
        f'<div class="container"><div class="row"><div class="col-md-8"><ol class="breadcrumb">{trail}'
        f'</ol>{content}<div class="share"><a href="https://facebook.com/sharer">Chia sẻ</a></div>'
        f'<h4>Tin liên quan</h4>{OTHERS}</div><div class="col-md-4"><div class="box"><h3>Tin đọc nhiều'
        f'</h3>{teasers}</div><div class="box"><h3>Văn bản mới</h3><a href="/vb/qd-44.pdf">Quyết định '
        f"số 44/QĐ-UBND</a></div></div></div></div><footer><p>{IMPRINT}</p></footer></body></html>"
    ).encode()


def boxes(content: str, *, title: str = SITE) -> bytes:
    """A form around boxes whose names say nothing, notices before the article."""
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><form action="x.aspx" '
        'method="post"><input type="hidden" name="__VIEWSTATE" value="x"><div id="wr"><div id="p1">'
        f'<img src="/images/header.jpg" width="1000"></div><div id="p2">{MENU}</div><div id="p3">Hôm nay'
        f', {CLOCK}</div><div id="c"><div id="l"><div class="b"><b>THÔNG BÁO</b></div><ul><li><a '
        'href="/tb1.aspx">Thông báo lịch tiếp công dân tháng 4 của Chủ tịch UBND xã</a></li></ul></div>'
        f'<div id="m"><div id="ctl00_m">{content}</div><div><a href="javascript:history.back()">Quay lại'
        '</a> <a href="/in.aspx?id=3">In trang</a></div><div><b>CÁC TIN ĐÃ ĐƯA</b></div><div><a '
        'href="/x.aspx">Tin cũ hơn của xã về công tác phòng chống dịch</a> (01/03/2021)</div></div>'
        '<div id="r"><div>LIÊN KẾT WEBSITE</div><select><option>Chọn</option></select><div>THỐNG KÊ TRUY'
        f' CẬP</div><div>Tổng: 12345</div></div></div><div id="f">{IMPRINT}<br>{SITE}. Ghi rõ nguồn khi '
        "phát hành lại thông tin.</div></div></form></body></html>"
    ).encode()


FRAMES = {"tables": tables, "columns": columns, "boxes": boxes}

DOCUMENT_TITLES = (
    SITE,
    f"{SITE} - Tin hoạt động",
    f"{TITLE} - {SITE}",
    f"{TITLE} | Tin hoạt động | UBND xã Hòa Thuận",
    "Chi tiết tin",
)

_TABLE = f'<table><tr><td><img src="/anh/kenh.jpg"></td></tr><tr><td>{CAPTION}</td></tr></table>'

SETTINGS = {
    "heading": f"<h1>{TITLE}</h1><p>{STAMP}</p>{BODY}",
    "class": f'<div class="tieude">{TITLE}</div><div class="ngaydang">{STAMP}</div><div>{BODY}</div>',
    "font": f'<font size="4"><b>{TITLE}</b></font><br><i>{STAMP}</i><br>{BODY}',
    "list": f"<ul><li><b>{TITLE}</b></li><li>{STAMP}</li><li>{BODY}</li></ul>",
    "section above": f'<h2 class="title">Tin hoạt động</h2><h3>{TITLE}</h3><p>{STAMP}</p>{BODY}',
    "article and time": f'<article><header><h1>{TITLE}</h1><time datetime="{PUBLISHED}">12/03/2021 16:45'
    f"</time></header><div>{BODY}</div></article>",
    "stamp above": f'<div class="date">Thứ Sáu, 12/03/2021, 16:45</div><h2>{TITLE}</h2><div>{BODY}</div>',
    "stamp below": f"<h1>{TITLE}</h1><div>{BODY}</div><p><i>Cập nhật: 12/03/2021 16:45</i></p>",
    "bold line": f"<p><b>{TITLE}</b></p><p>(Cập nhật lúc: 16:45 ngày 12/03/2021)</p>{BODY}",
    "bare lines": f"<div><span>{TITLE}</span></div><div>12/03/2021 - 16:45</div>{BODY}",
    "views": f'<h1>{TITLE}</h1><div class="info"><span>12/03/2021 16:45</span> | <span>Lượt xem: 1.234'
    f"</span></div>{BODY}",
    "line breaks": f"<h1>{TITLE}</h1><p>{STAMP}</p><div>{FIRST}<br><br><img src='/anh/kenh.jpg'><br>"
    f"<i>{CAPTION}</i><br><br>{SECOND}<br><br>{THIRD}</div>",
    "picture in a table": f"<h1>{TITLE}</h1><p>{STAMP}</p><div>{FIRST}</div><div>{_TABLE}</div>"
    f"<div>{SECOND}</div><div>{THIRD}</div>",
    "figure, lazy": f"<h1>{TITLE}</h1><p>{STAMP}</p><p>{FIRST}</p><figure><img data-src='/anh/kenh.jpg' "
    f"src='data:image/gif;base64,R0lG'><figcaption>{CAPTION}</figcaption></figure><p>{SECOND}</p>"
    f"<p>{THIRD}</p>",
    "spans": f'<span id="lblTitle" class="title">{TITLE}</span><br><span id="lblDate">{STAMP}</span><br>'
    f'<span id="lblContent">{BODY}</span>',
}


def _name(number: int) -> str:
    return f"Tin thứ {number} của xã trong tháng này, tiêu đề dài vừa phải"


def _items(pattern: str, count: int = 8) -> str:
    return "".join(
        pattern.format(n=n, name=_name(n), teaser=FIRST, day=f"{n:02}/03/2021")
        for n in range(1, count + 1)
    )


_TEASER = '<div><a href="/tin.php?id={n}"><b>{name}</b></a><br><i>{day}</i><br>{teaser}</div>'

LISTS = {
    "headings": _items(
        '<h3><a href="/tin.php?id={n}">{name}</a></h3><p>Ngày đăng: {day}</p><p>{teaser}</p>'
    ),
    "bold": _items('<div><a href="/tin.php?id={n}"><b>{name}</b></a> ({day})<br>{teaser}</div>'),
    "table": "<table>"
    + _items(
        '<tr><td><a href="/tin.php?id={n}"><img src="/t/{n}.jpg" width="120"></a></td><td><a '
        'href="/tin.php?id={n}">{name}</a><br><i>{day} 10:15</i><br>{teaser}</td></tr>'
    )
    + "</table>",
    "titles": f"<ul>{_items('<li><a href=/tin.php?id={n}>{name}</a> <span>({day})</span></li>')}</ul>",
    "cards": _items(
        '<div class="card"><img src="/t/{n}.jpg"><h5 class="card-title"><a href="/tin/bai-so-{n}.html">'
        '{name}</a></h5><span class="date">{day}</span><p>{teaser}</p></div>'
    ),
    "two items": _items(_TEASER, 2),
    "one item": _items(_TEASER, 1),
    "register": "<table border='1'><tr><th>Số hiệu</th><th>Ngày</th><th>Trích yếu</th></tr>"
    + _items(
        "<tr><td>{n}/QĐ-UBND</td><td>{day}</td><td><a href='/vb.php?id={n}'>{name}</a></td></tr>"
    )
    + "</table>",
}
