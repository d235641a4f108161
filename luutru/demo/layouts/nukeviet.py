"""A portal on NukeViet 4.5 with its default theme, as far as a reader of its pages can tell.

Written from the facts about that software, quirks included: the microdata give the time of the
last edit, the header shows today's clock, other spellings of an address redirect, the print view
and the saved file repeat an article under addresses of their own.
"""

# Lines of HTML are kept whole.

from __future__ import annotations

import re
from datetime import datetime

from luutru.demo.content import Picture, SampleArticle
from luutru.demo.layouts import nukeviet_article as pages
from luutru.demo.layouts import nukeviet_feeds as feeds
from luutru.demo.layouts._layout import (
    NOT_FOUND_TEXT,
    NOT_FOUND_TITLE,
    Edition,
    Layout,
    Reply,
    Request,
    escape,
    number_in,
    page_count,
    page_of,
)
from luutru.demo.layouts.nukeviet_frame import CSS, Head, frame

ALL_SLUG, ALL_NAME = "tin-tuc", "Tin mới"
"""The parent of all categories: its list holds every article."""
_PAGE_SIZE = 6
_ARTICLE = re.compile(r"/(?P<category>[a-z0-9-]+)/(?P<slug>[a-z0-9-]+)-(?P<id>\d+)\.html")
_LIST = re.compile(r"/(?P<category>[a-z0-9-]+)/(?:page-(?P<page>\d+)/)?")
_GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


class NukeViet(Layout):
    name = "nukeviet"
    port = 8732
    precision = "minute"
    prints = frozenset({"lead", "author", "source", "category"})
    banner_path = "/themes/default/images/header.jpg"

    def address(self, article: SampleArticle) -> str:
        return pages.address(article)

    def duplicates(self, edition: Edition, article: SampleArticle) -> tuple[str, ...]:
        address = self.address(article)
        return (
            f"{address}?foo=1",
            f"/print{address}",
            f"/savefile{address}",
            f"/index.php{address}",
            f"/{ALL_SLUG}/{article.slug}-{article.id}.html",
            f"/{article.category}/bai-viet-{article.id}.html",
            f"/index.php?language=vi&nv=news&op={address.removeprefix('/').removesuffix('.html')}",
        )

    def stamp(self, moment: datetime) -> str:
        return pages.stamp(moment)

    def picture_path(self, article: SampleArticle, picture: Picture) -> str:
        return pages.picture_path(article, picture)

    def thumbnail_path(self, article: SampleArticle, picture: Picture) -> str | None:
        return self.picture_path(article, picture).replace("/uploads/", "/assets/")

    def document_path(self, article: SampleArticle, index: int) -> str:
        return pages.document_path(article, index)

    def sends_documents_by_script(self) -> bool:
        return True

    def robots(self, origin: str) -> str:
        closed = ("/admin/", "/includes/", "/modules/", "/users/", "/statistics/")
        rules = "\n".join(f"Disallow: {path}" for path in closed)
        return f"User-agent: *\n{rules}\nSitemap: {origin}/sitemap.xml\n"

    def answer(self, edition: Edition, request: Request) -> Reply:
        redirect = self._redirect(edition, request)
        if redirect:
            moved, status = redirect
            return Reply(body="", status=status, headers={"Location": moved})
        path = request.path
        special = self._special(edition, request)
        if special:
            return special
        view = path.removeprefix("/print").removeprefix("/savefile")
        for article in edition.articles:
            if view == self.address(article):
                if view == path:
                    return pages.article_page(edition, request, article)
                return pages.bare_page(request, article, path)
        listed = _LIST.fullmatch(path)
        if listed and listed["category"] in (ALL_SLUG, *edition.content.categories):
            return self._list_page(edition, request, listed["category"], listed["page"])
        text = f'<div class="nv-infodie text-center"><h2>{NOT_FOUND_TITLE}</h2><p>{NOT_FOUND_TEXT}</p></div>'
        return frame(edition, request, Head(title=NOT_FOUND_TITLE), text, status=404)

    def _redirect(self, edition: Edition, request: Request) -> tuple[str, int] | None:
        """Where another spelling of an address leads, with the status."""
        path, query = request.path, request.query
        if "nvvithemever" in query or path == "/banners/click/":
            return "/", 302
        if path == "/index.php" and query.get("nv") == "news":
            path = f"/{query.get('op', '')}.html"
        plain = path.removeprefix("/index.php")
        match = _ARTICLE.fullmatch(plain)
        wanted = int(match["id"]) if match else 0
        for article in edition.articles:
            if article.id == wanted and self.address(article) != request.path:
                return self.address(article), 301
        listed = _LIST.fullmatch(path)
        if (
            listed
            and listed["page"]
            and listed["category"] in (ALL_SLUG, *edition.content.categories)
        ):
            last = page_count(self._listed(edition, listed["category"]), _PAGE_SIZE)
            if not 1 < int(listed["page"]) <= last:
                return f"/{listed['category']}/", 301
        return None

    def _special(self, edition: Edition, request: Request) -> Reply | None:
        """Everything that is neither an article nor a category."""
        path = request.path
        if path == "/index.php" and request.query.get("second") == "cronjobs":
            return Reply(body=_GIF, content_type="image/gif", headers={"Cache-Control": "no-store"})
        if path in ("/", "/index.php"):
            head = Head(title=edition.content.site_name, canonical="/")
            return frame(edition, request, head, self._home(edition))
        if path == "/themes/default/css/style.css":
            return Reply(body=CSS, content_type="text/css; charset=utf-8")
        feed = self._feed(edition, request)
        if feed:
            return Reply(body=feed, content_type="text/xml; charset=utf-8")
        if path.startswith("/tag/") and path.removeprefix("/tag/") in edition.content.categories:
            slug = path.removeprefix("/tag/")
            rows = "".join(self._panel(article) for article in edition.in_category(slug))
            head = Head(title=edition.content.categories[slug].lower(), canonical=path)
            return frame(edition, request, head, f'<div class="news_column">{rows}</div>')
        static = _STATIC.get(path)
        if static:
            title, text = static
            return frame(edition, request, Head(title=title, canonical=path), text)
        return None

    def _feed(self, edition: Edition, request: Request) -> str | None:
        """A sitemap or a feed; one of an unknown category holds everything."""
        if request.path == "/sitemap.xml":
            return feeds.sitemap_index(request.origin)
        if request.path == "/sitemap-vi.news.xml":
            listed = [(self.address(article), article.published) for article in edition.articles]
            return feeds.sitemap(request.origin, listed)
        if not request.path.startswith("/rss/"):
            return None
        slug = request.path.removeprefix("/rss/").strip("/")
        articles = (edition.in_category(slug) or edition.articles)[:10]
        items = [(self.address(article), article) for article in articles]
        return feeds.rss(edition.content, request.origin, items)

    def _home(self, edition: Edition) -> str:
        blocks = []
        for slug, name in edition.content.categories.items():
            articles = edition.in_category(slug)[:4]
            if not articles:
                continue
            first, rest = articles[0], articles[1:]
            links = "".join(
                f'<li class="icon_list"><a class="show h4" href="{self.address(other)}">'
                f"{escape(other.title)}</a></li>"
                for other in rest
            )
            blocks.append(
                '<div class="news_column"><div class="panel panel-default clearfix">'
                f'<div class="panel-heading"><ul class="list-inline sub-list-icon"><li><h4>'
                f'<a title="{escape(name)}" href="/{slug}/"><span>{escape(name)}</span></a></h4></li>'
                f'</ul></div><div class="panel-body">{self._item(first)}'
                f'<ul class="related list-items">{links}</ul></div></div></div>'
            )
        return "".join(blocks)

    def _item(self, article: SampleArticle) -> str:
        thumb, link = "", self.address(article)
        if article.pictures:
            source = self.thumbnail_path(article, article.pictures[0])
            thumb = (
                f'<a href="{link}" title="{escape(article.title)}"><img src="{source}" width="150" '
                f'alt="{escape(article.title)}" class="img-thumbnail pull-left imghome" /></a>'
            )
        return (
            f'{thumb}<h3><a href="{link}" title="{escape(article.title)}">{escape(article.title)}</a>'
            '</h3><div class="text-muted"><ul class="list-unstyled list-inline">'
            f'<li><em class="fa fa-clock-o">&nbsp;</em> {article.published:%d/%m/%Y %H:%M:%S}</li>'
            f'<li><em class="fa fa-eye">&nbsp;</em> Đã xem: {100 + article.id * 37 % 800}</li>'
            f"</ul></div>{escape(article.teaser)}"
        )

    def _panel(self, article: SampleArticle) -> str:
        return f'<div class="panel panel-default"><div class="panel-body">{self._item(article)}</div></div>'

    def _listed(self, edition: Edition, slug: str) -> tuple[SampleArticle, ...]:
        return edition.articles if slug == ALL_SLUG else edition.in_category(slug)

    def _list_page(self, edition: Edition, request: Request, slug: str, page: str | None) -> Reply:
        articles = self._listed(edition, slug)
        number, last = number_in(page) or 1, page_count(articles, _PAGE_SIZE)
        rows = "".join(self._panel(a) for a in page_of(articles, number, _PAGE_SIZE))
        name = edition.content.categories.get(slug, ALL_NAME)
        numbers = "".join(
            f'<li class="active"><a href="javascript:void(0)">{n}</a></li>'
            if n == number
            else f'<li><a title="{escape(name)} - Trang {n}" href="{_list_path(slug, n)}">{n}</a></li>'
            for n in range(1, last + 1)
        )
        pager = f'<div class="text-center"><ul class="pagination">{numbers}</ul></div>'
        head = Head(
            title=name if number == 1 else f"{name} - Trang {number}",
            canonical=_list_path(slug, number),
            trail=((name, f"/{slug}/"),),
        )
        text = f'<div class="news_column">{rows}</div>{pager if last > 1 else ""}'
        return frame(edition, request, head, text)


_STATIC = {
    "/about/": ("Giới thiệu", "<p>Trang thông tin điện tử của Ủy ban nhân dân xã.</p>"),
    "/contact/": (
        "Liên hệ",
        "<p>Văn phòng Ủy ban nhân dân xã tiếp nhận ý kiến trong giờ hành chính.</p>",
    ),
    "/feeds/": ("RSS-feeds", '<ul><li><a href="/rss/">Tin Tức</a></li></ul>'),
    "/seek/": (
        "Tìm kiếm",
        '<form action="/seek/"><input name="q"><button>Tìm kiếm</button></form>',
    ),
    "/statistics/": ("Thống kê", "<p>Thống kê theo trình duyệt, theo quốc gia.</p>"),
    "/users/": (
        "Đăng nhập",
        '<form action="/users/login/" method="post"><p>Tên đăng nhập <input name="nv_login"></p>'
        '<p>Mật khẩu <input type="password" name="nv_password"></p><button>Đăng nhập</button></form>',
    ),
}


def _list_path(slug: str, page: int) -> str:
    return f"/{slug}/" if page == 1 else f"/{slug}/page-{page}/"
