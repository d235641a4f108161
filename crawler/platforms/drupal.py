"""Drupal (PHP), 7 to 10: portals of departments, universities and some districts.

Drupal 7: `div.node.node-article` (full view: the title stands outside, `h1#page-title` or
`h1.title`; teasers have `h2.node-title a`), `.submitted` ("Gửi bởi admin vào T3, 10/05/2021 -
10:18"), `.field-name-body .field-item`. Drupal 8 to 10: `article.node--view-mode-full`,
`h1.page-title` (in its own block), `.node__submitted`, `.node__content .field--name-body`. Classy
and Olivero name the body `.text-formatted`.

The medium date format is `D, m/d/Y - H:i`: the month first, the weekday decides. In the English
default the weekday is `Tue`; Vietnamese portals print `T3`, `Thứ ba`. RDFa (7: `span[property=
"dc:date"][content]`) and `time[datetime]` (8 and later, in UTC) give the second. The submitter is
the login. Files: `.field-name-field-tep-dinh-kem .file a`, `.file a`. Lists are views: `.view
.views-row`, pager `?page=N` counted from 0. An article is `/node/N` or any alias; `/print/N`,
`/printpdf/N`, `/node/N/edit`, `/user`, `/comment/reply` say nothing. Without clean URLs a page is
`?q=node/N`.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, Rewrite, UrlRules

_CUT = (
    ".links", ".node__links", ".field-name-field-tags", ".field--name-field-tags", ".submitted",
    ".node__meta", ".comment-wrapper", "#comments", ".sharethis-buttons", ".addtoany_list",
    ".service-links", ".fivestar-form", ".print-link", ".print_html", ".print_mail", ".print_pdf",
    ".statistics_counter", ".view", ".book-navigation", ".easy_social_box", ".visually-hidden",
    ".element-invisible", ".a2a_kit", ".field-label", ".field__label",
)  # fmt: skip

NODE_8 = Layout(
    name="node-8",
    article=(
        "article.node--view-mode-full, .node--view-mode-full, body.path-node .node__content"
        " .field--name-body, body.path-node article.node .text-formatted"
    ),
    title=(
        "h1.page-title", ".block-page-title-block h1", ".node--view-mode-full h1",
        ".node--view-mode-full .node__title", "h1 .field--name-title", "#page-title", "main h1",
        "h1",
    ),
    stamp=(
        ".node__meta .field--name-created", ".node__submitted .field--name-created",
        ".node__submitted", ".node__meta", ".node__content .field--name-created",
        ".node--view-mode-full .field--name-created", ".field--name-field-ngay-dang",
        ".field--name-field-date", ".node--view-mode-full .submitted", "article.node .author time",
        "article.node footer time",
    ),
    lead=(".node--view-mode-full .field--name-field-tom-tat", ".field--name-field-sapo"),
    body=(
        ".node--view-mode-full .field--name-body", ".node__content .field--name-body",
        "article.node .field--name-body", "article.node .text-formatted", ".node__content",
    ),
    picture=(
        ".node--view-mode-full .field--name-field-image",
        ".node--view-mode-full .field--name-field-hinh-anh",
    ),
    author=(".node--view-mode-full .field--name-field-tac-gia",),
    category=(".breadcrumb a", ".breadcrumb__link"),
    attachments=(".node--view-mode-full .file a", ".node__content .file a"),
    cut=_CUT,
)  # fmt: skip

NODE_7 = Layout(
    name="node-7",
    article=(
        "body.page-node .node:not(.node-teaser) .field-name-body, .node-full .field-name-body,"
        " body.node-type-article .field-name-body, body[class*='node-type-'] .node .content"
    ),
    single=".node:not(.node-teaser) .field-name-body",
    title=(
        "#page-title", "h1.page-header", "h1.page__title", "h1.title", ".node h1", "h2.node-title",
        ".node__title", "#content h1", "h1",
    ),
    stamp=(
        ".node .submitted", ".node .meta", ".submitted", ".field-name-post-date",
        ".field-name-field-ngay-dang", ".field-name-field-date", ".node .date-display-single",
    ),
    lead=(".node .field-name-field-tom-tat", ".node .field-name-field-sapo"),
    body=(".node .field-name-body", ".node > .content", ".node .content"),
    picture=(".node .field-name-field-image", ".node .field-name-field-hinh-anh"),
    author=(".node .field-name-field-tac-gia .field-item",),
    category=(".breadcrumb a",),
    attachments=(".node .file a", ".node #attachments a"),
    cut=_CUT,
)  # fmt: skip

PLATFORM = Platform(
    name="drupal",
    title="Drupal",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?i)<meta[^>]{0,40}generator[\"'][^>]{0,20}Drupal \d"),
            weight=0.95,
            near=("drupal",),
        ),
        Fingerprint(
            pattern=re.compile(r"Drupal\.settings|data-drupal-(?:selector|link|messages)"),
            weight=0.9,
            near=("drupal.settings", "data-drupal-"),
        ),
        Fingerprint(
            pattern=re.compile(
                r"/sites/(?:default|all|[a-z0-9.-]{4,60})/(?:files|themes|modules)/(?:css|js|[\w-]+/)"
            ),
            weight=0.6,
            near=("/sites/default/", "/sites/all/"),
        ),
        Fingerprint(
            pattern=re.compile(r"/misc/(?:drupal|jquery(?:\.once)?)\.js|/core/misc/drupal"),
            weight=0.7,
            near=("/misc/drupal", "/misc/jquery"),
        ),
        Fingerprint(
            pattern=re.compile(r"field-name-body|field--name-body"),
            weight=0.5,
            near=("field-name-body", "field--name-body"),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)x-generator: drupal|x-drupal-"), where="header", weight=0.95
        ),
    ),
    layouts=(NODE_8, NODE_7),
    lists=(
        "body.page-taxonomy, body.path-taxonomy, body.path-frontpage, body.page-user,"
        " body.path-user, body.page-search, body.path-search"
    ),
    urls=UrlRules(
        article=re.compile(
            r"^/(?:[a-z]{2}/)?node/\d+/?$|[?&]q=node/\d+$"
            r"|^/(?!taxonomy/|user|print)(?:[^/?]+/){0,5}[^/?]*(?:[^/?-]+-){3,}[^/?-]+/?$"
        ),
        refused=re.compile(
            r"(?:^|/|[?&]q=)(?:user|users|admin|batch|filter/tips|comment|node/add"
            r"|node/\d+/(?:edit|delete|revisions|track|webform)"
            r"|print(?:mail|pdf)?/|search|captcha|flag|cart|quickedit|contextual|big_pipe)(?:[/?&]|$)"
            r"|(?:^|/|[?&]q=)print(?:mail|pdf)?/|[?&]destination=|/feed$"
        ),
        allowed=re.compile(r"[?&]q=(?:node/\d+|taxonomy/term/\d+|[\w/-]{3,})(?:&page=\d+)?$"),
        drop_query=frozenset({"order", "sort", "destination", "page_manager_page_variant_weight"}),
        rewrites=(Rewrite(pattern=re.compile(r"\?page=0$"), to=""),),
    ),
)  # fmt: skip
