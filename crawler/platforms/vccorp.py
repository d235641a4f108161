"""VCCorp's CMS (ASP.NET): the Government portal and its family, hanoi.gov.vn, several newspapers.

Seen on vpcp.chinhphu.vn, thanglong.chinhphu.vn and baochinhphu.vn since 2021. Fields are marked
for machines: `[data-role=title|sapo|content|publishdate|author|cate-name]`; the text is
`.detail-content.afcbc-body`. Pictures are `figure.VCSortableInPreviewMode` with
`.PhotoCMS_Caption`; boxes of related news carry the same class with `type=RelatedNews...` and stand
in the middle of the text. The stamp prints "05/10/2021 10:18" beside `[data-role=cate-name]`;
`article:published_time` has the second. Addresses end in a long number and `.htm`
(`<slug>-102211005101839.htm`); lists in `.htm` without one, their further pages are scripts
(`/timelinelist/<zone>/N.htm`) or `trang-N.htm`.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

DETAIL = Layout(
    name="detail",
    article=".detail-content.afcbc-body, [data-role='content'].detail-content, .detail-content[data-role]",
    single="[data-role='content']",
    title=("[data-role='title']", "h1.detail-title", ".detail-title", ".detail__title", "h1"),
    stamp=(
        "[data-role='publishdate']", ".detail-time", ".detail-meta .time", ".detail__meta .date",
    ),
    lead=("[data-role='sapo']", ".detail-sapo", "h2.sapo"),
    body=("[data-role='content']", ".detail-content.afcbc-body", ".detail-content"),
    author=("[data-role='author']", ".detail-author"),
    categories=("[data-role='cate-name']", ".detail-cate a", ".detail__category a"),
    category=(".breadcrumb a",),
    cut=(
        "[type^='Related']", "[type^='RelatedOneNews']", ".VCSortableInPreviewMode[type='link']",
        ".kbwscwl-relatedbox", ".link-source-wrapper", ".link-source", ".detail-tag", ".detail-like",
        ".readmore-body-box", ".VCSortableInPreviewMode.noCaption[type='content']", "zone",
        ".VCObjectBoxRelatedNewsContent", ".box-related", ".adm-mainsection",
    ),
)  # fmt: skip

PLATFORM = Platform(
    name="vccorp",
    title="VCCorp CMS",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?i)<meta[^>]{0,60}content=[\"'](?:https?://)?(?:www\.)?VCCorp"),
            weight=0.7,
            near=("vccorp",),
        ),
        Fingerprint(pattern=re.compile(r"\bafcbc-body\b"), weight=0.9, near=("afcbc-body",)),
        Fingerprint(
            pattern=re.compile(r"VCSortableInPreviewMode"),
            weight=0.6,
            near=("vcsortableinpreviewmode",),
        ),
        Fingerprint(
            pattern=re.compile(r"data-role=[\"'](?:publishdate|cate-name|sapo)[\"']"),
            weight=0.6,
            near=("data-role=",),
        ),
    ),
    layouts=(DETAIL,),
    urls=UrlRules(
        article=re.compile(r"-\d{12,20}\.(?:htm|chn)(?:\?|$)"),
        refused=re.compile(r"/(?:ajax|timelinecate|print|in)/|/tim-kiem|\.(?:rss|js)(?:\?|$)"),
        article_query=frozenset(),
    ),
)  # fmt: skip
