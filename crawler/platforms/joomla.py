"""Joomla (PHP), 1.5 to 5: com_content, and the K2 extension; portals of schools and many communes.

com_content since 2.5: `.item-page` around one article (`itemprop=articleBody`; before 3.2 the text
stands in `.item-page` itself, beside `h2`, `ul.actions` and `dl.article-info`). Protostar prints
the title as `.page-header h2[itemprop=headline]`; Cassiopeia (4, 5) as `.page-header h1`, or `h2`
below the menu's `h1`. T3 and JA templates: `.article-title`, `.article-content`; Helix puts
`.entry-header` first. Joomla 1.5 lays out in `table.contentpaneopen` with `.contentheading` and
`.createdate`. K2: `.itemView`, `.itemTitle`, `.itemDateCreated`, `.itemIntroText`, `.itemFullText`.

The stamp prints "Được đăng: 20 Tháng 8 2024", "Được đăng ngày Thứ ba, 05 Tháng 10 2021 10:18",
"Ngày tạo", "Viết ngày"; `time[datetime]` has the second. "Cập nhật" (`.modified`) is the last edit.
`.createdby` is the poster's name. Lists (`.blog`, `.category-list`, `.itemListView`) show many
titles with a "Xem thêm" each; the front page is `.blog-featured`. Two pagers: `?start=N`, and
`?limitstart=N` before 3. An article has one number before its alias; without SEF its address is
`index.php?option=com_content&view=article&id=99:alias&catid=8&Itemid=101`, where only `id` counts.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, Rewrite, UrlRules

_CUT = (
    ".page-header", ".icons", ".actions", ".article-info", ".article-header", ".entry-header",
    ".pager", ".pagenav", ".pagination", ".content_rating", ".content_vote", ".tags",
    ".article-tools", ".article-aside", ".sharing", ".addthis_toolbox", ".addtoany_container",
    ".social-share-block", ".article-social-share", ".article-ratings-social-share", ".item-image",
    ".article-full-image", ".entry-image", ".buttonheading", ".jllikeproSharesContayner", "#jc",
    ".fb-comments", ".attachmentsContainer", ".attachmentsList", ".relateditems", ".related-items",
    ".related-articles", ".related-articles-container", ".content-links", ".readmore",
    ".article-can-edit", ".com-content-article__links", ".fields-container", ".article-index",
)  # fmt: skip

ARTICLE = Layout(
    name="com-content",
    article=".item-page",
    single=".item-page",
    title=(
        ".item-page [itemprop='headline']:not(meta)", ".item-page .page-header h2",
        ".item-page .article-title", ".item-page .page-header h1", ".item-page h2",
        ".item-page h1", ".page-header h1", "h1",
    ),
    stamp=(
        ".item-page .published", ".article-info .published", ".item-page .create",
        ".article-info .create", ".item-page time[itemprop='datePublished']",
        ".item-page time[itemprop='dateCreated']", ".item-page .createdate",
        ".item-page .article-date",
    ),
    body=(
        ".item-page [itemprop='articleBody']:not(meta)", ".com-content-article__body",
        ".item-page .article-content", ".item-page .item-content", ".item-page .article-body",
        ".item-page",
    ),
    picture=(
        ".item-page .item-image", ".item-page .article-full-image:not(.item-image)",
        ".item-page .article-image-full", ".item-page .article-intro-image",
        ".item-page > .entry-image",
    ),
    author=(
        ".item-page .createdby [itemprop='name']", ".article-info .createdby a",
        ".item-page .createdby", ".article-info .createdby",
    ),
    categories=(
        ".item-page .category-name a", ".article-info .category-name a",
        ".item-page .category-name", ".mod-breadcrumbs .active:not(:last-child)",
    ),
    attachments=(".attachmentsContainer a", ".attachmentsList a"),
    cut=(*_CUT, ".item-page > h2", ".item-page > h1", ".item-page > .createdate"),
)  # fmt: skip

K2 = Layout(
    name="k2",
    article=".itemView .itemTitle, #k2Container.itemView",
    single=".itemView",
    title=(".itemView .itemTitle",),
    stamp=(".itemView .itemDateCreated", ".itemView .itemDatePublished"),
    lead=(".itemView .itemIntroText",),
    body=(".itemView .itemFullText", ".itemView .itemBody"),
    picture=(".itemView .itemImageBlock",),
    author=(".itemView .itemAuthor a", ".itemView .itemAuthor"),
    categories=(".itemView .itemCategory a",),
    attachments=(".itemView .itemAttachmentsBlock a",),
    cut=(".itemIntroText", ".itemImageBlock", ".itemLinks", ".itemExtraFields .itemExtraFieldsLabel",
         ".itemToolbar", ".itemRatingBlock", ".itemSocialSharing", ".itemRelated", ".itemHits",
         ".itemDateModified", ".itemBackToTop", ".itemFeaturedNotice"),
)  # fmt: skip

OLD = Layout(
    name="joomla-1.5",
    article="table.contentpaneopen .contentheading",
    single=".contentheading",
    title=(".contentheading",),
    stamp=(".createdate",),
    body=("table.contentpaneopen ~ table.contentpaneopen", "table.contentpaneopen"),
    author=("table.contentpaneopen .small",),
    category=(".breadcrumbs .pathway",),
    cut=(".createdate", ".modifydate", ".small", ".contentheading", ".buttonheading",
         ".article_seperator", ".pagenav", ".contenttoc", ".pagenavcounter", ".readon"),
)  # fmt: skip

PLATFORM = Platform(
    name="joomla",
    title="Joomla",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?i)<meta[^>]{0,40}generator[\"'][^>]{0,20}Joomla"),
            weight=0.95,
            near=("joomla",),
        ),
        Fingerprint(
            pattern=re.compile(r"joomla-script-options"),
            weight=0.95,
            near=("joomla-script-options",),
        ),
        Fingerprint(
            pattern=re.compile(
                r"(?:src|href)=[\"'][^\"'>]{0,120}/media/(?:jui/|system/(?:js|css)/|k2/|templates/site/)"
            ),
            weight=0.8,
            near=("/media/jui/", "/media/system/", "/media/k2/", "/media/templates/site/"),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"'][^\"'>]{0,200}\bcom_content\b[^\"'>]{0,80}\bview-"),
            weight=0.8,
            near=("com_content",),
        ),
        Fingerprint(
            pattern=re.compile(r"[?&](?:amp;)?option=com_(?:content|k2|users|search|mailto)\b"),
            weight=0.6,
            near=("option=com_",),
        ),
        Fingerprint(
            pattern=re.compile(r"[?&]option=com_[a-z0-9]+"), where="url", weight=0.7,
            near=("option=com_",),
        ),
        Fingerprint(
            pattern=re.compile(
                r"/(?:components/com_k2|plugins/system/(?:t3|jat3|helix\w*)|media/system/js/mootools)"
                r"|id=[\"']k2Container"
            ),
            weight=0.6,
            near=("com_k2", "plugins/system/", "mootools", "k2container"),
        ),
    ),
    layouts=(ARTICLE, K2, OLD),
    lists=(
        "body.view-category, body.view-featured, body.view-categories, body.view-archive,"
        " .blog-featured, .items-leading, .category-list, .categories-list,"
        " .com-content-category-blog, .com-content-category, .itemListView, .catItemView,"
        " .tagView, .userView, .latestItemsContainer"
    ),
    urls=UrlRules(
        article=re.compile(
            r"^(?!.*[?&](?:format|tmpl|print|task|start|limitstart)=)"
            r"(?:(?:/[^?]*)?/\d+(?:-[^/?]*)?(?:\.html)?/?(?:\?|$)"
            r"|[^?]*/item/\d*[^/?]+(?:\?|$)|.*[?&]view=(?:article|item)(?:&|$))"
        ),
        refused=re.compile(
            r"[?&]option=com_(?:users?|mailto|search|finder|contact|wrapper|jcomments|banners|ajax"
            r"|jevents|poll|newsfeeds|registration|login|media|config)(?:&|$)"
            r"|/component/(?:users?|mailto|search|finder|contact|banners|ajax|jcomments|jevents|config)(?:/|$)"
            r"|/itemlist/(?:date|user|search)(?:/|$)|[?&](?:task|tmpl|print|format=(?:pdf|raw|json|opensearch))="
            r"|[?&]format=(?:pdf|raw|json|opensearch)|[?&]view=(?:mailto|form|login|registration|remind|reset)"
            r"|/(?:day|week|month)\.(?:listevents|calendar)|/(?:administrator|plugins|modules)/"
        ),
        drop_query=frozenset({"showall", "acm", "font-size"}),
        article_query=frozenset({"option", "view", "id", "lang", "language"}),
        rewrites=(
            Rewrite(pattern=re.compile(r"([?&]id=\d+)(?::|%3A)[^&]*"), to=r"\1"),
            Rewrite(
                pattern=re.compile(
                    r"^(?:/index\.php)?/?\?(?=.*\boption=com_content\b)(?=.*\bview=article\b)"
                    r"(?!.*\blang=)(?!.*\b(?:format|tmpl|print|task)=)(?=.*\bid=(\d+)).*"
                ),
                to=r"/index.php?option=com_content&view=article&id=\1",
            ),
            Rewrite(pattern=re.compile(r"[?](?:limit)?start=0?$"), to=""),
            Rewrite(pattern=re.compile(r"&(?:limit)?start=0?(?=&|$)"), to=""),
            Rewrite(pattern=re.compile(r"^/index\.php/?$"), to="/"),
        ),
    ),
)  # fmt: skip
