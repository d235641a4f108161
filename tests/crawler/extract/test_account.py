"""The account of a reading says what was taken, what was passed over, and why."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pages import CAPTION, FETCHED, FRAMES, SETTINGS, SITE, TITLE, URL

from crawler.extract.account import Account, account_of
from crawler.extract.article import extract

PAGE = """<html><head><title>UBND xã Tân Lược</title></head><body>
<div class="header"><img src="/images/banner.jpg"><h1>UBND xã Tân Lược</h1></div>
<div class="dong-ho">Thứ Hai, 23/11/2026 09:15</div>
<div class="main"><h2 class="title">Tân Lược thu hoạch khoai lang sớm hơn mọi năm</h2>
<p class="date">Ngày đăng: 14/02/2023 08:40</p>
<p>Hơn một trăm héc ta khoai lang tím được dỡ trước Tết, theo Quyết định 12/QĐ-UBND ngày 03/01/2023.</p>
<p><img src="/tin/khoai.jpg" width="600"></p>
<p>Thương lái vào tận ruộng, giá cao hơn năm ngoái hai nghìn đồng một ký, bà con rất phấn khởi.</p>
<p>Tệp đính kèm: <a href="/tl/bao-cao.pdf">Báo cáo vụ khoai</a></p>
<p align="right"><b>Tin, ảnh: Sơn Thị Na</b></p></div>
<div class="sidebar"><p>Tin nổi bật <a href="/tl/lich.pdf">Lịch tiếp dân</a></p><p>Cập nhật: 20/11/2026</p></div>
<div class="footer"><p>Bản quyền thuộc về UBND xã Tân Lược, điện thoại 0270 3 999 999</p></div>
</body></html>""".encode()
VISIT = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture(scope="module")
def account() -> Account:
    return account_of(PAGE, "http://xa.example.vn/tin/khoai-1.html", fetched_at=VISIT)


def rejected(account: Account, name: str) -> dict[str, str]:
    (field,) = (field for field in account.fields if field.name == name)
    return {one.text: one.why for one in field.rejected}


def test_it_is_the_article_that_the_reader_gives(account: Account) -> None:
    assert account.article == extract(PAGE, account.url, fetched_at=VISIT)
    fields = {field.name: field for field in account.fields}
    assert fields["title"].value == "Tân Lược thu hoạch khoai lang sớm hơn mọi năm"
    assert fields["title"].rule
    assert fields["title"].confidence
    assert "14/02/2023 08:40" in (fields["published"].value or "")
    assert "grammar" in (fields["published"].rule or "")


def test_titles_that_lost(account: Account) -> None:
    assert rejected(account, "title")["UBND xã Tân Lược"] == "the portal's own name"


def test_dates_that_lost(account: Account) -> None:
    lost = rejected(account, "published")
    by_date = {text.partition(" → ")[2][:10] or text: why for text, why in lost.items()}
    assert "clock" in by_date["2026-11-23"]
    assert by_date["2026-11-20"].startswith("chrome: ")
    inside = [why for text, why in lost.items() if "03/01/2023" in text]
    assert inside
    assert all("text" in why for why in inside)


def test_pictures_and_files_that_lost(account: Account) -> None:
    assert "ornament" in rejected(account, "images")["/images/banner.jpg"]
    lost = rejected(account, "attachments")
    assert [why.partition(":")[0] for why in lost.values()] == ["chrome"]
    assert "lich.pdf" in next(iter(lost))


def test_every_line_has_its_part(account: Account) -> None:
    parts = [line.part for line in account.lines]
    kept = [part for part in parts if part not in ("chrome", "other")]
    assert kept == ["title", "stamp", "body", "picture", "body", "file", "byline"]
    assert all(line.why for line in account.lines if line.part in ("chrome", "other"))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_all_manners_of_pages(frame: str, setting: str) -> None:
    account = account_of(FRAMES[frame](SETTINGS[setting]), URL, fetched_at=FETCHED)
    lines = {line.part: line.text for line in account.lines}
    assert lines["title"] == TITLE
    assert "12/03/2021" in lines["stamp"]
    assert lines.get("caption", CAPTION) == CAPTION
    assert TITLE not in rejected(account, "title")
    # a header that is an image's neighbour is weighed only where it could be a title
    assert rejected(account, "title").get(SITE, "the portal's own name") in (
        "the portal's own name", "<title>: does not name the article",
    )  # fmt: skip


def test_a_stamp_whose_elements_touch() -> None:
    stamp = "<p>Đăng ngày <time>14/02/2023</time><span>bởi Sơn Thị Na</span></p>"
    html = PAGE.replace('<p class="date">Ngày đăng: 14/02/2023 08:40</p>'.encode(), stamp.encode())
    account = account_of(html, URL, fetched_at=VISIT)
    assert [line.text for line in account.lines if line.part == "stamp"] == [
        "Đăng ngày 14/02/2023bởi Sơn Thị Na"
    ]


def test_a_page_that_is_none() -> None:
    account = account_of(b"", "http://xa.example.vn/")
    assert account.article is None
    assert account.lines == ()
    account = account_of(b"<html><title>404 Not Found</title><p>x</p></html>", URL)
    assert account.problems == ("soft 404",)


@settings(max_examples=30)
@given(st.binary(max_size=400), st.sampled_from(["", "\u1ea3", "<table>", "<img src=//[>"]))
def test_nothing_raises(html: bytes, more: str) -> None:
    account_of(html + more.encode() + PAGE[len(html) :], URL)
