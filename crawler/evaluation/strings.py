"""Strings against gold: stamps, citations, and the forms of text. Pure."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime

from archive.text import clean, fold, tone_key
from crawler.evaluation.figures import Score, overlap
from crawler.evaluation.gold import GoldString, GoldStrings
from crawler.extract.citations import cited
from crawler.extract.dates import parse_posted

# What a caller would take who knows no more than that it's text: a legacy font is to be told
# from the words alone. VISCII comes as bytes, for which there is a codec.
_TEXT: dict[str, Callable[[str], str]] = {
    "fold": fold, "tone_old": tone_key, "clean": clean, "nfc": clean, "mojibake": clean,
    "confusable": clean, "tcvn3": clean, "vni": clean,
    "tone_new": lambda text: tone_key(text, style="new"),
    "entity": lambda text: clean(html.unescape(text)),
    "viscii_hex": lambda text: bytes.fromhex(text).decode("viscii"),
}  # fmt: skip


def score_strings(gold: GoldStrings, score: Score) -> None:
    """Mark every row of the file."""
    mark = {"dates": _date, "citations": _citations, "text": _text}[gold.kind]
    for row in gold.rows:
        mark(row, score)


def _date(row: GoldString, score: Score) -> None:
    now = datetime.fromisoformat(row.now) if row.now else None
    posted = parse_posted(row.text, fetched_at=now)
    got = posted.iso() if posted else None
    want = row.expected[0] if row.expected else None
    note = f"{row.text!r}: {got}, not {want}"
    score["dates"].value(got == want, expected=bool(want), given=bool(got), note=note)
    silent = got is not None and got != want and posted is not None and not posted.flags
    score["no silent wrong date"].check(not silent, note)


def _citations(row: GoldString, score: Score) -> None:
    got, want = cited(row.text), row.expected
    right = sorted(got) == sorted(want)
    note = f"{row.text!r}: {list(got)}, not {list(want)}"
    score["citations"].several(*overlap(want, got), right=right, note=note)


def _text(row: GoldString, score: Score) -> None:
    read = _TEXT.get(row.kind)
    if read is None:
        return
    got, want = read(row.text), row.expected[0] if row.expected else ""
    score["text"].check(got == want, f"{row.kind} {row.text!r}: {got!r}, not {want!r}")
