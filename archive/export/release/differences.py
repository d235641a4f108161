"""What has changed since an earlier release: CHANGES.json, with the identifiers of the articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from isal import igzip

from archive.errors import ArchiveError
from archive.export import jsonl
from archive.export.release.ledger import FIELDS, SEEN, Ledger, different
from archive.rest import sha256_file

ARTICLES_FILE = "data/articles.jsonl.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The release that this one is compared with."""

    version: str
    path: Path
    sha256: str
    """Of its articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many articles differ."""

    added: int
    changed: int
    removed: int
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What has changed; the articles themselves are in the ledger."""

    earlier: Earlier | None
    counts: Counts
    unknown: tuple[str, ...] = ()
    """Fields that the earlier release did not have: not compared."""


def version_of(folder: Path) -> str | None:
    """The version of the release in this folder; None if there is none."""
    try:
        said = json.loads((folder / "datapackage.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(said, dict) and said.get("name") == "luutru"
    return str(said.get("version")) if known and (folder / ARTICLES_FILE).is_file() else None


def find_earlier(folder: Path, version: str) -> Path | None:
    """The newest release before `version` in the folder where this one is to stand."""
    if not folder.parent.is_dir():
        return None
    found = (
        (known, path)
        for path in sorted(folder.parent.iterdir())
        if path != folder and path.is_dir() and (known := version_of(path)) and known < version
    )
    return max(found, default=(None, None))[1]


def open_earlier(folder: Path, version: str) -> Earlier:
    """The release in this folder, its articles checked against its own digests.

    Raises:
        ArchiveError: it is no release, not an earlier one, or damaged.
    """
    known = version_of(folder)
    if known is None:
        raise ArchiveError(
            f"{folder} holds no release of luutru (datapackage.json and {ARTICLES_FILE})"
        )
    if known >= version:
        raise ArchiveError(f"{folder} is release {known}: not earlier than {version}")
    digest = sha256_file(folder / ARTICLES_FILE)
    sums = folder / "SHA256SUMS"
    if not _names(sums, f"{digest}  {ARTICLES_FILE}"):
        raise ArchiveError(
            f"{folder / ARTICLES_FILE} is not what {sums} says: the earlier release is damaged; "
            "take a whole copy of it, move it away, or name another with --since-release"
        )
    return Earlier(version=known, path=folder, sha256=digest)


def _names(sums: Path, wanted: str) -> bool:
    """Has this file of digests this line? It may be long: a line for each picture."""
    if not sums.is_file():
        return False
    with sums.open(encoding="utf-8") as lines:
        return any(line.rstrip("\n") == wanted for line in lines)


def compare(ledger: Ledger, earlier: Earlier | None) -> Differences:
    """Reads the earlier release into the ledger, and notes there which articles have changed."""
    if earlier is None:
        everything = ledger.number("SELECT count(*) FROM held")
        return Differences(
            earlier=None, counts=Counts(added=everything, changed=0, removed=0, same=0)
        )
    unknown = _read(ledger, earlier)
    changed = _note_changed(ledger, unknown)
    counts = Counts(
        added=ledger.number(f"SELECT count(*) FROM held WHERE {_ADDED}"),
        changed=changed,
        removed=ledger.number(f"SELECT count(*) FROM before WHERE {_REMOVED}"),
        same=ledger.number("SELECT count(*) FROM held JOIN before USING (id)") - changed,
    )
    return Differences(earlier=earlier, counts=counts, unknown=unknown)


_ADDED, _REMOVED = "id NOT IN (SELECT id FROM before)", "id NOT IN (SELECT id FROM held)"


def read_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles of a release, one at a time."""
    with igzip.open(folder / ARTICLES_FILE) as file:  # type: ignore[no-untyped-call]
        yield from jsonl.read(file)


def _read(ledger: Ledger, earlier: Earlier) -> tuple[str, ...]:
    """The articles of the earlier release into the ledger; the fields that it did not have."""
    before = read_articles(earlier.path)
    first = next(before, None)
    if first is None:
        return ()
    ledger.keep_before(chain([first], before))
    return tuple(name for name in FIELDS if name not in first)


def write(ledger: Ledger, version: str, found: Differences, file: BinaryIO) -> int:
    """Writes CHANGES.json, one identifier a line; of a first release only that it is the first."""
    said: dict[str, Any] = {"release": version, "since": None, "counts": asdict(found.counts)}
    lists: dict[str, Iterable[Any]] = {}
    if found.earlier is not None:
        said["since"] = {
            "release": found.earlier.version,
            "articles_sha256": found.earlier.sha256,
        }
        said["not_compared"] = [*SEEN, *found.unknown]
        lists["added"] = _ids(ledger, f"SELECT id FROM held WHERE {_ADDED} ORDER BY id")
        lists["changed"] = (
            {"id": row["id"], "fields": json.loads(row["fields"])}
            for row in ledger.rows("SELECT id, fields FROM changed ORDER BY id")
        )
        lists["removed"] = _ids(ledger, f"SELECT id FROM before WHERE {_REMOVED} ORDER BY id")
    _write(file, said, lists)
    return sum(asdict(found.counts).values())


def _note_changed(ledger: Ledger, unknown: tuple[str, ...]) -> int:
    ledger.conn.execute("CREATE TEMP TABLE changed (id TEXT, fields TEXT)")
    found = ledger.conn.execute(
        "SELECT id, h.digests AS now, b.digests AS was FROM held h JOIN before b USING (id) "
        "WHERE h.digests <> b.digests"
    )
    for row in found:
        fields = [name for name in different(row["now"], row["was"]) if name not in unknown]
        if fields:
            ledger.conn.execute(
                "INSERT INTO changed VALUES (?, ?)", (row["id"], json.dumps(fields))
            )
    return ledger.number("SELECT count(*) FROM changed")


def _ids(ledger: Ledger, sql: str) -> Iterable[str]:
    return (row["id"] for row in ledger.rows(sql))


def _write(file: BinaryIO, said: dict[str, Any], lists: dict[str, Iterable[Any]]) -> None:
    """One JSON object; what is long comes line by line."""
    file.write(json.dumps(said, ensure_ascii=False, indent=1).removesuffix("\n}").encode())
    for name, values in lists.items():
        file.write(f",\n {json.dumps(name)}: [".encode())
        for number, value in enumerate(values):
            file.write(f"{',' if number else ''}\n  {json.dumps(value)}".encode())
        file.write(b"\n ]")
    file.write(b"\n}\n")
