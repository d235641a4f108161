"""URLs: their canonical form, and which of them are worth a visit. Pure text work.

`canonical` gives the one address of a page among its many; `wanted` says what a URL on a portal
is for, or None when it must never be fetched. A portal's software may add rules of its own
(`crawler.platforms`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from archive.record import Kind
from crawler.platforms import by_name
from crawler.platforms._platform import Platform, UrlRules

MAX_URL = 1000
"""Longer addresses are traps or tokens."""

_ENDLESS = 4 * MAX_URL
"""Longer ones stay as they are: nobody asks for them, and rules may take quadratic time."""

MAX_SEGMENTS = 12

_DEFAULT_PORT = {"http": 80, "https": 443}

_DROPPED = re.compile(
    r"(?i)^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|msclkid|zarsrc|zalo\w*|mc_[ce]id|igshid|yclid|_ga"
    r"|phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sid|cfid|cftoken|osclsid"
    r"|_openstat|ref_src|spm|nocache|no_cache|_dc|timestamp|rand|random|cachebuster)$"
)
_SESSION_IN_PATH = re.compile(
    r"(?i);(?:jsessionid|sid|phpsessid)=[^/?#]*|/\([asf]\([a-z0-9]{16,}\)\)"
)
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_JUNK = re.compile(r"[\x00-\x20\x7f]+")

_FILE = re.compile(
    r"(?i)\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|avif|css|js|json|map|woff2?|ttf|eot|otf"
    r"|pdf|docx?|xlsx?|pptx?|odt|ods|rtf|csv|zip|rar|7z|gz|tar|exe|apk|iso"
    r"|mp3|mp4|m4a|m4v|wav|wma|wmv|avi|flv|mov|mkv|webm|ogg|txt|ics|vcf|xsl)$"
)
_REFUSED_SEGMENT = re.compile(
    r"(?i)^(?:print|in-?an|in-?trang|in-?bai-?viet|savefile|save|sendmail|send-?mail|mailto|email"
    r"|gui-?mail|gui-?bai|share|login|log-?in|sign-?in|logout|signout|register|dang-?nhap(?:\.\w+)?"
    r"|dang-?ky(?:\.\w+)?|dang-?xuat|users?|member|thanh-?vien|account|tai-?khoan|forgot-?password"
    r"|search|seek|tim-?kiem(?:\.\w+)?|statistics?|thong-?ke-?truy-?cap|banners?|quang-?cao|adv"
    r"|admin|administrator|wp-admin|wp-login\.php|wp-json|wp-cron\.php|xmlrpc\.php|wp-comments-post\.php"
    r"|wp-content|wp-includes|cgi-bin|api|ajax|rating|vote|voting|poll|binh-?chon|captcha|calendar"
    r"|lich|comments?|trackback|embed|amp|cart|gio-?hang|forum|chat|webmail|mail|contact|lien-?he"
    r"|login[0-9a-z]*\.(?:html?|aspx?|php)|search\.(?:html?|aspx?|php)|timkiem\.(?:html?|aspx?|php))$"
)
_REFUSED_QUERY = re.compile(
    r"(?i)(?:^|&)(?:print|in|pdf|savefile|share|replytocom|s|q|keyword|keywords|tukhoa|search\w*"
    r"|redirect(?:_to|url)?|return(?:url)?|login|logout|theme|template|skin|layout_mode|font_?size"
    r"|second|nv_redirect|nvvithemever|cal(?:endar)?|(?:month|day|ngay|thang|date)(?==[^&])|task=mail\w*"
    r"|option=com_(?:mailto|users|search|finder)|orderby|sortby|filter\[[^=]*|filter_\w+"
    r"|tmpl=component|format=(?:pdf|print|raw)|p_p_state=pop_up|attachment_id|preview|action"
    r"|do=(?:print|login|search|delete|vote)|vote|rating|rate|like|delete|mobile|viewport|amp)(?:=|&|$)"
)
_LOCALES = frozenset(["vi", "en", "vn", "vi-vn", "en-us", "fr", "zh", "lo", "km", "ru", "ja", "ko"])

_FEED = re.compile(
    r"(?i)/(?:rss|feed|atom)(?:\.xml|\.aspx)?(?:/|$)|\.rss$|[?&](?:format=feed|feed=)"
)
_SITEMAP = re.compile(r"(?i)sitemap[^/]*\.xml(?:\.gz)?$")
_ARTICLE = re.compile(
    r"(?i)\d\.(?:html?|aspx|vnp|epi|tpo|ldo|htm)$|/view_content/|/-/asset_publisher/.+/content/"
    r"|[?&](?:id|itemid|newsid|articleid|nid|p|distid|item)=\d+|/\d{4}/\d{2}/\d{2}/"
    r"|/(?:view|chi-tiet|chitiet|detail|bai-viet|baiviet|tin-bai)/"
)
_LONG_SLUG = re.compile(r"/[^/]*(?:[A-Za-z0-9]+-){5,}[A-Za-z0-9]+(?:\.\w{3,4})?/?$")


def canonical(url: str, platform: Platform | str | None = None) -> str:
    """The address that a page is fetched by and known by.

    Drops fragment, default port, tracking parameters and session ids, lowers scheme and host,
    normalises the percent-encoding, and applies the platform's own rules. Text that is no URL
    comes back as it is, without white space.
    """
    software = platform if isinstance(platform, Platform) else by_name(platform)
    if len(url) <= _REMEMBERED and by_name(software.name) is software:
        return _known_canonical(url, software.name)
    return _canonical(url, software)


_REMEMBERED = 400
"""Menus lead to the same addresses from every page of a portal; long ones are seldom seen twice."""


@lru_cache(maxsize=8192)
def _known_canonical(url: str, platform: str) -> str:
    return _canonical(url, by_name(platform))


_PLAIN = re.compile(
    r"(https?://[a-z0-9][a-z0-9.-]*(?::(?!80/|443/)[1-9]\d{1,3})?)((?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+/?)"
)
"""An address in which nothing is to be put right; most are."""


def _canonical(url: str, platform: Platform) -> str:
    plain = _PLAIN.fullmatch(url) if len(url) <= MAX_URL else None
    if plain is not None:
        return plain[1] + _rewritten(plain[2], platform.urls)
    text = _JUNK.sub("", url).replace("&amp;", "&")
    if len(text) > _ENDLESS:
        return text
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return text
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORT or not host:
        return text
    netloc = f"[{host}]" if ":" in host else host
    if port and port != _DEFAULT_PORT[scheme]:
        netloc = f"{netloc}:{port}"
    path = _normal(_without_dots(_SESSION_IN_PATH.sub("", parts.path)) or "/", "/:@!$&'()*+,;=")
    query = _normal(parts.query, "/:@!$&'()*+,;=?[]")
    rules = platform.urls
    local = f"{path}?{query}" if query else path
    keep = rules.article_query if rules.article and rules.article.search(local) else None
    query = "&".join(pair for pair in query.split("&") if pair and _kept(pair, rules, keep))
    local = f"{path}?{query}" if query else path
    return f"{scheme}://{netloc}{_rewritten(local, rules)}"


def _rewritten(local: str, rules: UrlRules) -> str:
    """Path and query as the platform's own rules write them."""
    for rewrite in rules.rewrites:
        match = rewrite.pattern.search(local)
        if match:
            before, after = local[: match.start()], local[match.end() :]
            made = rewrite.pattern.sub(rewrite.to, local, count=1)  # remembers what `to` means
            new = made[len(before) : len(made) - len(after)]
            if rewrite.lower:
                new = _lower_tail(new, rewrite.to)
            local = before + new + after
    return local


def spelled(url: str) -> str:
    """The address of a file, in letters that stay as they are when text is made NFC.

    A file name in decomposed letters is another name when composed: its bytes are kept.
    """
    if url.isascii() or unicodedata.is_normalized("NFC", url):
        return url
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~", errors="replace")


_ROOTED = re.compile(r"(?:/[\w~%,+-][\w~%.,+-]*)*/?(?:\?[\w~%./&=+:-]+)?")
"""An address from the root of the host on that needs no more than the host before it."""
_WHOLE = re.compile(rf"https?://[a-z0-9.-]+(?::\d+)?{_ROOTED.pattern}")
_ORIGIN = re.compile(r"https?://[\w.-]+(?::\d+)?(?=[/?#]|$)")


def resolved(base: str, href: str) -> str:
    """Where a link or a picture of the page at `base` is. Raises `ValueError` if it's nowhere."""
    if href[:1] == "/":
        origin = _origin(base)
        if origin and len(href) <= _REMEMBERED and (whole := _from_root(origin, href)):
            return whole
    elif _WHOLE.fullmatch(href):
        return spelled(href)
    return spelled(urljoin(base, href))


@lru_cache(maxsize=256)
def _origin(base: str) -> str:
    """Scheme and host of an address, where they are written as usual; else ""."""
    found = _ORIGIN.match(base)
    return found[0] if found else ""


@lru_cache(maxsize=8192)
def _from_root(origin: str, href: str) -> str:
    """The whole address, if no more is to be done for it than to put the two together; else ""."""
    return spelled(origin + href) if _ROOTED.fullmatch(href) else ""


def is_plain(url: str) -> bool:
    """Is this certainly the whole address of something on the web?"""
    return _WHOLE.fullmatch(url) is not None


def path_and_query(url: str) -> tuple[str, str]:
    """As `urlsplit` gives them; of a plain address they are told much faster.

    Raises `ValueError` for what is no address at all.
    """
    if not is_plain(url):
        parts = urlsplit(url)
        return parts.path, parts.query
    address, _, query = url.partition("?")
    _, slash, path = address.partition("://")[2].partition("/")
    return slash + path, query


def _kept(pair: str, rules: UrlRules, keep: frozenset[str] | None) -> bool:
    name = pair.partition("=")[0].lower()
    if _DROPPED.match(name) or name in rules.drop_query:
        return False
    if rules.drop_named is not None and rules.drop_named.search(name):
        return False
    return keep is None or name in keep


def _lower_tail(text: str, template: str) -> str:
    """Lower-case what the pattern captured, not what the rule itself spells."""
    fixed = template.partition("\\")[0]
    return text[: len(fixed)] + text[len(fixed) :].lower()


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/".join(kept)


def _normal(text: str, safe: str) -> str:
    """One spelling of the percent-encoding: letters plain, the rest in upper-case UTF-8 bytes."""
    if text.isascii() and "%" not in text and '"' not in text and "<" not in text:
        return text

    def decode(match: re.Match[str]) -> str:
        char = chr(unquote_to_bytes(match[0])[0])
        return char if char in _UNRESERVED else match[0].upper()

    return quote(_PERCENT.sub(decode, text), safe=safe + "%" + "-._~", errors="replace")


def aim(base: str, href: str, platform: Platform | str | None = None) -> str:
    """Where a redirect from `base` leads, in canonical form; what is no address stays as it is."""
    try:
        return canonical(urljoin(base, href), platform)
    except ValueError:
        return href


def same_site(url: str, home: str) -> bool:
    """Is the URL on the portal's own host? A leading `www.` and http/https make no difference."""
    return _site(url) == _known_site(home) != ("", None)


@lru_cache(maxsize=256)
def _known_site(home: str) -> tuple[str, int | None]:
    return _site(home)


def _site(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", None
    if port in (80, 443):
        port = None
    return (parts.hostname or "").lower().removeprefix("www."), port


def wanted(url: str, home: str, platform: Platform | str | None) -> Kind | None:
    """What a URL found on a portal's page is for; None: never fetch it.

    Pictures and attachments are not asked for here: they come from the article that shows them.
    """
    software = platform if isinstance(platform, Platform) else by_name(platform)
    if len(url) <= _REMEMBERED and len(home) <= MAX_URL and by_name(software.name) is software:
        return _known_wanted(url, home, software.name)
    return _wanted(url, home, software)


@lru_cache(maxsize=8192)
def _known_wanted(url: str, home: str, platform: str) -> Kind | None:
    return _wanted(url, home, by_name(platform))


def _wanted(url: str, home: str, software: Platform) -> Kind | None:
    if len(url) > MAX_URL or not url.lower().startswith(("http://", "https://")):
        return None
    if not same_site(url, home):
        return None
    parts = urlsplit(url)
    local = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if software.urls.refused and software.urls.refused.search(local):
        return None
    if _SITEMAP.search(parts.path):
        return Kind.SITEMAP
    allowed = software.urls.allowed is not None and software.urls.allowed.search(local) is not None
    if _FILE.search(parts.path) or _is_trap(parts.path):
        return None
    if _REFUSED_QUERY.search(parts.query) and not allowed:
        return None
    if any(_REFUSED_SEGMENT.match(segment) for segment in parts.path.split("/")):
        return None
    if "download=" in parts.query:
        return None
    if _FEED.search(local):
        return Kind.FEED
    if software.urls.article is not None:
        return Kind.ARTICLE if software.urls.article.search(local) else Kind.LISTING
    return Kind.ARTICLE if _ARTICLE.search(local) or _LONG_SLUG.search(parts.path) else Kind.LISTING


def _is_trap(path: str) -> bool:
    """Does the path nest without end (`/en/vi/en/...`, `/a/b/a/b/a/b`)?"""
    segments = [segment.lower() for segment in path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return True
    if sum(segment in _LOCALES for segment in segments) > 1:
        return True
    return any(count > 2 for count in Counter(segments).values())
