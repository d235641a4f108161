"""Orchard 1.x (ASP.NET MVC): district and commune portals of some northern provinces.

Every content item is `article.content-item.<type>` with `header > h1`, `.metadata .published`, and
the body as the element's own children: no element around it. Types are named by the portal
(`blog-post`, `news`, `tin-tuc`, `bai-viet`, `page`). Zones are `div.zone.zone-content`,
`.zone-aside-first`. The stamp prints in the site's culture, often en-US on Vietnamese portals
("Tuesday, October 5, 2021 10:18:39 AM") or with `lúc`. In lists each item is an
`article.content-item` of its own with `h1 > a`. Static pages carry no stamp: the generic reader
decides. An article is `/<blog>/<slug>` or `/Contents/Item/Display/N`; `/Users/Account`,
`/OrchardLocal`, `/Admin` say nothing. Pager: `?page=N`.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

ITEM = Layout(
    name="item",
    article=".zone-content article.content-item header h1",
    single=".zone-content article.content-item header .published",
    title=(
        ".zone-content article.content-item > header h1", "article.blog-post > header h1",
        ".zone-content article h1",
    ),
    stamp=(
        ".zone-content article .metadata .published", "article.blog-post .published",
        ".zone-content article .published", ".zone-content article time",
    ),
    needs_stamp=True,
    body=(
        ".zone-content article.content-item .body-content", ".zone-content article.content-item",
        "article.blog-post",
    ),
    categories=(".zone-content article .taxonomies a", ".zone-content article .terms a"),
    category=(".breadcrumbs a", ".zone-navigation .breadcrumb a"),
    cut=(
        "header", "footer", ".metadata", ".tags", ".comments", "#comments", ".comment-form",
        ".comment-count", ".taxonomies", ".terms", ".manage", ".manage-actions", ".archive-later",
        ".vote", ".rating", ".social", ".share",
    ),
)  # fmt: skip

PLATFORM = Platform(
    name="orchard",
    title="Orchard",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?i)<meta[^>]{0,40}(?:content=[\"']Orchard[\"']|generator[\"'][^>]{0,20}Orchard)"),
            weight=0.95,
            near=("orchard",),
        ),
        Fingerprint(
            pattern=re.compile(r"<(?:article|div)[^>]{0,60}class=[\"'][^\"'>]{0,80}\bcontent-item\b"),
            weight=0.3,
            near=("content-item",),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"'][^\"'>]{0,40}\bzone zone-[a-z]"),
            weight=0.5,
            near=("zone zone-",),
        ),
        Fingerprint(
            pattern=re.compile(r"/(?:Themes|Modules)/[\w.]+/(?:Styles|Scripts)/|/OrchardLocal/"),
            weight=0.4,
            near=("/styles/", "/scripts/", "/orchardlocal/"),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)/Contents/Item/Display/\d"), where="url", weight=0.7,
            near=("/contents/item/display/",),
        ),
        Fingerprint(pattern=re.compile(r"(?i)x-generator: orchard"), where="header", weight=0.95),
    ),
    layouts=(ITEM,),
    urls=UrlRules(
        article=re.compile(
            r"(?i)^/Contents/Item/Display/\d+|^/(?!tags?/)(?:[^/?]+/){1,4}[^/?]*(?:[^/?-]+-){3,}[^/?-]+/?$"
        ),
        refused=re.compile(
            r"(?i)^/(?:OrchardLocal/)?(?:Users|Admin|Media|Comments|Search|Packaging|XmlRpc|Modules|Themes)(?:/|$)"
            r"|/(?:rss|archive)/?$|[?&]ReturnUrl="
        ),
    ),
)  # fmt: skip
