"""CMS14 (DotNetNuke with Telerik grids), of communes of Đà Nẵng and Quảng Nam; seen 2026.

Attributes in single quotes and misnested titles (`<a href='..'><h2 class='title'>..</a></h2>`, so
that the first of two links to an article is empty). Lists: `div.QTI_tinthuong`, `p.gioithieu`,
`div.tinkhac`, titles cut with "..."; documents in Telerik tables (`tr.rgRow`). An article's link
ends in `/nid/<n>`, and the number alone names it: the words before it vary. Links are written with
http:// where only https answers. Pictures come from `/CMS14/pic/` with a wrong Content-Type. How
an article's page names its parts was not seen: it is read by cues.
"""

import re

from crawler.platforms._platform import Fingerprint, Platform, UrlRules

PLATFORM = Platform(
    name="cms14",
    title="CMS14 (DotNetNuke)",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?:src|href)=[\"']?[^\"'> ]*/CMS14/"),
            weight=0.8,
            near=("/cms14/",),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\bQTI_\w+"), weight=0.7, near=("qti_",)
        ),
        Fingerprint(
            pattern=re.compile(r"href=[\"']?[^\"'> ]*/nid/\d+"), weight=0.3, near=("/nid/",)
        ),
        Fingerprint(pattern=re.compile(r"/nid/\d+"), where="url", weight=0.3, near=("/nid/",)),
    ),
    urls=UrlRules(
        article=re.compile(r"(?i)/nid/\d+"),
        refused=re.compile(r"(?i)/ctl/(?:login|register|terms|privacy)|returnurl=|/print/"),
        article_query=frozenset(),
    ),
)
