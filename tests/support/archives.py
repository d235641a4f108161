"""Articles and captures to put into a small archive."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PIL import Image as Picture

from archive import store
from archive.entity import Entity
from archive.folder import VIETNAM, Archive
from archive.record import Article, Attachment, Capture, ExtractedBy, Image, Kind
from archive.warc import http_block, new_record_id, sha256, warc_date
from archive.work import MediaFacts, PageWork

START = datetime(2021, 10, 5, 10, 18, 39, tzinfo=VIETNAM)
BY = ExtractedBy(platform="generic", layout="plain", version=1)

Put = Callable[..., dict[str, int]]


def make_article(url: str = "http://xa.example.vn/bai-1", **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "url": url,
        "title": "Hội nghị tổng kết phong trào thi đua",
        "published": "2021-10-05T10:18:39+07:00",
        "published_text": "Thời gian đăng: 05/10/2021 10:18:39 AM",
        "published_precision": "second",
        "published_rule": "dmy_time",
        "lead": "Sáng 5/10, xã tổ chức hội nghị.",
        "body_text": "Đoạn thứ nhất nói về lúa.\n\nĐoạn thứ hai nói về đường bê tông.",
        "body_html": "<p>Đoạn thứ nhất nói về lúa.</p><p>Đoạn thứ hai nói về đường bê tông.</p>",
        "category": "Tin tức",
        "images": (Image(url="http://xa.example.vn/3.jpg", caption="Ảnh: Quang cảnh hội nghị"),),
        "attachments": (Attachment(url="http://xa.example.vn/kh.pdf", name="Kế hoạch"),),
        "extracted_by": BY,
    }
    return Article(**(fields | changes))


def write_capture(
    archive: Archive, url: str, body: bytes, moment: datetime, *, status: int = 200
) -> Capture:
    record_id = new_record_id()
    headers = [("Content-Type", "text/html")]
    place = archive.warc.append(
        [
            ("WARC-Type", "response"),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", warc_date(moment)),
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", f"sha256:{sha256(body)}"),
            ("Content-Type", "application/http;msgtype=response"),
        ],
        http_block(status, headers, body),
    )
    assert Entity(body=body).problem is None
    return Capture(
        url=url,
        kind=Kind.ARTICLE,
        fetched_at=moment,
        status=status,
        content_type="text/html",
        payload_sha256=sha256(body),
        payload_bytes=len(body),
        record_id=record_id,
        record_type="response",
        warc=place.warc,
        offset=place.offset,
        length=place.length,
    )


def picture(width: int = 900, height: int = 600) -> bytes:
    out = io.BytesIO()
    Picture.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def add_media(archive: Archive, url: str, body: bytes, kind: str) -> None:
    with archive.transaction():
        capture = write_capture(archive, url, body, START)
        facts = MediaFacts(url=url, sha256=sha256(body), bytes=len(body), content_type=kind)
        store.keep(archive, PageWork(portal="thi-du", crawl=None, capture=capture, media=facts))
