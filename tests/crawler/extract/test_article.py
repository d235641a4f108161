"""A page of a portal that nobody described: what is the article, and what belongs to the portal.

The pages are our own, in the manner of old and new portals of communes.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.record import Article
from crawler.extract.article import extract
from crawler.extract.page import Site, read_page

URL = "http://xa.example.vn/tin.php?id=12"
HOME = "http://xa.example.vn/"
SITE = "Trang thông tin điện tử xã Hòa Thuận"
TITLE = "Xã Hòa Thuận ra quân nạo vét kênh mương đầu vụ"
FIRST = (
    "Sáng 12/3, hơn hai trăm đoàn viên và hội viên các hội đoàn thể của xã đã ra quân nạo vét "
    "tuyến kênh N4, dọn bèo và khơi thông dòng chảy trước vụ gieo sạ."
)
SECOND = (
    "Kế hoạch số 15/KH-UBND ngày 01/02/2021 giao mỗi ấp phụ trách một đoạn, hoàn thành trước ngày "
    "20/3/2021 để kịp lấy nước đợt đầu."
)
THIRD = "Sau buổi sáng, bốn trong sáu đoạn kênh đã thông, nước về tới cuối tuyến."
CAPTION = "Đoàn viên dọn bèo trên kênh N4. Ảnh: Minh Tâm"
TEXT = "\n\n".join((FIRST, SECOND, THIRD))
FETCHED = datetime(2026, 11, 23, 9, 15, 0, tzinfo=timezone(timedelta(hours=7)))

PICTURE = f'<p align="center"><img src="/anh/kenh.jpg"></p><p align="center"><i>{CAPTION}</i></p>'
BODY = f"<p>{FIRST}</p>{PICTURE}<p>{SECOND}</p><p>{THIRD}</p>"
STAMP = "Ngày đăng: 12/03/2021 16:45"
MENU = (
    '<a href="/">Trang chủ</a> | <a href="/index.php?cat=1">Tin hoạt động</a> | '
    '<a href="/index.php?cat=2">Văn bản</a> | <a href="/lienhe.php">Liên hệ</a>'
)
CLOCK = "Thứ Hai, ngày 23/11/2026 09:15:00"
COUNTER = "<b>Thống kê truy cập</b><br>Đang truy cập: 7<br>Tổng truy cập: 123.456"
RELATED = (
    "<p><b>Các tin khác</b></p><ul>"
    '<li><a href="/tin.php?id=11">Hội Nông dân xã họp mặt hội viên sản xuất giỏi</a> (10/03/2021)</li>'
    '<li><a href="/vanban/quyet-dinh-44.pdf">Quyết định 44/QĐ-UBND về việc phân bổ dự toán</a></li>'
    "</ul>"
)
FOOTER = (
    "Bản quyền thuộc về UBND xã Hòa Thuận. Địa chỉ: ấp 3, xã Hòa Thuận - Điện thoại: 0270 3999 999"
)


def page(content: str, *, title: str = SITE, head: str = "") -> bytes:
    """A page in nested tables, as the older portals are."""
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<table width="980"><tr><td colspan="2"><b>{SITE}</b></td></tr>'
        f'<tr><td colspan="2">{MENU}</td></tr><tr><td colspan="2">{CLOCK}</td></tr>'
        f'<tr><td width="700">{content}{RELATED}</td><td>{COUNTER}</td></tr>'
        f'<tr><td colspan="2">{FOOTER}</td></tr></table></body></html>'
    ).encode()


def read(html: bytes, url: str = URL) -> Article:
    article = extract(html, url, fetched_at=FETCHED)
    assert article is not None
    return article


WAYS = {
    "heading": f"<h1>{TITLE}</h1><p>{STAMP}</p>{BODY}",
    "class": f'<div class="tieude">{TITLE}</div><div class="ngaydang">{STAMP}</div><div>{BODY}</div>',
    "font": f'<font size="4"><b>{TITLE}</b></font><br><i>{STAMP}</i><br>{BODY}',
    "list": f'<ul><li><span style="font-weight:bold">{TITLE}</span></li><li>{STAMP}</li><li>{BODY}</li></ul>',
    "section above": f'<h2 class="title">Tin hoạt động</h2><h3>{TITLE}</h3><p>{STAMP}</p>{BODY}',
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [SITE, f"{SITE} - Tin hoạt động", f"{TITLE} - {SITE}"])
def test_title_stamp_and_text_however_they_are_set(way: str, name: str) -> None:
    article = read(page(WAYS[way], title=name))
    assert article.title == TITLE
    assert article.published == "2021-03-12T16:45:00+07:00"
    assert article.published_text is not None
    assert "12/03/2021 16:45" in article.published_text
    assert article.body_text == TEXT
    assert [(i.url, i.caption) for i in article.images] == [
        ("http://xa.example.vn/anh/kenh.jpg", CAPTION)
    ]
    assert article.attachments == ()


def test_the_clock_of_the_page_is_no_stamp() -> None:
    article = read(page(f"<h1>{TITLE}</h1>{BODY}", title=f"{TITLE} - {SITE}"))
    assert article.published is None or not article.published.startswith("2026")


def test_dates_that_the_text_speaks_of_are_no_stamp() -> None:
    article = read(page(WAYS["heading"]))
    assert article.published_text is not None
    assert "01/02/2021" not in article.published_text


def test_what_the_portal_adds_is_not_in_the_text() -> None:
    article = read(page(WAYS["class"]))
    for word in ("Thống kê", "123.456", "Các tin khác", "Hội Nông dân", "Bản quyền", "Trang chủ"):
        assert word not in article.body_text
        assert word not in article.body_html


def test_the_category_is_the_last_step_of_the_trail() -> None:
    trail = '<p><a href="/">Trang chủ</a> &raquo; <a href="/index.php?cat=1">Tin hoạt động</a></p>'
    assert read(page(trail + WAYS["class"])).category == "Tin hoạt động"


def test_the_category_is_what_the_document_is_titled_by() -> None:
    article = read(page(WAYS["class"], title=f"{SITE} - Tin hoạt động"))
    assert article.category == "Tin hoạt động"


def test_a_page_of_the_menu_is_titled_as_its_link() -> None:
    content = f"<div><p><b>Liên hệ</b></p><p>{FIRST}</p><p>{SECOND}</p></div>"
    article = read(page(content, title=f"Liên hệ - {SITE}"), "http://xa.example.vn/lien-he-2.php")
    assert article.title == "Liên hệ"


@pytest.mark.parametrize("label", ["Tập tin đính kèm:", "File đính kèm", "Tài liệu kèm theo:"])
@pytest.mark.parametrize(
    "form", ["<div><b>{}</b><ul><li>{}</li></ul></div>", "<p><i>{}</i><br>{}</p>"]
)
def test_documents_under_a_label_are_attachments(label: str, form: str) -> None:
    link = '<a href="/tailieu/12/ke-hoach-15.pdf">Kế hoạch 15/KH-UBND</a>'
    article = read(page(WAYS["class"] + form.format(label, link)))
    assert [(file.url, file.name) for file in article.attachments] == [
        ("http://xa.example.vn/tailieu/12/ke-hoach-15.pdf", "Kế hoạch 15/KH-UBND")
    ]
    assert article.body_text == TEXT


def test_documents_that_others_offer_are_no_attachments() -> None:
    assert "quyet-dinh-44.pdf" in RELATED
    assert read(page(WAYS["heading"])).attachments == ()


def test_a_data_table_in_a_layout_table_stays_a_table() -> None:
    table = "<table border=1><tr><td>Điểm đo</td><td>Độ mặn</td></tr><tr><td>Cống N4</td><td>2,8</td></tr></table>"
    article = read(page(f"<h1>{TITLE}</h1><p>{STAMP}</p><p>{FIRST}</p>{table}<p>{THIRD}</p>"))
    assert article.body_text == f"{FIRST}\n\n{THIRD}"
    assert "<td>Cống N4</td><td>2,8</td>" in article.body_html.replace("\n", "")


def test_parts_set_side_by_side_are_one_body() -> None:
    more = "".join(f"<p>{n}. {SECOND} {THIRD}</p>" for n in range(2, 9))
    parts = f"<div><p>{FIRST}</p><p>{SECOND}</p></div><div>{more}</div>"
    article = read(page(f"<h1>{TITLE}</h1><p>{STAMP}</p>{parts}"))
    assert article.body_text.startswith(f"{FIRST}\n\n{SECOND}\n\n2. ")


def test_a_signature_is_the_author_and_no_paragraph() -> None:
    article = read(
        page(WAYS["class"].replace("</p></div>", "</p><p><b>Tin, ảnh Lê Minh Tâm</b></p></div>"))
    )
    assert article.author == "Lê Minh Tâm"
    assert article.body_text == TEXT


def test_a_lead_is_kept_apart() -> None:
    lead = "Chiến dịch thủy lợi nội đồng năm nay huy động lực lượng đông nhất từ trước đến nay."
    body = f'<div class="sapo"><b>{lead}</b></div><div>{BODY}</div>'
    article = read(page(f"<h1>{TITLE}</h1><p>{STAMP}</p>{body}"))
    assert (article.lead, article.body_text) == (lead, TEXT)


def test_active_content_does_not_survive() -> None:
    bad = '<p onclick="x()">Nước về tới cuối tuyến, bà con phấn khởi. <a href="javascript:x()">a</a></p>'
    html = page(f"<h1>{TITLE}</h1><p>{STAMP}</p><p>{FIRST}</p><script>x()</script>{bad}")
    article = read(html)
    assert "script" not in article.body_html
    assert "onclick" not in article.body_html


LIST = "".join(
    f'<h3><a href="/tin.php?id={n}">Tin thứ {n} của xã trong tháng này, một tiêu đề dài</a></h3>'
    f"<p>Ngày đăng: {n:02}/03/2021 08:00</p><p>{FIRST[: 80 + n]}...</p>"
    for n in range(1, 7)
)


@pytest.mark.parametrize(
    "html",
    [
        page(LIST, title=f"Tin hoạt động - {SITE}"),
        page("<form><input type='password'></form>", title="Đăng nhập"),
        page("<p>Trang bạn tìm không tồn tại.</p>", title="Không tìm thấy trang"),
        page("<p>Đang cập nhật</p>"),
        page(
            f"<h3>Thủ tục hành chính</h3><ul><li><a href='/a'>Lĩnh vực</a></li></ul><p>{FOOTER}</p>"
        ),
        b"",
    ],
    ids=["list", "login", "not found", "empty section", "only an imprint", "nothing"],
)
def test_what_is_no_article(html: bytes) -> None:
    assert extract(html, "http://xa.example.vn/index.php?cat=1", fetched_at=FETCHED) is None


def test_a_list_of_other_articles_below_does_not_make_it_a_list() -> None:
    others = "".join(
        f'<p><a href="/tin.php?id={n}">Tin thứ {n} của xã trong tháng này</a></p>'
        f"<p>Ngày đăng: {n:02}/02/2021</p>"
        for n in range(1, 6)
    )
    article = read(page(f"{WAYS['class']}<p><b>Tin cùng chuyên mục</b></p>{others}"))
    assert (article.title, article.body_text) == (TITLE, TEXT)


def test_links_lead_on_and_files_are_no_pages() -> None:
    reading = read_page(page(WAYS["class"]), URL, site=Site(home=HOME), fetched_at=FETCHED)
    assert {link.url for link in reading.links} >= {
        "http://xa.example.vn/tin.php?id=11",
        "http://xa.example.vn/index.php?cat=1",
    }
    assert not [link.url for link in reading.links if link.url.endswith(".pdf")]


@given(st.binary(max_size=4000))
@settings(max_examples=60, deadline=None)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    extract(data, URL, fetched_at=FETCHED)
    read_page(data, URL)


@given(st.integers(0, 2**32), st.binary(min_size=1, max_size=60), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_no_damage_makes_it_raise(place: int, noise: bytes, cut: int) -> None:
    whole = page(WAYS["section above"])
    at = place % len(whole)
    extract(whole[:at] + noise + whole[at + cut :], URL, fetched_at=FETCHED)


@pytest.mark.parametrize(
    "url", ["", "http://[", "http://xa.example.vn/%ff%00?a=b&&=", "mailto:a@b"]
)
def test_no_address_makes_it_raise(url: str) -> None:
    extract(page(WAYS["heading"]), url, fetched_at=FETCHED)
