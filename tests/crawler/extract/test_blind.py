"""Manners that a first reading of pages written without a look at the reader got wrong (2026-11-24)."""

from __future__ import annotations

from support.pages import FETCHED, FIRST, HOME, SECOND, THIRD, TITLE

from archive.record import Article
from crawler.extract.article import extract

URL = f"{HOME}tin/12"
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def read(body: str, title: str = "Tin tức") -> Article | None:
    page = (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    )
    return extract(page.encode(), URL, fetched_at=FETCHED)


def test_the_header_of_a_card_is_no_header_of_the_site() -> None:
    article = read(
        f'<div class="card"><div class="card-header"><h4 class="card-title">{TITLE}</h4><small>Đăng bởi '
        f'<b>admin</b> · 12/03/2021 16:45</small></div><div class="card-body">{TEXT}</div></div>'
    )
    assert article is not None
    assert (article.title, article.published) == (TITLE, "2021-03-12T16:45:00+07:00")


def test_a_link_in_the_header_is_no_heading_of_a_list() -> None:
    article = read(
        f"<header><a href=/>Trang thông tin xã Hòa Thuận</a></header><article><h1>{TITLE}</h1><time>12/03/2021"
        f"</time><p>{FIRST}</p></article>"
    )
    assert article is not None
    assert article.title == TITLE


def test_the_name_of_the_place_is_no_title() -> None:
    article = read(
        f"<div>{TITLE}</div><div>12/03/2021 3:15:00 CH</div><div>{TEXT}</div>", title="Xã Hòa Thuận"
    )
    assert article is not None
    assert (article.title, article.published) == (TITLE, "2021-03-12T15:15:00+07:00")


def test_a_line_below_a_picture_with_a_class_of_its_own_is_its_caption() -> None:
    paragraphs = "".join(f'<div class="css-p">{text}</div>' for text in (FIRST, SECOND, THIRD))
    first, rest = paragraphs.split("</div>", 1)
    article = read(
        f'<div>{TITLE}</div><div>12/03/2021 - 16:45</div>{first}</div><div class="css-i"><img src="/a.jpg">'
        f'</div><div class="css-c">Đoàn viên dọn bèo trên kênh N4</div>{rest}'
    )
    assert article is not None
    assert [image.caption for image in article.images] == ["Đoàn viên dọn bèo trên kênh N4"]
    assert article.body_text.split("\n\n") == [FIRST, SECOND, THIRD]


def test_the_author_is_named_behind_the_stamp() -> None:
    line = (
        "Ngày tạo: 12/03/2021 16:45 &nbsp; Cập nhật: 13/03/2021 08:00 &nbsp; Tác giả: Ban biên tập"
    )
    article = read(f"<h1>{TITLE}</h1><div>{line}</div><div>{TEXT}</div>")
    assert article is not None
    assert (article.author, article.published) == ("Ban biên tập", "2021-03-12T16:45:00+07:00")


def test_the_signature_stands_in_the_next_cell() -> None:
    article = read(
        f"<table><tr><td><b>{TITLE}</b></td></tr><tr><td><i>(Ngày cập nhật: 12/03/2021)</i></td></tr><tr><td>"
        f"{FIRST}<br><br>{SECOND}<br><br>{THIRD}</td></tr><tr><td align=right><b>Văn Thắng</b></td></tr></table>"
    )
    assert article is not None
    assert article.author == "Văn Thắng"


def test_the_count_of_visitors_is_no_text() -> None:
    article = read(
        f"<h2>{TITLE}</h2>Đăng ngày: 12-3-2021<br><br>{FIRST}<br><br>{SECOND}<br><br>{THIRD}<br><hr>"
        '<a href="index.php">Trở về</a><br>Bạn là người thứ 45678 ghé thăm'
    )
    assert article is not None
    assert article.body_text.split("\n\n") == [FIRST, SECOND, THIRD]


def test_what_a_search_found_is_no_article() -> None:
    hits = f"<dl><dt><a href=/tin/1>{TITLE}</a></dt><dd>...{FIRST}...</dd><dt><a href=/tin/2>Tin khác của xã nhà</a></dt><dd>{SECOND}</dd></dl>"
    assert read(f'<h2>Kết quả tìm kiếm cho "kênh"</h2><p>Tìm thấy 2 kết quả</p>{hits}') is None
