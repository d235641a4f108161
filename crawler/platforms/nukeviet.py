"""NukeViet 4.x and NukeViet eGovernment (PHP, VINADES): the most common software of communes.

Seen: 4.4 (theme for authorities) and 4.5 (default theme), 2026-11. An article is
`div.news_column[itemtype$=NewsArticle]`. The printed stamp is right to the minute;
`itemprop=datePublished` is the time of the last edit and `article:published_time` is malformed.
The poster's login stands in `itemprop=author`, the site's name in meta author: neither is the
author. The trailing number of an article's URL is its key.

3.x (2010 to 2014, still up at some communes): `#news_detail` or `.news_column` without microdata,
`#hometext` (with the picture in `#imghome`), `#bodytext`, the stamp in `.action .small`, bylines in
`.aright p`; addresses end in `-<number>/`.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, Rewrite, UrlRules

NEWS = Layout(
    name="news-4",
    article='[itemtype$="NewsArticle"] .bodytext, [itemtype$="NewsArticle"] #news-bodyhtml',
    within='[itemtype$="NewsArticle"]',
    title=('[itemtype$="NewsArticle"] h1', '[itemprop="headline"]'),
    stamp=('[itemtype$="NewsArticle"] span.h5', '[itemtype$="NewsArticle"] .h5.time'),
    lead=('[itemtype$="NewsArticle"] .hometext',),
    body=("#news-bodyhtml", '[itemtype$="NewsArticle"] .bodytext'),
    picture=('[itemtype$="NewsArticle"] figure.article',),
    byline=('[itemtype$="NewsArticle"] p.h5', '[itemtype$="NewsArticle"] p.text-right'),
    category=('.temp-breadcrumbs [itemprop="name"]', '.breadcrumbs [itemprop="name"]'),
    attachments=('[itemtype$="NewsArticle"] .news-download-file a',),
    shared_picture=True,
)

NEWS_3 = Layout(
    name="news-3",
    article="#news_detail #bodytext, .news_column #bodytext, .news_column > .bodytext, #bodytext.details-content",
    single="#bodytext",
    title=("#news_detail h1", ".news_column h1", ".news_column h2", ".news_column .title", "h1"),
    stamp=(
        "#news_detail .small", ".news_column .action .small", ".news_column .time",
        ".news_column .small", ".dt_ndung .small", ".news_column .h5",
    ),
    lead=("#hometext > p", ".news_column .hometext", "#hometext"),
    body=("#bodytext", ".news_column .bodytext"),
    picture=("#imghome", ".news_column .imghome"),
    byline=(".aright p", ".news_column .aright", ".news_column p[style*='right']"),
    category=(".breadcrumbs a", ".breadcrumb a"),
    attachments=(".news_column .download a", ".news_column .news-download-file a"),
    cut=(".keywords", ".action", ".aright", "#hometext", ".socialicon"),
)  # fmt: skip

PLATFORM = Platform(
    name="nukeviet",
    title="NukeViet",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"<meta name=\"generator\" content=\"NukeViet"),
            weight=0.95,
            near=('<meta name="generator" content="nukeviet',),
        ),
        Fingerprint(
            pattern=re.compile(r"nv_base_siteurl|nv_name_variable"),
            weight=0.8,
            near=("nv_base_siteurl", "nv_name_variable"),
        ),
        Fingerprint(
            pattern=re.compile(r"id=\"news-bodyhtml\"|news_column panel"),
            weight=0.5,
            near=('id="news-bodyhtml"', "news_column panel"),
        ),
        Fingerprint(
            pattern=re.compile(r"nvvithemever|second=cronjobs"),
            weight=0.5,
            near=("nvvithemever", "second=cronjobs"),
        ),
        Fingerprint(
            pattern=re.compile(r"nv4_?c?[a-z0-9]*_(?:sess|ctr)"), where="header", weight=0.7
        ),
    ),
    layouts=(NEWS, NEWS_3),
    urls=UrlRules(
        article=re.compile(
            r"^(?:/index\.php)?/(?!topic/|tag/|author/|groups/|rss/)[^?]+/(?!page-\d)[^/?]+-\d+"
            r"(?:\.html?)?/?(?:\?.*)?$"
        ),
        refused=re.compile(
            r"/(?:users|statistics|seek|search|banners|print|savefile|sendmail|contact|voting"
            r"|comment|admin|install|freecontent|two-step-verification|myapi|push)(?:/|$)"
            r"|[?&](?:nvvithemever|nv_redirect|second|pdf|downloadall|checkss|nv_ajax)="
            r"|[?&]nv=(?:users|statistics|seek|banners|contact|voting|comment)(?:&|$)"
        ),
        article_query=frozenset({"download", "id", "language", "nv", "op"}),
        rewrites=(Rewrite(pattern=re.compile(r"/page-1/?$"), to="/"),),
    ),
    strict=True,
    trust_meta_time=False,
)
