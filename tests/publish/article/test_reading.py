"""The page of an article shows what was kept of it: place, stamp, files, documents, its likes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support.archives import START, make_article, write_capture
from support.site import Get, open_site

from archive import articles, places, portals, store
from archive.folder import Archive
from archive.record import Attachment, Image, article_id
from archive.warc import sha256
from archive.work import MediaFacts, PageWork
from luutru.demo.gazetteer import PLACES, SUCCESSORS
from publish.build import build
from publish.build.mentions import link_mentions

HOME = "http://muongphangmoi.example.vn/"
TITLES = ("Ra quân làm đường", "Ra quân làm đường ở bản", "Mùa màng năm nay")
PDF = b"%PDF-1.4 ke hoach"
TEXT = (
    "Theo Chỉ thị số 05 – CT/TW và Quyết định 15/QĐ-UBND, xã tổ chức ra quân làm đường giao thông. "
    "Có sáu mươi người của bản Nà Lếch tham gia từ sáng sớm, mỗi nhà góp một công và dụng cụ sẵn có, "
    "kinh phí ba mươi triệu đồng được trích từ quỹ của xã, phần còn lại bà con tự nguyện đóng góp. "
    "Đồng chí bí thư chi bộ cho biết đoạn đường dài hơn một cây số sẽ xong trước Tết, sau đó bản làm "
    "tiếp mương dẫn nước vào cánh đồng phía sau nhà văn hóa. Trạm y tế cử hai cán bộ trực tại chỗ, "
    "hội phụ nữ nấu cơm trưa, thanh niên phụ trách vận chuyển cát sỏi từ bãi tập kết lên mặt đường."
)


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    kho: Path = tmp_path_factory.mktemp("reading") / "kho"
    with Archive.create(kho) as archive:
        places.add(archive, PLACES, SUCCESSORS)
        name = "Trang thông tin điện tử xã Mường Phăng Mới, huyện Điện Biên"
        portal = portals.add(archive, HOME, name=name)
        places.match_unplaced(archive, [portal.id])
        with archive.transaction():
            url = f"{HOME}kh.pdf"
            capture = write_capture(archive, url, PDF, START)
            facts = MediaFacts(
                url=url, sha256=sha256(PDF), bytes=len(PDF), content_type="application/pdf"
            )
            store.keep(
                archive, PageWork(portal=portal.id, crawl=None, capture=capture, media=facts)
            )
            archive.conn.execute(
                "INSERT INTO attachment_texts VALUES (?, 'text', ?, 1, 'x', NULL, 1, 'x')",
                (sha256(PDF), "Chữ của <b>kế hoạch</b>" + " chữ" * 9000),
            )
        for number, published in enumerate(
            ("2021-10-05T10:18:00+07:00", "2021-10-07", "2025-08-01")
        ):
            article = make_article(
                url=f"{HOME}{number}", title=TITLES[number], published=published,
                published_precision="minute" if number == 0 else "day", lead="Mở đầu.",
                published_text="Thứ ba, 05/10/2021, 10:18" if number == 0 else None,
                body_text=TEXT if number < 2 else "Một bài khác hẳn về mùa màng năm nay.",
                body_html=f"<p>{TEXT}</p>", citations=("05-CT/TW", "15/QĐ-UBND"),
                images=(Image(url=f"{HOME}mat.jpg", caption="Ảnh", credit="Lò Văn Thí"),),
                attachments=(Attachment(url=url, name="Kế hoạch.pdf"),),
            )  # fmt: skip
            with archive.transaction():
                moment = START + timedelta(days=number)
                page = f"{number} {TEXT}".encode()
                capture = write_capture(archive, article.url, page, moment)
                work = PageWork(portal=portal.id, crawl=None, capture=capture, article=article)
                store.keep(archive, work)
        with archive.transaction():
            articles.mark_gone(archive.conn, f"{HOME}1", "2023-01-02T00:00:00+07:00", "404")
    build(kho)
    with open_site(kho / "public.db") as ask:
        yield ask


def read(get: Get, number: int) -> BeautifulSoup:
    return BeautifulSoup(get(f"/bai/{article_id(f'{HOME}{number}')}").text, "lxml")


def words(page: BeautifulSoup, where: str) -> str:
    found = page.select_one(where)
    assert found is not None, where
    return " ".join(found.get_text(" ", strip=True).split())


def test_old_and_new_commune_lead_to_their_pages(get: Get) -> None:
    page = read(get, 0)
    told = words(page, '[aria-labelledby="xa"]')
    assert told.startswith(
        "Xã, phường của bài Xã Mường Phăng Mới , Huyện Điện Biên, Tỉnh Điện Biên"
    )
    assert "30/06/2025" in told
    links = [a["href"] for a in page.select('[aria-labelledby="xa"] a')]
    assert links == ["/noi/99103-cu", "/noi/99106"]
    assert all(get(link).status_code == 200 for link in links)
    later = read(get, 2)
    assert [a["href"] for a in later.select('[aria-labelledby="xa"] a')] == ["/noi/99106"]


def test_the_printed_stamp_stands_beside_the_time(get: Get) -> None:
    page = read(get, 0)
    assert words(page, ".dau-gio summary time") == "05/10/2021 10:18 (+07:00)"
    assert words(page, ".dau-gio p") == "Trên trang gốc ghi: Thứ ba, 05/10/2021, 10:18"


def test_documents_are_linked_where_the_text_names_them(get: Get) -> None:
    found = read(get, 0).select(".noi-dung a")
    assert [(a.text, a["href"]) for a in found] == [
        ("05 – CT/TW", "/van-ban/05-CT.TW"), ("15/QĐ-UBND", "/van-ban/15.Q%C4%90-UBND"),
    ]  # fmt: skip
    assert get(found[1]["href"]).status_code == 200


@pytest.mark.parametrize(
    ("text", "documents", "linked"),
    [
        ("chỉ thị 5-ct/tw", ["05-CT/TW"], ["5-ct/tw"]),
        ("115/QĐ-UBND, 15/QĐ-UBNDX, 2/15/QĐ-UBND", ["15/QĐ-UBND"], []),
        ("Nghị quyết TƯ 4 (khóa XII), NQ T.Ư", ["NQTW4/XII"], ["Nghị quyết TƯ 4 (khóa XII"]),
        ("Hiến pháp năm 2013; hiến pháp 2013", ["HP/2013"], ["Hiến pháp năm 2013", "hiến pháp 2013"]),
        ("<a href=x>05-CT/TW</a><pre>05-CT/TW</pre>", ["05-CT/TW"], []),
        ("Nghị định 73/2023/NĐ-CP; 73/2023/ND-CP", ["73/2023/NĐ-CP"], ["73/2023/NĐ-CP", "73/2023/ND-CP"]),
        ("a.*+?(", ["(x+", "05-CT/TW"], []),
    ],
)  # fmt: skip
def test_mentions_are_found_as_people_write_them(
    text: str, documents: list[str], linked: list[str]
) -> None:
    soup = BeautifulSoup(f"<p>{text}</p>", "lxml")
    before = soup.get_text()
    link_mentions(soup, documents)
    assert [a.text for a in soup.select('a[href^="/van-ban/"]')] == linked
    assert soup.get_text() == before


def test_an_attachment_shows_its_size_and_text(get: Get) -> None:
    page = read(get, 0)
    told = words(page, ".tep")
    assert "Kế hoạch.pdf 1 kB" in told
    assert "Chữ của <b>kế hoạch</b>" in told
    plain = get(f"/tep/{sha256(PDF)}.txt")
    assert plain.text.startswith("Chữ của <b>kế hoạch</b>")
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.headers["x-content-type-options"] == "nosniff"
    assert len(told) < len(plain.text)
    assert get(f"/tep/{'0' * 64}.txt").status_code == 404


def test_articles_with_nearly_the_same_text_are_named_the_earliest_first(get: Get) -> None:
    first, second = (words(read(get, n), '[aria-labelledby="giong"]') for n in (0, 1))
    assert "Bài đang xem được đăng sớm nhất" in first
    assert "Ra quân làm đường ở bản" in first
    assert second.endswith("giống 100% sớm nhất")
    assert read(get, 2).select('[aria-labelledby="giong"]') == []


def test_what_vanished_says_when_it_was_last_seen(get: Get) -> None:
    told = words(read(get, 1), ".bao-mat")
    assert "phát hiện ngày 02/01/2023" in told
    assert "Lần cuối còn thấy trên cổng: 06/10/2021" in told


def test_machines_read_the_article_as_schema_org_and_open_graph(get: Get) -> None:
    page = read(get, 0)
    data = json.loads(page.select_one('script[type="application/ld+json"]').text)  # type: ignore[union-attr]
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2021-10-05T10:18:00+07:00"
    assert data["isBasedOn"] == f"{HOME}0"
    assert get(data["archivedAt"].removeprefix("http://localhost")).status_code == 200
    graph = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert graph["og:title"] == TITLES[0]
    assert graph["og:url"] == data["url"] == page.select_one('link[rel="canonical"]')["href"]  # type: ignore[index]
    assert re.fullmatch(r"http://localhost/bai/\w{16}", graph["og:url"])
