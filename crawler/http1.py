"""One HTTP/1.1 response out of bytes as they come. Pure: no network, no clock, no opinion.

Theory of operation: `Parser.feed` takes what the connection brings and gives back what of it
belongs to the body; `head` is there as soon as it is whole, `done` once the response has ended.
Lenient as browsers are (bare newlines, lines without a colon, a folded line), strict where the
end of a body is at stake: what cannot be framed is an error, never a guess. Names and values of
header fields stay as the server sent them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Fields = tuple[tuple[str, str], ...]

Ending = Literal["none", "length", "chunks", "connection"]
"""What the end of a body is told by."""

_STATUS = re.compile(rb"HTTP/(\d)\.(\d) +(\d{3})(?: .*)?\Z", re.DOTALL)
_PROTOCOL = b"HTTP/"
_NO_BODY = (204, 304)
_LONGEST_CHUNK_LINE = 1024
_LONGEST_TRAILER = 65_536
_HEX = re.compile(rb"[0-9A-Fa-f]{1,16}\Z")


class HeadTooLong(Exception):
    """The head of a response does not end."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the head of the response is longer than {limit:,} bytes")


class NoHttp(Exception):
    """Bytes came, but no HTTP response."""

    def __init__(self, start: bytes) -> None:
        super().__init__(f"what was sent is no HTTP response: {str(start[:80])[2:-1]}")


class BadFraming(Exception):
    """Where the body ends cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Status line and header fields of a response."""

    status: int
    line: str
    """The status line as it came."""
    fields: Fields
    ending: Ending
    length: int | None = None
    """Bytes of the body, where they are announced and count."""
    persistent: bool = True
    """May the connection be asked again?"""


class Parser:
    """Reads one response to one request."""

    def __init__(self, method: str, head_bytes: int) -> None:
        self.head: Head | None = None
        self.done = False
        self.rest = 0
        """Bytes that came beyond the end."""
        self._method = method
        self._limit = head_bytes
        self._seen = 0
        """Bytes of heads that came before this one (100 Continue)."""
        self._buffer = b""
        self._left = 0
        """Bytes of the body, or of its present chunk, that are still to come."""
        self._trailer: int | None = None
        """Bytes of the trailer, once the last chunk has come."""

    @property
    def start(self) -> bytes:
        """What came of a head that isn't whole."""
        return self._buffer

    def feed(self, data: bytes) -> bytes:
        """Takes what came; returns what of it is body, without the framing of chunks.

        Raises:
            HeadTooLong, NoHttp: there is no head.
            BadFraming: there is one, but where its body ends cannot be told.
        """
        if self.done:
            self.rest += len(data)
            return b""
        if self.head is None:
            data = self._read_head(data)
            if self.head is None:
                return b""
        if self.head.ending == "chunks":
            return self._dechunked(data)
        if self.head.ending == "connection":
            return data
        if len(data) < self._left:
            self._left -= len(data)
            return data
        body, self.rest = data[: self._left], len(data) - self._left
        self._left, self.done = 0, True
        return body

    def _read_head(self, data: bytes) -> bytes:
        """Takes a head, and those of 100 Continue before it; returns what follows it."""
        known = len(self._buffer)
        self._buffer = buffer = self._buffer + data
        while True:
            if not buffer.startswith(_PROTOCOL[: len(buffer)]):
                raise NoHttp(buffer)
            end, after = _end_of_head(buffer, max(0, known - 3))
            if self._seen + (after if end >= 0 else len(buffer)) > self._limit:
                raise HeadTooLong(self._limit)
            if end < 0:
                self._buffer = buffer
                return b""
            head = _head(buffer[:end], self._method)
            if 100 <= head.status < 200 and head.status != 101:
                self._seen += after
                buffer, known = buffer[after:], 0
                continue
            self.head, self._buffer = head, b""
            self._left = head.length or 0
            return buffer[after:]

    def _dechunked(self, data: bytes) -> bytes:
        data = self._buffer + data if self._buffer else data
        found: list[bytes] = []
        at = 0
        while not self.done:
            if self._trailer is not None:
                at = self._read_trailer(data, at)
                if not self.done:
                    break
            elif self._left > 2:  # the line end behind a chunk counts as two bytes of it
                piece = data[at : at + self._left - 2]
                found.append(piece)
                at += len(piece)
                self._left -= len(piece)
                if self._left > 2:
                    break
            elif self._left:
                if len(data) - at < 2:
                    break
                if data[at : at + 2] != b"\r\n":
                    raise BadFraming("a chunk of the body does not end where it should")
                at, self._left = at + 2, 0
            else:
                end = data.find(b"\n", at)
                if end < 0:
                    if len(data) - at > _LONGEST_CHUNK_LINE:
                        raise BadFraming("a chunk of the body begins with an endless line")
                    break
                size = data[at:end].split(b";", 1)[0].strip()
                if not _HEX.match(size):
                    raise BadFraming("a chunk of the body has no length")
                at, length = end + 1, int(size, 16)
                if length:
                    self._left = length + 2
                else:
                    self._trailer = 0
        if self.done:
            self.rest, self._buffer = len(data) - at, b""
        else:
            self._buffer = data[at:]
        return found[0] if len(found) == 1 else b"".join(found)

    def _read_trailer(self, data: bytes, at: int) -> int:
        """Passes over the fields behind the last chunk; the empty line ends them."""
        while (end := data.find(b"\n", at)) >= 0:
            line, at = data[at:end].rstrip(b"\r"), end + 1
            self._trailer = (self._trailer or 0) + len(line)
            if not line:
                self.done = True
                return at
        if (self._trailer or 0) + len(data) - at > _LONGEST_TRAILER:
            raise BadFraming("the fields behind the body do not end")
        return at


def _end_of_head(data: bytes, start: int) -> tuple[int, int]:
    """Where the head ends and what follows begins; -1 if it has not ended."""
    usual = data.find(b"\r\n\r\n", start)
    bare = data.find(b"\n\n", start, usual + 1 if usual >= 0 else len(data))
    mixed = data.find(b"\n\r\n", start, usual + 1 if usual >= 0 else len(data))
    found = [(at, at + size) for at, size in ((usual, 4), (bare, 2), (mixed, 3)) if at >= 0]
    return min(found, default=(-1, -1))


def _head(raw: bytes, method: str) -> Head:
    lines = raw.replace(b"\r\n", b"\n").split(b"\n")
    found = _STATUS.match(lines[0])
    if found is None:
        raise NoHttp(lines[0])
    fields = tuple(_fields(lines[1:]))
    status = int(found[3])
    named: dict[str, list[str]] = {}
    for name, value in fields:
        named.setdefault(name.lower(), []).append(value)
    old = (found[1], found[2]) < (b"1", b"1")
    ending, length = _ending(status, method, named)
    closes = "close" in ",".join(named.get("connection", ())).lower()
    return Head(
        status=status,
        line=lines[0].decode("utf-8", "surrogateescape").rstrip(),
        fields=fields,
        ending=ending,
        length=length,
        persistent=not (old or closes or ending == "connection" or status == 101),
    )


def _fields(lines: list[bytes]) -> list[tuple[str, str]]:
    unfolded: list[bytes] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and unfolded:
            unfolded[-1] += b" " + line.strip()
        else:
            unfolded.append(line)
    pairs = (line.partition(b":") for line in unfolded)
    return [
        (name.strip().decode("latin-1"), value.strip().decode("utf-8", "surrogateescape"))
        for name, colon, value in pairs
        if colon and name.strip()
    ]


def _ending(status: int, method: str, named: dict[str, list[str]]) -> tuple[Ending, int | None]:
    if method == "HEAD" or status in _NO_BODY:
        return "none", None
    codings = ",".join(named.get("transfer-encoding", ())).lower().replace(" ", "")
    if codings and codings != "identity":
        return ("chunks", None) if codings.endswith("chunked") else ("connection", None)
    lengths = {one.strip() for value in named.get("content-length", ()) for one in value.split(",")}
    if not lengths:
        return "connection", None
    (length,) = lengths if len(lengths) == 1 else ("",)
    if not (length.isascii() and length.isdecimal()) or len(length) > 18:
        raise BadFraming(f"the length of the body is announced as {' and '.join(sorted(lengths))}")
    return "length", int(length)
