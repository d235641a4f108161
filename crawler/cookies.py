"""Cookies within bounds: what a server sets is sent back, but not without measure."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookiejar import Cookie

from scrapy import Request
from scrapy.downloadermiddlewares import cookies as stock
from scrapy.http import Response
from scrapy.http.cookies import CookieJar
from tldextract import TLDExtract

MAX_COOKIE = 4096
"""Bytes of name and value, as browsers have it (RFC 6265, 6.1)."""

MAX_COOKIES = 50
"""Of one portal (RFC 6265, 6.1): a server may name a new one in every answer."""

REFUSED = "cookies_refused"
"""Key of a request's meta: how many cookies its answer set in vain."""

# The list of public suffixes is the one that comes with the library: a crawl asks for nothing
# but its portals.
stock._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=())


class Cookies(stock.CookiesMiddleware):
    """Scrapy's cookies, which take none that a browser would not take.

    A jar per portal (key `cookiejar` of a request's meta), looked into only where there is anything.
    """

    def put_on(self, request: Request) -> None:
        """Gives a request its own cookies and those that its portal has set."""
        jar = self.jars.get(request.meta.get("cookiejar"))
        if request.cookies or (jar is not None and jar.jar._cookies):  # type: ignore[attr-defined]
            self.process_request(request)

    def take_from(self, response: Response, request: Request) -> None:
        """Remembers what a response sets."""
        self.process_response(request, response)

    def _process_cookies(
        self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request
    ) -> None:
        known = {cookie.name for cookie in jar}
        fit: list[Cookie] = []
        for cookie in cookies:
            known.add(cookie.name)
            if len(cookie.name) + len(cookie.value or "") > MAX_COOKIE or len(known) > MAX_COOKIES:
                known.discard(cookie.name)
                request.meta[REFUSED] = request.meta.get(REFUSED, 0) + 1
            else:
                fit.append(cookie)
        super()._process_cookies(fit, jar=jar, request=request)
