"""DotNetNuke (DNN) with the news modules that authorities use; seen 2020-2026.

Known by `dnn_ctr<module>_` ids, `/Portals/0/`, `/DesktopModules/`, `__dnnVariable`. EasyDNNnews:
`.edn_article`, `.edn_articleTitle`, `.edn_articleContent`, stamp in `.edn_metaDetails`. Other
modules label the parts as WebForms do (`dnn_ctr427_Main_ctl00_lblTitle`). Lists turn by
postback, `?page=N`, or `/Default.aspx?tabid=..&PageIndex=N`. A module of Hà Nội's asks
`/DesktopModules/cmsview/api/NewsContent/listnew?PageIndex=N` and gets JSON
(`crawler.extract.loadmore`). Login and registration are `ctl/Login` in the path.
"""

import re

from crawler.platforms import webforms
from crawler.platforms._platform import Fingerprint, Layout, ListCall, Platform, UrlRules

EASY = Layout(
    name="easydnnnews",
    article=".edn_articleContent",
    title=(".edn_articleTitle", ".edn_article h1", "h1"),
    stamp=(".edn_metaDetails time", ".edn_metaDetails", ".edn_article time"),
    lead=(".edn_articleSummary", ".edn_articleSubTitle"),
    body=(".edn_articleContent",),
    byline=(".edn_metaDetails .edn_author",),
    attachments=(".edn_articleDocuments a", ".edn_article a"),
    cut=(".edn_socialButtonWrapper", ".edn_relatedArticles", ".edn_articleSummary", ".edn_tags"),
)

PLATFORM = Platform(
    name="dotnetnuke",
    title="DotNetNuke",
    fingerprints=(
        Fingerprint(
            pattern=re.compile(r"(?:id|name)=[\"']?dnn_ctr\d+"), weight=0.7, near=("dnn_ctr",)
        ),
        Fingerprint(
            pattern=re.compile(r"__dnnVariable|dnn\.servicesframework|content=[\"']DotNetNuke"),
            weight=0.6,
            near=("__dnnvariable", "dnn.servicesframework", "dotnetnuke"),
        ),
        Fingerprint(
            pattern=re.compile(r"class=[\"']?[^\"'>]*\bedn_\w+"), weight=0.6, near=("edn_",)
        ),
        Fingerprint(pattern=re.compile(r"/Portals/\d+/"), weight=0.3, near=("/portals/",)),
        Fingerprint(
            pattern=re.compile(r"/DesktopModules/"), weight=0.3, near=("/desktopmodules/",)
        ),
        Fingerprint(
            pattern=re.compile(r"(?i)dnn_ismobile|\.dotnetnuke"), where="header", weight=0.7
        ),
    ),
    layouts=(EASY, webforms.LABELS),
    list_calls=(
        ListCall(
            pattern=re.compile(r"getNewsBlockContents\(\s*0\s*,\s*(?P<module>\d+)\s*,\s*3\b"),
            near="getnewsblockcontents(",
            url="/DesktopModules/cmsview/api/NewsContent/listnew?PortalId=0&ModuleId={module}"
            "&GetType=3&txtKeyword=&PageIndex=1",
            item="/tin-tuc/{Url}-{Id}",
        ),
    ),
    urls=UrlRules(
        refused=re.compile(
            r"(?i)/ctl/(?:login|register|terms|privacy|sendpassword)|returnurl=|[?&]ctl="
            r"|[?&]skinsrc=|/mid/\d+/print"
        ),
        drop_query=frozenset({"portalid", "language"}),
    ),
)
