"""A small archive of our own, to be damaged."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from archive import portals, store
from archive.folder import VIETNAM, Archive
from archive.record import Article, Attachment, ExtractedBy, Image, Kind
from archive.work import MediaFacts, PageWork
from crawler.capture import Exchange, keep_exchange

START = datetime(2021, 10, 5, 10, 18, 39, tzinfo=VIETNAM)


def make_archive(folder: Path, articles: int = 8) -> Path:
    """A small archive of our own pages: articles, a picture, a revisit, requests."""
    with Archive.create(folder) as archive:
        portals.add(archive, "http://xa.example.vn/", name="Xã Thí Dụ")
        for number in range(1, articles + 1):
            url = f"http://xa.example.vn/bai-{number}"
            words = " ".join(f"việc {number * n} của thôn {n}," for n in range(1, 120))
            article = Article(
                url=url, title=f"Xã triển khai công việc số {number}", body_text=words,
                published="2021-10-05T10:18:39+07:00", published_precision="second",
                images=(Image(url="http://xa.example.vn/3.jpg", caption="Quang cảnh hội nghị"),),
                attachments=(Attachment(url="http://xa.example.vn/kh.pdf", name="Kế hoạch"),),
                extracted_by=ExtractedBy(platform="generic", layout="plain", version=1),
            )  # fmt: skip
            moment = START + timedelta(minutes=number)
            for again in range(2 if number == 2 else 1):
                with archive.transaction():
                    exchange = Exchange(
                        url=url, method="GET", request_headers=[("Host", "xa.example.vn")],
                        request_body=b"", status=200,
                        headers=[("Content-Type", "text/html; charset=utf-8")],
                        payload=f"<h1>{article.title}</h1><p>{words}</p>".encode(),
                        fetched_at=moment + timedelta(days=again),
                    )  # fmt: skip
                    kept = keep_exchange(archive, exchange, Kind.ARTICLE)
                    work = PageWork(
                        portal="thi-du", crawl=None, capture=kept.capture, article=article
                    )
                    store.keep(archive, work)
        with archive.transaction():
            exchange = Exchange(
                url="http://xa.example.vn/3.jpg", method="GET", request_headers=[], request_body=b"",
                status=200, headers=[("Content-Type", "image/jpeg")], payload=b"\xff\xd8" + bytes(999),
                fetched_at=START + timedelta(hours=2),
            )  # fmt: skip
            kept = keep_exchange(archive, exchange, Kind.IMAGE)
            media = MediaFacts(
                url=exchange.url, sha256=kept.capture.payload_sha256, bytes=1001,
                content_type="image/jpeg",
            )  # fmt: skip
            store.keep(
                archive, PageWork(portal="thi-du", crawl=None, capture=kept.capture, media=media)
            )
    return folder
