"""Proof bundles: one ZIP file with the records of an article and everything to check them by.

    manifest.json    the article as exported, its capture, the records, how it was read
    records.warc.gz  the records, byte for byte as they lie in the archive's WARC files
    citation.*       how to cite it
    README.txt       how a stranger checks it by hand, in Vietnamese and English
    SHA256SUMS       of all of them

The ZIP is written in one way only (stored, fixed dates, sorted), so that one changed byte
anywhere in it, headers included, shows. A bundle proves that its parts agree with each other;
that it is old proves who published its digest when.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from archive import citation, query
from archive.errors import ArchiveError, UnreadableInput
from archive.folder import Archive, now, stamp
from archive.proof.readme import README
from archive.rest import agent
from archive.verify.members import UNZIPPABLE, walk
from archive.warc import Record, decode_record, sha256

FORMAT = "luutru proof 1"
MANIFEST, RECORDS, SUMS = "manifest.json", "records.warc.gz", "SHA256SUMS"
_MAX = 512 << 20
"""A bundle larger than this is none of ours: nothing of it is unpacked."""

_CAPTURE = (
    "url", "method", "kind", "fetched_at", "status", "content_type", "location", "payload_sha256",
    "payload_bytes", "record_id", "record_type", "refers_to", "warc", "offset", "length", "ip", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One record of a bundle."""

    role: str
    """`warcinfo`, `page`, `request`, `original` (what a revisit refers to), `media`."""
    record_id: str
    url: str | None
    offset: int
    """In records.warc.gz."""
    length: int
    sha256: str
    """Of the record's bytes as they lie in the file, packed."""
    warc: str
    """The archive's file that it comes from, and where it lies there."""
    warc_offset: int
    warc_sha256: str | None
    """Digest of that whole file, where it is sealed."""


@dataclass(slots=True)
class _Collector:
    archive: Archive
    data: bytearray = field(default_factory=bytearray)
    pieces: list[Piece] = field(default_factory=list)
    _files: set[str] = field(default_factory=set)

    def take(self, capture: sqlite3.Row, role: str) -> None:
        """The record of a capture, the request behind it, and its file's warcinfo."""
        name = capture["warc"]
        if name not in self._files:
            self._files.add(name)
            self._member(name, 0, "warcinfo", only="warcinfo")
        if any(one.record_id == capture["record_id"] for one in self.pieces):
            return
        after = self._member(name, capture["offset"], role)
        self._member(name, after, "request", only="request", beside=capture["record_id"])

    def _member(
        self, name: str, offset: int, role: str, *, only: str | None = None, beside: str = ""
    ) -> int:
        """Takes one record if it is what it should be; where the next one begins."""
        path = self.archive.warc_dir / name
        sealed = self.archive.conn.execute(
            "SELECT bytes, sha256 FROM warc_files WHERE name = ?", (name,)
        ).fetchone()
        with path.open("rb") as file:
            seen = next(walk(file, sealed["bytes"], offset), None)
            if seen is None or (only and (seen.damage or seen.type != only)):
                return offset
            if seen.damage:
                raise ArchiveError(
                    f"warc/{name} at byte {offset:,}: {seen.damage}; `luutru verify`"
                )
            if beside and seen.headers.get("warc-concurrent-to") != beside:
                return offset
            file.seek(offset)
            member = file.read(seen.length)
        self.pieces.append(
            Piece(
                role=role, record_id=seen.record_id, url=seen.url, offset=len(self.data),
                length=len(member), sha256=sha256(member), warc=name, warc_offset=offset,
                warc_sha256=sealed["sha256"],
            )
        )  # fmt: skip
        self.data += member
        return offset + seen.length


def find(conn: sqlite3.Connection, target: str) -> str:
    """Identifier of the article of this identifier or address.

    Raises:
        ArchiveError: there is none.
    """
    row = conn.execute(
        "SELECT id FROM articles WHERE id = ?1 OR url = ?1 UNION "
        "SELECT article FROM article_urls WHERE url = ?1",
        (target,),
    ).fetchone()
    if row is None:
        raise ArchiveError(f"no article {target} in this archive; `luutru export` lists them all")
    return str(row["id"])


def page_of(conn: sqlite3.Connection, ident: str) -> sqlite3.Row:
    """The capture that the current revision of an article was read from, with `portal`."""
    row: sqlite3.Row = conn.execute(
        "SELECT c.* FROM articles a JOIN revisions r ON r.article = a.id AND r.number = a.revision "
        "JOIN captures c ON c.id = r.capture WHERE a.id = ?",
        (ident,),
    ).fetchone()
    if row is None:
        raise ArchiveError(f"article {ident} has no capture in this archive; run `luutru verify`")
    return row


def pack(
    archive: Archive, ident: str, reading: Mapping[str, Any], *, with_media: bool = False
) -> bytes:
    """The bundle of an article; `reading` is what it takes to read its page again.

    Raises:
        ArchiveError: a record is damaged.
    """
    conn = archive.conn
    page = page_of(conn, ident)
    records = _Collector(archive)
    if page["record_type"] == "revisit":
        origin = conn.execute(
            "SELECT * FROM captures WHERE record_id = ?", (page["refers_to"],)
        ).fetchone()
        if origin is None:
            raise ArchiveError(f"{page['url']} revisits a record that is gone; `luutru verify`")
        records.take(origin, "original")
    records.take(page, "page")
    key = conn.execute("SELECT pk FROM articles WHERE id = ?", (ident,)).fetchone()["pk"]
    (article,) = query.by_key(conn, [key])
    if with_media:
        _take_media(conn, article, records)
    portal = conn.execute(
        "SELECT coalesce(site_name, name) AS name FROM portals WHERE id = ?", (article["portal"],)
    ).fetchone()["name"]
    rules = conn.execute(
        "SELECT rules FROM revisions WHERE article = ? AND number = ?", (ident, article["revision"])
    ).fetchone()["rules"]
    manifest = {
        "format": FORMAT,
        "made_at": stamp(now()),
        "made_by": agent(),
        "portal": portal,
        "article": article,
        "capture": {name: page[name] for name in _CAPTURE},
        "records": [asdict(piece) for piece in records.pieces],
        "reading": {**reading, "rules": json.loads(rules)},
    }
    return _zipped(manifest, bytes(records.data))


def _take_media(conn: sqlite3.Connection, article: Mapping[str, Any], records: _Collector) -> None:
    for one in (*article["images"], *article["attachments"]):
        row = conn.execute(
            "SELECT c.* FROM media m JOIN captures c ON c.id = m.capture WHERE m.url = ?",
            (one["url"],),
        ).fetchone()
        if row is None:
            continue
        if row["record_type"] == "revisit":
            origin = conn.execute(
                "SELECT * FROM captures WHERE record_id = ?", (row["refers_to"],)
            ).fetchone()
            if origin is not None:
                records.take(origin, "media")
        records.take(row, "media")


def citations(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The citation files that go with a manifest."""
    capture = manifest["capture"]
    one = citation.cited(
        manifest["article"], manifest["portal"], capture["fetched_at"], capture["payload_sha256"]
    )
    return citation.files(one)


def _zipped(manifest: Mapping[str, Any], records: bytes) -> bytes:
    entries = {
        MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n",
        RECORDS: records,
        "README.txt": README.encode(),
        **{name: text.encode() for name, text in citations(manifest).items()},
    }
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(entries.items()))
    return canonical({**entries, SUMS: sums.encode()})


def canonical(entries: Mapping[str, bytes]) -> bytes:
    """The one ZIP file of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for name, data in sorted(entries.items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            zipped.writestr(info, data)
    return out.getvalue()


# -- checking --------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Bundle:
    """A bundle as opened: what is in it, and what is wrong with it."""

    path: Path
    sha256: str
    manifest: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    payload: Record | None = None
    """The record that holds the page's payload, if all of its digests are right."""


def open_bundle(path: Path) -> Bundle:
    """Opens a bundle and checks all of it but the reading.

    Raises:
        UnreadableInput: it is no bundle at all.
    """
    if path.stat().st_size > _MAX:
        raise UnreadableInput(f"{path} is too large for a proof bundle")
    data = path.read_bytes()
    bundle = Bundle(path=path, sha256=hashlib.sha256(data).hexdigest())
    entries = _entries(data, bundle)
    if entries is None:
        return bundle
    if canonical(entries) != data:
        bundle.problems.append(
            "the ZIP file is not as luutru wrote it: bytes between its entries were changed, or "
            "another program packed it anew"
        )
    _check_sums(entries, bundle)
    try:
        manifest = json.loads(entries[MANIFEST])
        if manifest["format"] != FORMAT:
            raise ValueError(f"another format, {manifest['format']!r}; upgrade luutru")
        bundle.manifest = manifest
        bundle.problems += _record_faults(manifest, entries[RECORDS], bundle)
        for name, text in citations(manifest).items():
            if entries.get(name) != text.encode():
                bundle.problems.append(f"{name} does not say what {MANIFEST} says")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        bundle.problems.append(f"{MANIFEST} cannot be read: {type(error).__name__} {error}")
    return bundle


def _entries(data: bytes, bundle: Bundle) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            infos = zipped.infolist()
            if sum(info.file_size for info in infos) > _MAX:
                bundle.problems.append("it unpacks to more than a proof bundle can hold")
                return None
            entries = {}
            for info in infos:
                try:
                    entries[info.filename] = zipped.read(info)
                except UNZIPPABLE as error:
                    bundle.problems.append(f"{info.filename} is damaged: {error}")
    except UNZIPPABLE as error:
        bundle.problems.append(f"the ZIP file cannot be read: {error}")
        return None
    missing = {MANIFEST, RECORDS, SUMS} - set(entries)
    bundle.problems += [f"{name} is missing" for name in sorted(missing)]
    return None if missing else entries


def _check_sums(entries: Mapping[str, bytes], bundle: Bundle) -> None:
    lines = entries[SUMS].decode("utf-8", "replace").splitlines()
    said = {line[66:]: line[:64] for line in lines if line[64:66] == "  "}
    for name in sorted(set(said) | (set(entries) - {SUMS})):
        if name not in entries:
            bundle.problems.append(f"{name} is in {SUMS}, but not in the bundle")
        elif name not in said:
            bundle.problems.append(f"{name} is not in {SUMS}")
        elif sha256(entries[name]) != said[name]:
            bundle.problems.append(f"{name} does not have the digest that {SUMS} gives")


def _record_faults(manifest: Mapping[str, Any], data: bytes, bundle: Bundle) -> Iterator[str]:
    from archive.verify.outside import Checked, check_warc

    checked = Checked(path=bundle.path, kind="WARC")
    for _ in check_warc(io.BytesIO(data), len(data), RECORDS, checked):
        pass
    yield from (str(problem).removesuffix(f". {problem.repair}") for problem in checked.problems)
    pieces = [Piece(**piece) for piece in manifest["records"]]
    if sum(piece.length for piece in pieces) != len(data):
        yield f"{RECORDS} holds bytes that {MANIFEST} does not name"
    records: dict[str, Record] = {}
    for piece in pieces:
        member = data[piece.offset : piece.offset + piece.length]
        if sha256(member) != piece.sha256:
            yield f"the {piece.role} record at byte {piece.offset:,} is not the one {MANIFEST} names"
            continue
        try:
            record = decode_record(member, RECORDS, piece.offset)
        except ArchiveError as error:
            yield str(error)
            continue
        if (record.record_id, record.headers.get("warc-target-uri")) != (
            piece.record_id,
            piece.url,
        ):
            yield f"the {piece.role} record at byte {piece.offset:,} has another identifier or address"
        records[record.record_id] = record
    yield from _capture_faults(manifest, records, bundle)


def _capture_faults(
    manifest: Mapping[str, Any], records: Mapping[str, Record], bundle: Bundle
) -> Iterator[str]:
    from datetime import datetime

    capture = manifest["capture"]
    page = records.get(capture["record_id"])
    if page is None:
        yield "the record of the page is not in the bundle"
        return
    said: dict[str, tuple[object, object]] = {
        "url": (page.headers.get("warc-target-uri"), capture["url"]),
        "record_type": (page.type, capture["record_type"]),
        "fetched_at": (
            stamp(datetime.fromisoformat(page.headers.get("warc-date", ""))), capture["fetched_at"],
        ),
        "refers_to": (page.headers.get("warc-refers-to"), capture["refers_to"]),
    }  # fmt: skip
    if page.status is not None:
        said["status"] = (page.status, capture["status"])
    for name, (record, own) in said.items():
        if record != own:
            yield f"capture.{name} is {own!r} in {MANIFEST}, the record says {record!r}"
    payload = page
    if page.type == "revisit":
        original = records.get(capture["refers_to"])
        if original is None:
            yield "the original of the revisit is not in the bundle"
            return
        payload = original
    if sha256(payload.payload) != capture["payload_sha256"]:
        yield f"the payload does not have the digest that {MANIFEST} gives"
    else:
        bundle.payload = payload
