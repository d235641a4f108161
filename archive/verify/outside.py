"""Files outside an archive: WARC (ISO 28500), WACZ 1.1.1, BagIt (RFC 8493), more strictly than stock.

`warcio check` passes a WARC that is cut in mid-record, `wacz validate` a WACZ without pages or
without an index; what is asked here is what a reader of the file needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal

from archive.errors import UnreadableInput
from archive.verify.members import Seen, digest_problem, walk, walk_plain
from archive.verify.report import Code, Problem

Kind = Literal["WARC", "WACZ", "BagIt bag"]
Progress = Callable[[int, int], None] | None

AGAIN = "Get the file again from where it came from"

_WITH_TARGET = ("response", "request", "resource", "revisit", "conversion", "continuation")
_MANDATORY = ("warc-type", "warc-record-id", "warc-date")
_TYPES = (*_WITH_TARGET, "warcinfo", "metadata")


@dataclass(slots=True, kw_only=True)
class Checked:
    """What was found in one file."""

    path: Path
    kind: Kind
    records: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_file(path: Path, *, progress: Progress = None) -> Checked:
    """A WARC file, a WACZ file or a BagIt bag, told by what it is and not by its name.

    Raises:
        UnreadableInput: it is none of them.
    """
    if path.is_dir():
        if (path / "bagit.txt").exists():
            from archive.verify.bags import check_bag

            return check_bag(path, progress=progress)
        raise UnreadableInput(f"{path} is a folder without bagit.txt; for an archive: --archive")
    with path.open("rb") as file:
        start = file.read(16)
        if start.startswith(b"PK") or path.suffix == ".wacz":
            from archive.verify.wacz import check_wacz

            return check_wacz(path, progress=progress)
        if not start.startswith((b"\x1f\x8b", b"WARC/")) and ".warc" not in path.name:
            raise UnreadableInput(f"{path} is no WARC file, no WACZ file and no bag")
        checked = Checked(path=path, kind="WARC")
        size = path.stat().st_size
        for _ in check_warc(file, size, str(path), checked, progress=progress):
            pass
        return checked


def check_warc(
    file: BinaryIO, size: int, name: str, checked: Checked, *, progress: Progress = None
) -> Iterator[Seen]:
    """Every record of a WARC file, after its problems were put down in `checked`."""
    file.seek(0)
    packed = not file.read(5).startswith(b"WARC/")
    ids: set[str] = set()
    requests: list[tuple[int, str | None, str]] = []
    if size == 0:
        checked.problems.append(_problem("the file is empty", name, 0))
    for seen in walk(file, size) if packed else walk_plain(file, size):
        if progress is not None:
            progress(seen.offset, size)
        if seen.damage is not None:
            what = seen.damage
            if "length does not fit" in what and seen.block_bytes:
                what += " (or several records share a gzip member, and none can be read by offset)"
            checked.problems.append(
                _problem(what, name, seen.offset, seen.url, Code.DAMAGED_RECORD)
            )
            continue
        checked.records += 1
        for what in _faults(seen, checked):
            checked.problems.append(_problem(what, name, seen.offset, seen.url))
        if seen.record_id in ids:
            what = f"a second record with the identifier {seen.record_id}"
            checked.problems.append(_problem(what, name, seen.offset, seen.url))
        ids.add(seen.record_id)
        beside = seen.headers.get("warc-concurrent-to")
        if seen.type == "request" and beside is not None:
            requests.append((seen.offset, seen.url, beside))
        yield seen
    for offset, url, beside in requests:
        if beside not in ids:
            checked.notes.append(
                f"{name} at byte {offset:,} ({url}): the response of this request is not in the file"
            )


def _faults(seen: Seen, checked: Checked) -> Iterator[str]:
    """What the standard demands of a record, and this one does not give."""
    fields = seen.headers
    for name in _MANDATORY:
        if not fields.get(name):
            yield f"the field {name} is missing (ISO 28500, 5.2 to 5.5)"
    if not re.fullmatch(r"WARC/\d\.\d+", seen.version):
        yield f"{seen.version!r} is no version of WARC"
    if seen.type and seen.type not in _TYPES:
        checked.notes.append(f"byte {seen.offset:,}: records of type {seen.type!r} are not known")
    if seen.type in _WITH_TARGET and not seen.url:
        yield f"a {seen.type} record without WARC-Target-URI"
    if seen.type == "revisit" and not fields.get("warc-profile"):
        yield "a revisit without WARC-Profile"
    if seen.record_id and not re.fullmatch(r"<[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]+>", seen.record_id):
        yield f"the record identifier {seen.record_id!r} is no URI in angle brackets"
    if fields.get("warc-date") and not _is_date(fields["warc-date"]):
        yield f"WARC-Date {fields['warc-date']!r} is no W3C date in UTC"
    is_http = fields.get("content-type", "").startswith("application/http")
    if is_http and seen.type == "response" and seen.status is None:
        yield f"an HTTP response that does not begin with a status line: {seen.start_line[:40]!r}"
    if fields.get("warc-truncated"):
        checked.notes.append(
            f"byte {seen.offset:,}: cut by who wrote it: {fields['warc-truncated']}"
        )
    chunked = any(n.lower() == "transfer-encoding" for n, _ in seen.http_headers)
    for part in ("block", "payload"):
        what = digest_problem(seen, part)
        if what is None:
            continue
        if part == "payload" and (chunked or "warc-segment-number" in fields):
            checked.notes.append(
                f"byte {seen.offset:,}: {what}; it may be that of the whole entity"
            )
        else:
            yield what


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z)?)?)?", text):
        return False
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", text) if "T" in text else "2000-01-01")
    except ValueError:
        return False
    return True


def _problem(
    what: str, name: str, offset: int | None, url: str | None = None, code: Code = Code.FORMAT
) -> Problem:
    return Problem(code=code, what=what, file=name, offset=offset, url=url, repair=AGAIN)


def as_problems(found: Iterable[str], name: str) -> list[Problem]:
    """Faults of a file as a whole."""
    return [_problem(what, name, None) for what in found]
