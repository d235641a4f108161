"""An archive to harvest: two portals, one of a commune that was merged, many articles."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from archive import articles, places, portals, store
from archive.folder import Archive
from archive.work import PageWork
from luutru.demo.gazetteer import PLACES, SUCCESSORS
from support.archives import START, make_article, write_capture

HOME = "http://xa.example.vn/"
OTHER = "http://khac.example.vn/"
NUMBER = 12


def keep(archive: Archive, portal: str, url: str, minutes: int = 0, **fields: Any) -> None:
    """An article as a crawl finds it."""
    article = make_article(**({"url": url, "images": (), "attachments": ()} | fields))
    body = f"{article.title}\n{article.body_text}".encode()
    with archive.transaction():
        capture = write_capture(archive, url, body, START + timedelta(minutes=minutes))
        work = PageWork(portal=portal, crawl=None, capture=capture, article=article)
        store.keep(archive, work)


def to_harvest(folder: Path) -> Path:
    kho = folder / "kho"
    with Archive.create(kho) as archive:
        places.add(archive, PLACES, SUCCESSORS)
        name = "Trang thông tin điện tử xã Mường Phăng Mới, huyện Điện Biên"
        portals.add(archive, HOME, name=name)
        archive.conn.execute("UPDATE portals SET id = 'muong-phang'")
        portals.add(archive, OTHER, name="Trang của một nơi & không rõ")
        archive.conn.execute("UPDATE portals SET id = 'khac' WHERE url = ?", (OTHER,))
        places.match_unplaced(archive, ["muong-phang", "khac"])
        for number in range(NUMBER):
            keep(
                archive, "muong-phang", f"{HOME}{number}", number, title=f"Họp bản <{number}> & xã",
                published="2024-05-01", published_precision="day", author="Lò Văn Thí\x0b",
                citations=("05-CT/TW",), body_text=f"Bản họp lần {number}.",
            )  # fmt: skip
        keep(archive, "khac", f"{OTHER}1", title="Tin nơi khác", body_text="Ở nơi khác.")
        with archive.transaction():
            articles.mark_gone(archive.conn, f"{HOME}3", "2025-01-02T00:00:00+07:00", "404")
    return kho
