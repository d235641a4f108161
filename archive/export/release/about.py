"""What every description of a release says: names, licence, publisher, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.citation import tex
from archive.export.release.columns import Table

NAME = "luutru"
TITLE_VI = "Lưu trữ xã: bài viết của các cổng thông tin cấp xã của Việt Nam"
TITLE_EN = "Luutru: articles of the web portals of Vietnam's communes"
LICENCE = "CC0-1.0"
LICENCE_TITLE = "CC0 1.0, for what luutru has made"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
RIGHTS = "What luutru has made is CC0 1.0; the content belongs to those who published it."
KEYWORDS = (
    "Vietnam",
    "Việt Nam",
    "web archive",
    "local government",
    "commune",
    "cổng thông tin cấp xã",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a release."""

    path: str
    media_type: str
    bytes: int
    sha256: str
    vi: str
    en: str
    table: Table | None = None
    """What it holds, in the columns of this format."""
    rows: int | None = None

    @property
    def form(self) -> str:
        """`csv`, `jsonl`, `parquet`, or another ending."""
        return self.path.removesuffix(".gz").rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a release is, before its files are looked at."""

    version: str
    """`2026.11`."""
    created: str
    """When the archive last captured anything."""
    publisher: str | None
    """Who runs the archive, if it is known."""
    base_url: str | None
    """Where the archive is published; article pages are at `bai/ID` there."""
    software: str

    @property
    def year(self) -> str:
        return self.version[:4]

    @property
    def title(self) -> str:
        return f"{TITLE_VI} ({self.version})"

    @property
    def description(self) -> str:
        return (
            f"{TITLE_EN}. Release {self.version}: what an archive of WARC captures, last extended on "
            f"{self.created[:10]}, may show to the public. Texts in Vietnamese. Coverage, known gaps "
            f"and how it was made: README.md. {RIGHTS}"
        )

    @property
    def creator(self) -> str:
        return self.publisher or "luutru"

    def citation(self, digest: str) -> str:
        """One line, by which the very bytes can be found; `digest`: SHA-256 of the articles."""
        at = f" {self.base_url}" if self.base_url else ""
        return (
            f"{self.creator} ({self.year}). {TITLE_VI}, bản phát hành {self.version} [Data set]."
            f"{at} sha256:{digest}"
        )

    def bibtex(self, digest: str) -> str:
        fields: dict[str, Any] = {
            "author": f"{{{tex(self.creator)}}}",
            "title": TITLE_VI,
            "year": self.year,
            "version": self.version,
            "url": self.base_url,
            "note": f"sha256:{digest}",
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@dataset{{luutru_{self.version.replace('.', '_')},\n{lines}\n}}"
