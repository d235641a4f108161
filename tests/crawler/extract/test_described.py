"""Described layouts: what they find, when they give way, and what inside a body is not theirs."""

from __future__ import annotations

import pytest

from archive.record import Kind
from crawler.extract.article import extract
from crawler.extract.page import read_page
from crawler.extract.urls import canonical, wanted

HOME = "http://xa.example.vn/"
TEXT = (
    "<p>Sáng 12/3, UBND xã Yên Lạc Thượng tổ chức hội nghị triển khai trồng rừng vụ xuân.</p>"
    "<p>Toàn xã phấn đấu trồng mới 85 ha rừng tập trung, chủ yếu là quế và mỡ, xong trước 30/4.</p>"
    "<p>Các thôn đã đăng ký đủ cây giống với trạm khuyến nông và phát dọn xong thực bì.</p>"
)


def wordpress(inside: str, classes: str = "single single-post postid-5") -> bytes:
    return (
        "<html><head><meta name='generator' content='WordPress 6.5' /><title>Triển khai trồng rừng"
        f" vụ xuân - Xã Yên Lạc Thượng</title></head><body class='{classes}'>{inside}</body></html>"
    ).encode()


def read(html: bytes, path: str = "trien-khai-trong-rung-vu-xuan/"):  # type: ignore[no-untyped-def]
    article = extract(html, HOME + path)
    assert article is not None
    return article


def test_a_theme_whose_body_is_called_otherwise_is_read_by_cues() -> None:
    html = wordpress(
        "<h1 class='entry-title'>Triển khai trồng rừng vụ xuân</h1><div class='xyz'>"
        f"<span class='date'>13/03/2022 08:20</span></div><div class='noi-dung-bai'>{TEXT}</div>"
    )
    article = read(html)
    assert article.extracted_by is not None
    assert article.extracted_by.layout == "cues"
    assert article.title == "Triển khai trồng rừng vụ xuân"
    assert len(article.body_text.split("\n\n")) == 3


def test_an_empty_container_is_not_the_body() -> None:
    html = wordpress(
        "<h1 class='entry-title'>Triển khai trồng rừng vụ xuân</h1><div class='entry-content'></div>"
        f"<div class='the-content'>{TEXT}</div>"
    )
    assert len(read(html).body_text.split("\n\n")) == 3


def test_teasers_with_the_marks_of_an_article_are_a_list() -> None:
    item = (
        "<article class='post-{0} post type-post status-publish hentry'><h1 class='entry-title'>"
        "<a href='/tin-so-{0}-cua-xa-yen-lac/'>Tin số {0} của xã</a></h1>"
        "<div class='entry-content'><p>Đoạn mở đầu của tin số {0}, đủ dài để trông như một bài viết thật"
        " của xã Yên Lạc Thượng trong mùa trồng rừng.</p></div></article>"
    )
    for classes in ("home blog", "archive category", "home page-template"):
        html = wordpress("".join(item.format(n) for n in range(1, 5)), classes)
        assert extract(html, HOME + "category/tin/") is None, classes


def test_the_time_of_a_comment_or_a_related_post_is_not_the_articles() -> None:
    html = wordpress(
        "<article class='type-post'><h1 class='entry-title'>Triển khai trồng rừng vụ xuân</h1>"
        "<div class='entry-meta'><span class='posted-on'><time>12 Tháng Ba, 2022</time></span></div>"
        f"<div class='entry-content'>{TEXT}</div></article>"
        "<ol class='comment-list'><article class='comment-body'><time datetime="
        "'2022-03-12T21:00:00+07:00'>12/03/2022</time><p>Rất tốt.</p></article></ol>"
    )
    assert read(html).published == "2022-03-12"
    undated = html.replace(b"<time>12 Th\xc3\xa1ng Ba, 2022</time>", b"")
    assert read(undated).published is None


def test_boxes_of_plugins_are_left_out_and_their_links_followed() -> None:
    html = wordpress(
        "<article class='type-post'><h1 class='entry-title'>Triển khai trồng rừng vụ xuân</h1>"
        f"<div class='entry-content'><div class='rating'>4,5/5 (3 bình chọn)</div>{TEXT}"
        "<div class='jp-relatedposts'><p><a href='/ra-quan-trong-cay-dau-xuan-nam-2022/'>Ra quân trồng"
        " cây</a></p></div><h3>Tin liên quan</h3><ul><li><a href='/hop-thon-khe-min-thang-ba-2022/'>"
        "Họp thôn Khe Mịn</a> (10/03/2022)</li></ul></div></article>"
    )
    reading = read_page(html, HOME + "trien-khai-trong-rung-vu-xuan/")
    assert reading.article is not None
    assert len(reading.article.body_text.split("\n\n")) == 3
    assert {link.url.rsplit("/", 2)[1] for link in reading.links} == {
        "ra-quan-trong-cay-dau-xuan-nam-2022", "hop-thon-khe-min-thang-ba-2022",
    }  # fmt: skip


def test_a_category_without_a_link_is_read_without_its_label() -> None:
    html = (
        "<html><head><meta name='generator' content='Joomla! - Open Source' /></head><body>"
        "<div class='item-page'><h2 itemprop='headline'>Triển khai trồng rừng vụ xuân</h2>"
        "<dl class='article-info'><dd class='category-name'>Danh mục: Nông nghiệp</dd></dl>"
        f"<div itemprop='articleBody'>{TEXT}</div></div></body></html>"
    ).encode()
    assert read(html, "nong-nghiep/9-trien-khai-trong-rung").category == "Nông nghiệp"


def test_the_section_above_a_liferay_article_is_not_its_title() -> None:
    html = (
        "<html class='aui ltr'><head><link class='lfr-css-file' href='/m.css' /></head><body>"
        "<div id='main-content'><h1>Quy hoạch - kế hoạch</h1><div class='portlet-boundary_101_ "
        "portlet-asset-publisher'><div class='asset-full-content-title'>Triển khai trồng rừng vụ xuân"
        "</div><div class='assetPublishDate'>13/03/2022 | 12:00 AM</div><div class='asset-full-content'>"
        f"<div class='journal-content-article'>{TEXT}</div></div></div></div></body></html>"
    ).encode()
    article = read(html, "ke-hoach/-/view_content/9-triển-khai")
    assert article.title == "Triển khai trồng rừng vụ xuân"
    assert article.extracted_by is not None
    assert article.extracted_by.layout == "full-view"
    assert (article.published or "").startswith("2022-03-13")


def test_a_heading_of_the_text_is_no_box() -> None:
    html = wordpress(
        "<article class='type-post'><h1 class='entry-title'>Triển khai trồng rừng vụ xuân</h1>"
        f"<div class='entry-content'>{TEXT}<p>DANH MỤC</p><p>1. Cây quế: 60 ha.</p>"
        "<p>2. Cây mỡ: 25 ha.</p></div></article>"
    )
    assert read(html).body_text.endswith("DANH MỤC\n\n1. Cây quế: 60 ha.\n\n2. Cây mỡ: 25 ha.")


@pytest.mark.parametrize(
    ("platform", "url", "expected"),
    [
        ("joomla", "index.php?option=com_content&view=article&id=9:ten-bai&catid=2&Itemid=3",
         "index.php?option=com_content&view=article&id=9"),
        ("joomla", "index.php?view=article&id=9&option=com_content&Itemid=7",
         "index.php?option=com_content&view=article&id=9"),
        ("joomla", "tin-tuc?start=0", "tin-tuc"),
        ("joomla", "tin-tuc?limitstart=20", "tin-tuc?limitstart=20"),
        ("joomla", "index.php", ""),
        ("liferay", "tin/-/asset_publisher/aB1/content/mot-bai?inheritRedirect=false&redirect=%2Ftin",
         "tin/-/asset_publisher/aB1/content/mot-bai"),
        ("liferay", "tin?p_p_id=101_INSTANCE_x&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
         "&_101_INSTANCE_x_delta=20&_101_INSTANCE_x_cur=4",
         "tin?p_p_id=101_INSTANCE_x&p_p_lifecycle=0&_101_INSTANCE_x_cur=4"),
        ("drupal", "tin?page=0", "tin"),
        ("drupal", "tin?page=4&order=title&sort=desc", "tin?page=4"),
        ("vccorp", "mot-bai-102230608101839442.htm?zarsrc=30", "mot-bai-102230608101839442.htm"),
    ],
)  # fmt: skip
def test_an_address_has_one_form(platform: str, url: str, expected: str) -> None:
    assert canonical(HOME + url, platform) == HOME + expected


@pytest.mark.parametrize(
    ("platform", "url", "kind"),
    [
        ("wordpress", "?p=123", Kind.ARTICLE),
        ("wordpress", "2021/10/05/hop-thon/", Kind.ARTICLE),
        ("wordpress", "hop-thon-khe-min/?replytocom=4", None),
        ("wordpress", "wp-json/wp/v2/posts", None),
        ("wordpress", "xmlrpc.php", None),
        ("wordpress", "comments/feed/", None),
        ("wordpress", "category/tin-tuc/page/3/", Kind.LISTING),
        ("wordpress", "?paged=3", Kind.LISTING),
        ("joomla", "index.php/tin-tuc/57-hop-thon", Kind.ARTICLE),
        ("joomla", "tin-tuc/item/57-hop-thon", Kind.ARTICLE),
        ("joomla", "tin-tuc?start=10", Kind.LISTING),
        ("joomla", "component/mailto/?tmpl=component&link=1", None),
        ("joomla", "index.php?option=com_users&view=login", None),
        ("joomla", "index.php?option=com_content&view=article&id=9&format=pdf", None),
        ("joomla", "tin-tuc/itemlist/date/2021/10/5", None),
        ("drupal", "node/12", Kind.ARTICLE),
        ("drupal", "?q=node/12", Kind.ARTICLE),
        ("drupal", "node/add/article", None),
        ("drupal", "user/login", None),
        ("drupal", "printpdf/12", None),
        ("drupal", "comment/reply/12", None),
        ("drupal", "taxonomy/term/3?page=2", Kind.LISTING),
        ("liferay", "tin/-/view_content/77-hop-thon.html", Kind.ARTICLE),
        ("liferay", "tin/-/view_content/77-hop-thon.html/en", None),
        ("liferay", "en/vi/tin", None),
        ("liferay", "tin?p_p_id=101&p_p_lifecycle=1&_101_cur=2", None),
        ("liferay", "tin?p_p_id=101&p_p_lifecycle=0&p_p_state=pop_up", None),
        ("liferay", "c/portal/login", None),
        ("liferay", "web/xa/-/hop-thon-khe-min", Kind.ARTICLE),
        ("orchard", "Contents/Item/Display/8", Kind.ARTICLE),
        ("orchard", "Users/Account/LogOn", None),
    ],
)
def test_what_an_address_is_for(platform: str, url: str, kind: Kind | None) -> None:
    assert wanted(HOME + url, HOME, platform) is kind
