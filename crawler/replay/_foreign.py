"""Records of WARC and ARC files that others made, one after the other, each read whole.

warcio reads; what it passes over in silence (a file cut in mid-record, a last record without its
end) is told here, with the offset.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from archive.errors import UnreadableInput
from archive.folder import VIETNAM

Truncated = Literal["length", "time", "disconnect"]

_ANSWER = re.compile(rb"(?:HTTP/\d|ICY )")
_MESSAGES = {
    "response": _ANSWER,
    "revisit": _ANSWER,
    "request": re.compile(rb"[A-Za-z]+ \S"),
}
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_ZSTD = b"\x28\xb5\x2f\xfd"


class Cut(Exception):
    """The file ends, or breaks, in the middle; says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFile:
    """A WARC or ARC file, by itself or inside a WACZ."""

    path: Path
    member: str | None = None
    page_hosts: frozenset[str] | None = None
    """Hosts of the pages that a WACZ lists; HTML from elsewhere is a frame or a box of theirs."""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        if self.member is None:
            with self.path.open("rb") as file:
                yield file
        else:
            with zipfile.ZipFile(self.path) as package, package.open(self.member) as member:
                yield cast(BinaryIO, member)

    def __str__(self) -> str:
        return f"{self.path}!{self.member}" if self.member else str(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """One record. `request` is the one that it answers, where the file has it."""

    kind: str
    url: str
    offset: int
    fields: Mapping[str, str]
    """Names in lower case."""
    status_line: str | None
    """None if there is no HTTP header."""
    http_headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes
    """Behind the HTTP header, transfer coding still on."""
    damaged: bool
    """Its block does not have its digest."""
    request: Foreign | None = None

    @property
    def record_id(self) -> str | None:
        return self.fields.get("warc-record-id")

    @property
    def status(self) -> int:
        found = re.match(r"\S+\s+(\d{3})\b", self.status_line or "")
        return int(found[1]) if found else 0

    @property
    def truncated(self) -> Truncated | None:
        """Why its maker cut it, where the record says so; `unspecified` is as good as disconnect."""
        said = self.fields.get("warc-truncated")
        known: tuple[Truncated, ...] = ("length", "time", "disconnect")
        return next((one for one in known if one == said), "disconnect" if said else None)

    def header(self, name: str) -> str | None:
        return next((v for n, v in self.http_headers if n.lower() == name), None)

    def date(self) -> datetime:
        """When it was captured.

        Raises:
            ValueError: the record does not say, or not so that it can be read.
        """
        return read_date(self.fields.get("warc-date", ""))


def read_date(text: str) -> datetime:
    """A WARC-Date, in Vietnam time.

    Raises:
        ValueError
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"its WARC-Date {text!r} is no time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(VIETNAM)


def records(file: ForeignFile) -> Iterator[Foreign]:
    """Each record; a request not by itself but with its response, before or after it.

    Raises:
        Cut: after the last whole record before the damage.
        UnreadableInput: the file is packed with what we cannot unpack.
    """
    held: Foreign | None = None
    cut: Cut | None = None
    each = _each(file)
    while True:
        try:
            record = next(each)
        except StopIteration:
            break
        except Cut as error:
            cut = error
            break
        if held is not None and _belong_together(held, record):
            yield _joined(held, record)
            held = None
            continue
        if held is not None:
            yield held
        held = record
    if held is not None:
        yield held
    if cut is not None:
        raise cut


def _belong_together(one: Foreign, other: Foreign) -> bool:
    kinds = {one.kind, other.kind}
    if "request" not in kinds or not kinds & {"response", "revisit"} or one.url != other.url:
        return False
    return other.fields.get("warc-concurrent-to") == one.record_id or (
        one.fields.get("warc-concurrent-to") == other.record_id
    )


def _joined(one: Foreign, other: Foreign) -> Foreign:
    request, answer = (one, other) if one.kind == "request" else (other, one)
    return replace(answer, request=request)


def _each(file: ForeignFile) -> Iterator[Foreign]:
    """Each record once it is sure to be whole: another one follows, or the file ends as it must."""
    with file.open() as stream:
        start = stream.read(4)
        if start == _ZSTD:
            raise UnreadableInput(
                f"{file} is packed with zstd: unpack it (`zstd -d`) and import that; "
                "nothing was imported from it"
            )
    last: Foreign | None = None
    cut: Cut | None = None
    try:
        for record in _as_warcio_reads(file):
            if last is not None:
                yield last
            last = record
    except Cut as error:
        cut = error
    if cut is not None:
        if last is not None:
            yield last
        raise cut
    if last is not None:
        if start[:2] == b"\x1f\x8b":
            _check_end(file, last.offset)
        yield last


def _as_warcio_reads(file: ForeignFile) -> Iterator[Foreign]:
    with file.open() as stream:
        iterator = ArchiveIterator(stream, arc2warc=True, check_digests=True, no_record_parse=True)
        following = 0
        while True:
            try:
                record = next(iterator)
            except StopIteration:
                return
            except Exception as error:  # warcio stumbles over broken files in every way
                why = " ".join(str(error).split("\n")[0].split())[:160]
                raise Cut(f"{why}, at byte {following:,}") from error
            read = _whole(record, following)
            offset = iterator.get_record_offset()
            following = offset + iterator.get_record_length()
            yield replace(read, offset=offset)


def _whole(record: ArcWarcRecord, offset: int) -> Foreign:
    """The record with its block, to its announced end.

    Raises:
        Cut: the file ends before it.
    """
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        block: bytes = record.raw_stream.read()
    except Exception as error:  # as above
        raise Cut(f"{str(error)[:160]}, in the record at byte {offset:,}") from error
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise Cut(f"the record of {url} at byte {offset:,} is cut short")
    status_line, http_headers, body = _http(record.rec_type, block)
    return Foreign(
        kind=record.rec_type,
        url=url,
        offset=offset,
        fields={name.lower(): value for name, value in record.rec_headers.headers},
        status_line=status_line,
        http_headers=http_headers,
        body=body,
        damaged=any(text.startswith("block") for text in record.digest_checker.problems),
    )


def _http(kind: str, block: bytes) -> tuple[str | None, list[tuple[str, str]], bytes]:
    """First line, header fields and body of an HTTP message; all is body where there is no header.

    warcio's own parser takes the first line of a page for the status of an answer without a header.
    """
    message = _MESSAGES.get(kind)
    if message is None or not message.match(block):
        return None, [], block
    end = _HEADER_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, *lines = re.split(r"\r?\n", head.decode("utf-8", "surrogateescape"))
    fields: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and fields:  # folded, as RFC 7230 still knew it
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon:
            fields.append((name.strip(), value.strip()))
    return first.strip(), fields, body


def _check_end(file: ForeignFile, offset: int) -> None:
    """The last gzip member must have its end; its content may be whole without it.

    Raises:
        Cut
    """
    inflate = zlib.decompressobj(31)
    with file.open() as stream:
        stream.seek(offset)
        while chunk := stream.read(1 << 16):
            while chunk:
                if inflate.eof:
                    inflate = zlib.decompressobj(31)
                try:
                    inflate.decompress(chunk)
                except zlib.error as error:
                    raise Cut(f"{error}, behind the record at byte {offset:,}") from error
                chunk = inflate.unused_data
    if not inflate.eof:
        raise Cut(f"the record at byte {offset:,} is cut short")


def dechunked(record: Foreign) -> bytes:
    """Heritrix and wget keep the transfer coding; the entity is what is inside."""
    if (record.header("transfer-encoding") or "").lower() != "chunked":
        return record.body
    out, rest = [], record.body
    while rest:
        head, separator, rest = rest.partition(b"\r\n")
        size = head.split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return record.body  # it says chunked but was unpacked already
        if not separator or int(size, 16) == 0:
            break
        out.append(rest[: int(size, 16)])
        rest = rest[int(size, 16) + 2 :]
    return b"".join(out)
