"""Portals of our own whose lists cannot be turned by plain links: postbacks and scripts' calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from support.server import Answer, Page, article_page

TITLE = "Xã triển khai công việc số {} của quý"
_WINDOW = 5


def _articles(count: int) -> dict[str, Answer]:
    pages: dict[str, Answer] = {"/robots.txt": Page("", 404)}
    for number in range(1, count + 1):
        pages[f"/bai-viet-{number}.html"] = article_page(number)
    return pages


def _items(first: int, last: int) -> str:
    return "".join(
        f"<li class='row'><h2><a href='/bai-viet-{n}.html'>{TITLE.format(n)}</a></h2></li>"
        for n in range(first, last + 1)
    )


def _page(content: str) -> Page:
    return Page(
        "<html><head><title>Trang thông tin xã Thí Dụ</title></head><body>"
        f"<form method='post' action='/'>{content}</form>"
        "<div class='footer'>Tổng truy cập: 12345</div></body></html>"
    )


def webforms(articles: int, per_page: int = 2) -> dict[str, Answer]:
    """A window of five numbers and dots around it; what a control means depends on the view state."""
    pages = _articles(articles)
    count = -(-articles // per_page)

    def button(place: int, text: str) -> str:
        return f"<a href=\"javascript:__doPostBack('rpt$ctl{place:02d}$lb','')\">{text}</a>"

    def answer(path: str, form: str) -> Page:
        sent = {name: values[0] for name, values in parse_qs(form).items()}
        number = int(sent.get("__VIEWSTATE", "p1")[1:])
        start = (number - 1) // _WINDOW * _WINDOW + 1
        target = sent.get("__EVENTTARGET", "")
        if target:
            number = start + int(target[7:9]) - 1
            start = (number - 1) // _WINDOW * _WINDOW + 1
        first = (number - 1) * per_page + 1
        pager = button(0, "...") if start > 1 else ""
        for n in range(start, min(start + _WINDOW, count + 1)):
            pager += f"<span>{n}</span>" if n == number else button(n - start + 1, str(n))
        pager += button(_WINDOW + 1, "...") if start + _WINDOW <= count else ""
        return _page(
            f"<input type='hidden' name='__VIEWSTATE' value='p{number}'>"
            f"<ul>{_items(first, min(first + per_page - 1, articles))}</ul><div>{pager}</div>"
        )

    return pages | {"/": answer}


def next_only(articles: int, per_page: int = 3) -> dict[str, Answer]:
    """Only a button "Sau" leads on, the same on every page."""
    pages = _articles(articles)

    def answer(path: str, form: str) -> Page:
        sent = {name: values[0] for name, values in parse_qs(form).items()}
        number = int(sent.get("__VIEWSTATE", "p1")[1:]) + ("ctl00$btnSau" in sent)
        first = (number - 1) * per_page + 1
        last = min(first + per_page - 1, articles)
        more = "<input type='submit' name='ctl00$btnSau' value='Sau'>" if last < articles else ""
        return _page(
            f"<input type='hidden' name='__VIEWSTATE' value='p{number}'>"
            f"<ul>{_items(first, last)}</ul>"
            f"<input type='submit' name='ctl00$btnTruoc' value='Trước'>{more}"
        )

    return pages | {"/": answer}


_VNPT = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"


def vnpt(articles: int, per_page: int = 3, *, as_json: bool = True) -> dict[str, Answer]:
    """Pages after the first come by POST with ids from a script; past the end, nothing comes."""
    pages = _articles(articles)
    kind = "contentType: 'application/json; charset=utf-8'," if as_json else ""
    data = f"{{ article_category_id: 54442, site_id: 218, page: page, page_size: {per_page}, keyword: '' }}"
    data = f"JSON.stringify({data})" if as_json else data
    script = (
        f"<script>var maxPage = parseInt({-(-articles // per_page)});"
        f"function LoadPage(page) {{ $.ajax({{ type: 'POST', url: '{_VNPT}', {kind} data: {data},"
        " success: function (d) { $('.ArticleList').html(d); } }); }</script>"
    )

    def more(path: str, form: str) -> Page:
        sent = json.loads(form) if as_json else {n: v[0] for n, v in parse_qs(form).items()}
        if str(sent["article_category_id"]) != "54442":
            return Page("", 400)
        first = (int(sent["page"]) - 1) * per_page + 1
        html = _items(first, min(first + per_page - 1, articles))
        kinds = {"Content-Type": "application/json; charset=utf-8"} if as_json else {}
        return Page(json.dumps({"d": html}) if as_json else html, headers=kinds)

    home = _page(
        f"<div class='UIArticleInMenu_Default'><ul class='ArticleList'>{_items(1, per_page)}</ul>"
        "<ul class='pagination'><li class='page-item' data-page='1'><a>1</a></li>"
        f"<li class='page-item' data-page='2'><a>2</a></li></ul></div>{script}"
    )
    return pages | {"/": home, _VNPT: more}


def see_more(articles: int, per_page: int = 4, *, says_more: bool = True) -> dict[str, Answer]:
    """A button "Xem thêm" asks for JSON; the script writes the links out of slug and id.

    Without `says_more` the last page comes again for ever, as some servers do.
    """
    pages = _articles(articles)
    script = (
        "<button id='xemthem' data-cat='5'>Xem thêm</button><script>let page = 1;"
        "document.getElementById('xemthem').onclick = async function () { page++;"
        "const r = await fetch(`/api/tin?cat=${this.dataset.cat}&page=${page}`); const d = await r.json();"
        'd.data.forEach(x => list.innerHTML += `<li><a href="/${x.slug}-${x.id}.html">${x.title}</a></li>`);'
        "};</script>"
    )

    def more(path: str, form: str) -> Page:
        number = int(parse_qs(urlsplit(path).query)["page"][0])
        last = -(-articles // per_page)
        number = number if says_more else min(number, last)
        first = (number - 1) * per_page + 1
        items = [
            {"id": n, "slug": "bai-viet", "title": TITLE.format(n), "created_at": "2021-03-02"}
            for n in range(first, min(first + per_page, articles + 1))
        ]
        told = {"data": items} | ({"hasMore": number < last} if says_more else {})
        return Page(json.dumps(told), headers={"Content-Type": "application/json"})

    return pages | {
        "/": _page(f"<ul id='list'>{_items(1, per_page)}</ul>{script}"),
        "/api/tin": more,
    }


PORTALS: dict[str, Callable[[], dict[str, Answer]]] = {
    "postback windows": lambda: webforms(25),
    "next button": lambda: next_only(11),
    "VNPT, JSON body": lambda: vnpt(11),
    "VNPT, form": lambda: vnpt(11, as_json=False),
    "see more": lambda: see_more(14),
    "see more without end": lambda: see_more(14, says_more=False),
}
