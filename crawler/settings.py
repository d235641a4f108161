"""Polite defaults of the crawl, in one place. Everything else is Scrapy's own default."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from crawler.bounds import Bounds

DEFAULT = Bounds()

CONTACT = "https://pypi.org/project/luutru/"

USER_AGENT = f"luutru/{version('luutru')} (archive of commune portals; +{CONTACT})"


def user_agent_of(contact: str | None) -> str:
    """Ours, with this contact (an address or `mailto:`) in place of the project's."""
    return USER_AGENT if contact is None else USER_AGENT.replace(f"+{CONTACT}", f"+{contact}")


DEFAULT_DELAY = 2.0
"""Seconds between two requests to one host; robots.txt may ask for more."""

MAX_CRAWL_DELAY = 30.0
"""A longer Crawl-delay than this is taken as this."""

PATIENCE_SECONDS = 120.0
"""A run does not stay for a server that asks for a longer pause; the next run asks it again."""

RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


def scrapy_settings(user_agent: str, bounds: Bounds = DEFAULT) -> dict[str, Any]:
    """Settings for one crawl process. Delays are kept by the frontier, not by Scrapy's slots.

    Redirects, retries, robots.txt and decompression are off here because each of them is a
    unit of work of its own in the frontier.
    """
    return {
        "USER_AGENT": user_agent,
        "SCHEDULER": "crawler.frontier.FrontierScheduler",
        "TWISTED_DNS_RESOLVER": "crawler.guard.GuardedResolver",
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS": 256,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "LUUTRU_BOUNDS": asdict(bounds),
        "DOWNLOAD_TIMEOUT": bounds.head_seconds,
        "DOWNLOAD_MAXSIZE": 0,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "COMPRESSION_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "COOKIES_ENABLED": True,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        # Nothing is yielded to Scrapy; for each response it would start as many tasks.
        "CONCURRENT_ITEMS": 1,
        "SPIDER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": 700,
        },
        "EXTENSIONS": {
            "scrapy.extensions.corestats.CoreStats": None,
            "scrapy.extensions.memusage.MemoryUsage": None,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
        },
        "DOWNLOAD_HANDLERS": {
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
            "http": "crawler.wire.CountedHandler",
            "https": "crawler.wire.CountedHandler",
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            "crawler.cookies.SmallCookies": 700,
        },
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.3",
            "Accept-Encoding": "gzip, deflate",
        },
    }
