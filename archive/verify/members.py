"""A WARC file member by member, in constant memory, whatever is damaged in it.

Inflates each gzip member once and hashes its block and payload as they pass; keeps only the
heads. After damage it goes on at the next place that reads as a record. Trusts no index.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from archive.warc import Headers

_CHUNK = 1 << 16
_MAX_HEAD = 1 << 20
"""WARC fields or HTTP headers longer than this are no heads."""
_MAGIC = b"\x1f\x8b\x08"

UNZIPPABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ValueError, OSError, EOFError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What `zipfile` raises of a file that was tampered with; it promises no more than the first."""


@dataclass(slots=True)
class Seen:
    """One member: what its record says of itself, what it is, and what is wrong with it."""

    offset: int
    length: int = 0
    damage: str | None = None
    """Why this is no whole record; the rest is then what could still be read."""
    cut: bool = False
    """Does the file end inside it?"""
    type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    start_line: str = ""
    """Of the HTTP message inside."""
    http_headers: Headers = ()
    block_bytes: int = 0
    block_sha256: str = ""
    payload_bytes: int = 0
    payload_sha256: str = ""
    block_other: Mapping[str, str] = field(default_factory=dict)
    """Further digests of block and payload that its header asks for: `block sha1` -> base32."""
    odd_header: bool = False
    """Does the gzip header differ from what luutru writes?"""

    @property
    def record_id(self) -> str:
        return self.headers.get("warc-record-id", "")

    @property
    def url(self) -> str | None:
        return self.headers.get("warc-target-uri")

    @property
    def status(self) -> int | None:
        match = re.match(r"HTTP/\S+ (\d{3})", self.start_line)
        return int(match[1]) if match else None


def walk(file: BinaryIO, end: int, start: int = 0) -> Iterator[Seen]:
    """Each member between two offsets; damaged stretches as one `Seen` with `damage`."""
    offset = start
    while offset < end:
        file.seek(offset)
        seen = _member(file, offset, end)
        if seen.damage is not None and seen.length == 0:
            following = next_record(file, offset + 1, end)
            seen.length = (following if following is not None else end) - offset
        yield seen
        offset += seen.length


def walk_plain(file: BinaryIO, end: int) -> Iterator[Seen]:
    """The same of a WARC file that is not compressed."""
    offset = 0
    while offset < end:
        seen = Seen(offset=offset)
        file.seek(offset)
        head = _plain_head(file)
        size = re.search(rb"(?im)^content-length:\s*(\d+)\s*$", head)
        digester = _Digester(seen)
        digester.feed(head)
        left = int(size[1]) + 4 if size else 0
        while left > 0 and (chunk := file.read(min(left, _CHUNK))):
            digester.feed(chunk)
            left -= len(chunk)
        seen.length = max(file.tell() - offset, 1)
        seen.damage = digester.close()
        if left > 0 or (head.startswith(b"WARC/") and not head.endswith(b"\n\r\n")):
            seen.damage, seen.cut = "the record is cut short: the file ends inside it", True
        if seen.damage is not None and not seen.cut:
            following = _next_plain(file, offset + 1, end)
            seen.length = (following if following is not None else end) - offset
        yield seen
        offset += seen.length


def _plain_head(file: BinaryIO) -> bytes:
    lines: list[bytes] = []
    size = 0
    while size < _MAX_HEAD and (line := file.readline(_CHUNK)):
        lines.append(line)
        size += len(line)
        if line == b"\r\n":
            break
    return b"".join(lines)


def _next_plain(file: BinaryIO, start: int, end: int) -> int | None:
    position, mark = start, b"\r\n\r\nWARC/1."
    while position < end:
        file.seek(position)
        chunk = file.read(1 << 20)
        at = chunk.find(mark)
        if at >= 0:
            return position + at + 4
        if len(chunk) < 1 << 20:
            return None
        position += len(chunk) - len(mark)
    return None


def next_record(file: BinaryIO, start: int, end: int) -> int | None:
    """Offset of the next place that reads as a record's gzip member."""
    position, kept = start, b""
    while position < end:
        file.seek(position)
        chunk = file.read(min(1 << 20, end - position))
        if not chunk:
            return None
        data, base = kept + chunk, position - len(kept)
        at = data.find(_MAGIC)
        while at >= 0:
            if _starts_record(file, base + at):
                return base + at
            at = data.find(_MAGIC, at + 1)
        position += len(chunk)
        kept = data[-(len(_MAGIC) - 1) :]
    return None


def _starts_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(31).decompress(file.read(4096), 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _member(file: BinaryIO, offset: int, end: int) -> Seen:
    """The member at `offset`; `length` 0 when its end cannot be told."""
    seen = Seen(offset=offset)
    inflate, read = zlib.decompressobj(31), 0
    digester = _Digester(seen)
    while not inflate.eof:
        chunk = file.read(min(_CHUNK, end - offset - read))
        if read == 0 and chunk:
            if not chunk.startswith(_MAGIC[: len(chunk)]):
                seen.damage = "no gzip member starts here"
                return seen
            seen.odd_header = any(chunk[3:8]) or chunk[8:9] not in (b"\x00", b"\x02", b"\x04")
        read += len(chunk)
        try:
            data = inflate.decompress(chunk, _CHUNK)
            digester.feed(data)
            while len(data) == _CHUNK and not inflate.eof:
                data = inflate.decompress(inflate.unconsumed_tail, _CHUNK)
                digester.feed(data)
        except zlib.error as error:
            seen.damage = f"damaged: {error}"
            return seen
        if not chunk and not inflate.eof:
            seen.damage, seen.cut = "the record is cut short: the file ends inside it", True
            return seen
    seen.length = read - len(inflate.unused_data)
    seen.damage = digester.close()
    return seen


class _Digester:
    """Takes the bytes of one record as they come, and tells what does not fit."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._pending = b""
        self._left = -1
        """Bytes of the block still to come; -1 before the head is whole."""
        self._tail = b""
        self._block = hashlib.sha256()
        self._payload = hashlib.sha256()
        self._others: list[tuple[str, str, hashlib._Hash]] = []
        self._in_payload = False
        self._problem: str | None = None

    def feed(self, data: bytes) -> None:
        if self._problem is not None or not data:
            return
        if self._left < 0:
            self._pending += data
            head, found, rest = self._pending.partition(b"\r\n\r\n")
            if not found:
                if len(self._pending) > _MAX_HEAD:
                    self._problem = "no WARC record starts here"
                return
            if not self._open(head):
                return
            self._pending, data = b"", rest
        inside, after = data[: self._left], data[self._left :]
        self._left -= len(inside)
        self._take(inside)
        self._tail = (self._tail + after)[:5]

    def _open(self, head: bytes) -> bool:
        lines = head.decode("utf-8", "surrogateescape").split("\r\n")
        if not lines[0].startswith("WARC/"):
            self._problem = "no WARC record starts here"
            return False
        pairs = (line.split(":", 1) for line in lines[1:] if ":" in line)
        fields = {name.strip().lower(): value.strip() for name, value in pairs}
        self._seen.version, self._seen.headers = lines[0], fields
        self._seen.type = fields.get("warc-type", "")
        size = fields.get("content-length", "")
        if not size.isdecimal():
            self._problem = "the record does not say how long it is"
            return False
        self._left = int(size)
        self._in_payload = not fields.get("content-type", "").startswith("application/http")
        for part in ("block", "payload"):
            name = fields.get(f"warc-{part}-digest", "").partition(":")[0].lower()
            if name in ("sha1", "md5", "sha512"):
                self._others.append((part, name, hashlib.new(name, usedforsecurity=False)))
        return True

    def _take(self, data: bytes) -> None:
        self._block.update(data)
        self._seen.block_bytes += len(data)
        self._update("block", data)
        if self._in_payload:
            self._take_payload(data)
            return
        self._pending += data
        head, found, rest = self._pending.partition(b"\r\n\r\n")
        if found:
            self._in_payload, self._pending = True, b""
            lines = head.decode("utf-8", "surrogateescape").split("\r\n")
            self._seen.start_line = lines[0]
            self._seen.http_headers = [
                (name.strip(), value.strip())
                for name, _, value in (line.partition(":") for line in lines[1:])
            ]
            self._take_payload(rest)
        elif len(self._pending) > _MAX_HEAD:
            self._in_payload, self._pending = True, b""

    def _take_payload(self, data: bytes) -> None:
        self._payload.update(data)
        self._seen.payload_bytes += len(data)
        self._update("payload", data)

    def _update(self, part: str, data: bytes) -> None:
        for of, _, digest in self._others:
            if of == part:
                digest.update(data)

    def close(self) -> str | None:
        """What is wrong with the record as a whole."""
        seen = self._seen
        seen.block_sha256 = self._block.hexdigest()
        seen.payload_sha256 = self._payload.hexdigest()
        seen.block_other = {
            f"{part} {name}": digest.hexdigest() for part, name, digest in self._others
        }
        if self._problem is not None:
            return self._problem
        if self._left < 0:
            return "no WARC record starts here"
        if self._left > 0 or self._tail != b"\r\n\r\n":
            return "the record's length does not fit its content"
        return None


def digest_problem(seen: Seen, part: str) -> str | None:
    """What is wrong with the digest that a record gives for its `block` or `payload`, if any.

    A revisit names the payload digest of its original, which it does not hold.
    """
    said = seen.headers.get(f"warc-{part}-digest")
    if said is None or (part == "payload" and seen.type == "revisit"):
        return None
    name, _, value = said.partition(":")
    name = name.lower()
    have = seen.block_sha256 if part == "block" else seen.payload_sha256
    if name != "sha256":
        have = seen.block_other.get(f"{part} {name}", "")
        if not have:
            return f"the {part} digest is of a kind that is not known: {name}"
    if value.strip().lower() in (have, base32(have)):
        return None
    return f"the {part} does not have the digest that the record gives"


def base32(digest: str) -> str:
    """A hexadecimal digest as most WARC tools write it, in lower case."""
    import base64

    return base64.b32encode(bytes.fromhex(digest)).decode("ascii").lower()
