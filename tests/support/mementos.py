"""An archive of pages that were captured again and again over years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive import articles, portals, store
from archive.folder import Archive
from archive.record import article_id
from archive.work import PageWork
from support.archives import make_article, write_capture
from support.editorial import hide

HOST = "http://xa.example.vn"
EDITED = f"{HOST}/bai-1"
OFTEN = f"{HOST}/Default.aspx?tabid=12&id=5"
ACCENTED = f"{HOST}/tin/%C4%90%E1%BA%A1i-h%E1%BB%99i"
FORMER, PRESENT = f"{HOST}/cu/bai-7", f"{HOST}/moi/bai-7"
NAMED = f"{HOST}/bai-9"
"""Only what a page calls itself: it was captured as NAMED?ref=1."""
HIDDEN = f"{HOST}/bai-an"

EDITED_AT = tuple(
    datetime(*day, tzinfo=UTC)
    for day in ((2019, 3, 1, 1, 2, 3), (2019, 9, 1), (2020, 3, 1), (2020, 9, 1), (2021, 3, 1))
)
"""Bytes of its captures: one, one, one with another counter, two, one again."""
EDITED_SHOWN = (0, 1, 3, 4)
"""Those whose bytes the edition shows."""

OFTEN_AT = tuple(datetime(2018, 1, 1, tzinfo=UTC) + timedelta(days=30 * n) for n in range(60))


def keep(archive: Archive, captured: str, page: str, moment: datetime, **fields: Any) -> None:
    """A capture, and the article that was read from it."""
    article = make_article(**({"url": captured, "images": (), "attachments": ()} | fields))
    body = f"<html><body><h1>{article.title}</h1><p>{page}</p></body></html>".encode()
    with archive.transaction():
        capture = write_capture(archive, captured, body, moment)
        work = PageWork(portal="thi-du", crawl=None, capture=capture, article=article)
        store.keep(archive, work)


def captured_over_years(folder: Path) -> Path:
    kho = folder / "kho"
    with Archive.create(kho) as archive:
        portals.add(archive, f"{HOST}/", name="Xã Thí Dụ")
        for page, moment in zip(
            ("lượt 1", "lượt 1", "lượt 2", "sửa lại", "lượt 1"), EDITED_AT, strict=True
        ):
            title = "Họp dân bản" if page.startswith("lượt") else "Họp dân các bản"
            keep(archive, EDITED, page, moment, title=title)
        for moment in OFTEN_AT:
            keep(archive, OFTEN, "không đổi", moment, title="Lịch tiếp công dân")
        keep(archive, ACCENTED, "một lần", OFTEN_AT[3], title="Đại hội")
        keep(archive, FORMER, "ở chỗ cũ", OFTEN_AT[0], title="Chuyển nhà", body_text="Cũ.")
        with archive.transaction():
            archive.conn.execute(
                "UPDATE articles SET url = ? WHERE id = ?", (PRESENT, article_id(FORMER))
            )
            articles.add_urls(archive.conn, article_id(FORMER), [PRESENT])
        keep(archive, PRESENT, "ở chỗ mới", OFTEN_AT[9], title="Chuyển nhà", body_text="Mới.")
        keep(archive, f"{NAMED}?ref=1", "tên gọi", OFTEN_AT[5], url=NAMED, title="Tên gọi")
        keep(archive, HIDDEN, "bí mật", OFTEN_AT[2], title="Bài ẩn")
    hide(kho, HIDDEN)
    return kho
