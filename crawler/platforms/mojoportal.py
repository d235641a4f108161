"""mojoPortal with the article module of Vietnamese authorities (Bến Tre's sources); seen 2026.

An article is `h2.articletitle`, `.left-article-more-container` (the time, then "| Đã xem: N" in one
element), `.sapo`, a lead picture in `.image-wrapper`, `.articletext`, `.article-author` and
`.article-file`. Buttons for contrast ("Tương phản") and size ("Giảm cỡ chữ") stand between title
and lead. Tags lead to `/article/viewtag.aspx?tag=`. Lists turn by postback or `?pagenumber=N`.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

ARTICLE = Layout(
    name="articletext",
    article=".articletext",
    title=("h2.articletitle", "h1.articletitle", ".articletitle"),
    stamp=(".left-article-more-container", ".post-date-article"),
    lead=(".articleview .sapo", ".sapo"),
    body=(".articletext",),
    picture=(".image-wrapper",),
    byline=(".article-source",),
    author=(".article-author",),
    attachments=(".article-file a", ".blogattachment a"),
    cut=(".article-tool", ".tags-detail", ".ulActiveReference"),
)

PLATFORM = Platform(
    name="mojoportal",
    title="mojoPortal",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\bleft-article-more(?:-container)?\b"),
            weight=0.6,
            near=("left-article-more",),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\b(?:articleview|articlecenter-rightnav)\b"),
            weight=0.5,
            near=("articleview", "articlecenter-rightnav"),
        ),
        Fingerprint(
            pattern=re.compile(r"/Data/(?:SiteImages|Images/special|skins|Sites/\d+)/"),
            weight=0.5,
            near=("/data/siteimages", "/data/images/special", "/data/skins", "/data/sites/"),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)content=[\"']mojoPortal|mojo-tabs|mojoCombined"),
            weight=0.6,
            near=("mojoportal", "mojo-tabs", "mojocombined"),
        ),
    ),
    layouts=(ARTICLE,),
    urls=UrlRules(
        refused=re.compile(
            r"(?i)/article/(?:viewtag|edit\w*|manage\w*)\.aspx|/secure/|/searchresults\.aspx"
        ),
    ),
)
