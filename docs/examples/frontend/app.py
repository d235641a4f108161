"""A front end of its own, on nothing but the content API: python app.py https://luutru.example.vn"""

import sys
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from luutru.client import Client, ClientError, NotFound, Refused

PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<header><a href="/">Tin cũ của xã</a></header><main>{main}</main></html>"""
SEARCH = (
    '<form role="search"><input name="q" aria-label="Tìm" value="{}"><button>Tìm</button></form>'
)


def home(site: Client, q: str) -> str:
    """The newest articles, or the best for these words."""
    found = site.articles(q or None, fields="title,published,lead", limit=20)
    items = "".join(
        f'<li><a href="/bai/{one.id}">{escape(one.title)}</a> <small>{(one.published or "")[:10]}'
        f"</small><p>{escape(one.lead or '')}</p></li>"
        for one in found.first(20)
    )
    list_ = f"<ol>{items}</ol>" if items else "<p>Không tìm thấy bài nào.</p>"
    return PAGE.format(title="Tin cũ của xã", main=SEARCH.format(escape(q)) + list_)


def article(site: Client, id: str) -> str:
    """One article, with its pictures; its text is cleaned by the site already."""
    one = site.article(id, include="images")
    pictures = "".join(
        f'<figure><img src="{escape(image.renditions[-1])}" alt="">'
        f"<figcaption>{escape(image.caption or '')}</figcaption></figure>"
        for image in one.images
        if image.renditions
    )
    source = f'<p><a href="{escape(one.permalink)}">Bản lưu của bài này</a></p>'
    main = f"<h1>{escape(one.title)}</h1><p>{(one.published or '')[:10]}</p>{one.body_html}"
    return PAGE.format(title=escape(one.title), main=main + pictures + source)


def make_server(site: Client, port: int) -> ThreadingHTTPServer:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urlsplit(self.path)
            try:
                if where.path == "/":
                    status, text = 200, home(site, parse_qs(where.query).get("q", [""])[0])
                elif where.path.startswith("/bai/"):
                    status, text = 200, article(site, where.path[5:])
                else:
                    status, text = 404, "Không có trang này"
            except (NotFound, Refused):
                status, text = 404, "Không có bài này"
            except ClientError as error:
                status, text = 502, escape(str(error))
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

    return ThreadingHTTPServer(("127.0.0.1", port), Pages)


if __name__ == "__main__":
    with Client(sys.argv[1]) as site, make_server(site, 8080) as server:
        server.serve_forever()
