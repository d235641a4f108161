"""ASP.NET WebForms portals in the manner of Khánh Hòa's; seen 2026.

An article is `.title-article`, `#datearticle` and `.chitietbaiviet` (its leading `h2` is the lead),
elsewhere labels of the server's own (`<span id="ctl00_..._lblTitle">`, `_lblTieuDe`, `_lblDate`,
`_lblNgayDang`, `_lblContent`, `_lblNoiDung`). Lists turn by postback: the number links call
`__doPostBack('TARGET','ARG')`, the visible numbers are a window of the pages, and "..." moves the
window on; the whole form with its view state goes back (`crawler.extract.links`). The view state
is another one at every visit and says nothing.
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, UrlRules

ARTICLE = Layout(
    name="chitietbaiviet",
    article=".chitietbaiviet",
    title=(".title-article", "h1"),
    stamp=("#datearticle", ".datearticle"),
    lead=(".chitietbaiviet > h2:first-child", ".sapo-article"),
    body=(".chitietbaiviet",),
    byline=(".author-article", ".source-article"),
    attachments=(".file-article a",),
    cut=("h2:first-child", ".tinlienquan", ".tinkhac", ".tags"),
)
LABELS = Layout(
    name="labels",
    article='[id$="_lblContent"], [id$="_lblNoiDung"], [id$="_lblNoidung"], [id$="_lblBody"]',
    title=(
        '[id$="_lblTitle"]',
        '[id$="_lblTieuDe"]',
        '[id$="_lblTieude"]',
        '[id$="_lblHeadline"]',
    ),
    stamp=(
        '[id$="_lblDate"]',
        '[id$="_lblNgayDang"]',
        '[id$="_lblNgay"]',
        '[id$="_lblPublishDate"]',
        '[id$="_lblCreatedDate"]',
    ),
    lead=('[id$="_lblSummary"]', '[id$="_lblTomTat"]', '[id$="_lblTrichYeu"]', '[id$="_lblLead"]'),
    body=(
        '[id$="_lblContent"]',
        '[id$="_lblNoiDung"]',
        '[id$="_lblNoidung"]',
        '[id$="_lblBody"]',
    ),
    byline=('[id$="_lblAuthor"]', '[id$="_lblTacGia"]', '[id$="_lblNguon"]', '[id$="_lblSource"]'),
    needs_stamp=True,
)

PLATFORM = Platform(
    name="webforms",
    title="ASP.NET WebForms",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"id=[\"']?datearticle\b"), weight=0.6, near=("datearticle",)
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\b(?:chitietbaiviet|title-article)\b"),
            weight=0.5,
            near=("chitietbaiviet", "title-article"),
        ),
        Fingerprint(
            pattern=re.compile(
                r"id=[\"']?(?:ctl00|MainContent|ContentPlaceHolder)\w*_lbl"
                r"(?:Content|NoiDung|Noidung|Body|TieuDe|NgayDang)\b"
            ),
            weight=0.5,
            near=("_lblcontent", "_lblnoidung", "_lblbody", "_lbltieude", "_lblngaydang"),
        ),
        Fingerprint(
            pattern=re.compile(r"name=[\"']?__VIEWSTATE\b"), weight=0.15, near=("__viewstate",)
        ),
        Fingerprint(
            pattern=re.compile(r"__doPostBack\((?:'|&#39;)[^)]*(?:Page\$|Pager|ctl\d+\$lnk)"),
            weight=0.2,
            near=("__dopostback(",),
        ),
    ),
    layouts=(ARTICLE, LABELS),
    urls=UrlRules(refused=re.compile(r"(?i)/(?:webresource|scriptresource)\.axd|[?&]print=")),
)
