"""Portals by Tân Dân on SharePoint: the provinces of Điện Biên and Hà Tĩnh and their communes; seen 2026.

Class names begin with `tandan-`. Two layouts: `.tandan-p-article-news-title`, `-news-summary`,
`-news-content` with `.tandan-span-date-publish` ("Đăng ngày ..."), and `.tandan-title-view`,
`-date-view`, `-content-view`. Related articles (`.tandan-div-article-other`) and tags (`.td-tags`)
lie inside the main block. Pages stand under `/portal/Pages/`; that of an article has the **day of
publication in its path** (`/portal/Pages/2023-01-30/<slug, cut>-468686.aspx`), where nothing is
printed it is the only date. SharePoint does not mind the case of a path: `/portal/pages/` is the
same. Lists turn by `?PageIndex=N`, which an article's URL may carry along.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, Rewrite, UrlRules

_CUT = (".tandan-div-article-other", ".td-tags", ".social-share", ".tandan-div-tool")

NEWS = Layout(
    name="news",
    article=".tandan-p-article-main, .tandan-p-article-news-content",
    title=(".tandan-p-article-news-title",),
    stamp=(".tandan-span-date-publish",),
    lead=(".tandan-p-article-news-summary",),
    body=(
        ".tandan-p-article-news-content",
        ".tandan-p-article-main .ms-rtestate-field",
        ".tandan-p-article-main",
    ),
    byline=(".tandan-p-article-news-author", ".tandan-span-author", ".tandan-span-source"),
    attachments=(".tandan-p-article-main a", ".tandan-div-attach a"),
    cut=(
        *_CUT,
        ".tandan-p-article-news-title",
        ".tandan-p-article-news-summary",
        ".tandan-span-date-publish",
        ".tandan-p-article-news-author",
        ".tandan-div-attach",
    ),
)

VIEW = Layout(
    name="view",
    article=".tandan-content-view",
    title=(".tandan-title-view",),
    stamp=(".tandan-date-view",),
    lead=(".tandan-summary-view",),
    body=(".tandan-content-view",),
    byline=(".tandan-author-view",),
    attachments=(".tandan-div-attach a",),
    cut=_CUT,
)

PLATFORM = Platform(
    name="tandan",
    title="Tân Dân (SharePoint)",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(
                r"class=[\"']?[^\"'>]*\btandan-(?:p|span|div|title|date|content)-\w"
            ),
            weight=0.95,
            near=("tandan-",),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\b(?:td-tags|channel-news-title)\b"),
            weight=0.3,
            near=("td-tags", "channel-news-title"),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)/portal/pages/20\d\d-\d{1,2}-\d{1,2}/"),
            weight=0.6,
            near=("/portal/pages/20",),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)/portal/pages/20\d\d-\d{1,2}-\d{1,2}/"),
            where="url",
            near=("/portal/pages/20",),
            weight=0.6,
        ),
    ),
    layouts=(NEWS, VIEW),
    urls=UrlRules(
        article=re.compile(
            r"(?i)/pages/20\d\d-\d{1,2}-\d{1,2}/[^/?]+\.aspx"
            r"|/pages/[^/?]*(?:[a-z0-9]+-){5,}[a-z0-9]+\.aspx"
        ),
        refused=re.compile(
            r"(?i)/_layouts/|/_vti_bin/|/pages/(?:login|tim-kiem|search|tag)[^/]*\.aspx"
        ),
        article_query=frozenset(),
        dated=re.compile(r"(?i)/pages/(?P<y>20\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})/"),
        rewrites=(Rewrite(pattern=re.compile(r"(?i)^/portal/pages/"), to="/portal/Pages/"),),
    ),
)
