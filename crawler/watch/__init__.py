"""Short looks at many portals at once: is the name there, the certificate good, the page the page?

One GET of the home page each, at most so many at a time, with our user agent and its contact. A
portal is asked nothing else, so its robots.txt is not. Redirects within the site are followed, one
to another site is noted and not followed. Nothing is kept but the outcome (`archive.probes`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpcore

from archive.entity import decode
from archive.folder import VIETNAM, stamp
from archive.probes import Outcome, Probe
from archive.record import Portal
from crawler.extract.closed import closed_door
from crawler.guard import NoName, PrivateAddress, check_literal, netloc_of
from crawler.settings import USER_AGENT
from crawler.tls import lax_context, strict_context
from crawler.watch.digest import visible_digest
from crawler.watch.net import GuardedBackend, certificate_end, certificate_problem

AT_ONCE = 16
"""Portals that are asked at the same time; each is asked once."""

TIMEOUT = 20.0
"""Seconds for one portal, all of it."""

MAX_BYTES = 1 << 20
"""Of a home page; what comes after is not read."""

MAX_HOPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One response."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    payload: bytes
    tls_until: str | None

    def header(self, name: str) -> str | None:
        return next((value for one, value in self.headers if one.lower() == name), None)


def watch(
    portals: Sequence[Portal],
    *,
    at_once: int = AT_ONCE,
    timeout: float = TIMEOUT,
    user_agent: str = USER_AGENT,
    observer: Callable[[int, int], None] = lambda done, total: None,
) -> list[Probe]:
    """Looks at each portal once. `observer(done, of)` is called after each."""
    return asyncio.run(_watch(portals, at_once, timeout, user_agent, observer))


async def _watch(
    portals: Sequence[Portal], at_once: int, timeout: float, user_agent: str,
    observer: Callable[[int, int], None],
) -> list[Probe]:  # fmt: skip
    gate, done = asyncio.Semaphore(at_once), 0

    async def one(portal: Portal) -> Probe:
        nonlocal done
        async with gate:
            probe = await _probe(portal, timeout, user_agent)
        done += 1
        observer(done, len(portals))
        return probe

    return list(await asyncio.gather(*(one(portal) for portal in portals)))


async def _probe(portal: Portal, timeout: float, user_agent: str) -> Probe:
    host = urlsplit(portal.url).hostname or ""
    backend = GuardedBackend(frozenset({host}) if portal.allow_private else frozenset())
    began, at = time.monotonic(), stamp(datetime.now(VIETNAM))
    problem: str | None = None
    answer: _Answer | None = None
    outcome: Outcome = "no answer"
    error: str | None = None
    try:
        async with asyncio.timeout(timeout):
            try:
                answer = await _follow(portal, backend, user_agent, strict=True)
            except httpcore.ConnectError as failure:
                problem = certificate_problem(failure)
                if problem is None:
                    raise
                answer = await _follow(portal, backend, user_agent, strict=False)
    except NoName:
        outcome, error = "no name", f"the name {host} does not resolve"
    except PrivateAddress as refusal:
        error = str(refusal)
    except TimeoutError:
        error = f"{host} did not answer within {timeout:.0f} s"
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        OSError,
    ) as failure:
        error = _in_words(host, failure)
    target = digest = None
    if answer is not None:
        outcome, target, error = _judged(portal, answer)
        entity = decode(answer.headers, answer.payload)
        digest = visible_digest(entity.body, answer.header("content-type")) if entity.body else None
    return Probe(
        portal=portal.id, at=at, outcome=outcome, ip=backend.ip,
        status=answer.status if answer else None, target=target,
        tls_until=answer.tls_until if answer else None, tls_problem=problem, digest=digest,
        error=error, milliseconds=round((time.monotonic() - began) * 1000),
    )  # fmt: skip


async def _follow(
    portal: Portal, backend: GuardedBackend, user_agent: str, *, strict: bool
) -> _Answer:
    """The answer at the end of the redirects within the site."""
    url = portal.url
    context = strict_context() if strict else lax_context()
    allowed = frozenset({netloc_of(url)}) if portal.allow_private else frozenset()
    async with httpcore.AsyncConnectionPool(ssl_context=context, network_backend=backend) as pool:
        for _ in range(MAX_HOPS):
            check_literal(url, allowed)
            answer = await _get(pool, url, user_agent)
            target = _target(answer)
            if target is None or not _same_site(target, portal.url):
                return answer
            url = target
    return answer


async def _get(pool: httpcore.AsyncConnectionPool, url: str, user_agent: str) -> _Answer:
    headers = {"User-Agent": user_agent, "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}
    parts = urlsplit(url)
    headers["Host"] = parts.netloc.rpartition("@")[2]
    async with pool.stream("GET", url, headers=list(headers.items())) as response:
        tls_until = certificate_end(response.extensions.get("network_stream"))
        payload = bytearray()
        async for part in response.aiter_stream():
            payload += part
            if len(payload) > MAX_BYTES:
                break
        return _Answer(
            url=url, status=response.status, payload=bytes(payload), tls_until=tls_until,
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers],
        )  # fmt: skip


def _target(answer: _Answer) -> str | None:
    location = answer.header("location") if 300 <= answer.status < 400 else None
    if location is None:
        return None
    target = urljoin(answer.url, location.strip())
    return target if target.startswith(("http://", "https://")) else None


def _same_site(one: str, other: str) -> bool:
    hosts = [(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)]
    return hosts[0] == hosts[1]


def _judged(portal: Portal, answer: _Answer) -> tuple[Outcome, str | None, str | None]:
    """Outcome, target elsewhere, what is wrong in words."""
    target = _target(answer)
    if target is not None:
        if _same_site(target, portal.url):
            return "refused", target, "its redirects have no end"
        return "moved", target, None
    if answer.status >= 400:
        return "refused", None, f"the server answered {answer.status}"
    content_type = answer.header("content-type")
    door = closed_door(
        decode(answer.headers, answer.payload).body,
        {"content-type": content_type} if content_type else None,
    )
    links = answer.payload.count(b"<a ") + answer.payload.count(b"<A ")
    if door is not None and links < _FEW_LINKS:
        return "closed", None, door
    return "alive", None, None


_FEW_LINKS = 10
"""A page with more links than this is a home page, whatever words stand on it."""


def _in_words(host: str, error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return f"{host} did not answer in time"
    if isinstance(error, httpcore.ConnectError | OSError):
        return f"no connection to {host}: {_first(error)}"
    return f"the connection to {host} broke: {_first(error)}"


def _first(error: Exception) -> str:
    said: Iterator[str] = (line for line in str(error).splitlines() if line)
    return next(said, type(error).__name__)[:200]
