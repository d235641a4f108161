"""News sites of ministries and provinces on SharePoint, each with web parts of its own; seen 2020-2026.

Three ways of naming the parts of an article: `#divArticleDescription1` (lead), `2` (words) and `3`
(source) under `h1.News_Detail_Title` and `.News_Time_Post` ("Ngày đăng: ... / Lượt xem: 74");
`#divArticleDescription` alone, or as the lead above `#divArticleContent`; and
`#news-title #news-des #news-detail`. The source stands in an element whose id ends in
`_pnNguontin`, the date in one that ends in `_pnHide`. Articles: `.../View_Detail.aspx?ItemID=N`,
`/vn/tin-tuc/<id>/<slug>.aspx`; lists: `/vn/chuyen-muc/<id>/...aspx`, `?date=&EventID=0&Page=N`.
Ids like `ctl00_ctl30_g_<guid>` change with every edit of the page: no selector relies on them.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

_TITLE = (".News_Detail_Title", "#news-title", ".title_news h1", "h1")
_STAMP = (".News_Time_Post", '[id$="_pnHide"]', ".date-detail", ".news-date")
_BYLINE = ('[id$="_pnNguontin"]', "#divArticleDescription3", ".News_Author")
_TRAIL = (".UL_Link_Menu a", ".breadcrumb a")
_CUT = (".othernews", ".tags", ".social", ".news-other")

NUMBERED = Layout(
    name="description-2",
    article="#divArticleDescription2",
    title=_TITLE,
    stamp=_STAMP,
    lead=("#divArticleDescription1",),
    body=("#divArticleDescription2",),
    byline=_BYLINE,
    category=_TRAIL,
    cut=_CUT,
)
CONTENT = Layout(
    name="article-content",
    article="#divArticleContent",
    title=_TITLE,
    stamp=_STAMP,
    lead=("#divArticleDescription",),
    body=("#divArticleContent",),
    byline=_BYLINE,
    category=_TRAIL,
    cut=_CUT,
)
DESCRIPTION = Layout(
    name="description",
    article="#divArticleDescription",
    title=_TITLE,
    stamp=_STAMP,
    body=("#divArticleDescription",),
    byline=_BYLINE,
    category=_TRAIL,
    cut=_CUT,
)
DETAIL = Layout(
    name="news-detail",
    article="#news-detail",
    title=("#news-title",),
    stamp=("#news-date", ".news-date", "#news-time"),
    lead=("#news-des",),
    body=("#news-detail",),
    byline=("#news-author", "#news-source"),
    category=_TRAIL,
    cut=_CUT,
)

PLATFORM = Platform(
    name="sharepoint",
    title="SharePoint của bộ, ngành",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"id=[\"']?divArticle(?:Description\d?|Content)\b"),
            weight=0.6,
            near=("divarticledescription", "divarticlecontent"),
        ),
        Fingerprint(
            pattern=re.compile(r"name=[\"']GENERATOR[\"'] content=[\"']Microsoft SharePoint"),
            weight=0.6,
            near=("microsoft sharepoint",),
        ),
        Fingerprint(
            pattern=re.compile(r"_spPageContextInfo|/_layouts/1[0-9]/|SPWebPartManager\d"),
            weight=0.5,
            near=("_sppagecontextinfo", "/_layouts/1", "spwebpartmanager"),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\b(?:ms-rtestate-field|ms-WPBody)\b"),
            weight=0.3,
            near=("ms-rtestate-field", "ms-wpbody"),
        ),
        Fingerprint(
            pattern=re.compile(r"id=[\"']?news-(?:detail|des)(?![\w-])"),
            weight=0.3,
            near=("news-detail", "news-des"),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)/View_Detail\.aspx\?[^\"' ]*ItemID=\d"),
            weight=0.3,
            near=("view_detail.aspx",),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)MicrosoftSharePointTeamServices"), where="header", weight=0.7
        ),
    ),
    layouts=(NUMBERED, CONTENT, DESCRIPTION, DETAIL),
    urls=UrlRules(
        article=re.compile(
            r"(?i)[?&](?:itemid|newsid|id)=\d+|/(?:tin-tuc|bai-viet|news)/\d+/[^/?]+\.aspx"
            r"|/(?!chuyen-muc)[^/?]+/(?!\d+/)[^/?]*(?:[a-z0-9]+-){5,}[a-z0-9]+\.aspx"
        ),
        refused=re.compile(r"(?i)/_layouts/|/_vti_bin/|/traloi\.aspx|/in\.aspx"),
        drop_query=frozenset({"date", "eventid"}),
        article_query=frozenset({"itemid", "newsid", "id"}),
    ),
)
