"""Keys that sort the captures of one address, site and domain together: SURT.

`http://www.xa.gov.vn/Tin?b=2&a=1` -> `vn,gov,xa)/tin?a=1&b=2`: the host turned round, the rest in
the canonical form of the Internet Archive's indexes, which pywb and ReplayWeb.page look up. Our own
because the `surt` package is under the AGPL; a test holds the two together.
"""

from __future__ import annotations

import contextlib
import re
import socket
from urllib.parse import quote_from_bytes, unquote_to_bytes

_ADDRESS = re.compile(
    rb"(?s)(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)"
    rb"(?:\?(?P<query>[^#]*))?"
)
_HAS_SCHEME = re.compile(rb"[a-zA-Z][a-zA-Z0-9+.-]*:")
_REPEATED_SCHEME = re.compile(rb"(?:https?://)+(?=https?://)")
_BLANK = re.compile(rb"[\n\r\t]")
_WWW = re.compile(rb"www\d*\.")
_NUMBERS = re.compile(rb"[0-9]+(?:\.[0-9]+){0,3}")
_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_PORTS = {b"http": b"80", b"https": b"443"}

_PATH_SESSIONS = (
    re.compile(rb"(?i)(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)"),
    re.compile(rb"(?i)(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)"),
)
"""`/(S(...))/trang.aspx`: ASP.NET without cookies."""

_QUERY_SESSIONS = tuple(
    re.compile(rb"(?i)(.*)(?:" + session + rb")(?:&(.*))?")
    for session in (
        rb"jsessionid=[0-9a-z]{32}", rb"phpsessid=[0-9a-z]{32}", rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}", rb"cfid=[^&]+&cftoken=[^&]+",
    )
)  # fmt: skip


def surt(url: str) -> str:
    """The key of an address; an address that is none (`urn:...`) is nearly its own key."""
    raw = _BLANK.sub(b"", url.encode("utf-8", "surrogateescape").strip())
    if not raw:
        return "-"
    if raw.startswith(b"filedesc"):
        return url
    if not _HAS_SCHEME.match(raw):
        raw = b"http://" + raw
    parts = _ADDRESS.match(_REPEATED_SCHEME.sub(b"", raw))
    assert parts is not None  # it has a scheme
    scheme, path = parts["scheme"], parts["path"]
    host, port = _host_and_port(parts["authority"] or b"")
    if scheme.startswith(b"http") and not host:
        host, _, rest = path.lstrip(b"/").partition(b"/")
        path = b"/" + rest
    query = _query(parts["query"])
    if host:
        name = _host(host)
        shown = b"" if not port or port == _PORTS.get(scheme.lower()) else b":" + port
        key = b",".join(reversed(name.split(b"."))) + shown + b")"
        key += _path(_folded(path))
    else:
        key = scheme + b":" + _cut_path(_escaped(_unescaped(path)))
        key += b"/" if query and not path else b""
    return (key + (b"?" + query if query else b"")).decode("utf-8", "replace")


def _host_and_port(authority: bytes) -> tuple[bytes, bytes]:
    host, colon, port = authority.rpartition(b"@")[2].rstrip(b":").partition(b":")
    return host, port.lstrip(b"0") if colon and port.isdigit() else b""


def _host(host: bytes) -> bytes:
    name = _unescaped(host)
    if not name.isascii():
        with contextlib.suppress(UnicodeError):  # no name of the DNS: as it stands
            name = name.decode("utf-8", "ignore").encode("idna")
    name = name.replace(b"..", b".").strip(b".").lower()
    if _NUMBERS.fullmatch(name):
        with contextlib.suppress(OSError):  # 2130706433 and 0177.0.0.1 are 127.0.0.1
            name = socket.inet_ntoa(socket.inet_aton(name.decode("ascii"))).encode("ascii")
    name = _escaped(name)
    www = _WWW.match(name)
    return name[www.end() :] if www else name


def _folded(path: bytes) -> bytes:
    """Without `.`, `..` and doubled slashes, escapes undone and made anew."""
    kept: list[bytes] = []
    steps = _unescaped(path).split(b"/")[1:]
    for step in steps:
        if step == b".." and kept:
            kept.pop()
        elif step != b".":
            kept.append(step)
    last = kept.pop() if kept else b""
    return _escaped(b"/" + b"".join(step + b"/" for step in kept if step) + last)


def _path(path: bytes) -> bytes:
    return _cut_path(path) or b"/"


def _cut_path(path: bytes) -> bytes:
    path = path.lower()
    for session in _PATH_SESSIONS:
        if (found := session.fullmatch(path)) is not None:
            path = found[1] + found[2]
    return path[:-1] if len(path) > 1 and path.endswith(b"/") else path


def _query(query: bytes | None) -> bytes:
    if not query:
        return b""
    query = _escaped(_unescaped(query))
    for session in _QUERY_SESSIONS:
        if (found := session.fullmatch(query)) is not None:
            query = found[1] + (found[2] or b"")
    query = query.lower()
    if len(query) <= 1:
        return query
    return b"&".join(
        b"=".join(pair) for pair in sorted(p.split(b"=", 1) for p in query.split(b"&"))
    )


def _unescaped(text: bytes) -> bytes:
    """Until nothing is left to undo: `%2541` is `A`."""
    while (plain := unquote_to_bytes(text)) != text:
        text = plain
    return text


def _escaped(text: bytes) -> bytes:
    return quote_from_bytes(text, safe=_KEPT).encode("ascii")
