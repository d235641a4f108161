"""A portal of our own on loopback: pages from a table, every request written down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Page:
    """One answer."""

    body: bytes | str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    """Send so many bytes less than announced, then close."""


Answer = Page | Callable[[str, str], Page]


@dataclass
class LocalPortal:
    """A running server: `pages` may be changed while it runs."""

    url: str
    pages: dict[str, Answer]
    log: list[tuple[str, str]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for _, path in self.log]


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The home page of what the handler answers, on a free port until the block is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def local_portal(pages: dict[str, Answer]) -> Iterator[LocalPortal]:
    portal = LocalPortal(url="", pages=pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = self.rfile.read(length).decode()
            portal.log.append((self.command, self.path))
            answer = portal.pages.get(self.path) or portal.pages.get(self.path.partition("?")[0])
            page = answer(self.path, form) if callable(answer) else answer
            self._send(page or Page("<p>Không tìm thấy trang</p>", status=404))

        do_POST = do_GET  # noqa: N815 - the name http.server looks for

        def _send(self, page: Page) -> None:
            body = page.body.encode() if isinstance(page.body, str) else page.body
            headers = {"Content-Type": "text/html; charset=utf-8"} | page.headers
            self.send_response(page.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) - page.cut])
            if page.cut:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with served(Handler) as portal.url:
        yield portal


def article_page(number: int, *, title: str | None = None, extra: str = "") -> Page:
    """An article as a plain portal shows it, with one picture."""
    name = title or f"Xã triển khai công việc số {number} của quý"
    day = f"{number % 28 + 1:02d}/03/2021 08:{number % 60:02d}"
    return Page(
        f"<html><head><title>{name} - Trang thông tin xã Thí Dụ</title></head><body>"
        "<div class='header'><a href='/'>Trang thông tin điện tử xã Thí Dụ</a></div>"
        f"<div class='content'><h1>{name}</h1><div class='date'>Ngày đăng: {day}</div>"
        f"<p>Sáng nay, Ủy ban nhân dân xã họp bàn việc thứ {number}, có đại diện của các thôn, "
        "bản cùng dự và cho ý kiến về cách làm trong thời gian tới.</p>"
        f"<p><img src='/anh/{number}.png'></p>"
        f"<p>Cuộc họp thống nhất giao công chức chuyên môn theo dõi việc số {number}, báo cáo kết "
        f"quả trước ngày cuối cùng của tháng để kịp thời tháo gỡ khó khăn.{extra}</p></div>"
        "<div class='footer'>Thống kê truy cập. Tổng truy cập: 12345</div></body></html>"
    )


def list_page(numbers: range, more: str | None = None) -> Page:
    links = "".join(
        f"<li><a href='/bai-viet-{n}.html'>Xã triển khai công việc số {n} của quý</a></li>"
        for n in numbers
    )
    following = f"<a href='{more}'>Trang sau</a>" if more else ""
    return Page(
        "<html><head><title>Trang thông tin xã Thí Dụ</title></head><body>"
        f"<ul>{links}</ul>{following}<div class='footer'>Tổng truy cập: 12345</div></body></html>"
    )


def small_portal(articles: int) -> dict[str, Answer]:
    """A portal with so many articles, ten to a list page, each with its own picture."""
    pages: dict[str, Answer] = {"/robots.txt": Page("", 404)}
    for start in range(1, articles + 1, 10):
        page = start // 10 + 1
        more = f"/?trang={page + 1}" if start + 10 <= articles else None
        path = "/" if page == 1 else f"/?trang={page}"
        pages[path] = list_page(range(start, min(start + 10, articles + 1)), more)
    for number in range(1, articles + 1):
        pages[f"/bai-viet-{number}.html"] = article_page(number)
        pages[f"/anh/{number}.png"] = Page(picture(number), headers={"Content-Type": "image/png"})
    return pages


def picture(number: int) -> bytes:
    """A tiny PNG, another one for each number."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 6), (number % 256, number // 256 % 256, 99)).save(out, "PNG")
    return out.getvalue()
