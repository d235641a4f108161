"""Redirects: in circles, without end, to places that nobody may ask."""

from __future__ import annotations

from support.hostile.fault import Call, Fault, head, page, raw, redirect
from support.server import article_page

_NOT_FOLLOWED = "redirect not followed"


async def _chain(call: Call) -> None:
    number = int(call.path.rpartition("=")[2] or 0) if "=" in call.path else 0
    await redirect(f"/bai-viet-chuoi-1.html?buoc={number + 1}")(call)


async def _with_cookie(call: Call) -> None:
    if "phien=mo" in call.headers.get("cookie", ""):
        await page(str(article_page(800, title="Bài viết sau khi nhận cookie").body))(call)
    else:
        await redirect(call.path, Set_Cookie="phien=mo; Path=/")(call)


def _refresh(target: str) -> bytes:
    body = f"<html><head><meta http-equiv='refresh' content='0; url={target}'></head></html>"
    return head(length=len(body)) + body.encode()


def away(name: str, target: str) -> Fault:
    return Fault(name=name, serve=redirect(target), told=_NOT_FOLLOWED)


FAULTS = (
    Fault(name="tu-goi", serve=redirect("/bai-viet-tu-goi-1.html"), told="redirects: in a circle"),
    Fault(
        name="vong",
        serve=redirect("/bai-viet-vong-2.html"),
        told="redirects: in a circle",
        pages={"/bai-viet-vong-2.html": redirect("/bai-viet-vong-1.html")},
    ),
    Fault(
        name="chuoi",
        serve=_chain,
        told="redirects: 5 in a row",
        at_most=7,
    ),
    Fault(name="nhan-cookie", serve=_with_cookie, told=""),
    away("cong-khac", "http://{canary}/"),
    away("localhost", "http://localhost:{port}/"),
    away("so-thap-phan", "http://2130706433:{port}/"),
    away("ten-nguoi-dung", "http://admin:admin@{canary}/"),
    away("cuc-bo", "file:///etc/passwd"),
    away("kich-ban", "javascript:alert(1)"),
    away("noi-khac", "http://[::ffff:127.0.0.1]:{port}/"),
    away("khong-giao-thuc", "//{canary}/bai-viet-9.html"),
    Fault(
        name="utf-8-tho",
        serve=redirect("/bai-viet/xã-thanh-yên-đón-tết-7.html"),
        told="",
        pages={
            "/bai-viet/x%C3%A3-thanh-y%C3%AAn-%C4%91%C3%B3n-t%E1%BA%BFt-7.html": page(
                str(article_page(801, title="Xã Thanh Yên đón Tết").body)
            )
        },
    ),
    Fault(
        name="lam-moi",
        serve=raw(_refresh("/bai-viet-lam-moi-2.html")),
        told="empty page",
        pages={"/bai-viet-lam-moi-2.html": raw(_refresh("/bai-viet-lam-moi-1.html"))},
    ),
    Fault(name="dang-nhap", serve=redirect("/dang-nhap?next=/x"), told=_NOT_FOLLOWED,
          forbidden=("/dang-nhap",)),
    Fault(name="khong-noi-den", serve=raw(b"HTTP/1.1 302 Found\r\n\r\n"), told="without saying where to go"),
)  # fmt: skip

EXTRA_GOOD = ("Bài viết sau khi nhận cookie", "Xã Thanh Yên đón Tết")
"""Titles of articles that are behind a harmless redirect."""
