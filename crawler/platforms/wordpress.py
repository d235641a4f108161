"""WordPress (PHP), classic and block themes; many communes, schools and local newspapers run it.

A single post has `single` (or `single-post`, `postid-N`) on `body`; lists have `archive`, `blog`,
`search`, `error404`. Templates differ in where the text lies, not in how it is called:
`h1.entry-title` and `.entry-content` (default themes, Flatsome, Astra, GeneratePress, MH
Magazine), `.td-post-title h1` and `.td-post-content` (Newspaper/tagDiv; its newer template builder
`.tdb_title h1`, `.tdb_single_content`), `h1.wp-block-post-title` and `.wp-block-post-content`
(block themes), `.elementor-widget-theme-post-content` (Elementor).

The stamp prints in the site's own form: `Tháng Mười 5, 2021`, `Th10 5, 2021`, `05/10/2021`; its
`datetime` attribute has the second. A hidden `time.updated` often stands before it (GeneratePress).
The author is the login or the display name; categories are `a[rel~=category]` (block themes:
`rel=tag` in `.taxonomy-category`). The lead picture stands above the text as
`.post-thumbnail`, or only in `og:image`. Static pages (`body.page`) carry no stamp: the generic
reader decides which of them hold something to read. A post has one permalink; `?p=N` redirects to
it; `/feed/` below a post holds its comments.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

_IN_HEAD = (
    ".entry-header", ".post-header", ".entry-meta", ".td-post-header", ".page-header",
    ".post-meta", ".meta-info", ".entry-footer", ".posted-on", ".post-info", ".entry-info",
)  # fmt: skip

POST = Layout(
    name="post",
    article="body.single, body.single-post, body[class*='postid-'], article.type-post.status-publish h1",
    single="body:not(.single):not(.single-post) article.type-post > .entry-content",
    title=(
        "h1.entry-title", ".td-post-header h1", ".tdb_title h1", "h1.wp-block-post-title",
        "h1.post-title", "h1.single-title", "h1.elementor-heading-title", "article h1",
        ".entry-header h1", "main h1", "h2.entry-title", "h1",
    ),
    stamp=(
        "article .entry-date.published", "time.entry-date.published", "time.entry-date",
        ".td-post-header time", ".tdb_single_date time", ".wp-block-post-date time",
        ".wp-block-post-date",
        *(f"{head} {kind}" for kind in ("time.published", "time", ".entry-date", ".post-date",
          ".date", ".published", ".entry-meta-date", ".meta-date") for head in _IN_HEAD),
        ".single .entry-meta .posted-on", ".elementor-post-info__item--type-date",
    ),
    body=(
        "article.type-post .entry-content", ".td-post-content", ".tdb_single_content .tdb-block-inner",
        ".entry-content", ".wp-block-post-content", ".elementor-widget-theme-post-content",
        ".single-post-content", ".post-content", ".single-content", ".the-content", ".post-entry",
        ".article-content", ".entry",
    ),
    picture=(
        "article > .entry-header .post-thumbnail", "article > .post-thumbnail",
        ".td-post-featured-image", ".tdb_single_featured_image", ".entry-thumbnail",
        "article > .featured-image",
        ".inside-article > .featured-image", ".post-thumb-img-content",
        ".entry-content-wrap > .post-thumbnail", "article .entry-image.relative",
        "main > .wp-block-group > figure.wp-block-post-featured-image",
    ),
    author=(
        ".entry-meta .author a", ".byline a[rel~='author']", ".td-post-author-name a",
        ".tdb-author-name", ".entry-header .author", "article .author.vcard", "[rel~='author']",
        ".wp-block-post-author__name", ".wp-block-post-author-name",
    ),
    categories=(
        "article [rel~='category']", "[rel~='category']", ".td-post-category",
        ".tdb-entry-category", ".taxonomy-category a", ".entry-category a", ".cat-links a",
    ),
    cut=(
        ".sharedaddy", ".jp-relatedposts", ".yarpp", ".yarpp-related", ".crp_related",
        ".addtoany_share_save_container", ".heateor_sss_sharing_container", ".kk-star-ratings",
        ".rmp-main", ".wp-postratings", ".post-ratings", "#ez-toc-container", "#toc_container",
        ".lwptoc", ".rank-math-toc-block", ".wp-block-rank-math-toc-block", ".post-views",
        ".td-post-sharing", ".td-a-rec", ".td_block_related_posts", ".blog-share", ".social-icons",
        ".wpulike", ".saboxplugin-wrap", ".abh_box", ".related-posts", ".relatedposts",
        ".page-links", ".wp-block-query", ".wp-block-latest-posts", ".wp-block-comments",
        ".wp-block-file__button",
        ".code-block", ".adsbygoogle", ".fb-comments", ".zalo-share-button", ".screen-reader-text",
        ".entry-meta", ".wpcf7", ".printfriendly", ".pf-button", ".mh-social-bottom", ".mh-ad",
    ),
    shared_picture=False,
)  # fmt: skip

PLATFORM = Platform(
    name="wordpress",
    title="WordPress",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?i)<meta[^>]{0,40}name=[\"']generator[\"'][^>]{0,20}WordPress"),
            weight=0.95,
            near=("wordpress",),
        ),
        Fingerprint(
            pattern=re.compile(r"https://api\.w\.org/"), weight=0.9, near=("https://api.w.org/",)
        ),
        Fingerprint(
            pattern=re.compile(r"(?:href|src)=[\"'][^\"'>]{0,120}/wp-content/(?:themes|plugins)/"),
            weight=0.7,
            near=("/wp-content/themes/", "/wp-content/plugins/"),
        ),
        Fingerprint(
            pattern=re.compile(r"(?:href|src)=[\"'][^\"'>]{0,120}/wp-includes/"),
            weight=0.6,
            near=("/wp-includes/",),
        ),
        Fingerprint(
            pattern=re.compile(r"<body[^>]{0,200}class=[\"'][^\"'>]{0,200}\b(?:postid-\d|wp-singular)"),
            weight=0.5,
            near=("postid-", "wp-singular"),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)api\.w\.org|x-pingback: \S+xmlrpc\.php"),
            where="header",
            weight=0.9,
        ),
    ),
    layouts=(POST,),
    lists="body.archive, body.blog, body.search, body.error404, body.attachment",
    urls=UrlRules(
        article=re.compile(
            r"^/(?:\d{4}/\d{2}/(?:\d{2}/)?|archives/)[^/?]+/?$"
            r"|^/(?:index\.php/)?(?!(?:category|tag|author|page|chuyen-muc|the|danh-muc|tac-gia)/)"
            r"(?:[^/?]+/){0,4}[^/?]*(?:[^/?-]+-){3,}[^/?-]+(?:\.html?)?/?$"
            r"|^/(?:index\.php)?\?p=\d+$"
        ),
        refused=re.compile(
            r"/(?:comments/feed|trackback|embed|amp)/?$|^/(?:index\.php)?\?rest_route="
            r"|/attachment/|/wp-(?:admin|login|json|cron|content|includes)"
            r"|[?&](?:replytocom|share|like_comment|nb|feed=comments\S*|unapproved|moderation-hash"
            r"|elementor_library|et_blog|add-to-cart|print|ical|tribe\S*)(?:=|&|$)"
        ),
        drop_query=frozenset({"ver", "v", "theme", "noamp", "relatedposts_hit"}),
    ),
)  # fmt: skip
