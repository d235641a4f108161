"""A portal that lives on between crawls: edits, removals, moves; everything around the text changes.

Each page shows a visitor counter, who is online, a clock, how often it was read, a token and ids
made anew for each request, as such portals do. What a server says about whether a page has changed
is an option: entity tags, times, tags that follow the counter, or nothing.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal

from archive.folder import VIETNAM
from support.server import picture, served

Validators = Literal["etag", "weak", "modified", "counter", "none"]
"""`counter`: an entity tag over the whole page, which is another one at each visit."""

NEWEST = datetime(2021, 10, 5, 10, 18, tzinfo=VIETNAM)
PER_LIST = 12

_PLACES = ("Nà Tấu", "Bản Phủ", "Hua Pe", "Pom Lót", "Co Luống", "Huổi Hua", "Bản Mển", "Na Ư")
_WORKS = ("thủy lợi", "đường bê tông", "nhà văn hóa", "lớp mầm non", "kênh mương", "điện sinh hoạt")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One article."""

    number: int
    title: str
    posted: datetime
    paragraphs: tuple[str, ...]
    path: str
    has_picture: bool = True


def item(number: int, *, pictures: bool = True) -> Item:
    """The article of that number; a higher one is newer."""
    place, work = _PLACES[number % 8], _WORKS[number % 6]
    posted = NEWEST - timedelta(hours=7 * (1000 - number), minutes=number % 50)
    return Item(
        number=number,
        title=f"Bản {place} hoàn thành công trình {work} giai đoạn {number}",
        posted=posted,
        paragraphs=(
            f"Ngày {posted:%d/%m}, bản {place} tổ chức nghiệm thu công trình {work} thứ {number} "
            f"của chương trình xây dựng nông thôn mới, có {number % 40 + 12} hộ dân cùng dự.",
            f"Công trình dài {number * 7 % 900 + 80} mét, kinh phí {number % 90 + 10} triệu đồng, "
            f"trong đó nhân dân bản {place} góp {number % 70 + 30} ngày công và hiến đất mặt bằng.",
            f"Trưởng bản cho biết sau khi có {work}, {number % 25 + 5} héc-ta ruộng được chủ động, "
            f"bà con yên tâm sản xuất vụ {number % 3 + 1} và chăm lo việc học của con em.",
        ),
        path=f"/tin-tuc/cong-trinh-{number}.html",
        has_picture=pictures,
    )


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One request, and what it cost."""

    method: str
    path: str
    status: int
    body: int
    """Bytes of the body that was sent."""
    conditional: bool


@dataclass
class WeeklyPortal:
    """A running portal; its articles may be changed while it runs."""

    items: dict[int, Item]
    validators: Validators = "etag"
    head: bool = True
    """Does it answer HEAD?"""
    url: str = ""
    moved: dict[str, str] = field(default_factory=dict)
    """Old path to new path: answered with 301."""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Paths that answer with this status and text whatever is asked."""
    says_304: set[str] = field(default_factory=set)
    """Paths that answer 304 whatever is asked."""
    log: list[Hit] = field(default_factory=list)
    visits: Iterator[int] = field(default_factory=lambda: itertools.count(98_760))

    def edit(self, number: int, **changes: Any) -> None:
        self.items[number] = replace(self.items[number], **changes)

    def bytes(self) -> int:
        return sum(hit.body for hit in self.log)

    def asked(self, prefix: str = "/tin-tuc/") -> list[Hit]:
        return [hit for hit in self.log if hit.path.startswith(prefix)]

    # -- what it answers --------------------------------------------------------------------------

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes, str]:
        """Status, headers, body, and what the body is made of apart from counters."""
        html = {"Content-Type": "text/html; charset=utf-8"}
        if path in self.answers:
            status, text = self.answers[path]
            return status, html, text.encode(), text
        if path in self.moved:
            return 301, html | {"Location": self.moved[path]}, b"", ""
        local, _, query = path.partition("?")
        if local == "/":
            page = int(query.partition("=")[2] or 1) if query else 1
            return self._page("Trang chủ", self._list(page))
        found = next((one for one in self.items.values() if one.path == local), None)
        if found is not None:
            return self._page(found.title, self._article(found))
        if local.startswith("/anh/"):
            body = picture(int(local[5:-4])) + bytes(600)
            return 200, {"Content-Type": "image/png"}, body, local
        return 404, html, "<p>Không tìm thấy trang</p>".encode(), "404"

    def _article(self, one: Item) -> str:
        shown = f"<p><img src='/anh/{one.number}.png'></p>" if one.has_picture else ""
        text = "".join(f"<p>{paragraph}</p>" for paragraph in one.paragraphs)
        return (
            f"<div class='content'><h1>{one.title}</h1><div class='date'>Ngày đăng: "
            f"{one.posted:%d/%m/%Y %H:%M} - Lượt xem: @visits@</div>{shown}{text}</div>"
        )

    def _list(self, page: int) -> str:
        every = sorted(self.items.values(), key=lambda one: one.posted, reverse=True)
        start = (page - 1) * PER_LIST
        rows = "".join(
            f"<li><a href='{one.path}'>{one.title}</a> ({one.posted:%d/%m/%Y})</li>"
            for one in every[start : start + PER_LIST]
        )
        more = start + PER_LIST < len(every)
        following = f"<a href='/?trang={page + 1}'>Trang sau</a>" if more else ""
        return f"<ul class='list'>{rows}</ul>{following}"

    def _page(self, title: str, content: str) -> tuple[int, dict[str, str], bytes, str]:
        visits = next(self.visits)
        token = hashlib.md5(str(visits).encode(), usedforsecurity=False).hexdigest()
        now = datetime(2026, 11, 23, 9, 15, tzinfo=VIETNAM) + timedelta(seconds=7 * visits)
        text = (
            "<html><head><title>{title} - Trang thông tin điện tử xã Thí Dụ</title>"
            "<meta name='csrf-token' content='{token}'></head><body>"
            "<div class='header'><a href='/'>Trang thông tin điện tử xã Thí Dụ</a>"
            "<span class='clock'>Thứ Hai, {clock}</span></div>"
            "<form><input type='hidden' name='__token' value='{token}'></form>{content}"
            "<div class='footer' id='f{token}'>Thống kê truy cập<br>Đang online: {online}<br>"
            "Hôm nay: {today}<br>Tổng truy cập: {visits}</div></body></html>"
        )
        made = text.format(
            title=title, token=token, clock=f"{now:%d/%m/%Y %H:%M:%S}",
            content=content.replace("@visits@", str(visits % 5000)), online=visits % 37,
            today=visits % 900, visits=visits,
        )  # fmt: skip
        return 200, {"Content-Type": "text/html; charset=utf-8"}, made.encode(), title + content

    def tags(self, stable: str, body: bytes) -> dict[str, str]:
        digest = hashlib.sha256(stable.encode()).hexdigest()
        changed = NEWEST + timedelta(minutes=int(digest[:4], 16))
        modified = {"Last-Modified": format_datetime(changed, usegmt=False)}
        return {
            "etag": {"ETag": f'"{digest[:16]}"'},
            "weak": {"ETag": f'W/"{digest[:16]}"'},
            "modified": modified,
            "counter": {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'},
            "none": {},
        }[self.validators]


@contextmanager
def weekly_portal(number: int, *, pictures: bool = True, **options: Any) -> Iterator[WeeklyPortal]:
    """A portal with so many articles, on loopback."""
    portal = WeeklyPortal({n: item(n, pictures=pictures) for n in range(1, number + 1)}, **options)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            status, headers, body, stable = portal.answer(self.path)
            if status == 200:
                headers = headers | portal.tags(stable, body)
            asked = {
                name: self.headers.get(name) for name in ("If-None-Match", "If-Modified-Since")
            }
            if status == 200 and (_fresh(asked, headers) or self.path in portal.says_304):
                status, body = 304, b""
            sent = b"" if self.command == "HEAD" else body
            hit = Hit(
                method=self.command, path=self.path, status=status, body=len(sent),
                conditional=any(asked.values()),
            )  # fmt: skip
            portal.log.append(hit)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(sent)

        def do_HEAD(self) -> None:
            if portal.head:
                self.do_GET()
            else:
                portal.log.append(Hit(method="HEAD", path=self.path, status=501, body=0, conditional=False))  # fmt: skip
                self.send_response(501)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with served(Handler) as portal.url:
        yield portal


def _fresh(asked: dict[str, str | None], headers: dict[str, str]) -> bool:
    """RFC 9110, 13.2.2: the entity tag decides if there is one."""
    if asked["If-None-Match"] is not None:
        return asked["If-None-Match"] == headers.get("ETag")
    since = asked["If-Modified-Since"]
    return since is not None and since == headers.get("Last-Modified")
