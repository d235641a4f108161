"""What is asked: common, middling and rare words, several, phrases, with marks and without."""

from __future__ import annotations

import sqlite3
from random import Random

from archive.text import fold

_EACH = 12


def by_class(conn: sqlite3.Connection, *, seed: int = 11) -> dict[str, list[str]]:
    """Class -> queries, by how many of the articles in `conn` have their words."""
    dice = Random(seed)
    total = conn.execute("SELECT texts FROM search_words WHERE folded = ''").fetchone()[0]

    def words(low: float, high: float) -> list[str]:
        found = conn.execute(
            "SELECT word FROM search_words WHERE texts BETWEEN ? AND ? AND length(word) > 1 "
            "AND instr(word, ' ') = 0 ORDER BY word",
            (low * total, high * total),
        ).fetchall()
        known = [row[0] for row in found]
        return dice.sample(known, min(len(known), 4 * _EACH))

    def pairs(low: int) -> list[str]:
        rows = conn.execute(
            "SELECT word FROM search_words WHERE instr(word, ' ') ORDER BY texts DESC, word "
            "LIMIT ? OFFSET ?",
            (4 * _EACH, low),
        ).fetchall()
        return dice.sample([row[0] for row in rows], _EACH)

    common, middling, rare = words(0.15, 1), words(0.01, 0.05), words(0.0002, 0.002)

    def joined(*kinds: list[str]) -> list[str]:
        return [" ".join(dice.choice(kind) for kind in kinds) for _ in range(_EACH)]

    asked = {
        "common word": common[:_EACH],
        "middling word": middling[:_EACH],
        "rare word": rare[:_EACH],
        "two common": joined(common, common),
        "two middling": joined(middling, middling),
        "three mixed": joined(common, middling, rare),
        "common pair": pairs(0),
        "phrase": [f'"{pair}"' for pair in pairs(0)],
        "phrase, any two common": [f'"{pair}"' for pair in joined(common, common)],
        "rarer phrase": [f'"{pair}"' for pair in pairs(1_000)],
    }
    asked["unmarked, one"] = list(map(fold, common[: _EACH // 2] + middling[: _EACH // 2]))
    asked["unmarked, two"] = list(map(fold, pairs(0)))
    asked["unmarked, four"] = list(map(fold, joined(common, middling, common, middling)))
    return {kind: some for kind, some in asked.items() if some}
