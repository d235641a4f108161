"""WARC files (ISO 28500, WARC 1.1): one gzip member per record, written once, read by offset.

Theory of operation: a `WarcWriter` appends whole gzip members to one growing file; the
database holds how many bytes are committed. Whatever lies beyond is the unfinished work of a
process that died, and is cut off before the next record is written. Sealed files never change.
Digests are SHA-256 in hexadecimal, labelled `sha256:` (WARC 1.1 names no algorithm and no spelling;
warcio, pywb and py-wacz check this one). Dates are whole seconds, as in the database: what a revisit
refers to is then named by exactly its own WARC-Date.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from isal import igzip

from archive.errors import DamagedRecord, DiskFull

Headers = Sequence[tuple[str, str]]

_GZIP_LEVEL = 1
"""isal's level 1: within a seventh of zlib -6 in size at seven times the speed."""

_HOP_HEADERS = frozenset({"transfer-encoding", "connection", "keep-alive"})
"""Describe the connection, not the entity; kept under `X-Archive-Orig-` since the body is not
chunked any more."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a record lies: one gzip member of `length` bytes at `offset`."""

    record_id: str
    warc: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as read back."""

    type: str
    headers: Mapping[str, str]
    """WARC header fields, names in lower case."""
    status: int | None
    http_headers: Headers
    payload: bytes
    """Entity body of an HTTP record, the whole block of any other."""
    block: bytes

    @property
    def record_id(self) -> str:
        return self.headers.get("warc-record-id", "")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def new_record_id() -> str:
    """A UUID of version 7 (RFC 9562, 5.7): later ones are larger, so an index of them only grows."""
    moment, chance = time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10))
    digits = f"{moment:012x}7{chance >> 68:03x}{0x8 | (chance >> 60) & 0x3:x}{chance & (1 << 60) - 1:015x}"
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return f"<urn:uuid:{'-'.join(parts)}>"


def http_block(
    status: int, headers: Headers, body: bytes, *, status_line: str | None = None
) -> bytes:
    """An HTTP response message as the block of a `response` record.

    `status_line`: as the server sent it, where that is known (Scrapy drops the phrase).
    """
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = "Unknown"
    lines = [_CONTROL.sub(" ", status_line or f"HTTP/1.1 {status} {reason}")]
    lines += _lines(
        (f"X-Archive-Orig-{name}" if name.lower() in _HOP_HEADERS else name, value)
        for name, value in headers
    )
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def request_block(method: str, target: str, headers: Headers, body: bytes) -> bytes:
    """An HTTP request message as the block of a `request` record."""
    lines = [f"{method} {target} HTTP/1.1", *_lines(headers)]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def _lines(fields: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{name}: {value if value.isprintable() else _CONTROL.sub(' ', value)}"
        for name, value in fields
    ]


def encode_record(fields: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """One gzip member holding one WARC 1.1 record; adds the block digest and the length."""
    lines = ["WARC/1.1", *_lines(fields)]
    lines += [f"WARC-Block-Digest: sha256:{sha256(block)}", f"Content-Length: {len(block)}"]
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    return bytes(
        igzip.compress(head + b"\r\n\r\n" + block + b"\r\n\r\n", compresslevel=_GZIP_LEVEL, mtime=0)
    )


def warc_date(moment: datetime) -> str:
    """W3C date in UTC, whole seconds: every reader, those of WARC 1.0 too, takes it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class WarcWriter:
    """Appends records to one WARC file. Not thread-safe; one writer per archive (lock)."""

    def __init__(self, path: Path, committed: int) -> None:
        """Opens `path` for appending; `committed` bytes are known good, the rest is cut off."""
        self.path = path
        self.records = 0
        self.info_id: str | None = None
        """Record id of the file's warcinfo, which every later record names."""
        try:
            self._file: BinaryIO = path.open("ab")
            if self._file.tell() > committed:
                self._file.truncate(committed)
            self.offset = committed
        except OSError as error:
            raise _disk_error(error, path) from error
        if committed:
            with contextlib.suppress(DamagedRecord):  # `verify` tells it
                first = read_record(path, 0)
                self.info_id = first.record_id if first.type == "warcinfo" else None

    def append(self, fields: Sequence[tuple[str, str]], block: bytes) -> Position:
        """Writes one record; it counts only once the caller has committed its position.

        Raises:
            DiskFull: nothing of the record remains in the file.
        """
        names = dict(fields)
        if names["WARC-Type"] == "warcinfo":
            self.info_id = names["WARC-Record-ID"]
        elif self.info_id is not None:
            fields = [*fields, ("WARC-Warcinfo-ID", self.info_id)]
        member = encode_record(fields, block)
        try:
            self._file.write(member)
        except OSError as error:
            self._cut()
            raise _disk_error(error, self.path) from error
        position = Position(
            record_id=names["WARC-Record-ID"],
            warc=self.path.name,
            offset=self.offset,
            length=len(member),
        )
        self.offset += len(member)
        self.records += 1
        return position

    def flush(self) -> None:
        """What was appended can be read from the file; it is not on the disk for certain."""
        try:
            self._file.flush()
        except OSError as error:
            raise _disk_error(error, self.path) from error

    def sync(self) -> None:
        """Everything appended so far is on the disk when this returns."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _disk_error(error, self.path) from error

    def rewind(self, offset: int) -> None:
        """Cuts back to `offset`: the records after it were never committed."""
        self.offset = offset
        self._cut()

    def close(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            raise _disk_error(error, self.path) from error

    def _cut(self) -> None:
        """Drops buffered and written bytes beyond the last whole record."""
        with contextlib.suppress(OSError):  # what cannot be written out is what is dropped
            self._file.close()
        os.truncate(self.path, min(self.offset, self.path.stat().st_size))
        self._file = self.path.open("ab")


def _disk_error(error: OSError, path: Path) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            f"no space left on the disk of {path.parent}: everything committed is safe; "
            "make room and run the same command again"
        )
    return error


def read_record(path: Path, offset: int, length: int | None = None) -> Record:
    """Reads the record whose gzip member starts at `offset`.

    Raises:
        DamagedRecord: no whole record lies there (cut file, flipped bit, lying index).
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(length) if length is not None else read_member(file)
    except OSError as error:
        raise DamagedRecord(path.name, offset, f"cannot be read: {error.strerror}") from error
    return decode_record(data, path.name, offset)


def read_member(file: BinaryIO) -> bytes:
    """The bytes of the gzip member that starts here; fewer where the file ends inside it."""
    inflate = zlib.decompressobj(31)
    chunks: list[bytes] = []
    while not inflate.eof and (chunk := file.read(1 << 16)):
        inflate.decompress(chunk)
        chunks.append(chunk)
    data = b"".join(chunks)
    return data[: len(data) - len(inflate.unused_data)]


def decode_record(member: bytes, warc: str, offset: int) -> Record:
    """One gzip member -> Record; checks that it is exactly one whole record."""
    inflate = zlib.decompressobj(31)
    try:
        raw = inflate.decompress(member)
    except zlib.error as error:
        raise DamagedRecord(warc, offset, f"bad gzip member ({error})") from error
    if not inflate.eof:
        raise DamagedRecord(warc, offset, "the gzip member is cut short")
    if inflate.unused_data:
        raise DamagedRecord(warc, offset, "the index gives a wrong length for this record")
    head, separator, rest = raw.partition(b"\r\n\r\n")
    if not separator or not head.startswith(b"WARC/1."):
        raise DamagedRecord(warc, offset, "no WARC record starts here")
    fields = _fields(head)
    announced = fields.get("content-length", "")
    size = int(announced) if announced.isdecimal() else -1
    if size < 0 or len(rest) != size + 4 or not rest.endswith(b"\r\n\r\n"):
        raise DamagedRecord(warc, offset, "the record's length does not fit its content")
    return _record(fields, rest[:size])


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "surrogateescape").split("\r\n")[1:]
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}


def _record(fields: dict[str, str], block: bytes) -> Record:
    kind = fields.get("warc-type", "")
    status, http_headers, payload = None, [], block
    if fields.get("content-type", "").startswith("application/http"):
        head, _, payload = block.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "surrogateescape").split("\r\n")
        status = _status(lines[0])
        http_headers = [
            (name.strip(), value.strip())
            for name, _, value in (line.partition(":") for line in lines[1:])
        ]
    return Record(
        type=kind,
        headers=fields,
        status=status,
        http_headers=http_headers,
        payload=payload,
        block=block,
    )


def _status(line: str) -> int | None:
    match = re.match(r"HTTP/\S+ (\d{3})", line)
    return int(match[1]) if match else None
