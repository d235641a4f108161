"""The index of captures that replay programs read: CDXJ, as cdxj-indexer and pywb write it.

One line per capture, sorted by SURT key and time:
`vn,gov,xa)/tin 20211005031839 {"url": ..., "mime": ..., "status": ..., "digest": ..., ...}`.
What was not asked for with GET has its method, and a form its fields, in the key (`__wb_method`),
so that an answer to POST or HEAD is never taken for the page.
"""

from __future__ import annotations

import base64
import heapq
import json
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Self
from urllib.parse import unquote_plus, urlencode

from archive.entity import header
from archive.surt import surt
from archive.warc import Record, read_record

_RUN = 100_000
"""Lines sorted in memory at a time; more are merged from files."""

_LONGEST_QUERY = 4096
_MIME_END = re.compile(r"[;\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the index."""

    url: str
    at: datetime
    mime: str | None
    """`warc/revisit` for a revisit."""
    status: int | None
    digest: str
    offset: int
    length: int
    filename: str
    method: str = "GET"
    body: str | None = None
    """What was sent, as it stands in the key: the fields of a form."""

    @property
    def key(self) -> str:
        if self.method == "GET":
            return surt(self.url)
        sent = f"&{self.body}" if self.body else ""
        return surt(f"{self.url}{'&' if '?' in self.url else '?'}__wb_method={self.method}{sent}")

    @property
    def timestamp(self) -> str:
        return self.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")

    def line(self) -> str:
        """The line, with its end."""
        said: dict[str, str] = {"url": self.url}
        if self.mime:
            said["mime"] = self.mime
        if self.status is not None:
            said["status"] = str(self.status)
        said |= {
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.filename,
        }
        if self.method != "GET":
            said |= {"requestBody": self.body or "", "method": self.method}
        return f"{self.key} {self.timestamp} {json.dumps(said)}\n"


def entry_of(
    row: sqlite3.Row, warcs: Path, *, offset: int | None = None, filename: str = ""
) -> Entry:
    """The line of a row of `captures`; `offset` and `filename` where it lies in another file.

    The request of a POST is read from the archive's WARC file below `warcs`.

    Raises:
        DamagedRecord: that request cannot be read.
    """
    kind = row["record_type"]
    body = None
    if row["method"] not in ("GET", "HEAD"):
        request = read_record(warcs / row["warc"], row["offset"] + row["length"])
        if request.headers.get("warc-concurrent-to") == row["record_id"]:
            body = sent(request)
    return Entry(
        url=row["url"],
        at=datetime.fromisoformat(row["fetched_at"]),
        mime="warc/revisit" if kind == "revisit" else _mime(row["content_type"]),
        status=None if kind == "resource" or _is_not_modified(row) else row["status"],
        digest=f"sha256:{row['payload_sha256']}",
        offset=row["offset"] if offset is None else offset,
        length=row["length"],
        filename=filename or row["warc"],
        method=row["method"],
        body=body,
    )  # fmt: skip


def _is_not_modified(row: sqlite3.Row) -> bool:
    """Shown with the status of its original."""
    return bool(row["record_type"] == "revisit" and row["status"] == 304)


def sent(request: Record) -> str:
    """The body of a request as it stands in a key: fields of a form or of JSON, else base64.

    As in https://specs.webrecorder.net/request-body-canonicalization/latest/
    """
    if not request.payload:
        return ""
    kind = (header(request.http_headers, "content-type") or "").lower()
    try:
        if kind.startswith("application/x-www-form-urlencoded"):
            return unquote_plus(request.payload.decode("utf-8"))[:_LONGEST_QUERY]
        if kind.startswith(("application/json", "text/plain")):
            return urlencode(_fields(json.loads(request.payload)))[:_LONGEST_QUERY]
    except ValueError:
        pass
    return f"__wb_post_data={base64.b64encode(request.payload).decode('ascii')}"[:_LONGEST_QUERY]


def _fields(value: Any) -> list[tuple[str, str]]:
    """The leaves of a JSON value under their own names; a name met again is `name.2_`."""
    times: Counter[str] = Counter()
    found: list[tuple[str, str]] = []

    def walk(value: Any, name: str) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, key)
        elif isinstance(value, list):
            for one in value:
                walk(one, name)
        elif name:
            times[name] += 1
            shown = name if times[name] == 1 else f"{name}.{times[name]}_"
            found.append((shown, value if isinstance(value, str) else _as_script_writes(value)))

    walk(value, "")
    return found


def _as_script_writes(value: Any) -> str:
    """`true`, `null`, `2` for 2.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)


def _mime(content_type: str | None) -> str | None:
    return _MIME_END.split(content_type.strip(), maxsplit=1)[0] if content_type else None


def write_index(
    conn: sqlite3.Connection,
    warcs: Path,
    out: BinaryIO,
    *,
    portal: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Writes the index of an archive, or of one portal, to `out`; how many lines.

    Raises:
        DamagedRecord
    """
    where, values = ("portal = ?", (portal,)) if portal else ("1", ())
    total = conn.execute(f"SELECT count(*) FROM captures WHERE {where}", values).fetchone()[0]
    rows = conn.execute(f"SELECT * FROM captures WHERE {where} ORDER BY id", values)

    def lines() -> Iterator[str]:
        for number, row in enumerate(rows):
            if progress is not None and number % 500 == 0:
                progress(number, total)
            yield entry_of(row, warcs).line()

    number = 0
    for line in in_order(lines()):
        out.write(line.encode())
        number += 1
    return number


def in_order(lines: Iterable[str]) -> Iterator[str]:
    """The lines sorted by their bytes, each once."""
    with SortedLines() as held:
        for line in lines:
            held.add(line)
        yield from held


class SortedLines:
    """Takes lines, gives them back sorted, each once; memory stays bounded however many there are."""

    def __init__(self) -> None:
        self._runs: list[IO[str]] = []
        self._held: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for run in self._runs:
            run.close()

    def add(self, line: str) -> None:
        self._held.append(line)
        if len(self._held) < _RUN:
            return
        run = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115
        self._runs.append(run)
        run.writelines(sorted(self._held))
        self._held = []

    def __iter__(self) -> Iterator[str]:
        for run in self._runs:
            run.seek(0)
        last = ""
        for line in heapq.merge(sorted(self._held), *self._runs):
            if line != last:
                yield line
            last = line
