"""The body of a capture as it was meant, out of the WARC record that holds it."""

from __future__ import annotations

from archive.entity import decode
from archive.errors import ArchiveError
from archive.folder import Archive


def body_of(archive: Archive, capture: int) -> bytes:
    """The decoded body of a capture, of whatever its encoding lets be read.

    Raises:
        ArchiveError: the record is damaged, or nothing of the body can be decoded.
    """
    record = archive.entity(capture)
    entity = decode(record.http_headers, record.payload)
    if entity.problem and not entity.body:
        raise ArchiveError(entity.problem)
    return entity.body
