"""Feeds and sitemaps of the NukeViet sample, with the faults of the real ones.

The minutes in the feed are the number of the month, and the sitemap still lists an article that
was taken down long ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from luutru.demo.content import SampleArticle, SampleContent
from luutru.demo.layouts._layout import escape

HIDDEN_PATH = "/thong-bao/thong-bao-nghi-tet-duong-lich-nam-2018-1.html"
"""In the sitemap, but answers 404."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_index(origin: str) -> str:
    entry = f"<sitemap><loc>{origin}/sitemap-vi.news.xml</loc></sitemap>"
    return f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">{entry}</sitemapindex>\n'


def sitemap(origin: str, pages: Sequence[tuple[str, datetime]]) -> str:
    """All articles with the time of their publication, seconds included."""
    entries = "".join(
        f"<url><loc>{origin}{path}</loc><lastmod>{moment.isoformat()}</lastmod>"
        "<changefreq>daily</changefreq><priority>0.8</priority></url>"
        for path, moment in pages
    )
    hidden = (
        f"<url><loc>{origin}{HIDDEN_PATH}</loc><lastmod>2018-12-27T09:12:40+07:00</lastmod></url>"
    )
    return f'{_XML}<urlset xmlns="{_SITEMAPS}">{entries}{hidden}</urlset>\n'


def rss(content: SampleContent, origin: str, items: Sequence[tuple[str, SampleArticle]]) -> str:
    entries = "".join(
        f"<item><title>{escape(article.title)}</title><link>{origin}{path}</link>"
        f'<guid isPermaLink="false">news_{article.id}</guid>'
        f"<pubDate>{_feed_time(article.published)}</pubDate>"
        f"<description>{escape(article.teaser)}</description></item>\n"
        for path, article in items
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>{escape(content.site_name)}</title>'
        f"<link>{origin}/</link><language>vi</language><generator>NukeViet v4.0</generator>\n"
        f"{entries}</channel></rss>\n"
    )


def _feed_time(moment: datetime) -> str:
    """RFC 822 in GMT, but with the month where the minutes belong."""
    utc = moment.astimezone(UTC)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1]
    return f"{day}, {utc.day} {month} {utc.year} {utc.hour:02}:{utc.month:02}:{utc.second:02} GMT"
