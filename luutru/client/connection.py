"""Requests, and what is tried again.

A read is tried again when there was no answer, or 429, 502, 503 or 504; a change too, since it carries
an `Idempotency-Key` by which the site knows that it has done it already.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from luutru.client.errors import BY_STATUS, ApiProblem, NotThis, Refused, Unreachable

BASE = "/api/v1"
WAITS = (0.5, 2.0, 8.0)
"""Seconds before each new try."""

_BUSY = (429, 502, 503, 504)
_LONGEST = 60.0


class Connection:
    """To one site. The token goes nowhere else: redirects are not followed."""

    def __init__(
        self, site: str, token: str | None, *, timeout: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        headers = {"User-Agent": "luutru.client"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx.Client(
            base_url=site.rstrip("/") + BASE, headers=headers, timeout=timeout
        )
        self._sleep = sleep

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        """The JSON at a path below the API.

        Raises:
            ClientError
        """
        return self._json(self._again(lambda: self._http.get(path, params=_pairs(asked))))

    def change(
        self, method: str, path: str, sent: Mapping[str, Any], *, etag: str | None, dry_run: bool
    ) -> Any:
        """The JSON that a change answers; done once, however often it is tried.

        Raises:
            ClientError
        """
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if etag is not None:
            headers["If-Match"] = etag
        asked = _pairs({"dry_run": True} if dry_run else None)
        return self._json(self._again(
            lambda: self._http.request(method, path, params=asked, json=sent, headers=headers)
        ))  # fmt: skip

    @contextmanager
    def stream(self, path: str, asked: Mapping[str, Any]) -> Iterator[Iterator[bytes]]:
        """The bytes at a path, as they come; tried once.

        Raises:
            httpx.TransportError, ClientError
        """
        with self._http.stream("GET", path, params=_pairs(asked)) as answer:
            if not answer.is_success:
                answer.read()
                raise _problem(answer)
            yield answer.iter_bytes()

    def wait(self, tries: int, wish: float = 0.0) -> bool:
        """Waits before a new try, after so many in vain; False: enough was tried."""
        if tries > len(WAITS):
            return False
        self._sleep(max(WAITS[tries - 1], min(wish, _LONGEST)))
        return True

    def _again(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        tries = 0
        while True:
            tries += 1
            try:
                answer = ask()
            except httpx.TransportError as error:
                if not self.wait(tries):
                    raise Unreachable(f"{self._http.base_url}: {error or 'no answer'}") from error
                continue
            if answer.status_code not in _BUSY or not self.wait(tries, _wish(answer)):
                return answer

    def _json(self, answer: httpx.Response) -> Any:
        if not answer.is_success:
            raise _problem(answer)
        try:
            return answer.json()
        except ValueError as error:
            raise NotThis(f"{answer.url} does not answer as the content API of luutru") from error


def _problem(answer: httpx.Response) -> ApiProblem | NotThis:
    kind = answer.headers.get("content-type", "")
    if not kind.startswith("application/problem+json"):
        return NotThis(
            f"{answer.url} answers {answer.status_code}, and not as the content API does"
        )
    said = answer.json()
    made = BY_STATUS.get(answer.status_code, Refused)
    return made(
        answer.status_code, said.get("title", ""), said.get("detail", ""),
        parameter=said.get("parameter"), type=said.get("type", "about:blank"),
        etag=answer.headers.get("etag"),
    )  # fmt: skip


def _wish(answer: httpx.Response) -> float:
    wish = answer.headers.get("retry-after", "")
    return float(wish) if wish.isdigit() else 0.0


def _pairs(asked: Mapping[str, Any] | None) -> httpx.QueryParams:
    """Parameters as the API takes them: lists repeat, True is `true`, None is left out."""
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, value in (asked or {}).items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is not None:
                pairs.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return httpx.QueryParams(pairs)
