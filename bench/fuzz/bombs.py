"""Content made to exhaust a reader: each bomb gives about `size` of something there is one of.

`frame` is the sound page that a bomb is put into.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

FIRST = (
    "Sáng nay, Ủy ban nhân dân xã họp bàn việc nạo vét kênh mương đầu vụ; đại diện các thôn cùng dự "
    "và cho ý kiến về cách làm, Kế hoạch số 15/KH-UBND ngày 01/02/2021 giao mỗi ấp một đoạn."
)
SECOND = "Sau buổi sáng, bốn trong sáu đoạn kênh đã thông, nước về tới cuối tuyến. Ảnh: Minh Tâm"

CHARACTERS = (
    "\u0000", "\u0001", "\u00ad", "\u0300", "\u0301", "\u0323", "\u034f", "\u200b", "\u200d",
    "\u200f", "\u202e", "\u2028", "\u2029", "\u2060", "\ufeff", "\ufffd", "\ufffe", "\U000e0001",
    "\U0001f600", "\U0010ffff", "\ud800", "\udfff", "\u0130", "\u0131", "\u00df", "\ufb01",
    "\u1e9e", "\u0110", "\u00d0", "\u1ea1", "a\u0323\u0302", "\u01b0\u0300", "\u3000", "\uff11",
    "\u0661", "\u00b2", "\u00bd", "\u2160", "\u0e33", "\u1100\u1161\u11a8", "&#xD800;", "&#0;",
    "&#x110000;", "&#99999999999;", "&nbsp;", "&zwj;", "&amp;amp;lt;", "&NotEqualTilde;", "&bogus;",
    "&#x80;", "&#x0301;", "&ngt", "\t", "\r", "\x0b", "\x85", "\x1c",
)  # fmt: skip


def frame(number: int, content: str = "", *, after: str = "") -> tuple[str, bytes]:
    """A sound page of one of twelve makes with `content` in its text and `after` below it."""
    head = ("<h1>{t}</h1>", '<div class="title">{t}</div>', "<p><b>{t}</b></p>")[number % 3]
    stamp = ("Ngày đăng: 12/03/2021 16:45", "12/03/2021 - 16:45", "Thứ Sáu, 12/03/2021", "")[
        number // 3 % 4
    ]
    title = head.format(t="Xã Hòa Thuận ra quân nạo vét kênh mương")
    body = (
        '<html><head><meta charset="utf-8"><title>Xã Hòa Thuận ra quân nạo vét kênh mương - Trang tin'
        "</title></head><body><div><a href='/'>Trang chủ</a> <a href='/tin-tuc'>Tin tức</a></div>"
        f"<div class='content'>{title}<p>{stamp}</p><div><p>{FIRST}</p><p><img src='/anh/1.jpg'></p>"
        f"{content}<p>{SECOND}</p><p>{FIRST}</p></div></div>{after}"
        "<div class='footer'>Tổng truy cập: 12345</div></body></html>"
    )
    return f"frame {number}", body.encode("utf-8", "surrogatepass")


def nested(rng: Random, size: int) -> str:
    tags = ["div", "span", "b", "font", "table><tr><td", "ul><li", "blockquote", "a href='x'", "i",
            "form", "svg", "math", "p", "h1", "button", "select><option", "dl><dd", "x-y", "section",
            "iframe", "object", "nobr", "figure", "center", "frameset", "template"]  # fmt: skip
    chosen = rng.sample(tags, rng.randrange(1, 4))
    text = rng.choice(("", "x", "12/03/2021"))
    return "".join(f"<{chosen[n % len(chosen)]}>{text}" for n in range(min(size, 300_000)))


def attributes(rng: Random, size: int) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return "<div " + " ".join(f"a{n}=v" for n in range(size // 4)) + ">x</div>"
    if kind == 1:
        return f"<div class='{'title date ' * (size // 11)}' style='{'a:b;' * (size // 8)}'>x</div>"
    if kind == 2:
        return (
            f"<img src='{'a' * size}' alt='{'ả ' * size}'><a href='{'/b-c' * size}'>{'x' * 50}</a>"
        )
    return "".join(f"<p class='c{n} d{n}' id='i{n}'>{n}</p>" for n in range(size // 30))


def entities(rng: Random, size: int) -> str:
    one = rng.choice(("&amp;", "&#x41;", "&#768;", "&nbsp;", "&lt;p&gt;", "&", "&#", "&#xD800;",
                      "&notanentity", "&CounterClockwiseContourIntegral;", "&#x1F600;"))  # fmt: skip
    return f"<p>{one * (size // 4)}</p>"


def table(rng: Random, size: int) -> str:
    rows = max(1, int((size / 12) ** rng.choice((0.1, 0.5, 0.9))))
    columns = max(1, size // 12 // rows)
    cell = rng.choice(("<td>1", "<td colspan=99 rowspan=99>x", "<th>Số", "<td><table><tr><td>2"))
    return "<table>" + ("<tr>" + cell * columns) * rows + "</table>"


def stamps(rng: Random, size: int) -> str:
    shapes = ("<p>Ngày đăng: {d:02}/{m:02}/2021 08:{d:02}</p>", "<span>{d}/{m}/2021</span>",
              "<li><a href='/bai-{d}-{m}.html'>Tin {d}</a> ({d:02}-{m:02}-2021)</li>",
              "{d}.{m}.2021 ", "<time datetime='2021-{m:02}-{d:02}'>x</time>",
              "<h2>Thứ Hai, ngày {d} tháng {m} năm 2021</h2>", "<td>{d} giờ trước")  # fmt: skip
    shape = rng.choice(shapes)
    return "".join(shape.format(d=n % 28 + 1, m=n % 12 + 1) for n in range(min(size // 2, 100_000)))


def breaks(rng: Random, size: int) -> str:
    unit = rng.choice(("<br>", "<br>x", "x<br>\n", "<hr>", "<p>", "<p> </p>", "</p>", "<br/>&nbsp;",
                       "\n", "<wbr>a", "<i>a</i> <br>", "<div><br></div>"))  # fmt: skip
    return unit * size


def lists(rng: Random, size: int) -> str:
    if rng.random() < 0.5:
        return "<ul><li>Mục" * min(size // 2, 100_000)
    item = rng.choice(("<li>Mục", "<li><a href='/muc-{n}.html'>Mục số {n} của danh sách</a>",
                       "<option>x", "<dt>a<dd>b", "<li><p>Đoạn văn {n}</p>"))  # fmt: skip
    return "<ul>" + "".join(item.format(n=n) for n in range(size // 3))


def characters(rng: Random, size: int) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return "<p>" + "".join(rng.choices(CHARACTERS, k=min(size, 200_000))) + "</p>"
    if kind == 1:
        return f"<p>a{rng.choice(CHARACTERS) * size}</p>"
    if kind == 2:
        return f"<h1>{'ậ' * size}</h1><p>{chr(0x323) * size}{chr(0x302)}</p>"
    points = (rng.randrange(0x20, 0x11000) for _ in range(min(size, 100_000)))
    return "".join(chr(point) for point in points)


def pictures(rng: Random, size: int) -> str:
    unit = rng.choice((
        "<img src='/a{n}.jpg'>", "<img src='/a.jpg'><p><i>Ảnh: {n}</i></p>",
        "<figure><img src='/{n}.jpg'><figcaption>Ảnh {n}</figcaption></figure>",
        "<center><img src='/a{n}.jpg'></center><center>Ảnh: người dân {n}</center>",
        "<table><tr><td><img src='/b{n}.png'></td></tr><tr><td>Ảnh</td></tr></table>",
        "<img srcset='/a.jpg 1x, /b.jpg {n}w'>", "<img src='data:image/png;base64,AAAA{n}'>",
    ))  # fmt: skip
    return "".join(unit.format(n=n) for n in range(size // 10))


def files(rng: Random, size: int) -> str:
    unit = rng.choice((
        "<a href='/tep-{n}.pdf'>Tải về</a> ", "<p><a href='/x?file={n}.doc'>Tệp {n}</a></p>",
        "<iframe src='/viewer?url=http://xa.example.vn/{n}.pdf'></iframe>",
        "<a href='http://[::1/{n}'>x</a>", "<a href='//xa.example.vn:99999999/{n}'>Bài {n}</a>",
        "<a href='https://xa.example.vn/%zz%{n}%ff'>Tin {n}</a>", "<a href='///'>x</a>",
        "<a href='http://xa.example.vn:{n}x/a.pdf'>Tệp</a>", "<base href='http://[{n}'>",
        "<link rel='next' href='/tin-tuc?page={n}'>", "<frame src='/khung-{n}.html'>",
        "<a href='/bai?id={n}' onclick=\"__doPostBack('page','{n}')\">{n}</a>",
    ))  # fmt: skip
    return "".join(unit.format(n=n) for n in range(size // 10))


def citations(rng: Random, size: int) -> str:
    unit = rng.choice(("15/KH-UBND ", "05-CT/TW ", "73/2023/NĐ-CP, ", "1/2/3/4-A/B-C-D-", "12-", "A/",
                       "NQ-HĐND-UBND-", "Nghị quyết số ", "Luật Đất đai năm 2013 ", "/QĐ"))  # fmt: skip
    return f"<p>{unit * (size // 4)}</p>"


def machine(rng: Random, size: int) -> str:
    unit = rng.choice(('{"a":', "[", '{"datePublished":"2021-03-12",', '"\\u0000', "1,"))
    return f"<script type='application/ld+json'>{unit * (size // 2)}</script>"


def forms(rng: Random, size: int) -> str:
    field = f"<input type=hidden name=__VIEWSTATE{rng.randrange(3)} value='{'Ab' * (size // 2)}'>"
    pager = "<a href=\"javascript:__doPostBack('grid','Page${n}')\">{n}</a>"
    return f"<form>{field}" + "".join(pager.replace("{n}", str(n)) for n in range(size // 300))


def words(rng: Random, size: int) -> str:
    unit = rng.choice(("a", "Ủy ", "ẢNH: ", "- ", "... ", "( ", "1. ", "x" * 50 + " ", " ", "\n\n",
                       "Nguyễn ", "Nguyễn Văn An ", "Ông Nguyễn Văn An, "))  # fmt: skip
    return f"<p>{unit * size}</p>"


def cdata(rng: Random, size: int) -> str:
    unit = rng.choice(("<![CDATA[", "<!--", "<!", "<?", "</", "<", "<a", "<a b='", "<script>",
                       "<style>", "<title>", "<textarea>", "<!DOCTYPE x>", "<p/>", "</p>"))  # fmt: skip
    return unit * (size // 2)


def feed(rng: Random, size: int) -> str:
    unit = rng.choice((
        "<item><title>T</title><link>http://xa.example.vn/bai-{n}.html</link></item>",
        "<item>", "<item><link>", "<entry><link href='/a{n}.html'/></entry>", "<url><loc>/a{n}</loc>",
        "<loc>", "<url><loc>http://xa.example.vn/{n}</loc></url>", "<title>", "<link ",
    ))  # fmt: skip
    head = rng.choice(("<rss><channel>", "<feed>", "<urlset>", "<sitemapindex>"))
    return f"<?xml version='1.0'?>{head}" + "".join(
        unit.format(n=n) for n in range(min(size, 200_000) // 6)
    )


BOMBS: tuple[Callable[[Random, int], str], ...] = (
    nested, attributes, entities, table, stamps, breaks, lists, characters, pictures, files,
    citations, machine, forms, words, cdata, feed,
)  # fmt: skip
