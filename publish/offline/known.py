"""What an edition has: only what is there gets a link, and each thing under one address."""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from urllib.parse import unquote

from publish.offline.addresses import ARTICLE, file_of

_PICTURE = re.compile(r"/anh/([0-9a-f]{16})/(nho|lon|\d{1,5})\.webp")
_FILE = re.compile(r"/tep/([0-9a-f]{64})/.*")
_COPY = re.compile(r"/ban-goc\?luc=([^&]+)$")
_DOCUMENT = re.compile(r"/van-ban/([^/?]+)(\?.*)?")


class Known:
    """Addresses of one edition."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self.exact = lru_cache(maxsize=1 << 16)(self._exact)

    def file(self, address: str) -> str | None:
        """The file that an address becomes, if the edition has what it shows."""
        exact = self.exact(address)
        return file_of(exact) if exact else None

    def _exact(self, address: str) -> str | None:
        """The one address of what is meant; None where the edition has no such thing.

        Sizes of pictures become widths, former identifiers of articles the present ones.
        """
        if found := ARTICLE.match(address.partition("?")[0]):
            ident = self._article(found["id"])
            if ident and (moment := _COPY.search(address)) and self._is_latest(ident, moment[1]):
                return f"/bai/{ident}/ban-goc"
            return address.replace(found["id"], ident, 1) if ident else None
        if picture := _PICTURE.fullmatch(address):
            width = self._width(*picture.groups())
            return f"/anh/{picture[1]}/{width}.webp" if width else None
        if file := _FILE.fullmatch(address):
            return address if self._one("SELECT 1 FROM files WHERE sha256 = ?", file[1]) else None
        if document := _DOCUMENT.fullmatch(address):
            normal = unquote(document[1]).replace(".", "/")
            return (
                address if self._one("SELECT 1 FROM documents WHERE normal = ?", normal) else None
            )
        return address

    def _article(self, ident: str) -> str | None:
        if self._one("SELECT 1 FROM articles WHERE id = ?", ident):
            return ident
        found = self._one("SELECT article FROM addresses WHERE id = ?", ident)
        return str(found) if found else None

    def _is_latest(self, ident: str, moment: str) -> bool:
        """Is the copy of this moment the one that is shown where none is asked for?"""
        latest = self._one(
            "SELECT r.captured_at FROM copies p JOIN revisions r ON r.article = p.article "
            "AND r.number = p.revision WHERE p.article = ? ORDER BY p.revision DESC LIMIT 1",
            ident,
        )
        return latest == unquote(moment)

    def _width(self, ident: str, size: str) -> int | None:
        if size.isdigit():
            sql = "SELECT width FROM renditions WHERE id = ? AND width = ?"
            return self._int(sql, ident, int(size))
        most = "max" if size == "lon" else "min"
        return self._int(f"SELECT {most}(width) FROM renditions WHERE id = ?", ident)

    def _int(self, sql: str, *values: object) -> int | None:
        found = self._one(sql, *values)
        return int(found) if found is not None else None  # type: ignore[call-overload]

    def _one(self, sql: str, *values: object) -> object:
        row = self._conn.execute(sql, values).fetchone()
        return row[0] if row else None
