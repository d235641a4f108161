"""A second look, by somebody who wants to break it: faults that the first list does not have."""

from __future__ import annotations

from support.hostile.fault import Call, Fault, head, page, raw
from support.server import article_page


def _article(number: int, title: str) -> str:
    return str(article_page(number, title=title).body)


_GALLERY = _article(900, "Bài viết có ba nghìn ảnh").replace(
    "<p><img src='/anh/900.png'></p>",
    "".join(f"<p><img src='/anh-lo/{n}.png'></p>" for n in range(700)),
)
_SPIED = _article(901, "Bài viết có ảnh ở nơi cấm")


async def _spied(call: Call) -> None:
    pictures = "".join(
        f"<p><img src='{target}'></p>"
        for target in (
            f"http://{call.canary}/a.png", f"//{call.canary}/b.png",
            f"http://x@{call.canary}/c.png", f"http://localhost:{call.canary[10:]}/d.png",
            f"http:\\\\{call.canary}\\e.png", f"http://0x7f000001:{call.canary[10:]}/f.png",
            f"http://127.1:{call.canary[10:]}/g.png", f"http://127.0.0.1.:{call.canary[10:]}/h.png",
            f"http://①②⑦.0.0.1:{call.canary[10:]}/i.png", f"http://[::1]:{call.canary[10:]}/j.png",
        )
    )  # fmt: skip
    await page(_SPIED.replace("<p><img src='/anh/901.png'></p>", pictures))(call)


async def _base(call: Call) -> None:
    await page(
        f"<html><head><base href='http://{call.canary}/'></head><body><ul>"
        "<li><a href='bai-viet-3.html'>Bài viết số ba</a></li></ul></body></html>"
    )(call)


async def _refresh(call: Call) -> None:
    await page("<html></html>", Refresh=f"0; url=http://{call.canary}/")(call)


async def _hijack(call: Call) -> None:
    body = _article(902, "Bài viết mạo danh bài số 4")
    await page(body.replace("</head>", "<link rel='canonical' href='/bai-viet-4.html'></head>"))(
        call
    )


async def _rotating(call: Call) -> None:
    fields = {f"Set-Cookie: c{call.count}-{n}": "1" for n in range(80)}
    lines = "".join(f"{name}={value}\r\n" for name, value in fields.items())
    body = _article(903, "Bài viết có tám mươi cookie").encode()
    await call.send(head(length=len(body))[:-2] + lines.encode() + b"\r\n" + body)


FAULTS = (
    Fault(name="ba-nghin-anh", serve=page(_GALLERY), told="pictures:", costs="/anh-lo/", at_most=520),
    Fault(name="anh-noi-cam", serve=_spied, told=""),
    Fault(name="goc-khac", serve=_base, told=""),
    Fault(name="lam-moi-dau", serve=_refresh, told=""),
    Fault(name="mao-danh", serve=_hijack, told=""),
    Fault(name="nhieu-cookie", serve=_rotating, told="cookies:"),
    Fault(name="hai-do-dai", serve=raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 900\r\n\r\nhello"), told="broke|no HTTP|cut:|announced as"),
    Fault(name="do-dai-am", serve=raw(b"HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\nhello"), told="broke|no HTTP|cut:|no response"),
    Fault(name="trang-thai-la", serve=raw(b"HTTP/1.1 999 Khong\r\nContent-Length: 0\r\n\r\n"), told="answered 999"),
    Fault(name="phan-bai", serve=page(_article(904, "Bài viết chỉ một phần"), "206 Partial Content", Content_Range="bytes 0-99/999"), told="answered 206"),
    Fault(name="khong-doi", serve=raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), told="304"),
    Fault(name="ma-khong-co", serve=page(_article(905, "Bài viết có bảng mã lạ"), content_type="text/html; charset=x-khong-co"), told=""),
    Fault(name="so-khong", serve=page(_article(906, "Bài viết có ký tự không").replace("Cuộc họp", "Cuộc\0 họp")), told=""),
    Fault(name="dia-chi-dai", serve=raw(b"HTTP/1.1 302 Found\r\nLocation: /" + b"k" * 9000 + b"\r\nContent-Length: 0\r\n\r\n"), told="redirect not followed"),
    Fault(name="dia-chi-hong", serve=raw(b"HTTP/1.1 302 Found\r\nLocation: http://[::1/x\r\nContent-Length: 0\r\n\r\n"), told="redirect not followed"),
    Fault(name="nen-chong", serve=page(b"\x1f\x8b" + b"\0" * 40, Content_Encoding=", ".join(["gzip"] * 400)), told="compressed body|too many"),
)  # fmt: skip

GOOD = (
    "Bài viết có ba nghìn ảnh", "Bài viết có ảnh ở nơi cấm", "Bài viết mạo danh bài số 4",
    "Bài viết có tám mươi cookie", "Bài viết có bảng mã lạ", "Bài viết có ký tự không",
)  # fmt: skip
