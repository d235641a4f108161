"""A page of a portal that nobody described: what is the article, and what belongs to the portal.

The pages are our own, in the manner of old and new portals of communes.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import pages
from support.pages import (
    BODY,
    CAPTION,
    CLOCK,
    DOCUMENT_TITLES,
    FETCHED,
    FIRST,
    FRAMES,
    HOME,
    IMPRINT,
    LISTS,
    OTHERS,
    PICTURE,
    PUBLISHED,
    SECOND,
    SETTINGS,
    SITE,
    STAMP,
    TEXT,
    THIRD,
    TITLE,
    URL,
    tables,
)

from archive.record import Article
from crawler.extract.article import extract
from crawler.extract.page import Site, read_page

LIST_URL = "http://xa.example.vn/index.php?cat=1"


def read(html: bytes, url: str = URL) -> Article:
    article = extract(html, url, fetched_at=FETCHED)
    assert article is not None
    return article


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_an_article_however_it_is_set(frame: str, setting: str) -> None:
    for name in DOCUMENT_TITLES:
        article = read(FRAMES[frame](SETTINGS[setting], title=name))
        assert (article.title, article.published) == (TITLE, PUBLISHED), name
        assert article.body_text == TEXT, name
        assert [(image.url, image.caption) for image in article.images] == [(PICTURE, CAPTION)]
        assert (article.author, article.source, article.attachments) == (None, None, ())


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("setting", LISTS)
def test_a_list_however_it_is_set(frame: str, setting: str) -> None:
    for head in (
        "",
        '<h2 class="title">Tin hoạt động</h2>',
        '<div class="tieude">Tin hoạt động</div>',
    ):
        for name in (SITE, f"Tin hoạt động - {SITE}", f"{SITE} - Tin hoạt động"):
            html = FRAMES[frame](head + LISTS[setting], title=name)
            assert extract(html, LIST_URL, fetched_at=FETCHED) is None, (head, name)


def test_the_clock_of_the_page_is_no_stamp() -> None:
    article = read(tables(f"<h1>{TITLE}</h1>{BODY}", title=f"{TITLE} - {SITE}"))
    assert article.published is None or not article.published.startswith("2026")


def test_a_second_visit_reads_the_same() -> None:
    first = tables(SETTINGS["views"])
    later = first
    for old, new in (
        (CLOCK, "Thứ Ba, ngày 24/11/2026 10:00:01"),
        ("1.234", "1.301"),
        ("123.456", "9"),
    ):
        assert old.encode() in later
        later = later.replace(old.encode(), new.encode())
    assert extract(later, URL, fetched_at=FETCHED + timedelta(days=1)) == read(first)


def test_dates_that_the_text_speaks_of_are_no_stamp() -> None:
    article = read(tables(SETTINGS["heading"]))
    assert article.published_text is not None
    assert "01/02/2021" not in article.published_text


def test_what_the_portal_adds_is_not_in_the_text() -> None:
    article = read(tables(SETTINGS["class"]))
    for word in ("Thống kê", "123.456", "Các tin khác", "Hội Nông dân", "Bản quyền", "Trang chủ"):
        assert word not in article.body_text
        assert word not in article.body_html


def test_the_category_is_the_last_step_of_the_trail() -> None:
    trail = '<p><a href="/">Trang chủ</a> &raquo; <a href="/index.php?cat=1">Tin hoạt động</a></p>'
    assert read(tables(trail + SETTINGS["class"])).category == "Tin hoạt động"


def test_the_category_is_what_the_document_is_titled_by() -> None:
    article = read(tables(SETTINGS["class"], title=f"{SITE} - Tin hoạt động"))
    assert article.category == "Tin hoạt động"


def test_a_page_of_the_menu_is_titled_as_its_link() -> None:
    content = f"<div><p><b>Liên hệ</b></p><p>{FIRST}</p><p>{SECOND}</p></div>"
    article = read(tables(content, title=f"Liên hệ - {SITE}"), "http://xa.example.vn/lien-he-2.php")
    assert article.title == "Liên hệ"


@pytest.mark.parametrize("label", ["Tập tin đính kèm:", "File đính kèm", "Tài liệu kèm theo:"])
@pytest.mark.parametrize(
    "form", ["<div><b>{}</b><ul><li>{}</li></ul></div>", "<p><i>{}</i><br>{}</p>"]
)
def test_documents_under_a_label_are_attachments(label: str, form: str) -> None:
    link = '<a href="/tailieu/12/ke-hoach-15.pdf">Kế hoạch 15/KH-UBND</a>'
    article = read(tables(SETTINGS["class"] + form.format(label, link)))
    assert [(file.url, file.name) for file in article.attachments] == [
        ("http://xa.example.vn/tailieu/12/ke-hoach-15.pdf", "Kế hoạch 15/KH-UBND")
    ]
    assert article.body_text == TEXT


def test_documents_that_others_offer_are_no_attachments() -> None:
    assert "quyet-dinh-44.pdf" in OTHERS
    assert read(tables(SETTINGS["heading"])).attachments == ()


def test_a_data_table_in_a_layout_table_stays_a_table() -> None:
    table = "<table border=1><tr><td>Điểm đo</td><td>Độ mặn</td></tr><tr><td>Cống N4</td><td>2,8</td></tr></table>"
    article = read(tables(f"<h1>{TITLE}</h1><p>{STAMP}</p><p>{FIRST}</p>{table}<p>{THIRD}</p>"))
    assert article.body_text == f"{FIRST}\n\n{THIRD}"
    assert "<td>Cống N4</td><td>2,8</td>" in article.body_html.replace("\n", "")


def test_parts_set_side_by_side_are_one_body() -> None:
    more = "".join(f"<p>{n}. {SECOND} {THIRD}</p>" for n in range(2, 9))
    parts = f"<div><p>{FIRST}</p><p>{SECOND}</p></div><div>{more}</div>"
    article = read(tables(f"<h1>{TITLE}</h1><p>{STAMP}</p>{parts}"))
    assert article.body_text.startswith(f"{FIRST}\n\n{SECOND}\n\n2. ")


def test_a_signature_is_the_author_and_no_paragraph() -> None:
    article = read(
        tables(
            SETTINGS["class"].replace("</p></div>", "</p><p><b>Tin, ảnh Lê Minh Tâm</b></p></div>")
        )
    )
    assert article.author == "Lê Minh Tâm"
    assert article.body_text == TEXT


def test_a_lead_is_kept_apart() -> None:
    lead = "Chiến dịch thủy lợi nội đồng năm nay huy động lực lượng đông nhất từ trước đến nay."
    body = f'<div class="sapo"><b>{lead}</b></div><div>{BODY}</div>'
    article = read(tables(f"<h1>{TITLE}</h1><p>{STAMP}</p>{body}"))
    assert (article.lead, article.body_text) == (lead, TEXT)


def test_active_content_does_not_survive() -> None:
    bad = '<p onclick="x()">Nước về tới cuối tuyến, bà con phấn khởi. <a href="javascript:x()">a</a></p>'
    html = tables(f"<h1>{TITLE}</h1><p>{STAMP}</p><p>{FIRST}</p><script>x()</script>{bad}")
    article = read(html)
    assert "script" not in article.body_html
    assert "onclick" not in article.body_html


@pytest.mark.parametrize(
    "html",
    [
        tables("<form><input type='password'></form>", title="Đăng nhập"),
        tables("<p>Trang bạn tìm không tồn tại.</p>", title="Không tìm thấy trang"),
        tables("<p>Đang cập nhật</p>"),
        tables(
            f"<h3>Thủ tục hành chính</h3><ul><li><a href='/a'>Lĩnh vực</a></li></ul><p>{IMPRINT}</p>"
        ),
        b"",
    ],
    ids=["login", "not found", "empty section", "only an imprint", "nothing"],
)
def test_what_is_no_article(html: bytes) -> None:
    assert extract(html, LIST_URL, fetched_at=FETCHED) is None


def test_a_list_of_other_articles_below_does_not_make_it_a_list() -> None:
    others = "".join(
        f'<p><a href="/tin.php?id={n}">Tin thứ {n} của xã trong tháng này</a></p>'
        f"<p>Ngày đăng: {n:02}/02/2021</p>"
        for n in range(1, 6)
    )
    article = read(tables(f"{SETTINGS['class']}<p><b>Tin cùng chuyên mục</b></p>{others}"))
    assert (article.title, article.body_text) == (TITLE, TEXT)


def test_links_lead_on_and_files_are_no_pages() -> None:
    reading = read_page(tables(SETTINGS["class"]), URL, site=Site(home=HOME), fetched_at=FETCHED)
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
    whole = tables(SETTINGS["section above"])
    at = place % len(whole)
    extract(whole[:at] + noise + whole[at + cut :], URL, fetched_at=FETCHED)


@pytest.mark.parametrize(
    "url", ["", "http://[", "http://xa.example.vn/%ff%00?a=b&&=", "mailto:a@b"]
)
def test_no_address_makes_it_raise(url: str) -> None:
    extract(tables(SETTINGS["heading"]), url, fetched_at=FETCHED)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 60_000,
        "<p>" + "chữ a<br>" * 60_000,
        "<ul>" + "<li><a href='/a'>bài viết số một của xã nhà</a> 12/03/2021</li>" * 8_000,
        "<p>Ngày đăng: 12/03/2021 10:10</p>" * 5_000,
        "<a " + "x" * 200_000,
        "<select>" + "<option>thôn" * 60_000,
        "<br>" * 1_000_000,
    ],
    ids=["nested", "line breaks", "links", "stamps", "endless tag", "options", "a million tags"],
)
@pytest.mark.timeout(10)
def test_no_page_takes_long(html: str) -> None:
    assert extract(html.encode(), URL, fetched_at=FETCHED) is None


@pytest.mark.timeout(10)
def test_a_text_of_escapes_is_read_whole() -> None:
    text = "Công ty A &amp; B: x &lt; y. " * 40_000
    article = read(tables(SETTINGS["heading"].replace(f"<p>{SECOND}</p>", f"<p>{text}</p>")))
    assert "Công ty A & B: x < y. Công ty A" in article.body_text
    assert article.body_html.count("A &amp; B: x &lt; y.") == 40_000


@pytest.mark.parametrize(
    "title",
    ["Quyết định số 404/QĐ-UBND về việc phân bổ dự toán", "404 hộ dân nhận quà Tết của xã",
     "Xã Hòa Thuận trao 404 suất quà"],
)  # fmt: skip
def test_a_number_404_in_a_title_is_no_error_page(title: str) -> None:
    page = pages.tables(
        f"<h1>{title}</h1><p>{pages.STAMP}</p>{pages.BODY}", title=f"{title} - {pages.SITE}"
    )

    article = extract(page, pages.URL)

    assert article is not None
    assert article.title == title


@pytest.mark.parametrize(
    "title", ["404", "404 Not Found", "Lỗi 404", "Cổng xã - 404", "HTTP 404", "404 - Trang lỗi"]
)
def test_an_error_page_is_no_article(title: str) -> None:
    assert extract(pages.tables(f"<h1>{title}</h1>{pages.BODY}", title=title), pages.URL) is None
