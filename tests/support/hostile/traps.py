"""Traps: addresses without end, links that change something, links that nobody may follow."""

from __future__ import annotations

import re

from support.hostile.fault import Call, Fault, page
from support.server import article_page


def _list(links: str) -> str:
    return f"<html><head><title>Danh mục</title></head><body><ul>{links}</ul></body></html>"


async def _calendar(call: Call) -> None:
    number = int((re.findall(r"\d+", call.path) or ["0"])[-1])
    links = "".join(
        f"<li><a href='/su-kien/thang-{number + n}'>Tháng {n}</a></li>" for n in (1, 2, 3)
    )
    await page(_list(links))(call)


async def _filter(call: Call) -> None:
    query = call.path.partition("?")[2]
    links = "".join(
        f"<li><a href='/loc?{query}&amp;{name}={value}'>Lọc {name} {value}</a></li>"
        for name in ("mau", "co", "gia", "loai", "nam")
        for value in range(8)
        if f"{name}=" not in query
    )
    await page(_list(links))(call)


async def _growing(call: Call) -> None:
    await page(_list("<li><a href='muc/x/'>Mục con</a></li><li><a href='nhanh/'>Nhánh</a></li>"))(
        call
    )


async def _pages(call: Call) -> None:
    number = int((re.findall(r"\d+", call.path) or ["0"])[-1])
    await page(_list(
        "<li><a href='/bai-viet-1.html'>Xã triển khai công việc số 1 của quý</a></li>"
        f"<li><a href='/kho-tin/p{number + 1}'>Trang sau</a></li>"
    ))(call)  # fmt: skip


async def _soft_for_all(call: Call) -> None:
    number = int((re.findall(r"\d+", call.path) or ["0"])[-1])
    links = "".join(
        f"<li><a href='/tin-ao/bai-so-{number * 10 + n}.html'>Tin ảo số {number * 10 + n}</a></li>"
        for n in range(1, 11)
    )
    await page(_list(links + f"<li><a href='/tin-ao/trang-{number + 1}'>Trang sau</a></li>"))(call)


_SESSION = "".join(
    f"<li><a href='{target}'>Bài viết số 1</a></li>"
    for target in (
        "/bai-viet-1.html;jsessionid=AB12", "/bai-viet-1.html?sid=77", "/bai-viet-1.html?PHPSESSID=q1",
        "/bai-viet-1.html?utm_source=fb&amp;utm_medium=x", "/bai-viet-1.html?fbclid=zz",
        "/bai-viet-1.html#binh-luan", "#", "/B%C3%A0i-viet-1.html/../bai-viet-1.html",
        "/bai%2Dviet-1.html", "HTTP://127.0.0.1:{port}/bai-viet-1.html",
    )
)  # fmt: skip

_SCHEMES = "".join(
    f"<li><a href='{target}'>Liên kết lạ</a></li>"
    for target in (
        "file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "data:text/html,<b>x</b>",
        "mailto:xa@example.vn", "tel:0123", "http://{canary}/bai-viet-1.html", "//{canary}/x",
        "http://{canary}@127.0.0.1/x", "http://[::1/", "http://127.0.0.1:99999/", "/a%00b.html", "/c\0d.html",
        "/" + "d" * 100_000,
    )
)  # fmt: skip

_CHANGES = (
    "/logout", "/admin/", "/node/5/delete", "/bai-viet/5/delete", "/xoa/5", "/vote?id=3", "/gio-hang/them?id=4",
    "/index.php?action=delete&id=5", "/bai-viet-5.html?delete=1", "/bai-viet-5.html?task=delete", "/add-to-cart/7",
    "/tin/like/9", "/bai-viet-1.html?print=1", "/print/bai-viet-1.html", "/bai-viet-1.html?format=pdf",
    "/sendmail/bai-viet-1.html", "/cam/bi-mat.html", "/bai-viet-5.html?op=unsubscribe", "/bai-viet-5.html?cmd=edit",
)  # fmt: skip


async def _links(call: Call) -> None:
    body = _list(
        _SESSION
        + _SCHEMES
        + "".join(f"<li><a href='{p}' rel=nofollow>{p}</a></li>" for p in _CHANGES)
    )
    port = call.headers["host"].rpartition(":")[2]
    await page(body.replace("{canary}", call.canary).replace("{port}", port))(call)


async def _many(call: Call) -> None:
    same = "".join(
        f"<li><a href='/bai-viet-{n % 40 + 1}.html?x#{n}'>Bài {n}</a></li>" for n in range(10_000)
    )
    await page(_list(same))(call)


_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    "<urlset><url><loc>/bai-viet-2.html</loc></url><url><loc>http://127.0.0.1/&c;</loc></url>"
    "<url><loc>&d;</loc></url></urlset>"
)
_FOREIGN = "<urlset>" + "".join(
    f"<url><loc>http://khac.example.vn/bai-viet-{n}.html</loc></url>" for n in range(50_000)
) + "</urlset>"  # fmt: skip
_INDEX = "<sitemapindex><sitemap><loc>/sitemap-vong-{}.xml</loc></sitemap></sitemapindex>"


def trap(name: str, path: str, serve: object, told: str, **more: object) -> Fault:
    link = f"<a href='{path}'>Chuyên mục {name}</a>"
    return Fault(name=name, path=path, html=link, serve=serve, told=told, **more)  # type: ignore[arg-type]


FAULTS = (
    trap("lich-vo-tan", "/su-kien/thang-0", _calendar, "depth:|shape:", pages={"/su-kien/*": _calendar}, costs="/su-kien/", at_most=45),
    trap("bo-loc", "/loc?nam=2", _filter, "shape:", pages={"/loc*": _filter}, costs="/loc", at_most=45),
    trap("duong-dan-dai", "/cay/", _growing, "", pages={"/cay/*": _growing}, costs="/cay/", at_most=60),
    trap("trang-vo-tan", "/kho-tin/p0", _pages, "depth:|shape:", pages={"/kho-tin/*": _pages}, costs="/kho-tin/", at_most=45),
    trap("tin-ao", "/tin-ao/trang-0", _soft_for_all, "shape:", pages={"/tin-ao/*": _soft_for_all}, costs="/tin-ao/", at_most=90),
    trap("lien-ket", "/muc-lien-ket", _links, "", forbidden=(*_CHANGES, "/etc", "/a%00b", "/ddd"), at_most=1),
    trap("muoi-nghin", "/muc-muoi-nghin", _many, "", at_most=1),
    Fault(name="so-do", path="/sitemap-xau.xml", serve=page(_ENTITIES, content_type="text/xml"), told="", at_most=1),
    Fault(name="so-do-khac", path="/sitemap-khac.xml", serve=page(_FOREIGN, content_type="text/xml"), told="", at_most=1),
    Fault(name="so-do-vong", path="/sitemap-vong-1.xml", serve=page(_INDEX.format(2), content_type="text/xml"), told="", at_most=1,
          pages={"/sitemap-vong-2.xml": page(_INDEX.format(1), content_type="text/xml")}),
    Fault(name="so-do-rac", path="/sitemap-rac.xml", serve=page(b"<rss><item>\xff\xfe<link>javascript:1</link><link>/bai", content_type="application/rss+xml"), told="", at_most=1),
    Fault(name="ban-sao", path="/bai-viet-1-ban-sao-2.html", serve=page(str(article_page(1).body)), told="", at_most=1),
)  # fmt: skip

ROBOTS = "User-agent: *\nDisallow: /cam/\nSitemap: /sitemap-xau.xml\nSitemap: /sitemap-khac.xml\nSitemap: /sitemap-vong-1.xml\nSitemap: /sitemap-rac.xml\n"
