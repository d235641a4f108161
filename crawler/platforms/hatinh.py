"""The portal of the province of Hà Tĩnh and of its departments (hatinh.gov.vn); seen 2026.

An article stands at `/bai-viet/<slug>/<id>`, with `.detail-title`, `.time` ("Đăng tải: ..."),
`.detail-content-lead` and `.detail-content`; at the end of the words stand the attachments
("Tệp đính kèm:"), the author ("Tác giả:") and the counter ("Lượt xem: N"). Lists are
`/vi/chuyen-muc/<slug>?page=N`. Communes of the province run other software (`tandan`).
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

DETAIL = Layout(
    name="detail-content",
    article=".detail-content",
    title=("h1.detail-title", ".detail-title"),
    stamp=(".detail-info .time", ".detail-title ~ .time", ".detail .time"),
    lead=(".detail-content-lead",),
    body=(".detail-content",),
    byline=(".detail-author", ".detail-source"),
    attachments=(".detail-attach a", ".detail-file a"),
    cut=(".detail-content-lead", ".detail-related", ".detail-tags", ".social"),
)

PLATFORM = Platform(
    name="hatinh",
    title="Cổng thông tin điện tử tỉnh Hà Tĩnh",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\bdetail-content-lead\b"),
            weight=0.7,
            near=("detail-content-lead",),
        ),
        Fingerprint(
            pattern=re.compile(r"href=[\"']?[^\"'> ]*/vi/chuyen-muc/"),
            weight=0.4,
            near=("/vi/chuyen-muc/",),
        ),
        Fingerprint(
            pattern=re.compile(r"href=[\"']?[^\"'> ]*/bai-viet/"), weight=0.2, near=("/bai-viet/",)
        ),
        Fingerprint(
            pattern=re.compile(r"/vi/chuyen-muc/|/bai-viet/"),
            where="url",
            weight=0.2,
            near=("/vi/chuyen-muc/", "/bai-viet/"),
        ),
    ),
    layouts=(DETAIL,),
    urls=UrlRules(article=re.compile(r"(?i)/bai-viet/[^?]"), article_query=frozenset()),
)
