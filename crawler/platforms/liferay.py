"""Liferay 6 and 7 (Java): departments and districts of Hà Nội, Bắc Ninh, Đà Nẵng, Thái Nguyên.

`html.aui`, `link.lfr-css-file`, portlets in `.portlet-boundary_<id>_`: 56 shows one article of the
journal, 101 (Asset Publisher) lists and full views. A full view is `.asset-full-content` with the
title in `.header-title` (6), `.asset-title` or `.component-title` (7) and the text in
`.journal-content-article`. A static page has only `.journal-content-article` and no stamp: the
generic reader finds its heading. Lists: `.asset-abstract` (inside `.asset-bounddary`, so spelt),
`.asset-title a`, `.assetPublishDate` "Ngày đăng 23/03/2016 | 03:48 PM | View count: 1549",
`.asset-summary`; 12:00 AM is a date only. Labels turn English under a portlet's own address.

Articles: `/-/view_content/<id>-<slug>`, `/-/asset_publisher/<instance>/content/<slug>`, `/-/<slug>`
(7), `/w/<slug>` (7.4). Pages of a list: `..._cur=N` with `p_p_id`; the parameters that only place
a portlet are dropped. Trap: `/vi` and `/en` nest for ever; an article's address with another
language behind it answers with a list. `p_p_lifecycle=1|2`, `p_p_state=pop_up`, `/c/portal/...`
say nothing. `/documents/<group>/<folder>/<name>` is a file, its extension not always last.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

_CUT = (
    ".asset-user-actions", ".asset-metadata", ".asset-ratings", ".asset-discussion",
    ".asset-related-assets", ".asset-links", ".asset-actions", ".asset_actions_custom_style",
    ".lfr-asset-metadata", ".taglib-ratings", ".taglib-discussion", ".taglib-social-bookmarks",
    ".taglib-social-bookmark", ".portlet-msg-info", ".asset-more", ".content-metadata-asset-addon-entries",
    ".assetPublishDate", ".header-title", ".taglib-header", ".header-back-to", ".tin-lien-quan",
    ".cac-tin-khac", ".other-news", ".journal-content-article > .title", ".entry-links",
)  # fmt: skip

FULL = Layout(
    name="full-view",
    article=(
        ".asset-full-content .journal-content-article, .asset-full-content .asset-content,"
        " .portlet-asset-publisher .full-content"
    ),
    single=".asset-full-content",
    title=(
        ".asset-full-content-title", ".asset-full-content .asset-title",
        ".asset-full-content .header-title",
        ".asset-full-content .component-title", ".asset-publisher-full .title",
        ".portlet-asset-publisher .header-title", ".taglib-header .header-title",
        ".asset-full-content h1", ".asset-full-content h2", ".asset-full-content h3",
        ".asset-full-content h4",
    ),
    stamp=(
        ".asset-full-content .assetPublishDate", ".portlet-asset-publisher .assetPublishDate",
        ".asset-full-content .asset-publish-date", ".asset-full-content .metadata-publish-date",
        ".asset-full-content .publish-date", ".asset-full-content .date",
        ".asset-full-content .ngay-dang", ".asset-full-content .component-subtitle",
        ".asset-full-content time",
    ),
    lead=(".asset-full-content .sapo", ".asset-full-content .asset-summary", ".asset-full-content .lead"),
    body=(
        ".asset-full-content .journal-content-article .content",
        ".asset-full-content .journal-content-article", ".asset-full-content .asset-content",
        ".portlet-asset-publisher .full-content",
    ),
    categories=(".asset-full-content .asset-category", ".taglib-asset-categories-summary a"),
    category=(".breadcrumb a", ".dd_chuyenmuc .tintuc", ".breadcrumbs a"),
    attachments=(".asset-full-content .file-dinh-kem a", ".asset-full-content .attachment a"),
    cut=_CUT,
)  # fmt: skip

PLATFORM = Platform(
    name="liferay",
    title="Liferay Portal",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"Liferay\.(?:ThemeDisplay|Portlet|AUI|currentURL|authToken)"),
            weight=0.95,
            near=("liferay.",),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"'][^\"'>]{0,60}\blfr-css-file\b|portlet-boundary_"),
            weight=0.85,
            near=("lfr-css-file", "portlet-boundary_"),
        ),
        Fingerprint(
            pattern=re.compile(r"[?&](?:amp;)?p_p_id=[^\"'> ]{1,120}p_p_lifecycle="),
            weight=0.7,
            near=("p_p_id=",),
        ),
        Fingerprint(
            pattern=re.compile(r"journal-content-article|asset-full-content"),
            weight=0.5,
            near=("journal-content-article", "asset-full-content"),
        ),
        Fingerprint(
            pattern=re.compile(r"/-/(?:asset_publisher|view_content)/|[?&]p_p_id="),
            where="url",
            near=("/-/asset_publisher/", "/-/view_content/", "p_p_id="),
            weight=0.8,
        ),
        Fingerprint(pattern=re.compile(r"(?i)liferay-portal:"), where="header", weight=0.95),
    ),
    layouts=(FULL,),
    urls=UrlRules(
        article=re.compile(
            r"/-/view_content/\d|/-/asset_publisher/[^/?]+/(?:content|view)/[^/?]"
            r"|/-/(?!asset_publisher|view_content|document_library|message_boards|blogs)[^/?]+/?(?:\?|$)"
            r"|^/(?:web/[^/?]+/)?w/[^/?]+/?(?:\?|$)"
        ),
        refused=re.compile(
            r"[?&]p_p_lifecycle=[12]|[?&]p_p_state=(?:pop_up|exclusive|detached)"
            r"|[?&]p_p_id=(?:3|15|20|31|49|58|59|60|73|82|85)(?:_INSTANCE_[^&]*)?(?:&|$)"
            r"|[?&]p_p_id=com_liferay_(?:login|portal_search|site_navigation|document_library|polls)"
            r"|struts_action=|mvcRenderCommandName=%2Flogin|^/(?:c/portal|c/|o/|combo|html|image|documents|group|user)/"
            r"|/-/(?:document_library|message_boards|asset_publisher/[^/?]+/rss)(?:/|$)|/rss(?:\?|$)"
            r"|/dang-nhap|/(?:login|sign-in)(?:\?|$)|/maximized(?:\?|$)"
            r"|\.html?/(?:vi|en)(?:/|$)|/view_content/[^/?]+/(?:vi|en)(?:/|$)"
        ),
        drop_query=frozenset(
            ("p_p_col_id", "p_p_col_pos", "p_p_col_count", "p_p_mode", "p_p_state", "p_p_auth",
             "p_auth", "redirect", "inheritredirect", "doasuserid", "refererplid", "p_l_back_url")
        ),
        drop_named=re.compile(
            r"(?i)_(?:redirect|delta|keywords|advancedsearch|andoperator|resetcur|viewmode"
            r"|orderbycol|orderbytype|flagredirect|backurl)$"
        ),
        article_query=frozenset(),
    ),
)  # fmt: skip
