"""An edition of some seventy short articles of two portals, of all kinds that searches tell apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.archives import START, make_article, write_capture
from support.site import Get, open_site

from archive import articles, portals, search, store
from archive.folder import Archive
from archive.record import Attachment, Image
from archive.work import PageWork
from publish.build import build

TITLES = (
    "Đảng ủy xã họp thường kỳ", "Đảng uỷ xã bàn việc phát triển đảng viên",
    "Xây dựng nông thôn mới nâng cao", "Năm nay được mùa lúa", "Bên dòng sông Nam",
    "Quyết định số 15/QĐ-UBND về đường bê tông", "Học tập Chỉ thị 05-CT/TW",
    "Hội nghị tổng kết phong trào thi đua", "Chợ phiên vùng cao 🎉 đông vui",
    "Bầu cử đại biểu Quốc hội", "Đang úy lạo bộ đội", "Thủy lợi nội đồng mùa khô",
)  # fmt: skip
NUMBER = 72
HOMES = {"nam-son": "http://nam-son.example.vn/", "thanh-yen": "http://thanh-yen.example.vn/"}


def put(archive: Archive, portal: str, number: int, minutes: int, **fields: object) -> None:
    url = f"{HOMES[portal]}bai-{number}"
    year, month = 2019 + number % 5, 1 + number % 12
    pictures = (Image(url=f"{url}.jpg", caption="Ảnh: Quang cảnh chợ"),) if number % 3 == 0 else ()
    files = (Attachment(url=f"{url}.pdf", name="Kế hoạch"),) if number % 4 == 0 else ()
    made = {
        "url": url, "title": f"{TITLES[number % len(TITLES)]} lần thứ {number}",
        "lead": f"Ngày {number}, xã nhà vui.",
        "body_text": f"Đoạn thứ nhất nói về lúa {number}.\n\n{TITLES[(number * 5) % len(TITLES)]}.",
        "published": f"{year}-{month:02}-{1 + number % 28:02}T08:00:00+07:00" if number % 9 else None,
        "published_text": "x" if number % 9 else None,
        "published_precision": "second" if number % 9 else None,
        "category": ("Tin tức", "Đảng - Đoàn", None, "=cmd|' /C calc'!A0")[number % 4],
        "images": pictures, "attachments": files, "citations": (),
    }  # fmt: skip
    article = make_article(**(made | fields))
    with archive.transaction():
        capture = write_capture(
            archive, url, f"{article.title}{article.body_text}".encode(),
            START + timedelta(minutes=minutes),
        )  # fmt: skip
        store.keep(archive, PageWork(portal=portal, crawl=None, capture=capture, article=article))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kho = tmp_path_factory.mktemp("find") / "kho"
    with Archive.create(kho) as archive:
        portals.add(archive, HOMES["nam-son"], name="Cổng thông tin điện tử xã Nam Sơn")
        portals.add(archive, HOMES["thanh-yen"], name="TRANG THÔNG TIN XÃ THANH YÊN - HUYỆN X")
        for number in range(NUMBER):
            put(archive, ("nam-son", "thanh-yen")[number % 7 == 0], number, number * 10)
        put(archive, "nam-son", 5, 5000, title="Quyết định số 15/QĐ-UBND đã được sửa")
        with archive.transaction():
            for number in (6, 21):
                portal = ("nam-son", "thanh-yen")[number % 7 == 0]
                gone = "2023-01-02T00:00:00+07:00"
                articles.mark_gone(archive.conn, f"{HOMES[portal]}bai-{number}", gone, "404")
    build(kho)
    return kho


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[Get]:
    with open_site(folder / "public.db") as ask:
        yield ask


@pytest.fixture(scope="session")
def shut(folder: Path) -> Iterator[sqlite3.Connection]:
    """The edition itself, to be read."""
    address = f"{(folder / 'public.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as edition:
        search.register(edition)
        yield edition


@pytest.fixture
def conn(folder: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the edition, to be changed."""
    with closing(sqlite3.connect(":memory:")) as copy:
        with closing(sqlite3.connect(folder / "public.db")) as edition:
            edition.backup(copy)
        search.register(copy)
        yield copy
