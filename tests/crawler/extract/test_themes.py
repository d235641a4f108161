"""Themes and templates that portals put over one platform: the same fields, otherwise arranged."""

from __future__ import annotations

import pytest

from crawler.extract.page import read_page

TITLE = "Triển khai trồng rừng vụ xuân"
TEXT = (
    "<p>Sáng 12/3, UBND xã Yên Lạc Thượng tổ chức hội nghị triển khai trồng rừng vụ xuân.</p>"
    "<p>Toàn xã phấn đấu trồng mới 85 ha rừng tập trung, xong trước 30/4.</p>"
    "<p>Các thôn đã đăng ký đủ cây giống với trạm khuyến nông.</p>"
)
BESIDE = (
    "<div class='widget'><ul><li><a href='/a-b-c-d-e/'>Tin bên cạnh một</a>"
    "<span class='post-date'>20/11/2026</span></li></ul></div>"
)
WORDPRESS = (
    "<link rel='stylesheet' href='/wp-content/themes/x/style.css'>"
    "<link rel='stylesheet' href='/wp-includes/a.css'>"
)
JOOMLA = "<script src='/media/system/js/core.js'></script>"
ASTRA = (
    "<body class='post-template-default single single-post postid-9'>"
    "<article class='post-9 post type-post status-publish hentry ast-article-single' itemtype='https://schema.org/CreativeWork'>"
    "<div class='ast-post-format- single-layout-1'><header class='entry-header'>"
    "<div class='post-thumb-img-content post-thumb'><img src='/wp-content/uploads/a.jpg'>"
    "</div><h1 class='entry-title' itemprop='headline'>{TITLE}</h1>"
    "<div class='entry-meta'><span class='comments-link'><a href='#respond'>"
    "Để lại một bình luận</a></span> / <span class='cat-links'>"
    "<a href='/category/tin/' rel='category tag'>Tin</a></span>"
    " / Bởi <span class='posted-by vcard author'>"
    "<a class='url fn n' rel='author' href='/author/a/'><span class='author-name'>"
    "Trần Hạnh</span></a></span> / <span class='posted-on'>"
    "<span class='published' itemprop='datePublished'> 13 Tháng Ba, 2022 </span></span>"
    "</div></header><div class='entry-content clear' itemprop='text'>{TEXT}</div></div>"
    "</article>{BESIDE}</body>"
)
GENERATEPRESS = (
    "<body class='single single-post postid-9'>"
    "<article id='post-9' class='post-9 post type-post status-publish'>"
    "<div class='inside-article'>"
    "<div class='featured-image page-header-image-single grid-container'>"
    "<img src='/wp-content/uploads/a.jpg'></div><header class='entry-header'>"
    "<h1 class='entry-title'>{TITLE}</h1><div class='entry-meta'><span class='posted-on'>"
    "<time class='updated' datetime='2022-03-20T08:00:00+07:00'>20/03/2022</time>"
    "<time class='entry-date published' datetime='2022-03-13T08:20:11+07:00'>"
    "13/03/2022</time></span> <span class='byline'>bởi <span class='author vcard'>"
    "<a class='url fn n' rel='author' href='/author/a/'><span class='author-name'>"
    "Trần Hạnh</span></a></span></span></div></header><div class='entry-content'>"
    "{TEXT}</div><footer class='entry-meta'><span class='cat-links'>"
    "<a href='/category/tin/' rel='category tag'>Tin</a></span></footer></div></article>"
    "{BESIDE}</body>"
)
MH_MAGAZINE = (
    "<body class='single single-post postid-9 mh-right-sb'>"
    "<article id='post-9' class='post-9 post type-post status-publish'>"
    "<header class='entry-header'><h1 class='entry-title'>{TITLE}</h1>"
    "<div class='mh-meta entry-meta'><span class='entry-meta-date updated'>"
    "<i class='fa fa-clock-o'></i><a href='/2022/03/'>13 Tháng Ba, 2022</a></span>"
    "<span class='entry-meta-author author vcard'><i class='fa fa-user'></i>"
    "<a class='fn' href='/author/a/'>Trần Hạnh</a></span>"
    "<span class='entry-meta-categories'><a href='/category/tin/' rel='category tag'>"
    "Tin</a></span><span class='entry-meta-comments'><a href='#c'>0</a></span></div>"
    "</header><figure class='entry-thumbnail'><img src='/wp-content/uploads/a.jpg'>"
    "<figcaption class='wp-caption-text'>Cây giống quế</figcaption></figure>"
    "<div class='entry-content clearfix'>{TEXT}</div></article>{BESIDE}</body>"
)
NEWSPAPER_BUILDER = (
    "<body class='single single-post postid-9 tdb_template_55'>"
    "<article id='template-id-55' class='post-55 tdb_templates type-tdb_templates post status-publish'>"
    "<div class='td_block_wrap tdb_title tdb-single-title'><div class='tdb-block-inner'>"
    "<h1 class='tdb-title-text'>{TITLE}</h1></div></div>"
    "<div class='td_block_wrap tdb_single_author'><div class='tdb-block-inner'>"
    "<div class='tdb-author-name-wrap'><span class='tdb-author-by'>Bởi</span>"
    " <a class='tdb-author-name' href='/author/a/'>Trần Hạnh</a></div></div></div>"
    "<div class='td_block_wrap tdb_single_date'><div class='tdb-block-inner'>"
    "<time class='entry-date updated td-module-date' datetime='2022-03-13T08:20:11+07:00'>"
    "13/03/2022</time></div></div><div class='td_block_wrap tdb_single_featured_image'>"
    "<div class='tdb-block-inner'>"
    "<img class='entry-thumb' src='/wp-content/uploads/a.jpg'></div></div>"
    "<div class='td_block_wrap tdb_single_content td-post-content tagdiv-type'>"
    "<div class='tdb-block-inner td-fix-index'>{TEXT}</div></div></article>"
    "{BESIDE}</body>"
)
ELEMENTOR = (
    "<body class='post-template single single-post postid-9 elementor-default elementor-page-40'>"
    "<div data-elementor-type='single-post' class='elementor elementor-40 elementor-location-single post-9 post type-post status-publish'>"
    "<div class='elementor-widget elementor-widget-theme-post-title'>"
    "<div class='elementor-widget-container'>"
    "<h1 class='elementor-heading-title elementor-size-default'>{TITLE}</h1></div></div>"
    "<ul class='elementor-post-info'>"
    "<li class='elementor-icon-list-item' itemprop='datePublished'>"
    "<span class='elementor-icon-list-text elementor-post-info__item elementor-post-info__item--type-date'>"
    "Tháng Ba 13, 2022</span></li></ul>"
    "<div class='elementor-widget elementor-widget-theme-post-content'>"
    "<div class='elementor-widget-container'>{TEXT}</div></div></div>{BESIDE}</body>"
)
TWENTY_TEN = (
    "<body class='single single-post postid-9'>"
    "<div id='post-9' class='post-9 post type-post status-publish hentry'>"
    "<h1 class='entry-title'>{TITLE}</h1><div class='entry-meta'>"
    "<span class='meta-prep meta-prep-author'>Posted on</span>"
    " <a href='/x/' title='8:20 sáng' rel='bookmark'><span class='entry-date'>"
    "13/03/2022</span></a> <span class='meta-sep'>by</span> <span class='author vcard'>"
    "<a class='url fn n' href='/author/a/'>Trần Hạnh</a></span></div>"
    "<div class='entry-content'>{TEXT}</div><div class='entry-utility'>"
    "This entry was posted in <a href='/category/tin/' rel='category tag'>Tin</a>.</div>"
    "</div>{BESIDE}</body>"
)
HELIX = (
    "<body class='site com_content view-article'>"
    "<article class='item item-page' itemscope itemtype='http://schema.org/Article'>"
    "<meta itemprop='inLanguage' content='vi-VN' /><div class='entry-image full-image'>"
    "<img src='/images/a.jpg' alt='x'></div><div class='entry-header has-post-format'>"
    "<dl class='article-info'><dt class='article-info-term'></dt>"
    "<dd class='createdby' itemprop='author'><i class='fa fa-user'></i>"
    " <span itemprop='name'>Trần Hạnh</span></dd><dd class='category-name'><i class='fa'>"
    "</i> <a href='/tin' itemprop='genre'>Tin</a></dd><dd class='published'>"
    "<i class='fa fa-calendar-o'></i>"
    "<time datetime='2022-03-13T08:20:11+07:00' itemprop='datePublished'>"
    "13 Tháng 3 2022</time></dd></dl><h2 itemprop='name'>{TITLE}</h2></div>"
    "<div class='icons'></div><div itemprop='articleBody'>{TEXT}</div>"
    "<div class='article-footer-wrap'><div class='article-ratings'>x</div></div>"
    "</article>{BESIDE}</body>"
)
T3 = (
    "<body><div class='item-page clearfix'>"
    "<article itemscope itemtype='http://schema.org/Article'>"
    "<meta itemprop='inLanguage' content='vi-VN' />"
    "<meta itemprop='url' content='/tin/9'/><header class='article-header clearfix'>"
    "<h1 class='article-title' itemprop='headline'>"
    "{TITLE}<meta itemprop='url' content='x'/></h1></header>"
    "<aside class='article-aside clearfix'><dl class='article-info muted'>"
    "<dt class='article-info-term'>Chi tiết</dt>"
    "<dd class='createdby hasTooltip' itemprop='author' title='Viết bởi '>"
    "<i class='fa fa-user'></i><span itemprop='name'>Trần Hạnh</span>"
    "<span style='display: none;' itemprop='publisher'><img src='/templates/t/logo.png'/>"
    "</span></dd><dd class='category-name hasTooltip'><i class='fa'></i><a href='/tin'>"
    "<span itemprop='genre'>Tin</span></a></dd><dd class='published hasTooltip'>"
    "<i class='icon-calendar'></i>"
    "<time datetime='2022-03-13T08:20:11+07:00' itemprop='datePublished'>"
    "13 Tháng 3 2022</time></dd></dl></aside><section class='article-intro-media'>"
    "</section><section class='article-content clearfix' itemprop='articleBody'>"
    "{TEXT}</section></article></div>{BESIDE}</body>"
)
JOOMLA_2_5 = (
    "<body><div class='item-page'><h1>Tin tức</h1><h2><a href='/tin/9-a'>{TITLE}</a></h2>"
    "<ul class='actions'><li class='print-icon'>"
    "<a href='/tin/9-a?tmpl=component&print=1'>"
    "<img src='/media/system/images/printButton.png' alt='In'></a></li></ul>"
    "<dl class='article-info'><dt class='article-info-term'>Chi tiết</dt>"
    "<dd class='category-name'>Chuyên mục: <a href='/tin'>Tin</a></dd>"
    "<dd class='published'>Được đăng ngày Chủ nhật, 13 Tháng 3 2022 08:20</dd>"
    "<dd class='createdby'>Viết bởi Trần Hạnh</dd><dd class='hits'>Lượt xem: 120</dd>"
    "</dl>{TEXT}<ul class='pagenav'><li class='pagenav-prev'><a href='/tin/8-b'>"
    "&lt; Trước</a></li></ul></div>{BESIDE}</body>"
)


@pytest.mark.parametrize(
    ("head", "body", "published", "author", "category", "pictures"),
    [
        pytest.param(WORDPRESS, ASTRA, "2022-03-13", "Trần Hạnh", "Tin", 1, id="astra"),
        pytest.param(
            WORDPRESS,
            GENERATEPRESS,
            "2022-03-13T08:20:11+07:00",
            "Trần Hạnh",
            "Tin",
            1,
            id="generatepress",
        ),
        pytest.param(WORDPRESS, MH_MAGAZINE, "2022-03-13", "Trần Hạnh", "Tin", 1, id="mh-magazine"),
        pytest.param(
            WORDPRESS,
            NEWSPAPER_BUILDER,
            "2022-03-13T08:20:11+07:00",
            "Trần Hạnh",
            None,
            1,
            id="newspaper-builder",
        ),
        pytest.param(WORDPRESS, ELEMENTOR, "2022-03-13", None, None, 0, id="elementor"),
        pytest.param(WORDPRESS, TWENTY_TEN, "2022-03-13", "Trần Hạnh", "Tin", 0, id="twenty-ten"),
        pytest.param(JOOMLA, HELIX, "2022-03-13T08:20:11+07:00", "Trần Hạnh", "Tin", 1, id="helix"),
        pytest.param(JOOMLA, T3, "2022-03-13T08:20:11+07:00", "Trần Hạnh", "Tin", 0, id="t3"),
        pytest.param(
            JOOMLA, JOOMLA_2_5, "2022-03-13T08:20:00+07:00", "Trần Hạnh", "Tin", 0, id="joomla-2.5"
        ),
    ],
)
def test_a_theme_is_read_by_the_layout_of_its_platform(
    head: str, body: str, published: str, author: str | None, category: str | None, pictures: int
) -> None:
    shown = body.replace("{TITLE}", TITLE).replace("{TEXT}", TEXT).replace("{BESIDE}", BESIDE)
    html = f"<html><head><title>{TITLE} - Xã Yên Lạc Thượng</title>{head}</head>{shown}</html>"
    article = read_page(
        html.encode(), "http://xa.example.vn/trien-khai-trong-rung-vu-xuan/"
    ).article
    assert article is not None
    assert article.extracted_by is not None
    assert article.extracted_by.layout != "cues"
    assert article.title == TITLE
    assert article.published == published
    assert article.author == author
    assert article.category == category
    assert article.body_text.split("\n\n") == TEXT.removeprefix("<p>").removesuffix("</p>").split(
        "</p><p>"
    )
    assert len(article.images) == pictures
