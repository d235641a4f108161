"""The district and commune portals of Điện Biên (ASP.NET), as they were in 2018-2025.

Header "TRANG (CỔNG) THÔNG TIN ĐIỆN TỬ XÃ (HUYỆN) ...". The title is neither `h1` nor `title`: it
is the text just before the stamp "Thời gian đăng: 05/10/2021 10:18:39 AM" (day first). The same
article has many URLs: `/Tintuc/View/<slug>?PageIndex=48` and `/T/<SLUG IN CAPITALS>?PageIndex=7`,
where PageIndex is the list page that the reader came from. The body ends where the site's own
boxes begin ("Liên kết Website", "Thống kê truy cập", "Tổng truy cập").
"""

import re

from crawler.platforms._platform import Fingerprint, Layout, Platform, Rewrite, UrlRules

STAMPED = Layout(
    name="stamped",
    article="",
    stamp_labels=("Thời gian đăng",),
    title_before_stamp=True,
)

PLATFORM = Platform(
    name="dienbien",
    title="Cổng thông tin điện tử huyện, xã tỉnh Điện Biên",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?i)href=[\"']?[^\"'> ]*/tintuc/view/"),
            weight=0.6,
            near=("/tintuc/view/",),
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)/tintuc/view/"),
            where="url",
            weight=0.6,
            near=("/tintuc/view/",),
        ),
        Fingerprint(
            pattern=re.compile(r"href=[\"']?[^\"'> ]*/T/[A-Z0-9-]{8,}"), weight=0.4, near=("/t/",)
        ),
        Fingerprint(
            pattern=re.compile(r"/T/[A-Z0-9-]{8,}"), where="url", weight=0.4, near=("/t/",)
        ),
        Fingerprint(
            pattern=re.compile(r"Thời gian đăng\s*:"), weight=0.3, near=("thời gian đăng",)
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)(?:TRANG|CỔNG) THÔNG TIN ĐIỆN TỬ (?:XÃ|HUYỆN|THỊ TRẤN)"),
            weight=0.15,
            near=("thông tin điện tử",),
        ),
        Fingerprint(
            pattern=re.compile(r"name=\"__VIEWSTATE\""), weight=0.15, near=('name="__viewstate"',)
        ),
    ),
    layouts=(STAMPED,),
    urls=UrlRules(
        article=re.compile(r"(?i)^/(?:tintuc/view|t)/[^/?]+"),
        drop_query=frozenset({"pageindex"}),
        rewrites=(
            Rewrite(
                pattern=re.compile(r"(?i)^/(?:tintuc/view|t)/([^/?]+)/?"),
                to=r"/Tintuc/View/\1",
                lower=True,
            ),
        ),
    ),
)
