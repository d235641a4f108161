"""A small edition with everything that an edition can hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.archives import START, add_media, make_article, picture, write_capture
from support.site import Get, open_site

from archive import articles, portals, store
from archive.folder import Archive
from archive.record import Attachment, Image
from archive.work import PageWork
from publish.build import build

HOME = "http://xa.example.vn/"


def add_article(archive: Archive, minutes: int, **fields: Any) -> None:
    article = make_article(**fields)
    with archive.transaction():
        capture = write_capture(
            archive,
            article.url,
            f"{article.title}\n{article.body_text}".encode(),
            START + timedelta(minutes=minutes),
        )
        store.keep(archive, PageWork(portal="thi-du", crawl=None, capture=capture, article=article))


def fill(archive: Archive) -> None:
    portals.add(archive, HOME, name="TRANG THÔNG TIN ĐIỆN TỬ XÃ THÍ DỤ - HUYỆN ĐIỆN BIÊN")
    add_media(archive, f"{HOME}3.jpg", picture(), "image/jpeg")
    add_media(archive, f"{HOME}hong.jpg", b"no picture at all", "image/jpeg")
    add_media(archive, f"{HOME}kh.pdf", b"%PDF-1.4 ...", "application/pdf")
    add_media(archive, f"{HOME}bang.html", b"<script>alert(1)</script>", "text/html")
    add_article(
        archive, 0,
        body_html=f'<p>Đoạn thứ nhất, xem <a href="{HOME}bai-2">bài kia</a>.</p>'
        f'<figure><img src="{HOME}3.jpg" alt=""><figcaption>Ảnh: Quang cảnh</figcaption></figure>',
        citations=("05-CT/TW",),
        attachments=(
            Attachment(url=f"{HOME}kh.pdf", name="Kế hoạch 2021.pdf"),
            Attachment(url=f"{HOME}bang.html", name='x".html'),
            Attachment(url=f"{HOME}mat.doc", name="Tệp chưa lưu.doc"),
        ),
    )  # fmt: skip
    add_article(
        archive, 1, url=f"{HOME}bai-2", title="Đảng uỷ xã bàn việc phát triển đảng",
        published="2022-03-01", published_precision="day", category="Đảng - Đoàn",
        lead=None, body_text="Năm nay được mùa, sông đầy nước.", images=(), attachments=(),
        body_html='<p onclick="x()">Năm nay<script>alert(1)</script></p><a href="javascript:x">a</a>',
    )  # fmt: skip
    add_article(
        archive, 2, url=f"{HOME}bai-3", title="Đảng ủy xã Nam Sơn họp thường kỳ",
        published=None, published_text=None, published_precision=None, category=None,
        body_text="Bàn về đường bê tông.", body_html="<p>Bàn về đường bê tông.</p>", attachments=(),
        images=(Image(url=f"{HOME}hong.jpg", caption="Ảnh hỏng"),),
    )  # fmt: skip
    add_article(archive, 3, url=f"{HOME}bai-3", title="Đảng ủy xã Nam Sơn họp bất thường",
                body_text="Bàn về đường bê tông.", published=None, published_text=None,
                published_precision=None, category=None, images=(), attachments=())  # fmt: skip
    with archive.transaction():
        articles.mark_gone(archive.conn, f"{HOME}bai-2", "2023-01-02T00:00:00+07:00", "404")


@pytest.fixture(scope="session")
def kho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publish") / "kho"
    with Archive.create(folder) as archive:
        fill(archive)
    return folder


@pytest.fixture(scope="session")
def edition(kho: Path) -> Path:
    report = build(kho)
    assert report.articles == 3
    return kho / "public.db"


@pytest.fixture(scope="session")
def get(edition: Path) -> Iterator[Get]:
    with open_site(edition) as ask:
        yield ask
