"""What editors publish, as readers see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.editorial import BY
from support.site import Get, open_site

from archive import portals
from archive.editorial import Editorial, workflow
from archive.folder import Archive
from archive.record import article_id
from publish.build import build

from .conftest import HOME, add_article

ONE, TWO = article_id(f"{HOME}bai-1"), article_id(f"{HOME}bai-2")


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    kho: Path = tmp_path_factory.mktemp("editorial") / "kho"
    with Archive.create(kho) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in (1, 2):
            add_article(archive, number, url=f"{HOME}bai-{number}", title=f"Việc số {number}",
                        published="2021-10-05T10:18:39+07:00", body_text="Nội dung.")  # fmt: skip
    with Editorial.open(kho) as ed:
        notes = {
            "corrections": {
                "published": {"value": "2020-10-05", "reason": "In nhầm năm", "source": "Sổ <họp>"},
                "title": {"value": "Việc đúng", "reason": "Lỗi chính tả"},
            },
            "summary": "Tóm tắt <b>ngắn</b>", "tags": ["Đại hội Đảng"],
            "note": "Xem [hồ sơ](/trang/ho-so) và <script>alert(1)</script> [x](javascript:alert(1))",
        }  # fmt: skip
        workflow.save(ed, "article", ONE, notes, by=BY)
        workflow.publish(ed, "article", ONE, by=BY)
        workflow.save(ed, "article", TWO, {"summary": "Bản nháp bí mật"}, by=BY)
        chosen = {
            "title": "Đại hội các xã",
            "lead": "Dẫn.",
            "body": "# Mở đầu",
            "items": [TWO, ONE],
        }
        workflow.save(ed, "collection", "dai-hoi", chosen, by=BY, new=True)
        workflow.publish(ed, "collection", "dai-hoi", by=BY)
        for slug, about in (("ho-so", None), ("gioi-thieu-xa", "portal:thi-du")):
            written = {"title": f"Trang {slug}", "body": "**Đậm**", "about": about}
            workflow.save(ed, "page", slug, written, by=BY, new=True)
            workflow.publish(ed, "page", slug, by=BY)
        workflow.save(ed, "page", "nhap", {"title": "Chưa công bố"}, by=BY, new=True)
    build(kho)
    with open_site(kho / "public.db") as ask:
        yield ask


def test_corrections_stand_beside_what_the_page_has(get: Get) -> None:
    page = get(f"/bai/{ONE}").text
    assert "<h1>Việc đúng</h1>" in page
    assert "trang gốc ghi: 05/10/2021 10:18:39" in page
    assert "Lý do: In nhầm năm · Nguồn: Sổ &lt;họp&gt;" in page
    assert "Tóm tắt &lt;b&gt;ngắn&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert '<a href="/the/dai-hoi-dang">Đại hội Đảng</a>' in page
    assert '<a href="/tuyen-tap/dai-hoi">Đại hội các xã</a>' in page
    assert ONE in get("/tim-kiem?q=viec+dung").text
    assert ONE in get("/tim-kiem?nam=2020").text


def test_drafts_are_nowhere(get: Get) -> None:
    assert "bí mật" not in get(f"/bai/{TWO}").text
    assert get("/trang/nhap").status_code == 404
    assert "Chưa công bố" not in get("/public/site_pages.json?_shape=array").text


def test_collections_tags_and_pages(get: Get) -> None:
    page = get("/tuyen-tap/dai-hoi").text
    assert page.index("Việc số 2") < page.index("Việc đúng")
    assert "<h2>Mở đầu</h2>" in page
    assert "Đại hội các xã" in get("/tuyen-tap").text
    assert "Đại hội các xã" in get("/").text
    assert "Việc đúng" in get("/the/dai-hoi-dang").text
    assert "<strong>Đậm</strong>" in get("/trang/ho-so").text
    assert "Trang gioi-thieu-xa" in get("/cong/thi-du").text
    for path in ("/tuyen-tap/khong", "/the/khong", "/trang/khong", "/tuyen-tap/dai-hoi?trang=2"):
        assert get(path).status_code == 404
    assert "Corrected" in get(f"/bai/{ONE}?lang=en").text
