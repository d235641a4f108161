"""Cited documents: their names, their pages, what stays of them when articles leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.site import Get, open_site

from archive import portals
from archive.folder import Archive
from publish.build import build
from publish.documents import slug, sort_of, title
from publish.language import language

from .conftest import HOME, add_article


@pytest.mark.parametrize(
    ("normal", "sort", "vi"),
    [
        ("05-CT/TW", "CT", "Chỉ thị số 05-CT/TW"),
        ("73/2023/NĐ-CP", "NĐ", "Nghị định số 73/2023/NĐ-CP"),
        ("15/QĐ-UBND", "QĐ", "Quyết định số 15/QĐ-UBND"),
        ("1234/UBND-VX", None, "Văn bản số 1234/UBND-VX"),
        ("01/2021/QH15", None, "Văn bản số 01/2021/QH15"),
        ("NQTW4/XII", "NQTW", "Nghị quyết Trung ương 4 khóa XII"),
        ("NQĐH/XIII", "NQĐH", "Nghị quyết Đại hội XIII của Đảng"),
        ("HP/2013", "HP", "Hiến pháp năm 2013"),
    ],
)
def test_a_document_has_a_name(normal: str, sort: str | None, vi: str) -> None:
    assert sort_of(normal) == sort
    assert title(normal, language("vi")) == vi
    assert "{" not in title(normal, language("en"))


@pytest.fixture(scope="module")
def cited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents") / "kho"
    with Archive.create(folder) as archive:
        portals.add(archive, HOME, name="Xã Thí Dụ")
        for number in range(30):
            add_article(
                archive, number, url=f"{HOME}{number}", title=f"Bài {number}",
                published=f"{2000 + number}-03-01", published_precision="day", images=(),
                attachments=(), body_text=f"Bài {number}", body_html=f"<p>Bài {number}</p>",
                citations=("05-CT/TW", "15/QĐ-UBND") if number == 7 else ("05-CT/TW",),
            )  # fmt: skip
    build(folder)
    return folder / "public.db"


def test_a_document_lists_all_that_cite_it_newest_first(cited: Path) -> None:
    with open_site(cited) as get:
        page = get("/van-ban/05-CT.TW").text
        assert "Chỉ thị số 05-CT/TW" in page
        assert "30 bài nhắc tới" in page
        assert page.index("Bài 29") < page.index("Bài 6")
        assert "Bài 5<" not in page
        older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        rest = get(f"/van-ban/05-CT.TW{older}").text
        assert all(f">Bài {number}<" in rest for number in range(6))
        assert ">Bài 6<" not in rest


def test_a_document_is_found_however_it_is_typed(cited: Path) -> None:
    with open_site(cited) as get:
        assert "Quyết định số 15/QĐ-UBND" in get("/van-ban/15.QĐ-UBND").text
        assert get("/van-ban/15.qd-ubnd").headers["location"] == "/van-ban/15.Q%C4%90-UBND"
        assert get("/van-ban?so=15/qd").headers["location"] == "/van-ban/15.Q%C4%90-UBND"
        assert get("/van-ban/16.qd-ubnd").status_code == 404
        assert "Chưa có văn bản nào" in get("/van-ban?so=zzz").text
        assert "Chỉ thị số 05-CT/TW" in get("/van-ban?loai=CT").text
        assert "15/QĐ-UBND" not in get("/van-ban?loai=CT").text


def test_addresses_are_one_to_one() -> None:
    names = ["05-CT/TW", "05/CT-TW", "NQTW4/XII", "73/2023/NĐ-CP"]
    assert len({slug(name) for name in names}) == len(names)


def test_the_pages_answer_on_the_small_edition(get: Get) -> None:
    assert "05-CT/TW" in get("/van-ban?lang=en").text
