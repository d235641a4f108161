"""What a check found: problems, each with where it is, what it is, and the command that mends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Kinds of damage, the same words in `--json` whatever the message says."""

    DAMAGED_RECORD = "damaged record"
    CUT_FILE = "cut file"
    MISSING_FILE = "missing file"
    FILE_DIGEST = "file digest"
    TORN_TAIL = "torn tail"
    FOREIGN_FILE = "foreign file"
    WRONG_OFFSET = "wrong offset"
    MISSING_RECORD = "missing record"
    LOST_RECORD = "lost record"
    FOUND_RECORD = "found record"
    ORPHAN_RECORD = "orphan record"
    LONE_REQUEST = "lone request"
    ROW_DIFFERS = "row differs"
    PAYLOAD_DIGEST = "payload digest"
    LOST_ORIGINAL = "lost original"
    MEDIA_DIGEST = "media digest"
    REVISION_DIGEST = "revision digest"
    NO_REVISION = "no revision"
    SEARCH_INDEX = "search index"
    DATABASE = "database"
    DATABASE_DIGEST = "database digest"
    EDITION = "public edition"
    EDITORIAL = "editorial database"
    FORMAT = "format"
    """Of a file outside an archive: what the standard demands and the file does not have."""


REPAIRABLE = frozenset(
    {
        Code.TORN_TAIL, Code.WRONG_OFFSET, Code.ORPHAN_RECORD, Code.MEDIA_DIGEST,
        Code.NO_REVISION, Code.SEARCH_INDEX, Code.FOUND_RECORD,
        Code.ROW_DIFFERS,
    }
)  # fmt: skip
"""What `--repair` mends from what the archive itself holds."""

FROM_BACKUP = frozenset(
    {Code.DAMAGED_RECORD, Code.CUT_FILE, Code.MISSING_FILE, Code.FILE_DIGEST, Code.MISSING_RECORD}
)
"""What `--repair --from BACKUP` mends."""

REPAIR = "`luutru verify --repair` mends it"
RESTORE = (
    "`luutru verify --repair --from BACKUP` puts the file back; without a backup, "
    "`luutru verify --repair` gives the record up and `luutru crawl --full` fetches the page again"
)
RESTORE_DATABASE = (
    "`luutru restore BACKUP NEW-FOLDER`; without a backup, `luutru init NEW-FOLDER` and "
    "`luutru import warc/ --archive NEW-FOLDER` read the WARC files again"
)

RESTORE_EDITORIAL = (
    "`luutru verify --repair --from BACKUP` puts editorial.db back as it was backed up; what is "
    "there now is kept in the folder `aside`"
)
OLDER_EDITORIAL = (
    "Another program has written into it, or rows were lost: `luutru restore BACKUP NEW-FOLDER` has "
    "them as they were; the rest of the file can be used"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as the archive says."""

    code: Code
    what: str
    file: str | None = None
    """Below the archive folder, or the file that was named."""
    offset: int | None = None
    url: str | None = None
    repair: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the repair needs: row numbers, the true offset."""

    def __str__(self) -> str:
        at = f" at byte {self.offset:,}" if self.offset is not None else ""
        url = f" ({self.url})" if self.url else ""
        return f"{self.file or ''}{at}{url}: {self.what}. {self.repair}".lstrip(": ")


@dataclass(slots=True)
class VerifyReport:
    """What was checked and what was found."""

    files: int = 0
    records: int = 0
    captures: int = 0
    revisions: int = 0
    bytes: int = 0
    quick: bool = False
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What could not be checked, and why."""

    def counts(self) -> dict[str, int]:
        """How many problems of each kind."""
        return dict(Counter(str(problem.code) for problem in self.problems))
