"""Sitemaps and feeds of many kinds: the pages that they name are found, nothing else is."""

from __future__ import annotations

import gzip

import pytest

from archive.record import Kind
from crawler.extract.feeds import named_sitemaps
from crawler.extract.page import Link, Site, read_page

HOME = "http://xa.example.vn/"


def links(body: str | bytes, url: str = f"{HOME}rss") -> list[Link]:
    text = body if isinstance(body, bytes) else body.encode()
    return list(read_page(text, url, kind=Kind.FEED, site=Site(home=HOME)).links)


ITEM = "tin-tuc/xa-hop-ban-ve-thuy-loi-12.html"
FEEDS = {
    "RSS 2": f"<?xml version='1.0'?><rss version='2.0'><channel><title>Xã</title><link>{HOME}</link><item><title>Tin</title><link>{HOME}{ITEM}</link></item></channel></rss>",
    "CDATA": f"<rss><channel><item><title><![CDATA[Tin & ảnh]]></title><link><![CDATA[ {HOME}{ITEM} ]]></link></item></channel></rss>",
    "relative": f"<rss><channel><item><title>Tin</title><link>/{ITEM}</link></item></channel></rss>",
    "guid alone": f"<rss><channel><item><title>Tin</title><guid>{HOME}{ITEM}</guid></item></channel></rss>",
    "HTML in a description": f"<rss><channel><description><![CDATA[<html>]]></description><item><link>{HOME}{ITEM}</link></item></channel></rss>",
    "Atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Xã</title><link rel='self' href='{HOME}atom'/><entry><title>Tin</title><link rel='enclosure' href='{HOME}a.mp3'/><link href='/{ITEM}'/></entry></feed>",
    "Atom, ids only": f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>{HOME}{ITEM}</id></entry></feed>",
    "RDF": f"<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel rdf:about='{HOME}'/><item rdf:about='{HOME}{ITEM}'><title>Tin</title></item></rdf:RDF>",
    "sitemap": f"<?xml version='1.0'?>\n<!-- made by hand --><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{HOME}{ITEM}</loc><image:image><image:loc>{HOME}a.jpg</image:loc></image:image></url></urlset>",
    "with a mark": f"\ufeff<rss><channel><item><link>{HOME}{ITEM}</link></item></channel></rss>",
}  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_names_its_pages(name: str) -> None:
    assert [link.url for link in links(FEEDS[name])] == [HOME + ITEM]


def test_a_sitemap_in_a_gz_file_is_unpacked() -> None:
    body = gzip.compress(FEEDS["sitemap"].encode())
    assert [link.url for link in links(body, f"{HOME}sitemap.xml.gz")] == [HOME + ITEM]
    assert links(body[:-30] + b"broken" * 9) is not None


def test_a_sitemap_index_leads_to_sitemaps_of_any_name() -> None:
    names = ("sitemap-1.xml", "tin.xml.gz", "sub/index-2")
    body = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in names)
    other = "<sitemap><loc>http://elsewhere.example/sitemap.xml</loc></sitemap>"
    found = links(f"<sitemapindex>{body}{other}</sitemapindex>")
    assert [(link.kind, link.url) for link in found] == [(Kind.SITEMAP, HOME + n) for n in names]


def test_a_page_that_speaks_of_feeds_is_no_feed() -> None:
    page = "<!doctype html><html><body><p>&lt;rss&gt;</p><rss></rss><a href='/a-b-c-d-e-f.html'>Tin</a></body></html>"
    assert [link.url for link in links(page)] == [f"{HOME}a-b-c-d-e-f.html"]


def test_robots_txt_names_sitemaps() -> None:
    text = "User-agent: *\nDisallow: /x\nSitemap: http://xa.example.vn/sitemap.xml\r\n sitemap:/b.xml\nSitemap: http://xa.example.vn/sitemap.xml"
    assert named_sitemaps(text) == ["http://xa.example.vn/sitemap.xml", "/b.xml"]
