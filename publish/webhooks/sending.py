"""One attempt to tell one receiver of one event."""

from __future__ import annotations

import time
from datetime import datetime
from types import TracebackType
from typing import Self

import httpcore

from archive.rest import agent
from archive.webhooks.outbox import Delivery, Outcome
from archive.webhooks.receivers import Webhook
from publish.webhooks.connecting import CheckedBackend, Deadline, NotPublic
from publish.webhooks.signing import payload, signed

TIMEOUT = 10.0
"""Seconds for one attempt, from resolving the name to the end of the answer's head."""

_READ = 65_536
"""Bytes of an answer that are read, so that the connection serves again; what they say is ignored."""

_FAILURES = (
    httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, NotPublic, OSError
)  # fmt: skip


class Sender:
    """Sends to one receiver, by one connection while it lasts. Redirects are never followed."""

    def __init__(self, hook: Webhook, secret: str, *, timeout: float = TIMEOUT) -> None:
        self._hook, self._secret, self._timeout = hook, secret, timeout
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            max_connections=1,
            keepalive_expiry=5.0,
            network_backend=CheckedBackend(self._deadline, allow_private=hook.allow_private),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def send(self, sent: Delivery, moment: datetime) -> Outcome:
        """What the receiver answered; never raises for what lies with it or with the network."""
        body = payload(sent, self._hook.base_url)
        headers = {
            "content-type": "application/json",
            "user-agent": agent().replace(" ", "/"),
            **signed(sent.message, body, self._secret, moment),
        }
        began = time.monotonic()
        self._deadline.begin(self._timeout)
        try:
            status, wish = self._post(body, headers)
        except _FAILURES as error:
            return Outcome(error=self._told(error), milliseconds=_since(began))
        told = None if 200 <= status < 300 else f"the receiver answered {status}"
        return Outcome(status=status, error=told, retry_after=wish, milliseconds=_since(began))

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, float | None]:
        fields = [(name.encode(), value.encode()) for name, value in headers.items()]
        with self._pool.stream("POST", self._hook.url, headers=fields, content=body) as answer:
            wish = {name.lower(): value for name, value in answer.headers}.get(b"retry-after", b"")
            read = 0
            try:
                for piece in answer.iter_stream():
                    read += len(piece)
                    if read > _READ:
                        break
            except _FAILURES:
                pass  # its status stands
            return answer.status, float(wish) if wish.isdigit() else None

    def _told(self, error: Exception) -> str:
        if isinstance(error, httpcore.TimeoutException):
            return f"no answer within {self._timeout:g} s"
        if isinstance(error, NotPublic):
            return str(error)
        return f"cannot be reached: {error}" if str(error) else "it hung up"


def _since(began: float) -> int:
    return round(1000 * (time.monotonic() - began))
