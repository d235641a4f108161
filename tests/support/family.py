"""Pages of portals that nobody described: stories set in many heads, bodies and frames.

Each of `HEADS`, `BODIES` and `FRAMES` is one manner seen on old and new portals of authorities;
any of them may meet any other. The words are our own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from support.stories import STORIES, Piece, Story

HOST = "http://muongsai.example.vn"
HOME = f"{HOST}/"
URL = f"{HOST}/index.php?module=news&id=318"
FETCHED = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=7)))

SITE = "Trang thông tin điện tử xã Mường Sại"
SECTION = "Tin trong xã"
CLOCK = "Thứ Hai, 23/11/2026, 09:15"
ADDRESS = "Địa chỉ: bản Mường Sại, xã Mường Sại. Điện thoại: 0215 3555 111. Email: ubnd@muongsai.example.vn"
LICENCE = "Giấy phép số 18/GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày 14/05/2018"
MENU = (
    ("/", "Trang chủ"), ("/index.php?cat=2", "Giới thiệu"), ("/index.php?cat=3", SECTION),
    ("/index.php?cat=4", "Văn bản chỉ đạo"), ("/index.php?cat=5", "Thủ tục hành chính"),
)  # fmt: skip
OTHERS = (
    ("/index.php?module=news&id=317", "Đoàn thanh niên xã ra quân làm đường giao thông nông thôn", "12/08/2022"),
    ("/index.php?module=news&id=316", "Trạm Y tế xã tiêm vắc xin phòng bệnh cho trẻ dưới 5 tuổi", "09/08/2022"),
    ("/index.php?module=news&id=315", "Hội nghị sơ kết công tác dân vận sáu tháng đầu năm 2022", "05/08/2022"),
    ("/index.php?module=news&id=314", "Xã tổ chức lớp tập huấn kỹ thuật trồng cây ăn quả trên đất dốc", "01/08/2022"),
)  # fmt: skip

Head = Callable[[Story], str]
BodyOf = Callable[[Story], str]
Frame = Callable[[str, str], str]


# -- heads: title and stamp ------------------------------------------------------------------


def _head(pattern: str) -> Head:
    def render(story: Story) -> str:
        day, month, year = story.day.split("/")
        return pattern.format(
            t=story.title, d=story.day, c=story.clock, iso=story.published, day=int(day),
            month=int(month), year=year, dash=f"{year}-{month}-{day}", section=SECTION,
        )  # fmt: skip

    return render


HEADS: dict[str, Head] = {
    "h1": _head("<h1>{t}</h1><p>Ngày đăng: {d} {c}</p>"),
    "h1, small": _head("<h1>{t} <small>{d} {c}</small></h1>"),
    "h2, icon": _head(
        '<h2 class="post-title">{t}</h2><div class="post-info"><i class="fa fa-clock-o"></i> {d} {c} '
        '<i class="fa fa-eye"></i> 1.052</div>'
    ),
    "font": _head(
        '<p align="center"><font size="5" color="#990000"><b>{t}</b></font></p><i>(Cập nhật: {d} {c})</i><br>'
    ),
    "bold": _head("<b>{t}</b><br>Ngày {d} | {c} | Lượt xem: 318<br><br>"),
    "two cells": _head(
        '<table width="100%"><tr><td class="tdtitle">{t}</td></tr><tr><td align="right"><i>Đăng lúc {c} ngày {d}</i>'
        "</td></tr></table>"
    ),
    "section first": _head('<h1 class="cat">{section}</h1><h3>{t}</h3><span>{d} {c}</span>'),
    "stamp above": _head('<div><span class="x1">{c} - {d}</span></div><div><h2>{t}</h2></div>'),
    "label apart": _head("<h3>{t}</h3><div><div>Thời gian đăng:</div><div>{d} {c}</div></div>"),
    "label span": _head(
        '<div class="css-9x8y7z">{t}</div><div><span>Ngày đăng</span><span>{d}</span> <span>{c}</span></div>'
    ),
    "who and when": _head("<h2>{t}</h2><p>Người đăng: <b>Quản trị viên</b> - {c} - {d}</p>"),
    "long": _head(
        "<h2>{t}</h2><p>Thứ bảy, ngày {day} tháng {month} năm {year} {c}</p>".replace(
            "Thứ bảy, ngày", "Ngày"
        )
    ),
    "time": _head('<h1>{t}</h1><time datetime="{iso}">{d}</time>'),
    "react": _head(
        '<div class="css-1x2y3z"><h1 class="css-4k2l1m">{t}</h1><div class="css-77abcd"><span class="css-1a">{section}</span>'
        '<span class="css-1b">{d}, {c}</span></div></div>'
    ),
    "hits first": _head("<h2>{t}</h2><div>Lượt xem: 2.345 &nbsp; Ngày cập nhật: {c} {d}</div>"),
    "asp": _head(
        '<span id="ctl00_lblTieuDe" style="font-weight:bold;font-size:16px">{t}</span><br>'
        '<span id="ctl00_lblNgay" style="font-style:italic">({d} {c}:00)</span><br>'
    ),
    "buttons": _head(
        "<h1>{t}</h1><div>{d} {c}</div><div><a href='#'>A-</a> <a href='#'>A</a> <a href='#'>A+</a> "
        "<a href='javascript:window.print()'>In bài viết</a></div><div>Chia sẻ</div>"
    ),
    "in section": _head("<div>{section} | {d} {c}</div><h2>{t}</h2>"),
}


# -- bodies ------------------------------------------------------------------------------------


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table border="1">{lines}</table>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the pieces of a body are written."""

    p: str
    picture: str
    """With `{src}` and `{cap}`."""
    bare: str = '<p><img src="{src}"></p>'
    """A picture without a caption."""
    heading: str = "<p><b>{}</b></p>"
    items: str = "<ul>{}</ul>"
    item: str = "<li>{}</li>"
    sign: str = '<p style="text-align:right"><b>{}</b></p>'
    lead: str = "<p><b>{}</b></p>"
    around: str = "<div>{}</div>"
    files: str = "<p>File đính kèm: {}</p>"

    def __call__(self, story: Story) -> str:
        parts = [self.lead.format(story.lead)] if story.lead else []
        parts += [self._piece(piece) for piece in story.pieces]
        if story.sign:
            parts.append(self.sign.format(story.sign))
        inner = self.around.format("".join(parts))
        if story.files:
            links = ", ".join(f'<a href="{url}">{name}</a>' for url, name in story.files)
            inner += self.files.format(links)
        return inner

    def _piece(self, piece: Piece) -> str:
        if piece.part == "picture":
            form = self.picture if piece.text else self.bare
            return form.format(src=piece.src, cap=piece.text)
        if piece.part == "table":
            return _table(piece.rows)
        if piece.part == "items":
            return self.items.format("".join(self.item.format(line) for line in piece.lines))
        return (self.heading if piece.part == "heading" else self.p).format(piece.text)


_MSO = (
    '<p class="MsoNormal" style="margin:6pt 0;text-align:justify"><span style="font-size:14pt;font-family:&quot;Times'
    ' New Roman&quot;">{}<o:p></o:p></span></p>'
)

BODIES: dict[str, Manner] = {
    "paragraphs": Manner(
        p="<p>{}</p>",
        picture='<p align="center"><img src="{src}"></p><p align="center"><i>{cap}</i></p>',
        sign='<p align="right"><strong>{}</strong></p>',
    ),
    "word": Manner(
        p=_MSO,
        picture='<p class="MsoNormal" align="center"><img width="500" height="333" src="{src}" v:shapes="_x0000_i1"><o:p></o:p>'
        '</p><p class="MsoNormal" align="center" style="text-align:center"><i><span>{cap}<o:p></o:p></span></i></p>',
        heading='<p class="MsoNormal"><b><span>{}<o:p></o:p></span></b></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>',
        lead='<p class="MsoNormal"><b><span style="font-size:14pt">{}</span></b><o:p></o:p></p>',
        sign='<p class="MsoNormal" align="right"><b><i>{}</i></b><o:p></o:p></p>',
    ),
    "divs": Manner(
        p='<div style="text-align: justify;">{}</div><div>&nbsp;</div>',
        picture='<div style="text-align: center;"><img alt="" src="{src}"></div><div style="text-align: center;">'
        "<em>{cap}</em></div>",
        heading="<div><strong>{}</strong></div>",
        lead="<div><strong>{}</strong></div>",
        sign='<div style="text-align: right;"><strong>{}</strong></div>',
    ),
    "breaks": Manner(
        p="{}<br><br>",
        picture='<center><img src="{src}"><br><i>{cap}</i></center><br>',
        heading="<b>{}</b><br><br>",
        lead="<b>{}</b><br><br>",
        sign='<div align="right"><b>{}</b></div>',
        files="<br>Tệp đính kèm: {}<br>",
    ),
    "font": Manner(
        p='<font face="Arial" size="2">{}</font><br><br>',
        picture='<div align="center"><img src="{src}" border="1"><br><font size="1" color="blue">{cap}</font></div><br>',
        heading='<font size="2"><b>{}</b></font><br>',
        lead='<font size="2"><b>{}</b></font><br><br>',
        sign='<p align="right"><font size="2"><b>{}</b></font></p>',
    ),
    "nested": Manner(
        p='<p style="text-align:justify">{}</p>',
        picture='<table align="center" cellpadding="3"><tr><td><img src="{src}"></td></tr><tr><td align="center">{cap}</td>'
        "</tr></table>",
        around="<table><tr><td><table><tr><td><table><tr><td><table><tr><td>{}</td></tr></table></td></tr></table></td></tr>"
        "</table></td></tr></table>",
        files="<table><tr><td><b>Tài liệu đính kèm:</b></td></tr><tr><td>{}</td></tr></table>",
    ),
    "rows": Manner(
        p="<tr><td>{}</td></tr>",
        heading="<tr><td><b>{}</b></td></tr>",
        lead="<tr><td><b>{}</b></td></tr>",
        picture='<tr><td align="center"><img src="{src}"></td></tr><tr><td align="center"><i>{cap}</i></td></tr>',
        items="<tr><td><ul>{}</ul></td></tr>",
        sign='<tr><td align="right"><b>{}</b></td></tr>',
        around="<table>{}</table>",
    ),
    "react": Manner(
        p='<div class="css-0"><span class="css-1tx">{}</span></div>',
        picture='<figure class="css-fg"><img class="css-im" src="{src}" loading="lazy"><figcaption class="css-cp">{cap}'
        "</figcaption></figure>",
        heading='<h3 class="css-h3">{}</h3>',
        lead='<div class="css-0"><strong>{}</strong></div>',
        around='<div class="css-ab12"><div class="css-cd34">{}</div></div>',
        sign='<div class="css-0" style="text-align:right"><strong>{}</strong></div>',
        files='<div class="css-ff"><span>Tài liệu đính kèm</span>{}</div>',
    ),
    "same paragraph": Manner(
        p="<p><span>{}</span></p>",
        picture='<p style="text-align:center"><img src="{src}" alt="DSC_0123.JPG"><br><em>{cap}</em></p>',
        sign='<p style="text-align:right"><em><strong>{}</strong></em></p>',
    ),
    "caption class": Manner(
        p="<p>{}</p>",
        picture='<div class="image-box"><img src="{src}"><div class="image-caption">{cap}</div></div>',
        files='<div class="file-dinh-kem"><h4>Tệp đính kèm</h4>{}</div>',
    ),
    "wp caption": Manner(
        p="<p>{}</p>",
        picture='<div style="width:650px" class="wp-caption aligncenter"><img src="{src}" width="640">'
        '<p class="wp-caption-text">{cap}</p></div>',
    ),
}


# -- frames ------------------------------------------------------------------------------------


def _links(pattern: str, links: tuple[tuple[str, ...], ...] = MENU, between: str = "") -> str:
    return between.join(pattern.format(*link) for link in links)


def asp(content: str, title: str) -> str:
    """Tables within tables, a column of boxes on each side."""
    box = '<table width="180"><tr><td bgcolor="#cc0000"><b>{}</b></td></tr><tr><td>{}</td></tr></table>'
    news = _links('<img src="/images/bullet.gif"> <a href="{0}">{1}</a><br>', OTHERS)
    return (
        f"<html><head><title>{title}</title></head><body><center><table width=1000><tr><td colspan=3><img "
        f'src="/images/banner2019.jpg" width="1000" height="150"></td></tr><tr><td colspan=3>{_links("<a href={0}>{1}</a>", between=" | ")}</td>'
        f"</tr><tr><td colspan=3>{CLOCK}</td></tr><tr><td valign=top width=180>{box.format('DANH MỤC', _links('<a href={0}>{1}</a><br>'))}"
        f"{box.format('TIN MỚI', news)}</td><td valign=top width=640><table width='100%'><tr><td>{content}</td></tr><tr><td><b>Các tin khác:"
        f"</b></td></tr><tr><td>{_links('<a href={0}>{1}</a> ({2})<br>', OTHERS)}</td></tr></table></td><td valign=top width=180>"
        f"{box.format('THỐNG KÊ', 'Đang xem: 5<br>Hôm nay: 120<br>Tất cả: 345678')}{box.format('LIÊN KẾT', '<select><option>---</option></select>')}"
        f"</td></tr><tr><td colspan=3 align=center><b>{SITE.upper()}</b><br>{ADDRESS}<br>{LICENCE}</td></tr></table></center></body></html>"
    )


def bootstrap(content: str, title: str) -> str:
    """A theme of columns: breadcrumbs, sidebar, related items with dates, footer."""
    cards = _links(
        '<div class="media"><img class="mr-3" src="/thumb/{1}.jpg"><div class="media-body"><a href="{0}">{1}</a><small>{2}</small></div></div>',
        OTHERS,
    ).replace(".jpg", "-s.jpg")
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head><body><header class="header"><h1><a '
        f'href="/">{SITE}</a></h1><div class="pull-right">{CLOCK}</div></header><nav class="navbar navbar-default"><ul class="nav">'
        f'{_links("<li><a href={0}>{1}</a></li>")}</ul></nav><div class="container"><ul class="breadcrumb"><li><a href="/">Trang chủ</a></li><li>'
        f'<a href="/index.php?cat=3">{SECTION}</a></li></ul><div class="row"><div class="col-sm-9">{content}<div class="other"><h4>Tin cùng '
        f'chuyên mục</h4>{_links("<p><a href={0}>{1}</a> <em>{2}</em></p>", OTHERS)}</div></div><div class="col-sm-3"><div class="panel"><div '
        f'class="panel-heading">Tin xem nhiều</div>{cards}</div></div></div></div><footer><div class="container"><p>{ADDRESS}</p><p>{LICENCE}</p>'
        "<p>Đang truy cập: 12</p></div></footer></body></html>"
    )


def react(content: str, title: str) -> str:
    """Generated class names that say nothing, the site's name in h1, boxes before the article."""
    cards = _links(
        '<a class="css-k1" href="{0}"><div class="css-k2">{1}</div><div class="css-k3">{2}</div></a>',
        OTHERS,
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="root"><div class="css-a1"><div class="css-a2">'
        f'<h1 class="css-a3">{SITE}</h1></div><div class="css-a4">{_links("<a class=css-a5 href={0}>{1}</a>")}</div></div><div class="css-b1"><div '
        f'class="css-b2"><div class="css-b3">Tin nổi bật</div>{cards}</div><div class="css-c1">{content}<div class="css-d1"><div class="css-d2">Bài '
        f'viết liên quan</div>{cards}</div></div></div><div class="css-f1"><div>{SITE}</div><div>{ADDRESS}</div><div>Lượt truy cập: 98.765</div></div>'
        "</div></body></html>"
    )


def poured(content: str, title: str) -> str:
    """Everything straight in the body, parted by rules."""
    return (
        f"<html><head><title>{title}</title></head><body><h2><font color=red>{SITE}</font></h2>{_links('<a href={0}>{1}</a>', between=' - ')}<hr>"
        f"{content}<hr><b>Tin đã đưa</b><br>{_links('- <a href={0}>{1}</a> ({2})<br>', OTHERS)}<hr>{LICENCE}<br>{ADDRESS}<br>Số người truy cập: 4567"
        "</body></html>"
    )


def webforms(content: str, title: str) -> str:
    """One form around everything; ids of controls; comments with dates below."""
    return (
        f'<html><head><title>{title}</title></head><body><form id="aspnetForm" method="post" action="ChiTiet.aspx"><input type="hidden" '
        f'name="__VIEWSTATE" value="/wEP"><div id="ctl00_pnlTop"><span id="ctl00_lblSite">{SITE}</span></div><div id="ctl00_pnlMenu">'
        f'{_links("<a href={0}>{1}</a>")}</div><div id="ctl00_pnlMain"><div id="ctl00_path"><a href="/">Trang chủ</a> &raquo; <a '
        f'href="/index.php?cat=3">{SECTION}</a></div><div id="ctl00_detail">{content}</div><div id="ctl00_cmt"><div>Ý kiến bạn đọc</div><div>'
        f"<b>Lò Văn Dương</b> - 20/09/2023 20:15</div><div>Bài viết rất hay, cảm ơn ban biên tập đã đưa tin kịp thời về địa phương.</div></div><div "
        f'id="ctl00_more"><div>Tin cũ hơn</div>{_links("<div><a href={0}>{1}</a> {2}</div>", OTHERS)}</div></div><div id="ctl00_pnlRight"><div>Thông báo'
        f'</div>{_links("<div><a href={0}>{1}</a></div>", OTHERS[:2])}</div><div id="ctl00_pnlBottom">{SITE}<br>{ADDRESS}<br>{LICENCE}</div></form></body></html>'
    )


def modern(content: str, title: str) -> str:
    """HTML5 with main and aside, a clock without its script, counters of today above."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><meta property="og:site_name" content="{SITE}"></head><body><header>'
        f'<div id="clock">Thứ ..., ngày .../.../...</div><div>Hôm nay: 215 - Tháng này: 4.310 - Tổng: 556.120</div><p class="site">{SITE}</p></header><nav>'
        f'{_links("<a href={0}>{1}</a>")}</nav><main><section><p class="crumbs"><a href="/">Trang chủ</a> / <a href="/index.php?cat=3">{SECTION}</a></p>'
        f"<div>{content}</div></section><section><h2>Tin khác</h2>{_links('<article><h3><a href={0}>{1}</a></h3><time>{2}</time></article>', OTHERS)}"
        f"</section></main><aside><h3>Văn bản mới ban hành</h3><a href='/vb/15-kh.pdf'>Kế hoạch 15/KH-UBND ngày 03/03/2021</a></aside><footer>{ADDRESS}"
        f"<br>{LICENCE}</footer></body></html>"
    )


FRAMES: dict[str, Frame] = {
    "asp": asp, "bootstrap": bootstrap, "react": react, "poured": poured, "webforms": webforms,
    "modern": modern,
}  # fmt: skip

DOCUMENT_TITLES = (
    "{t} - {site}", "{site}", "Chi tiết tin", "{t}", "{site} | {section}", "{t} | {section} | UBND xã Mường Sại", "{site} - {t}",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One page of the family and what it is made of."""

    name: str
    html: bytes
    story: Story
    has_trail: bool
    names_the_poster: bool


def page(head: str, body: str, frame: str, story: str, titled: int) -> Made:
    told = STORIES[story]
    title = DOCUMENT_TITLES[titled].format(t=told.title, site=SITE, section=SECTION)
    content = HEADS[head](told) + BODIES[body](told)
    return Made(
        name=f"{head} / {body} / {frame} / {story} / {titled}",
        html=FRAMES[frame](content, title).encode(),
        story=told,
        has_trail=frame in ("bootstrap", "webforms", "modern"),
        names_the_poster=head == "who and when",
    )


def pages(frame: str) -> Iterator[Made]:
    """Every head with every body, stories and document titles taken in turn."""
    stories, shift = list(STORIES), list(FRAMES).index(frame)
    for n, (head, body) in enumerate(itertools.product(HEADS, BODIES)):
        if (n + shift) % 2 == 0:
            story = stories[(n * 3 + shift * 5) // 2 % len(stories)]
            yield page(head, body, frame, story, (n * 5 + shift) // 2 % len(DOCUMENT_TITLES))


def silent(content: str, title: str, *, visit: int = 0) -> str:
    """Chrome without any cue: class names that say nothing, no labels, sentences that read as text.

    `visit` moves what moves between two visits: the counter and the clock.
    """
    heard = "".join(f'<div class="q7">{name}</div>' for _, name, _ in OTHERS)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="q1"><div class="q2"><img '
        f'src="/m/top-a.jpg"><h1 class="q3">Mường Sại quê hương em</h1></div><div class="q4"><div class="q5"><img src="/m/muasam.jpg">{content}'
        '<img src="/m/chuyen-doi-so.jpg"><div class="q6">Nhân dân xã Mường Sại quyết tâm xây dựng xã đạt chuẩn nông thôn mới nâng cao vào năm 2025, '
        "đưa địa phương thành điểm sáng của huyện.</div><div>Bà con cần làm thủ tục có thể đến bộ phận một cửa vào giờ hành chính, mang theo căn cước "
        f"công dân.</div></div><div class='q5'>{heard}</div></div><div class='q8'><div>Có {1200 + visit * 7} lượt khách đã ghé thăm</div><div>Thứ ba, "
        f"24/11/2026 {visit % 12 + 1}:05:00</div><div>Nhà văn hóa bản Mường Sại nằm cạnh trường tiểu học, đường đi thuận tiện.</div></div></div></body></html>"
    )


def crowded(content: str, title: str) -> str:
    """Teasers of other articles beside the text, longer than it, under no heading and no class that tells."""
    teasers = "".join(
        f'<div class="v4"><a href="{url}">{name}</a><div class="v5">{STORIES["news"].paragraphs[n % 4][:150]}...</div></div>'
        for n, (url, name, _) in enumerate(OTHERS)
    )
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><div class='v1'>{_links('<a href={0}>{1}</a>')}</div><div class='v2'>"
        f"<div class='v3'>{content}</div><div class='v8'>{teasers}</div></div><div class='v9'>{ADDRESS}</div></body></html>"
    )


FRAMES["crowded"] = crowded
