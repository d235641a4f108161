"""What can go wrong with an archive, each with its cause, its consequence and the repair.

ArchiveError              base: message says what, where and what to do
|-- NotAnArchive          no archive in this folder, or a database that is not ours
|-- NewerArchive          written by a newer luutru
|-- ArchiveBusy           another process is writing (exit code 75)
|-- DiskFull              no space left: nothing is lost, go on after making room
|-- DamagedDatabase       archive.db is ours and is not as its last writer left it
|-- DamagedRecord         a WARC record that cannot be read where the index says it is
|-- UnreadableInput       a file given for import that is not what it claims to be
|-- MissingPackage        something optional is asked for that is not installed
`-- UnknownPortal         no portal of that name
"""

from __future__ import annotations


class ArchiveError(Exception):
    """Base of all archive errors; `exit_code` is what the command line returns."""

    exit_code = 1


class NotAnArchive(ArchiveError):
    pass


class NewerArchive(ArchiveError):
    pass


class ArchiveBusy(ArchiveError):
    exit_code = 75


class DiskFull(ArchiveError):
    pass


class DamagedDatabase(ArchiveError):
    pass


class DamagedRecord(ArchiveError):
    def __init__(self, warc: str, offset: int, reason: str) -> None:
        self.warc = warc
        self.offset = offset
        self.reason = reason
        super().__init__(f"warc/{warc} at byte {offset}: {reason}")


class UnreadableInput(ArchiveError):
    pass


class MissingPackage(ArchiveError):
    pass


class UnknownPortal(ArchiveError):
    pass
