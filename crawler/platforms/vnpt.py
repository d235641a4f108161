"""The portal of VNPT (iGate, ASP.NET), of provinces, departments and many communes; seen 2026.

An article is `.ArticleDetailControl` with `.ArticleHeader` (title), `.PostDate`,
`.ArticleSummary` (lead, apart from the body), `.ArticleContent` and `img.ImgDetailImage` (lead
picture). Its URL ends in `-<digits>`, with no extension, at some portals below its category.
Documents are shown in a viewer (`iframe src=".../viewer.html?file=..."`) and offered as
`a.link-download`. A list is `.UIArticleInMenu_Default ul.ArticleList > li.row` with `h2.Title a`
and `.Ngaydang`, or `ul.ArticleOfCat`; its pages after the first come by POST to
`/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle`: the ids and the number
of pages stand in a script, the answer is a piece of HTML (`crawler.extract.loadmore`).
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

DETAIL = Layout(
    name="article-detail",
    article=".ArticleContent",
    title=(".ArticleDetailControl .ArticleHeader", ".ArticleHeader"),
    stamp=(".ArticleDetailControl .PostDate", ".PostDate", ".ArticleDate"),
    lead=(".ArticleDetailControl .ArticleSummary", ".ArticleSummary"),
    body=(".ArticleDetailControl .ArticleContent", ".ArticleContent"),
    picture=(".ArticleDetailControl img.ImgDetailImage",),
    byline=(".ArticleDetailControl .author", ".ArticleDetailControl .source"),
    attachments=(
        ".ArticleDetailControl a.link-download",
        ".ArticleDetailControl .ArticleFile a",
        ".ArticleDetailControl iframe",
    ),
    cut=(
        ".tool",
        ".UISocialShare",
        ".author",
        ".source",
        "img.ImgDetailImage",
        ".ArticleSummary",
        ".relate-news",
        ".box-relate",
    ),
)

PLATFORM = Platform(
    name="vnpt",
    title="Cổng thông tin điện tử VNPT (iGate)",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(
                r"class=[\"']?[^\"'>]*\b(?:ArticleDetailControl|UIArticleInMenu_\w+)\b"
            ),
            weight=0.8,
            near=("articledetailcontrol", "uiarticleinmenu_"),
        ),
        Fingerprint(
            pattern=re.compile(r"/DesktopModule/UI\w+/"), weight=0.7, near=("/desktopmodule/ui",)
        ),
        Fingerprint(
            pattern=re.compile(
                r"class=[\"']?[^\"'>]*\b(?:ArticleHeader|ArticleContent|ArticleOfCat|ArticleCatName)\b"
            ),
            weight=0.5,
            near=("articleheader", "articlecontent", "articleofcat", "articlecatname"),
        ),
    ),
    layouts=(DETAIL,),
    urls=UrlRules(
        article=re.compile(r"(?i)^/[^?]*-\d{4,}/?(?:\?.*)?$|/chi-tiet[^/]*/|\d\.html?$"),
        refused=re.compile(r"(?i)^/(?:rss-feed|sitemap-page|tim-kiem-|print/)"),
    ),
)
