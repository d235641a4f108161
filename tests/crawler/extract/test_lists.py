"""How the further pages of a list are found on it, and what is read of what they answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.record import Kind
from archive.work import Call
from crawler.extract.page import Link, Reading, Site, read_page

HOME = "http://xa.example.vn/"
LIST = f"{HOME}tin-tuc"
ARTICLE = (
    '<a href="/bai/xa-hop-ban-ve-cong-tac-thuy-loi-12.html">Xã họp bàn về công tác thủy lợi</a>'
)


def read(body: str, **options: Any) -> Reading:
    page = (
        f"<html><head><meta charset=utf-8><title>Tin tức</title></head><body>{body}</body></html>"
    )
    return read_page(page.encode(), LIST, site=Site(home=HOME), **options)


def lists(body: str) -> list[Link]:
    return [link for link in read(ARTICLE + body).links if link.kind is Kind.LISTING]


GETS = {
    "a function of the page's own": (
        "<button onclick=\"loadMore('/api/news?cat=5&amp;page=', 2)\">Xem thêm</button>",
        "api/news?cat=5&page=2",
    ),
    "data-url, the page shown": (
        '<button data-url="/tin/them?cat=5" data-page="1">Xem thêm</button>',
        "tin/them?cat=5&page=2",
    ),
    "data-url, the next page": ('<a data-url="/tin/them?cat=5&page=2">Tải thêm</a>', "tin/them?cat=5&page=2"),
    "data-url with a hole": ('<a data-url="/tin/{page}/them">Tải thêm</a>', "tin/2/them"),
    "$.get, joined": (
        "<script>var page = 1, cat = 7; function more() { page++;"
        " $.get('/Home/LoadMore?cat=' + cat + '&page=' + page, show); }</script>",
        "Home/LoadMore?cat=7&page=2",
    ),
    "zero-based": (
        "<script>var pageIndex = 0; $.getJSON('/tin/ds?pageIndex=' + (pageIndex + 1), show)</script>",
        "tin/ds?pageIndex=1",
    ),
    "fetch, template": (
        "<script>let page = 1; fetch(`/api/posts?category=3&page=${page}&limit=12`)</script>",
        "api/posts?category=3&page=2&limit=12",
    ),
    "axios, params": (
        "<script>axios.get('/api/news', { params: { page: this.page, size: 10 } })</script>",
        "api/news?page=2&size=10",
    ),
    "a resource of a portlet": (
        "<script>var loadPageURL = 'http://xa.example.vn/tin?p_p_id=news&p_p_resource_id=loadPage';"
        "function load(pageNum) { $.ajax({url: loadPageURL, data: {pageNum: pageNum, recordPerPage: 10}"
        "}); }</script>",
        "tin?p_p_id=news&p_p_resource_id=loadPage&pageNum=2&recordPerPage=10",
    ),
    "jQuery load, in the path": (
        "<script>function LoadPage(page) { $('#ds').load('/tin/danh-sach/5/' + page); }</script>",
        "tin/danh-sach/5/2",
    ),
    "XMLHttpRequest": (
        "<script>xhr.open('GET', '/more.php?cat=2&trang=' + trang, true);</script>",
        "more.php?cat=2&trang=2",
    ),
    "onclick": ("<button onclick=\"location.href='/tin-tuc?page=3'\">3</button>", "tin-tuc?page=3"),
    "select": (
        '<select onchange="location=this.value"><option value="/tin-tuc?page=2">2</option></select>',
        "tin-tuc?page=2",
    ),
    "GET form": (
        "<form action=/tin-tuc><input type=hidden name=cat value=4><select name=page>"
        "<option value=2>2</select></form>",
        "tin-tuc?cat=4&page=2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GETS)
def test_more_of_a_list_is_asked_for(name: str) -> None:
    body, wanted = GETS[name]
    assert (HOME + wanted) in [link.url for link in lists(body) if link.method == "GET"]


POSTS = {
    "JSON of a WebMethod": (
        "<input type=hidden id=hdCat value=9><script>var pageIndex = 1; $.ajax({url: '/News.aspx/GetList',"
        " type: 'POST', contentType: 'application/json', data: JSON.stringify({catId: $('#hdCat').val(),"
        " pageIndex: pageIndex, pageSize: 10, keyword: $('#kw').val()})});</script>",
        '{"catId": 9, "pageIndex": 2, "pageSize": 10, "keyword": ""}',
    ),
    "a string of JSON": (
        "<script>$.ajax({type:'POST', url:'/News.aspx/Get', data:\"{'pageIndex':\" + pageIndex + \",'c':'3'}\","
        " contentType:'application/json'})</script>",
        '{"pageIndex": 2, "c": 3}',
    ),
    "axios": (
        "<script>axios.post('/api/news', { page: currentPage, size: 10 })</script>",
        '{"page": 2, "size": 10}',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", POSTS)
def test_a_call_that_posts_json(name: str) -> None:
    body, wanted = POSTS[name]
    (link,) = lists(body)
    assert link.method == "POST"
    assert link.call is not None
    assert link.call.body == "json"
    assert link.form == (("", wanted),)


def test_a_call_that_posts_a_form_counts_items() -> None:
    (link,) = lists(
        "<script>var skip = 10; $.post('/Tin/Load', {skip: skip, take: 10, id: 4})</script>"
    )
    assert link.form == (("skip", "10"), ("take", "10"), ("id", "4"))
    (more,) = [one for one in answered(f"<li>{ARTICLE}</li>", link).links if one.method == "POST"]
    assert dict(more.form)["skip"] == "20"


@pytest.mark.parametrize(
    "body",
    [
        "<script>$.post('/DangNhap/Login', {user: u, page: 1})</script>",
        "<script>$.get('/binh-luan?page=' + page)</script>",
        "<script>$.post('/thong-ke', {page: page})</script>",
        "<script>$.get('/api/menu?id=' + id)</script>",
        "<script>$.get('http://elsewhere.example/api?page=' + page)</script>",
        "<script>$.get('/js/pages/' + page + '.js')</script>",
        "<script>fetch(apiBase + '/news?page=' + page)</script>",
        "<script>var maxPage = parseInt(30); $.get('/x?maxPage=' + maxPage)</script>",
        '<img data-url="/a.jpg" data-page="2"><div data-page="2">2</div>',
    ],
)
def test_nothing_else_is_called(body: str) -> None:
    assert lists(body) == []


def test_an_article_asks_for_no_more() -> None:
    body = (
        "<h1>Xã họp bàn về công tác thủy lợi</h1><div>Ngày đăng: 05/10/2021 10:18</div>"
        f"<p>{'Ủy ban nhân dân xã họp bàn về công tác thủy lợi với các thôn. ' * 6}</p>"
        "<script>$.get('/tin-lien-quan?page=' + page)</script>"
    )
    reading = read(body)
    assert reading.article is not None
    assert not [link for link in reading.links if link.call]


def answered(body: str | bytes, asked: Link) -> Reading:
    text = body if isinstance(body, bytes) else body.encode()
    return read_page(text, asked.url, site=Site(home=HOME), asked=asked)


def call(url: str = "api/news?page=2", *, item: str = "", last: str = "") -> Link:
    made = Call(page=LIST, item=item, last=last)
    return Link(url=HOME + url, kind=Kind.LISTING, call=made)


ROWS = [{"Title": f"Tin số {n}", "Slug": f"tin-so-{n}", "Id": n} for n in (31, 32)]
ANSWERS = {
    "an array, links written by the script": (json.dumps(ROWS), "/chi-tiet/{Slug}-{Id}.html", "chi-tiet/tin-so-31-31.html"),
    "rows inside an object": (json.dumps({"data": {"items": ROWS}}), "/t/{Slug}", "t/tin-so-31"),
    "addresses of their own": (json.dumps([{"tieuDe": "Tin", "urlDetail": "/tin/a-1"}, {"tieuDe": "Tin", "urlDetail": "/tin/b-2"}]), "", "tin/a-1"),
    "a slug alone": (json.dumps([{"title": "Tin", "url": "tin-a"}]), "", "tin-a"),
    "HTML in d": (json.dumps({"d": "<li><a href='/tin/a-31.html'>Tin</a></li>"}), "", "tin/a-31.html"),
    "JSON in d": (json.dumps({"d": json.dumps(ROWS)}), "/t/{Slug}", "t/tin-so-31"),
    "HTML in an object": (json.dumps({"ok": True, "html": "<div><a href='chi-tiet.aspx?id=4'>Tin</a></div>"}), "", "chi-tiet.aspx?id=4"),
    "a string of HTML": (json.dumps("<li><a href='/tin/a-31.html'>Tin</a></li>"), "", "tin/a-31.html"),
    "a piece of HTML": ("<li><a href='/tin/a-31.html'>Tin</a></li>", "", "tin/a-31.html"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_names_articles_and_what_follows(name: str) -> None:
    body, item, wanted = ANSWERS[name]
    reading = answered(body, call(item=item))
    urls = [link.url for link in reading.links]
    assert urls[0] == HOME + wanted
    assert urls[-1] == f"{HOME}api/news?page=3"
    assert reading.article is None


@pytest.mark.parametrize(
    "told",
    [
        {"items": []},
        {"items": ROWS, "hasMore": False},
        {"data": ROWS, "next_page_url": None},
        {"data": ROWS, "totalPageNum": 2},
        {"data": ROWS, "last_page": "2"},
        "",
        "<p>Không có tin</p>",
        "[broken",
        "null",
    ],
)
def test_a_list_ends(told: Any) -> None:
    body = told if isinstance(told, str) else json.dumps(told)
    reading = answered(body, call(item="/t/{Slug}"))
    assert not [link for link in reading.links if link.call]


def test_the_same_again_ends_a_list() -> None:
    first = answered(json.dumps(ROWS), call(item="/t/{Slug}")).links[-1]
    assert first.call is not None
    assert [link for link in answered(json.dumps(ROWS), first).links if link.call] == []


def test_the_address_of_the_next_page_is_taken_from_the_answer() -> None:
    body = json.dumps({"data": ROWS, "next_page_url": "/api/news?cursor=xyz&page=3"})
    assert (
        answered(body, call(item="/t/{Slug}")).links[-1].url == f"{HOME}api/news?cursor=xyz&page=3"
    )


def test_answers_never_raise() -> None:
    for body in (
        b"\xff\xfe\x00",
        b"{" * 3000,
        b"[" * 100_000,
        b'{"d": "{"}',
        json.dumps({"a": 10**400})[:300].encode(),
    ):
        answered(body, call())


def postbacks(pager: str, *, action: str = "/tin-tuc") -> list[Link]:
    form = (
        f'<form method="post" action="{action}"><input type="hidden" name="__VIEWSTATE" value="x">'
        f'<input name="q" value=""><input type="submit" name="tim" value="Tìm">{pager}</form>'
    )
    return [link for link in read(ARTICLE + form).links if link.method == "POST"]


def step(target: str, text: str, argument: str = "") -> str:
    return f"<a href=\"javascript:__doPostBack('{target}','{argument}')\">{text}</a> "


def test_a_control_that_moves_is_named_by_the_page_that_it_leads_to() -> None:
    here = postbacks(
        "<div><span>1</span>" + step("r$ctl01$b", "2") + step("r$ctl02$b", "3") + "</div>"
    )
    there = postbacks(
        "<div>" + step("r$ctl00$b", "5") + "<span>6</span>" + step("r$ctl02$b", "7") + "</div>"
    )
    names = [link.key().rpartition(" ")[2] for link in (*here, *there)]
    assert names == ["#2", "#3", "#7"]  # 5 is behind


def test_dots_lead_on_but_not_back() -> None:
    pager = (
        "<div>"
        + step("p$ctl00", "...")
        + "<span>6</span>"
        + step("p$ctl02", "7")
        + step("p$ctl03", "...")
        + "</div>"
    )
    assert [link.text for link in postbacks(pager)] == ["7", "..."]


def test_next_is_followed_only_where_no_number_leads_on() -> None:
    numbered = (
        "<div><span>1</span>"
        + step("p", "2", "2")
        + step("p$n", "Sau")
        + step("p$l", "Cuối")
        + "</div>"
    )
    assert [link.text for link in postbacks(numbered)] == ["2"]
    bare = (
        "<div>"
        + step("p$f", "Đầu")
        + step("p$v", "Trước")
        + step("p$n", "Sau")
        + step("p$l", "Cuối")
        + "</div>"
    )
    assert [link.text for link in postbacks(bare)] == ["sau"]


def test_the_same_next_button_is_another_one_on_another_page() -> None:
    one, two = (
        postbacks(f'<a href="/bai/tin-{n}.html">Tin</a>' + step("ctl00$lnkNext", "&gt;"))[0]
        for n in (1, 2)
    )
    assert one.key() != two.key()


def test_what_is_no_pager_is_not_sent() -> None:
    pager = (
        step("ctl00$PageHeader$lnkLogout", "Đăng xuất")
        + step("ctl00$lnkEn", "English")
        + step("g", "Tên", "Sort$Ten")
    )
    assert postbacks(pager) == []


def test_a_form_is_sent_as_a_browser_would() -> None:
    pager = (
        "<select name=nam><option value=2020>2020<option value=2021 selected>2021</select>"
        "<input type=checkbox name=a><input type=checkbox name=b checked><textarea name=t>chữ</textarea>"
        "<div><b>1</b>" + step("g", "2", "Page$2") + "</div>"
    )
    (link,) = postbacks(pager)
    assert dict(link.form) == {
        "__VIEWSTATE": "x", "q": "", "nam": "2021", "b": "on", "t": "chữ",
        "__EVENTTARGET": "g", "__EVENTARGUMENT": "Page$2",
    }  # fmt: skip


def test_a_select_of_pages_that_sends_the_form() -> None:
    pager = (
        "<select name='ctl00$trang' onchange=\"javascript:setTimeout('__doPostBack(\\'ctl00$trang\\',\\'\\')', 0)\">"
        "<option>1</option><option>2</option><option>3</option></select>"
    )
    assert [dict(link.form)["ctl00$trang"] for link in postbacks(pager)] == ["2", "3"]


def test_two_pagers_on_a_page_are_two() -> None:
    pager = (
        "<div><b>1</b>"
        + step("tin$ctl01$b", "2")
        + "</div><div><b>1</b>"
        + step("vb$ctl01$b", "2")
        + "</div>"
    )
    assert len({link.key() for link in postbacks(pager)}) == 2
