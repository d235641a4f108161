"""Pages that are not what they seem: walls, errors that answer 200, files in disguise, bombs."""

from __future__ import annotations

import struct
import zlib

from support.hostile.fault import Call, Fault, page
from support.server import article_page


def _article(number: int, title: str) -> str:
    return str(article_page(number, title=title).body)


async def _cookie_wall(call: Call) -> None:
    if "D1N=9f8e7d" in call.headers.get("cookie", ""):
        await page(_article(802, "Bài viết sau tường cookie"))(call)
    else:
        script = 'document.cookie="D1N="+"9f8e"+"7d;path=/"; window.location.reload(true);'
        await page(f"<html><body><script>{script}</script></body></html>")(call)


_AES = (
    "<html><body><script>function toNumbers(d){var e=[];d.replace(/(..)/g,function(d){e.push("
    "parseInt(d,16))});return e}var a=toNumbers('f655ba9d09a112d4968c63579db590b4'),b=toNumbers("
    "'98344c2eee86c3994890592585b49f80'),c=toNumbers('5d9a2f1c');document.cookie='__test='+toHex("
    "slowAES.decrypt(c,2,a,b))+'; path=/';location.href='/?i=1';</script><noscript>Trang này cần "
    "JavaScript</noscript></body></html>"
)


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")


def with_picture(name: str, number: int, data: bytes, content_type: str, told: str) -> Fault:
    """A good article whose picture is none."""
    body = _article(number, f"Bài viết có ảnh {name}").replace(
        f"/anh/{number}.png", f"/hinh/{name}.png"
    )
    return Fault(
        name=name, serve=page(body), told=told,
        pages={f"/hinh/{name}.png": page(data, content_type=content_type)},
    )  # fmt: skip


def _soft(title: str, text: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


FAULTS = (
    Fault(name="khong-ton-tai", serve=page(_soft("Trang không tồn tại", "Bạn vui lòng quay lại.")), told="soft 404"),
    Fault(name="404-co-bai", serve=page(_article(701, "Bài viết trong trang 404"), "404 Not Found"), told="answered 404"),
    Fault(name="mau-dang-nhap", serve=page(_soft("Đăng nhập", "<form><input type=password></form>")), told="login page"),
    Fault(name="bao-tri", serve=page(_soft("Thông báo", "Hệ thống đang bảo trì, mời quay lại sau.")), told=""),
    Fault(name="trang-rong", serve=page(""), told="empty page"),
    Fault(name="tuong-cookie", serve=_cookie_wall, told="cookie D1N stands in the page"),
    Fault(name="tuong-aes", serve=page(_AES), told="needs a browser", at_most=1),
    Fault(name="loi-500", serve=page("Lỗi", "500 Internal Server Error"), told="answered 500"),
    Fault(name="ban-503", serve=page("Bận", "503 Service Unavailable", Retry_After="0"), told="answered 503"),
    Fault(name="pdf-gia", serve=page(b"%PDF-1.4\n" + b"\x00\xff\x01" * 900), told="odd page"),
    Fault(name="trieu-the", serve=page("<html><body>" + "<b>" * 300_000), told="odd page"),
    Fault(name="tram-nghin-thuoc-tinh", serve=page("<html><body><p " + "a=1 " * 120_000 + ">x</p>"), told="odd page"),
    Fault(name="div-long-nhau", serve=page("<div>" * 20_000 + "x" + "</div>" * 20_000), told=""),
    Fault(name="cookie-to", serve=page(_article(803, "Bài viết có cookie lớn"), Set_Cookie="to=" + "c" * 9_000), told="cookies: 1 were not taken"),
    with_picture("svg", 804, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/png", "not a picture"),
    with_picture("html", 805, b"<html><script>alert(1)</script></html>", "image/jpeg", "not a picture"),
    with_picture("bom-diem-anh", 806, _png(12_000, 9_000), "image/png", "pixels: a picture of 12000 x 9000"),
    with_picture("khong-lo", 807, b"\x89PNG\r\n\x1a\n" + b"0" * 5_000_000, "image/png", "cut: |longer than"),
)  # fmt: skip


CHARSETS = (
    Fault(name="ma-sai", serve=page(_article(808, "Bài viết khai sai bảng mã"), content_type="text/html; charset=iso-8859-1"), told=""),
    Fault(name="utf-16", serve=page(_article(809, "Bài viết bằng UTF-16").encode("utf-16"), content_type="text/html"), told=""),
    Fault(name="van-ban-tron", serve=page(_article(810, "Bài viết gửi như văn bản"), content_type="text/plain"), told=""),
)  # fmt: skip

EXTRA_GOOD = (
    "Bài viết sau tường cookie", "Bài viết có cookie lớn", "Bài viết có ảnh svg",
    "Bài viết có ảnh html", "Bài viết có ảnh bom-diem-anh", "Bài viết có ảnh khong-lo",
    "Bài viết khai sai bảng mã", "Bài viết bằng UTF-16", "Bài viết gửi như văn bản",
)  # fmt: skip
