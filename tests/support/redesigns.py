"""What redesigns do to the pages of a commune's portal, each in one way that scrapers sleep through."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from support.communes import Commune
from support.family import SITE
from support.server import Answer, Page
from support.stories import p

Pages = dict[str, Answer]
Redesign = Callable[[Commune, date], Pages]


def _articles(pages: Pages, change: Callable[[str], str]) -> Pages:
    return {
        path: Page(change(str(page.body))) if "/tin-" in path and isinstance(page, Page) else page
        for path, page in pages.items()
    }


def _stamp_by_script(portal: Commune, today: date) -> Pages:
    """The new theme writes the date by a script: no selector finds it."""
    stamp = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|ngày \d+ tháng \d+ năm \d{4}|datetime=\"[^\"]*\"")
    return _articles(portal.pages(), lambda html: stamp.sub("<time-ago></time-ago>", html))


def _chrome_in_body(portal: Commune, today: date) -> Pages:
    """Boxes without a label moved into the element that holds the text."""
    boxes = (
        p("Xã nằm ở phía tây của huyện, cách trung tâm 12 km, có 14 bản với gần năm nghìn nhân khẩu."),
        p("Bà con cần làm thủ tục mang theo căn cước công dân đến bộ phận một cửa trong giờ hành chính."),
    )  # fmt: skip
    for number, story in portal.stories.items():
        portal.stories[number] = replace(
            story, pieces=(*story.pieces[:2], *boxes, *story.pieces[2:])
        )
    return portal.pages()


def _lists_by_script(portal: Commune, today: date) -> Pages:
    """Lists come by a script; the articles are still where they were."""
    shell = Page(
        f"<html><head><title>{SITE}</title></head><body><a href='/'>Trang chủ</a> "
        "<a href='/index.php?cat=2'>Tin tức</a> <a href='/index.php?cat=3'>Văn bản</a> "
        "<a href='/index.php?cat=4'>Thông báo</a><div id='app'></div><script src='/app.js'></script></body></html>"
    )
    pages = portal.pages()
    return {
        path: page if re.match(r"/(?:tin-|anh)", path) else shell for path, page in pages.items()
    }


def _home_for_all(portal: Commune, today: date) -> Pages:
    """Every address answers the home page, with status 200."""
    pages = portal.pages()
    return dict.fromkeys(pages, pages["/"])


def _titles_are_the_site(portal: Commune, today: date) -> Pages:
    """The heading of an article is the site's name now."""
    portal.titled = 1
    for number, story in portal.stories.items():
        portal.stories[number] = replace(story, title=SITE)
    return portal.pages()


def _month_first(portal: Commune, today: date) -> Pages:
    """Another locale: 10/05/2021 is the fifth of October."""
    for number, story in portal.stories.items():
        day, month, year = story.day.split("/")
        portal.stories[number] = replace(story, day=f"{month}/{day}/{year}")
    return portal.pages()


def _all_today(portal: Commune, today: date) -> Pages:
    """The stamp shows the day of the visit."""
    for number, story in portal.stories.items():
        portal.stories[number] = replace(story, day=f"{today:%d/%m/%Y}")
    return portal.pages()


def _login_wall(portal: Commune, today: date) -> Pages:
    """Articles only for who logs in."""
    wall = Page(
        f"<html><head><title>Đăng nhập - {SITE}</title></head><body><h2>Đăng nhập hệ thống</h2><form method='post'>"
        "<input name='u'><input type='password' name='p'><button>Đăng nhập</button></form></body></html>"
    )
    return {path: wall if "/tin-" in path else page for path, page in portal.pages().items()}


def _leads_only(portal: Commune, today: date) -> Pages:
    """The article's page shows its opening only, the rest comes by a click."""
    for number, story in portal.stories.items():
        portal.stories[number] = replace(story, pieces=story.pieces[:1])
    return portal.pages()


REDESIGNS: dict[str, Redesign] = {
    "stamps by script": _stamp_by_script,
    "chrome in the body": _chrome_in_body,
    "lists by script": _lists_by_script,
    "home page for all": _home_for_all,
    "titles are the site's": _titles_are_the_site,
    "month first": _month_first,
    "all today": _all_today,
    "login wall": _login_wall,
    "leads only": _leads_only,
}
