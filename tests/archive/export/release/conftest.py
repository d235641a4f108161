"""A small archive with everything that a release can hold, and one way to release it."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.archives import Put, add_media, make_article, picture
from support.editorial import hide

from archive import places
from archive import portals as rows
from archive.export import release
from archive.folder import Archive
from archive.record import Attachment, Image
from archive.warc import sha256
from luutru.demo.gazetteer import PLACES, SUCCESSORS

HOME = "http://xa.example.vn/"
SECRET = "Danh sách hộ nghèo kèm số căn cước"
LINES = 'Một hai ba bốn.\r\n\t"x" ' * 300
"""A text in a cell that leads those astray who guess how a CSV file is written."""
MakeRelease = Callable[..., release.Written]


@pytest.fixture
def filled(archive: Archive, put: Put) -> Archive:
    """Articles with and without pictures, dates and documents; one that is hidden."""
    places.add(archive, PLACES, SUCCESSORS)
    rows.change(archive, "thi-du", {"name": "Trang thông tin điện tử xã Mường Phăng Mới"})
    places.match_unplaced(archive, ["thi-du"])
    add_media(archive, f"{HOME}3.jpg", picture(60, 40), "image/jpeg")
    add_media(archive, f"{HOME}kh.pdf", b"%PDF-1.4 ...", "application/pdf")
    with archive.transaction():
        archive.conn.execute(
            "INSERT INTO attachment_texts VALUES (?, 'text', ?, 1, 'pdfium', NULL, 1, ?)",
            (sha256(b"%PDF-1.4 ..."), LINES, "2021-10-05T10:18:39+07:00"),
        )
    put(make_article(citations=("05-CT/TW", "27/TB-UBND"), confidence={"title": 0.9}))
    put(
        make_article(
            f"{HOME}bai-2", title="=HYPERLINK(1)", published="2022-03-04",
            published_precision="day", published_rule="dmy ambiguous_dm", lead="Một\ndòng \"nữa\"",
            images=(Image(url=f"{HOME}mat.jpg"), Image(url=f"{HOME}3.jpg", caption="-1, 2")),
        ),
        minutes=1,
    )  # fmt: skip
    put(
        make_article(
            f"{HOME}bai-3", title="Thông báo không ngày", published=None, published_text=None,
            published_precision=None, published_rule=None, images=(), body_text="Chữ.",
            attachments=(Attachment(url=f"{HOME}xa.doc", name="Tệp chưa lưu"),),
        ),
        minutes=2,
    )  # fmt: skip
    put(
        make_article(
            f"{HOME}bai-4", title=SECRET, body_text=SECRET, body_html=f"<p>{SECRET}</p>",
            images=(Image(url=f"{HOME}rieng.jpg", caption=SECRET),), attachments=(),
        ),
        minutes=3,
    )  # fmt: skip
    add_media(archive, f"{HOME}rieng.jpg", picture(50, 50), "image/jpeg")
    hide(archive.path, f"{HOME}bai-4", reason="Có số căn cước", basis="Luật 91/2025/QH15, Điều 7")
    return archive


@pytest.fixture
def make_release(filled: Archive, tmp_path: Path) -> MakeRelease:
    """Writes a release of the archive as it is now into a folder beside the others."""

    def make(version: str = "2026.11", **changes: Any) -> release.Written:
        folder = changes.pop("folder", tmp_path / "phat-hanh" / f"luutru-{version}")
        folder.parent.mkdir(exist_ok=True)
        wanted = release.Release(version=version, folder=folder, **changes)
        return release.write(filled, wanted, progress=lambda done, total: None)

    return make


def articles(folder: Path) -> list[dict[str, Any]]:
    with gzip.open(folder / "data/articles.jsonl.gz") as file:
        return [json.loads(line) for line in file]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
