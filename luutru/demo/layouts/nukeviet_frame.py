"""The frame around every page of the NukeViet sample: head, menu, side column and footer."""

# Lines of HTML are kept whole.

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from luutru.demo.layouts._layout import Edition, Reply, Request, escape, weekday

LINKS_TITLE = "Liên kết Website"
STATISTICS_TITLE = "Thống kê truy cập"
TOTAL_LABEL = "Tổng truy cập: "
POPULAR_TITLE = "Tin xem nhiều"
_FIRST_VISITS = 61_840
_LINKS = (
    ("Cổng thông tin điện tử tỉnh", "http://tinh.example.vn/"),
    ("Trang thông tin điện tử huyện", "http://huyen.example.vn/"),
    ("Cơ sở dữ liệu quốc gia về văn bản", "http://vanban.example.vn/"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What differs between the heads of two pages."""

    title: str
    canonical: str | None = None
    trail: tuple[tuple[str, str], ...] = ()
    """Name and path of each step below the home page."""
    description: str | None = None
    image: str | None = None
    edited: datetime | None = None
    """Of an article; its absence says that the page is none."""


def frame(edition: Edition, request: Request, head: Head, text: str, *, status: int = 200) -> Reply:
    """A whole page."""
    site = escape(edition.content.site_name)
    token = hashlib.sha256(f"{request.visit}".encode()).hexdigest()[:24]
    page = f"""<!DOCTYPE html>
<html lang="vi" xmlns="http://www.w3.org/1999/xhtml" prefix="og: http://ogp.me/ns#">
<head>
{_meta(edition, request, head)}
<link rel="stylesheet" href="/themes/default/css/style.css?t=1671412">
</head>
<body>
<noscript><div class="alert alert-danger">Trình duyệt của bạn đã tắt chức năng hỗ trợ JavaScript.</div></noscript>
<header><div class="wraper"><div id="header"><div class="logo">
<a title="{site}" href="/"><img src="/themes/default/images/header.jpg" alt="{site}" width="1000" height="150"></a>
<h1>{site}</h1><h2>{escape(edition.content.commune)}, {escape(edition.content.district)}, {escape(edition.content.province)}</h2>
</div></div></div></header>
<div class="section-nav"><nav class="second-nav" id="menusite"><ul class="nav navbar-nav">{_menu(edition)}</ul></nav></div>
<div class="section-body"><div class="wraper"><div class="container" id="body">
<nav class="third-nav"><div class="breadcrumbs-wrap"><ul class="temp-breadcrumbs" itemscope itemtype="https://schema.org/BreadcrumbList">{_trail(head)}</ul></div>
<span class="current-time">{weekday(request.now)}, {request.now:%d/%m/%Y, %H:%M}</span></nav>
<div class="row"><div class="col-main">
{text}
</div><div class="col-side">
{_side(edition, request)}
</div></div></div></div></div>
<footer class="section-footer-top" id="footer">
<ul class="company_info" itemscope itemtype="http://schema.org/LocalBusiness"><li class="company_name"><span itemprop="name">Ủy ban nhân dân {escape(edition.content.commune)}</span></li>
<li>Địa chỉ: <span itemprop="address">{escape(edition.content.address)}</span></li><li>Điện thoại: <span itemprop="telephone">{escape(edition.content.phone)}</span></li></ul>
<div class="copyright">Mã nguồn NukeViet CMS</div>
<div class="theme-change"><a href="/?nvvithemever=m&amp;nv_redirect={token}" rel="nofollow" title="Click để chuyển sang giao diện Di động">Di động</a></div>
</footer>
<img src="/index.php?second=cronjobs&amp;p={token[:8]}" width="1" height="1" alt="" style="display:none">
</body>
</html>
"""
    return Reply(body=page, status=status, headers={"Cache-Control": "no-store, no-cache"})


def _meta(edition: Edition, request: Request, head: Head) -> str:
    site, title = escape(edition.content.site_name), escape(head.title)
    description = escape(head.description or head.title)
    kind = "article" if head.edited else "website"
    lines = [
        f"<title>{title}</title>",
        f'<meta name="description" content="{description}">',
        f'<meta name="author" content="{site}">',
        '<meta name="generator" content="NukeViet v4.5">',
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
        f'<meta property="og:title" content="{title}">',
        f'<meta property="og:type" content="{kind}">',
        f'<meta property="og:site_name" content="{site}">',
    ]
    if head.image:
        lines.append(f'<meta property="og:image" content="{head.image}">')
    if head.edited:
        broken = f"{head.edited:%Y-%m-%d}+07{head.edited:%H:%M:%S}"
        lines.append(f'<meta property="article:published_time" content="{broken}">')
    if head.canonical:
        lines.append(f'<link rel="canonical" href="{request.origin}{head.canonical}">')
    lines.append('<link rel="alternate" href="/rss/" title="Tin Tức" type="application/rss+xml">')
    return "\n".join(lines)


def _menu(edition: Edition) -> str:
    entries = [("Trang nhất", "/"), ("Giới thiệu", "/about/"), ("Tin tức", "/tin-tuc/")]
    entries += [(name, f"/{slug}/") for slug, name in edition.content.categories.items()]
    entries += [("Văn bản", "/laws/"), ("Liên hệ", "/contact/"), ("Thành viên", "/users/")]
    return "".join(
        f'<li role="presentation"><a href="{path}" title="{escape(name)}">{escape(name)}</a></li>'
        for name, path in entries
    )


def _trail(head: Head) -> str:
    steps = (("Trang nhất", "/"), *head.trail)
    return "".join(
        '<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem">'
        f'<a href="{path}" itemprop="item" title="{escape(name)}"><span class="txt" itemprop="name">{escape(name)}</span></a>'
        f'<i class="hidden" itemprop="position" content="{place}"></i></li>'
        for place, (name, path) in enumerate(steps, start=1)
    )


def _side(edition: Edition, request: Request) -> str:
    popular = sorted(edition.articles, key=lambda article: article.id * 37 % 800)[-5:]
    tops = "".join(
        f'<li class="clearfix"><a class="show" href="/{a.category}/{a.slug}-{a.id}.html">{escape(a.title)}</a></li>'
        for a in popular
    )
    links = "".join(
        f'<li><a href="{path}" target="_blank">{name}</a></li>' for name, path in _LINKS
    )
    banner = (
        '<a href="/banners/click/?id=1" rel="nofollow">Cải cách hành chính vì nhân dân phục vụ</a>'
    )
    return "".join(
        f'<div class="panel panel-primary"><div class="panel-heading">{title}</div><div class="panel-body">{body}</div></div>\n'
        for title, body in (
            (POPULAR_TITLE, f'<ul class="block_tophits list-none list-items">{tops}</ul>'),
            (LINKS_TITLE, f"<ul>{links}</ul><p>{banner}</p>"),
            (
                STATISTICS_TITLE,
                '<ul class="counter list-none display-table"><li><span>Đang truy cập</span>'
                f"<span>{3 + request.visit % 11}</span></li><li><span>{TOTAL_LABEL}{_FIRST_VISITS + request.visit}</span></li></ul>",
            ),
        )
    )


CSS = """
body { margin: 0; font: 14px/1.6 Arial, sans-serif; background: #f0f2f5; color: #222; }
.wraper, #menusite, footer { width: 1000px; margin: 0 auto; }
#header h1 { margin: 6px 0 0; font-size: 20px; color: #1a4f8f; text-transform: uppercase; }
#header h2 { margin: 0 0 8px; font-size: 14px; font-weight: normal; color: #666; }
.nav { list-style: none; margin: 0; padding: 0; background: #1a5fb0; display: flex; flex-wrap: wrap; }
.nav a { color: #fff; text-decoration: none; padding: 9px 11px; display: block; font-size: 13px; }
.third-nav { display: flex; justify-content: space-between; color: #666; font-size: 12px; }
.temp-breadcrumbs { display: flex; list-style: none; padding: 0; gap: 14px; margin: 8px 0; }
.row { display: flex; gap: 18px; } .col-main { flex: 1; min-width: 0; } .col-side { width: 260px; }
.panel { background: #fff; border: 1px solid #dde; margin-bottom: 12px; }
.panel-heading { background: #1a5fb0; color: #fff; padding: 6px 10px; font-weight: bold; }
.panel-heading a { color: #fff; } .panel-heading h4, .sub-list-icon { margin: 0; padding: 0; list-style: none; }
.panel-body { padding: 10px 14px; overflow: hidden; } .pull-left { float: left; margin: 0 12px 6px 0; }
.hidden { display: none; } .hometext { font-weight: bold; } .text-muted { color: #888; font-size: 12px; }
.list-inline { list-style: none; padding: 0; display: flex; gap: 14px; margin: 4px 0; }
.row .col-md-12 { flex: 1; } .text-right { text-align: right; justify-content: flex-end; }
figure { margin: 10px auto; text-align: center; } figcaption { font-style: italic; color: #555; }
.bodytext img { max-width: 100%; height: auto; } .text-center { text-align: center; }
.pagination { display: inline-flex; list-style: none; gap: 4px; padding: 0; }
.pagination a { padding: 4px 10px; border: 1px solid #ccd; background: #fff; }
footer { background: #24435f; color: #dde; padding: 12px 0; list-style: none; } footer a { color: #fff; }
"""
