"""README.md: the data card of a release, in Vietnamese and English, from the two texts beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from string import Template
from typing import Any, Literal

from archive.export.release import gaps
from archive.export.release.about import LICENCE_URL, RIGHTS, TITLE_EN, TITLE_VI, About, File
from archive.export.release.differences import Differences
from archive.export.release.ledger import Ledger

Language = Literal["vi", "en"]

_PORTALS = 100
"""Portals named in the card, those with the most articles; data/portals.csv has all."""
_NAMED = 20
"""Troubled portals and gaps named in the card."""

_HEADS = {
    "file": ("tệp", "file"), "what": ("nội dung", "what"), "rows": ("dòng", "rows"),
    "bytes": ("byte", "bytes"), "province": ("tỉnh, thành phố", "province"),
    "portals": ("cổng", "portals"), "articles": ("bài", "articles"), "gone": ("đã mất", "gone"),
    "first_month": ("từ", "from"), "last_month": ("đến", "to"), "year": ("năm", "year"),
    "name": ("cổng", "portal"), "empty_months": ("tháng trống", "empty months"),
    "state": ("lần thu thập gần nhất", "last crawl"),
}  # fmt: skip
_STATES = {
    "done": ("tốt", "well"), "red": ("có báo động", "red"), "paused": ("chưa xong", "paused"),
    "running": ("đang chạy", "running"), None: ("chưa thu thập", "never"),
}  # fmt: skip
_UNKNOWN = ("không rõ", "unknown")
_NONE = ("không có.", "none.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a card is written from."""

    about: About
    files: Sequence[File]
    sums: gaps.Sums
    portals: Sequence[dict[str, Any]]
    """Rows of the table of portals."""
    hidden: Sequence[tuple[str, int]]
    """(legal basis, articles)."""
    withdrawn: int
    """Articles that wait for review, or were taken back by editors."""
    differences: Differences
    pictures: bool
    digest: str
    """SHA-256 of the articles."""


def card(facts: Facts, ledger: Ledger) -> str:
    """The whole text, with what dataset hubs read at its top."""
    return (
        f"{_front_matter(facts)}\n{_part(facts, ledger, 'vi')}\n---\n\n{_part(facts, ledger, 'en')}"
    )


def _front_matter(facts: Facts) -> str:
    """YAML that the Hugging Face hub and `datasets` read: which file is which table.

    Without tables that are empty, which `datasets` 5.2 (2026-11) does not load.
    """
    tables: dict[str, str] = {}
    for file in facts.files:
        if file.table is not None and file.form in ("csv", "parquet") and file.rows:
            tables[file.table.name] = file.path  # Parquet comes after CSV, and is preferred
    lines = [
        "---", "license: other", f"license_name: {json.dumps(RIGHTS)}", f"license_link: {LICENCE_URL}",
        "language:", "- vi", f"pretty_name: {json.dumps(TITLE_EN)}", "configs:",
    ]  # fmt: skip
    for name, path in tables.items():
        lines += [f"- config_name: {name}", f"  data_files: {path}"]
        if name == "articles":
            lines.append("  default: true")
    return "\n".join([*lines, "---", ""])


def _part(facts: Facts, ledger: Ledger, language: Language) -> str:
    say = _Words(language)
    about, sums = facts.about, facts.sums
    largest = sorted(facts.portals, key=lambda row: (-row["articles"], row["id"]))
    doubts = gaps.by_doubt(ledger)
    with_gaps = [row for row in facts.portals if row["empty_months"]]
    values = {
        "title": f"{say.of((TITLE_VI, TITLE_EN))}, {about.version}",
        "version": about.version,
        "created": about.created,
        "articles": say.number(sums.articles),
        "portals": say.number(sum(row["articles"] > 0 for row in facts.portals)),
        "first_month": sums.first_month or say.of(_UNKNOWN),
        "last_month": sums.last_month or say.of(_UNKNOWN),
        "images": say.number(sums.images),
        "attachments": say.number(sums.attachments),
        "texts": say.number(sums.texts),
        "gone": say.number(sums.gone),
        "files": say.table(("file", "what", "rows", "bytes"), map(say.file, facts.files)),
        "by_province": say.table(
            ("province", "portals", "articles", "gone", "first_month", "last_month"),
            gaps.by_province(ledger),
        ),
        "by_year": say.table(("year", "portals", "articles", "gone"), gaps.by_year(ledger)),
        "portals_cut": say.cut(len(largest)),
        "by_portal": say.table(
            ("name", "articles", "gone", "first_month", "last_month", "empty_months", "state"),
            ({**row, "state": say.of(_STATES[row["state"]])} for row in largest[:_PORTALS]),
        ),
        "troubled": say.troubled([row for row in facts.portals if row["state"] != "done"]),
        "with_gaps": say.number(len(with_gaps)),
        "gaps": say.gaps(with_gaps),
        "doubtful": say.number(ledger.number("SELECT count(DISTINCT article) FROM doubts")),
        "doubts": "".join(
            f"\n  - `{doubt}`: {say.number(number)} ({say.of(gaps.DOUBTS[doubt])})"
            for doubt, number in doubts.items()
        ),
        "images_lost": say.number(sums.lost_images),
        "attachments_lost": say.number(sums.lost_files),
        "withheld": say.number(sums.withheld),
        "withdrawn": say.number(facts.withdrawn),
        "hidden": say.hidden(facts.hidden),
        "no_pictures": "" if facts.pictures else say.of((", tệp ảnh", ", the pictures themselves")),
        "changes": say.changes(facts),
        "citation": about.citation(facts.digest),
        "bibtex": about.bibtex(facts.digest),
        "permalink": say.permalink(about.base_url),
    }
    text = resources(__package__).joinpath(f"card.{language}.md").read_text("utf-8")
    return Template(text).substitute(values)


class _Words:
    """Numbers, tables and sentences in one of the two languages."""

    def __init__(self, language: Language) -> None:
        self._at = 0 if language == "vi" else 1

    def of(self, both: tuple[str, str]) -> str:
        return both[self._at]

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", "." if self._at == 0 else ",")

    def table(self, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
        """A Markdown table; numbers stand to the right."""
        lines = [[self.of(_HEADS[name]) for name in columns]]
        numbers: set[int] = set()
        for row in rows:
            values = [row[name] for name in columns]
            numbers |= {at for at, value in enumerate(values) if isinstance(value, int)}
            lines.append([self._cell(value) for value in values])
        rule = ["---:" if at in numbers else "---" for at in range(len(columns))]
        return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))

    def _cell(self, value: Any) -> str:
        if isinstance(value, int):
            return self.number(value)
        return _plain(value or self.of(_UNKNOWN))

    def file(self, file: File) -> dict[str, Any]:
        return {
            "file": file.path,
            "what": self.of((file.vi, file.en)),
            "rows": "–" if file.rows is None else file.rows,
            "bytes": file.bytes,
        }

    def cut(self, number: int) -> str:
        if number <= _PORTALS:
            return ""
        return self.of(
            (
                f", {_PORTALS} cổng nhiều bài nhất trong {self.number(number)} cổng",
                f", the {_PORTALS} with the most articles of {self.number(number)}",
            )
        )

    def troubled(self, rows: Sequence[dict[str, Any]]) -> str:
        if not rows:
            return self.of(_NONE)
        named = [
            f"\n  - {_plain(row['name'])} (`{row['id']}`): {self.of(_STATES[row['state']])}"
            + (f", “{_plain(row['reason'])}”" if row["reason"] else "")
            for row in rows[:_NAMED]
        ]
        return f"{self.number(len(rows))}.{''.join(named)}{self._rest(len(rows))}"

    def gaps(self, rows: Sequence[dict[str, Any]]) -> str:
        if not rows:
            return f" {self.of(_NONE)}"
        longest = sorted(rows, key=lambda row: (-gaps.length_of_gap(row), row["id"]))[:_NAMED]
        named = (
            f"\n  - {_plain(row['name'])}: {row['gap_from']} – {row['gap_to']}" for row in longest
        )
        return f"{''.join(named)}{self._rest(len(rows))}"

    def _rest(self, number: int) -> str:
        if number <= _NAMED:
            return ""
        return self.of(
            ("\n  - những cổng còn lại: `data/portals.csv`", "\n  - the others: `data/portals.csv`")
        )

    def hidden(self, bases: Sequence[tuple[str, int]]) -> str:
        if not bases:
            return self.of(("không có bài nào.", "no article."))
        total = self.number(sum(number for _, number in bases))
        told = "".join(f"\n  - {_plain(basis)}: {self.number(n)}" for basis, n in bases)
        return self.of(
            (
                f"{total} bài, theo các căn cứ pháp lý sau; bản này không giữ gì của chúng.{told}",
                f"{total} articles, on these legal bases; nothing of them is here.{told}",
            )
        )

    def changes(self, facts: Facts) -> str:
        earlier, count = facts.differences.earlier, facts.differences.counts
        if earlier is None:
            return self.of(("Đây là bản đầu tiên.", "This is the first release."))
        added, changed, removed = map(self.number, (count.added, count.changed, count.removed))
        return self.of(
            (
                f"So với bản {earlier.version}: thêm {added} bài, thay đổi {changed} bài, bớt {removed} bài. "
                "Mã từng bài và những trường đã đổi có trong `CHANGES.json`.",
                f"Since {earlier.version}: {added} articles added, {changed} changed, {removed} removed. "
                "`CHANGES.json` has the identifiers, and which fields changed.",
            )
        )

    def permalink(self, base_url: str | None) -> str:
        if base_url is None:
            return ""
        return self.of((f"; trang của bài: {base_url}bai/MÃ", f"; its page: {base_url}bai/ID"))


def _plain(text: str) -> str:
    """Text that is no Markdown, whatever is in it: one line, nothing marked."""
    escaped = "".join(f"\\{c}" if c in r"\`*[]<>|" else c for c in text)
    return " ".join(escaped.split())
