"""The text form of pages: what a copied or dumped page holds, and what is no article."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.folder import VIETNAM
from archive.record import Article
from crawler.extract.plain import read_plain

SITE = "TRANG THÔNG TIN ĐIỆN TỬ XÃ THÍ DỤ - HUYỆN MẪU"
TITLE = "Xã Thí Dụ ra quân làm thủy lợi nội đồng đầu xuân"
STAMP = "Thời gian đăng: 09/02/2022 07:05:03 AM"
ONE = (
    "Ngay sau những ngày nghỉ Tết, hơn hai trăm người dân của bảy bản đã cùng nhau nạo vét kênh "
    "mương, phát quang bờ cỏ để dẫn nước về những thửa ruộng chuẩn bị gieo cấy."
)
TWO = (
    "Đến hết ngày đầu tiên, các bản đã khơi thông được ba cây số mương dẫn, sửa lại hai đập tạm "
    "và thay những ống dẫn hỏng; phần việc còn lại sẽ xong trong tuần tới."
)
THREE = "- Về giao thông: mỗi bản giữ gìn đoạn đường của mình, không để vật liệu lấn lòng đường."
CHROME = "• Liên kết Website\n• Thống kê truy cập\n• Tổng truy cập: 20.531\n"


def page(*body: str, bullet: str = "• ", stamp: str = STAMP, end: str = CHROME) -> str:
    lines = [SITE, f"{bullet}{TITLE}", f"{bullet}{stamp}" if stamp else "", *body, end]
    return "\n\n".join(line for line in lines if line)


def read(text: str) -> Article:
    article = read_plain(text).article
    assert article is not None
    return article


def paragraphs(article: Article) -> list[str]:
    return article.body_text.split("\n\n")


def test_a_whole_page() -> None:
    reading = read_plain(
        page(f"•        {ONE}", "  3.jpg ", "  Ảnh: Bà con nạo vét mương", f"   {TWO}")
    )
    article = reading.article
    assert article is not None
    assert reading.site_name == SITE
    assert article.title == TITLE
    assert article.published == "2022-02-09T07:05:03+07:00"
    assert (article.published_text, article.published_precision) == (STAMP, "second")
    assert paragraphs(article) == [ONE, TWO]
    assert [(i.url, i.caption) for i in article.images] == [("3.jpg", "Ảnh: Bà con nạo vét mương")]
    assert article.body_html.splitlines() == [
        f"<p>{ONE}</p>",
        '<figure><img src="3.jpg" alt=""><figcaption>Ảnh: Bà con nạo vét mương</figcaption></figure>',
        f"<p>{TWO}</p>",
    ]
    assert (article.extracted_by.platform, article.extracted_by.layout) == ("generic", "plain text")
    assert article.lead is None


@pytest.mark.parametrize("bullet", ["• ", "- ", "* ", "+ ", "– ", "● ", "# ", ""])
def test_any_bullet_or_none(bullet: str) -> None:
    article = read(page(f"{bullet}{ONE}", TWO, bullet=bullet))
    assert article.title == TITLE
    assert paragraphs(article) == [ONE, TWO]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n\n", "\n \u00a0\t\n\n"),
        lambda text: text.replace("\n", "\n\t   "),
    ],
    ids=["crlf", "bom", "nbsp", "no empty lines", "many empty lines", "indented"],
)
def test_what_editors_do_to_a_text_changes_nothing(change: object) -> None:
    assert callable(change)
    text = page(ONE, "anh-1.png", "Ảnh: Đập tạm ở bản trên", TWO)
    assert read(change(text)) == read(text)


@pytest.mark.parametrize(
    "name",
    ["3.jpg", "3.JPG", "z31 (2).jpeg", "hội nghị 01.png", "a.gif", "a.webp", "IMG_2011.bmp",
     "http://xa.example.vn/anh/3.jpg"],
)  # fmt: skip
def test_pictures_of_every_kind(name: str) -> None:
    article = read(page(ONE, name, "Ảnh: Đập tạm ở bản trên", TWO))
    assert [(i.url, i.caption) for i in article.images] == [(name, "Ảnh: Đập tạm ở bản trên")]
    assert paragraphs(article) == [ONE, TWO]


def test_several_pictures_each_with_its_caption() -> None:
    article = read(
        page(
            ONE, "1.jpg\nẢnh: Bản Một", TWO, "2.jpg\n3.png", "Ảnh: Bản Hai", "Ảnh: Bản Ba", "4.jpg"
        )
    )
    assert [(i.url, i.caption) for i in article.images] == [
        ("1.jpg", "Ảnh: Bản Một"),
        ("2.jpg", "Ảnh: Bản Hai"),
        ("3.png", "Ảnh: Bản Ba"),
        ("4.jpg", None),
    ]
    assert paragraphs(article) == [ONE, TWO]


def test_a_caption_without_label_stands_right_below_the_picture() -> None:
    article = read(page(ONE, "1.jpg\nBà con bản Một nạo vét mương", TWO, "2.jpg", "Việc còn lại"))
    assert [i.caption for i in article.images] == ["Bà con bản Một nạo vét mương", None]
    assert paragraphs(article) == [ONE, TWO, "Việc còn lại"]


def test_ornaments_are_neither_pictures_nor_text() -> None:
    article = read(f"logo.svg\n{page('icon-new.gif', ONE, 'facebook.png', TWO, stamp='')}")
    assert (article.title, article.images) == (TITLE, ())
    assert paragraphs(article) == [ONE, TWO]


def test_a_file_name_within_a_sentence_is_no_picture() -> None:
    line = "Xem sơ đồ kèm theo: so-do.jpg, bản in tại trụ sở."
    assert paragraphs(read(page(ONE, line, TWO))) == [ONE, line, TWO]


@pytest.mark.parametrize("end", ["", "File đính kèm:\n\n"], ids=["in the text", "in a box"])
def test_attachments(end: str) -> None:
    files = "Kế hoạch số 12.pdf\nbieu-mau.docx (35 KB)\nTệp đính kèm: danh-sach.xlsx"
    article = read(page(ONE, TWO, f"{end}{files}"))
    names = ["Kế hoạch số 12.pdf", "bieu-mau.docx", "danh-sach.xlsx"]
    assert [file.name for file in article.attachments] == names
    assert paragraphs(article) == [ONE, TWO]


def test_dashes_of_the_author_stay_and_bullets_become_a_list() -> None:
    items = ["• Bản Một: mười nhà", "• Bản Hai: tám nhà"]
    article = read(page(ONE, THREE, *items, TWO))
    assert paragraphs(article) == [ONE, THREE, "Bản Một: mười nhà", "Bản Hai: tám nhà", TWO]
    assert "<ul>\n<li>Bản Một: mười nhà</li>\n<li>Bản Hai: tám nhà</li>\n</ul>" in article.body_html


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("Thời gian đăng: 05/10/2021 02:18:39 PM", "2021-10-05T14:18:39+07:00"),
        ("Ngày đăng: 28/12/2021", "2021-12-28"),
        ("Đăng lúc: Thứ ba - 28/12/2021 14:05", "2021-12-28T14:05:00+07:00"),
        ("28/12/2021 14:05", "2021-12-28T14:05:00+07:00"),
        ("Thời gian đăng:\n28/12/2021 14:05", "2021-12-28T14:05:00+07:00"),
    ],
)
def test_stamps(stamp: str, published: str) -> None:
    article = read(page(ONE, TWO, stamp=stamp))
    assert (article.title, article.published) == (TITLE, published)
    assert paragraphs(article) == [ONE, TWO]


def test_a_relative_stamp_is_reckoned_from_the_time_of_saving() -> None:
    moment = datetime(2022, 2, 10, 9, tzinfo=VIETNAM)
    article = read_plain(page(ONE, stamp="Đăng: hôm qua"), fetched_at=moment).article
    assert article is not None
    assert article.published == "2022-02-09"


def test_without_a_stamp_the_title_is_above_the_text() -> None:
    article = read(page(ONE, TWO, stamp=""))
    assert (article.title, article.published, article.published_text) == (TITLE, None, None)
    assert paragraphs(article) == [ONE, TWO]


def test_a_date_in_the_text_is_no_stamp() -> None:
    dated = f"Sáng ngày 12/01/2020, {ONE[0].lower()}{ONE[1:]}"
    assert read(page(dated, stamp="")).published is None


def test_the_clock_of_the_page_is_not_the_stamp() -> None:
    article = read(f"Thứ sáu, 01/07/2022 10:00\n{page(ONE, TWO)}")
    assert article.published == "2022-02-09T07:05:03+07:00"


def test_a_title_that_begins_like_a_site_name() -> None:
    title = "Ủy ban nhân dân xã Thí Dụ tiếp dân định kỳ tháng hai"
    article = read(page(ONE).replace(TITLE, title))
    assert article.title == title


def test_menus_and_buttons_are_left_out() -> None:
    text = page(
        "Lượt xem: 315", "In bài viết", ONE, TWO, "Chia sẻ", "Tin liên quan:", "Tin khác nữa"
    )
    text = text.replace(SITE, f"{SITE}\nTrang chủ\nGiới thiệu\nTrang chủ > Tin tức")
    article = read(text)
    assert (article.title, paragraphs(article)) == (TITLE, [ONE, TWO])


def test_author_source_and_category() -> None:
    article = read(
        page("Chuyên mục: Nông nghiệp", ONE, TWO, "Tác giả: Lò Văn Mẫu", "Nguồn: Đài xã")
    )
    assert (article.author, article.source) == ("Lò Văn Mẫu", "Đài xã")
    assert article.category == "Nông nghiệp"
    assert paragraphs(article) == [ONE, TWO]


def test_a_dump_broken_at_a_fixed_width_is_joined_again() -> None:
    import textwrap

    text = page(ONE, TWO, THREE)
    dumped = "\n".join(textwrap.fill(line, 72, initial_indent="   ") for line in text.split("\n"))
    article = read(dumped)
    assert (article.title, article.published) == (TITLE, "2022-02-09T07:05:03+07:00")
    assert paragraphs(article) == [ONE, TWO, THREE]


def test_what_looks_like_markup_is_text() -> None:
    tricky = f"{ONE} <script>alert(1)</script> & <b>đậm</b>"
    article = read(page(tricky))
    assert article.body_text == tricky
    assert "<script" not in article.body_html
    assert "&lt;script&gt;" in article.body_html


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff\r\n \u00a0\r\n",
        SITE,
        "Một dòng duy nhất.",
        "ten,url\nxa-mot,http://mot.example.vn/\nxa-hai,http://hai.example.vn/\n",
        "2022-02-09 07:05:03 INFO started\n2022-02-09 07:05:04 INFO stopped\n" * 20,
        "def main():\n    print('xin chào')\n" * 30,
        "License\n\n" + "Permission is granted to use, copy and change this software freely. " * 9,
        "\n".join(f"• Tin số {n} của xã trong tháng này" for n in range(30)),
        SITE + "\n" + "".join(f"\n{TITLE} {n}\nNgày đăng: {n:02}/03/2022\n{ONE}\n" for n in range(1, 9)),
        "Không tìm thấy trang\nTrang bạn yêu cầu không còn nữa.",
    ],
    ids=["empty", "blank", "site name", "one line", "table", "log", "code", "english", "menu",
         "list of articles", "error page"],
)  # fmt: skip
def test_no_article(text: str) -> None:
    assert read_plain(text).article is None


@settings(deadline=None)
@given(st.lists(st.sampled_from([SITE, TITLE, STAMP, ONE, "3.jpg", "a.pdf", "- ", "• x", "", "Ảnh: a"])
                | st.text(max_size=80)))  # fmt: skip
def test_never_an_exception_never_an_unsafe_tag(lines: list[str]) -> None:
    article = read_plain("\n".join(lines)).article
    if article is not None:
        assert article.title
        assert "<script" not in article.body_html
