"""An article that stands only in a page's state is read; those beside it, and lists, are not."""

from __future__ import annotations

import json
from html import escape

import pytest

from crawler.extract.article import extract

URL = "http://xa.example.vn/tin-tuc/xa-don-dien-khanh-thanh-nha-bia-1842"
BODY = (
    "<p>Sáng nay, xã Đơn Điền khánh thành nhà bia ghi tên liệt sĩ tại trung tâm xã, có đông đủ thân "
    "nhân các gia đình chính sách cùng dự.</p><p><img src='/media/nha-bia.jpg'></p><p><em>Đại biểu dâng "
    "hương tại nhà bia</em></p><p>Công trình rộng 400 m2, kinh phí hơn một tỷ đồng.</p>"
)
ARTICLE = {
    "id": 1842,
    "slug": "xa-don-dien-khanh-thanh-nha-bia",
    "title": "Xã Đơn Điền khánh thành nhà bia",
    "sapo": "Nhà bia ghi tên 112 liệt sĩ của xã.",
    "content": BODY,
    "publishedAt": "2022-07-26T02:30:00Z",
    "author": {"name": "Hữu Thắng"},
}
OTHER = ARTICLE | {"id": 77, "slug": "hop-giao-ban-thang-bay", "title": "Họp giao ban tháng Bảy"}
NAME = "Trang thông tin điện tử xã Đơn Điền"


def page(state: object, wrap: str) -> bytes:
    text = json.dumps(state, ensure_ascii=False).replace("</", "<\\/")
    if "angular" in wrap:
        text = text.replace("&", "&a;").replace('"', "&q;").replace("<", "&l;").replace(">", "&g;")
    drawn = wrap.replace("@@", text)
    return (
        f"<html><head><meta charset='utf-8'><title>{NAME}</title></head><body><app-root></app-root>"
        f"{drawn}<script src='/main.js'></script></body></html>"
    ).encode()


WRAPS = {
    "Next": "<script id='__NEXT_DATA__' type='application/json'>@@</script>",
    "angular": "<script id='serverApp-state-angular' type='application/json'>@@</script>",
    "a window's variable": "<script>window.__INITIAL_STATE__ = @@;(function(){})();</script>",
    "a variable": "<script>var article = @@;</script>",
}


@pytest.mark.parametrize("wrap", WRAPS)
def test_the_article_in_a_state_is_read(wrap: str) -> None:
    state = {"props": {"pageProps": {"post": ARTICLE, "related": [OTHER]}}}
    article = extract(page(state, WRAPS[wrap]), URL)
    assert article is not None
    assert article.title == ARTICLE["title"]
    assert article.published == "2022-07-26T09:30:00+07:00"
    assert article.lead == ARTICLE["sapo"]
    assert article.author == "Hữu Thắng"
    assert article.body_text.startswith("Sáng nay, xã Đơn Điền")
    assert article.images[0].caption == "Đại biểu dâng hương tại nhà bia"
    assert article.extracted_by.layout == "state"


@pytest.mark.parametrize(
    ("state", "url"),
    [
        ({"items": [ARTICLE, OTHER]}, "http://xa.example.vn/tin-tuc"),
        ({"post": OTHER}, URL),
        ({"post": ARTICLE | {"content": "Ngắn."}}, URL),
        ({"a": [1] * 500}, URL),
    ],
)
def test_other_articles_in_a_state_are_not_the_page_s(state: object, url: str) -> None:
    assert extract(page(state, WRAPS["Next"]), url) is None


def test_what_the_page_shows_comes_first() -> None:
    shown = (
        f"<html><head><title>{NAME}</title></head><body><h1>Lịch sử hình thành xã Đơn Điền</h1>"
        f"<p>Ngày đăng: 05/10/2021 10:18</p>{BODY}"
        f"<script type='application/json'>{escape(json.dumps(ARTICLE), quote=False)}</script></body></html>"
    )
    article = extract(shown.encode(), URL)
    assert article is not None
    assert article.title == "Lịch sử hình thành xã Đơn Điền"


def test_a_broken_state_is_no_article() -> None:
    for state in ('{"a": ' * 3000, '{"title": "x"', "[" * 20_000):
        body = f"<script type='application/json'>{state}</script>".encode()
        assert extract(body, URL) is None
