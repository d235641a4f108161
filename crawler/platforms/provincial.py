"""The CMS of provinces such as Gia Lai and Hưng Yên and of their communes; seen 2025-2026.

An article is `article.news-detail-layout-type-2` with `h1.title-detail`, `.post-date` ("Thứ năm,
30/10/2025 | 10:31", elsewhere the date and "lượt xem" in one node), the lead in
`.article-brief`, the words in `.article-content`, `.content-detail` or `.brief`; sharing, an
audio player, stars, counter and related articles lie inside the `article`. A list is
`section.Article-Detail-*` with `article.item-block` or `a.article-title.common-title`, `time`
stamped to the second in its attribute. Pages of a list: `?page=N`, or the last number of the name
(`...-c216-2.html`), or `.wrapper-pagination a.next-pages`. Articles end in `-<id>.html`.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

DETAIL = Layout(
    name="title-detail",
    article=".article-content, [class*=-detail-layout-type-] .content-detail, "
    "[class*=-detail-layout-type-] .brief",
    title=("h1.title-detail",),
    stamp=("[class*=-detail-layout-type-] .post-date", ".post-date"),
    lead=("[class*=-detail-layout-type-] .article-brief", "h1.title-detail ~ .article-brief"),
    body=(
        "[class*=-detail-layout-type-] .article-content",
        "[class*=-detail-layout-type-] .content-detail",
        "[class*=-detail-layout-type-] .brief",
        ".article-content",
    ),
    byline=("[class*=-detail-layout-type-] .source", "[class*=-detail-layout-type-] .author"),
    attachments=(
        "[class*=-detail-layout-type-] a.link-download",
        "[class*=-detail-layout-type-] a.view-gallery",
        "[class*=-detail-layout-type-] iframe",
    ),
    cut=(
        "header",
        ".article-brief",
        ".block_share",
        ".social-connect",
        ".network-share",
        ".button-bookmark",
        "[id^=audio]",
        ".rating",
        ".author",
        ".source",
        ".comment",
        ".show-article",
        ".relatedArticles",
        ".tags",
    ),
)

PLATFORM = Platform(
    name="provincial",
    title="Hệ quản trị cổng tỉnh (title-detail)",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(
                r"class=[\"']?[^\"'>]*\b(?:news?-detail-layout-type-\d|Article-Detail-\w+)"
            ),
            weight=0.7,
            near=("-detail-layout-type-", "article-detail-"),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\bcommon-(?:title|brief|content)\b"),
            weight=0.6,
            near=("common-title", "common-brief", "common-content"),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\bwrapper-pagination\b"),
            weight=0.3,
            near=("wrapper-pagination",),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\barticle-brief\b"),
            weight=0.3,
            near=("article-brief",),
        ),
        Fingerprint(
            pattern=re.compile(r"<h1[^>]+class=[\"']?[^\"'>]*\btitle-detail\b"),
            weight=0.2,
            near=("title-detail",),
        ),
    ),
    layouts=(DETAIL,),
    urls=UrlRules(
        article=re.compile(r"(?i)^(?!.*-c\d+-\d+\.html)/[^?]*\d\.html?(?:\?.*)?$"),
        refused=re.compile(r"(?i)[?&](?:print|sort)="),
    ),
)
