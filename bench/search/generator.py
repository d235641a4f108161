"""Articles by the million: Vietnamese syllables and compounds of our own texts, dealt by Zipf's law.

The units are runs of one to four words that occur in the sample portals and the gold pages, the
most frequent first, and behind them a long tail of names, pairs and numbers that are put together
here. Lengths are log-normal, like those of news. The same seed gives the same articles.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

from archive.syllable import is_syllable
from luutru.demo import content
from publish.build.order import GAP

Row = tuple[int, str, str, str, str]
"""rowid, title, lead, body_text, captions."""

GOLD = Path(__file__).parents[2] / "tests" / "gold"
_TAIL = 40_000
_WORDS = 150
"""Units of a body in the median; the mean is about 1.2 x that."""
_SPREAD = 0.6


def texts() -> Iterator[str]:
    """Every sentence that we wrote: of the sample portals and of the gold pages."""
    folder = Path(content.__file__).parent / "content"
    for file in sorted(folder.glob("*.toml")):
        yield from re.findall(r'"([^"\n]{20,})"', file.read_text("utf-8"))
    for gold in sorted(GOLD.glob("*/gold.jsonl")):
        for line in gold.read_text("utf-8").splitlines():
            yield from json.loads(line).get("paragraphs", ())


def units(dice: Random) -> list[str]:
    """What texts are made of, most frequent first."""
    counts: Counter[str] = Counter()
    for text in texts():
        words = re.findall(r"[^\W_]+", text)
        for size in (1, 2, 3, 4):
            for at in range(len(words) - size + 1):
                counts[" ".join(words[at : at + size])] += 1
    known = [unit for unit, number in counts.most_common() if number > 1 or " " not in unit]
    syllables = sorted({word for word in known if " " not in word and is_syllable(word)})
    tail = [_made_up(dice, syllables) for _ in range(_TAIL)]
    return [*known, *dict.fromkeys(tail)]


def _made_up(dice: Random, syllables: list[str]) -> str:
    kind = dice.random()
    if kind < 0.15:
        return f"số {dice.randrange(1, 4000)}/QĐ-UBND"
    if kind < 0.3:
        return f"{dice.randrange(1, 29)}/{dice.randrange(1, 13)}/{dice.randrange(2009, 2026)}"
    run = dice.choices(syllables, k=3 if kind < 0.5 else 2)
    return " ".join(map(str.title, run)) if kind < 0.7 else " ".join(run)


def articles(number: int, *, seed: int = 5) -> Iterator[Row]:
    """Rows in the order of publication."""
    dice = Random(seed)
    made = units(dice)
    weights = list(accumulate(1 / (rank + 3.0) ** 1.02 for rank in range(len(made))))
    places = range(len(made))
    pool: list[int] = []
    for place in range(1, number + 1):
        length = max(30, int(dice.lognormvariate(0, _SPREAD) * _WORDS))
        if len(pool) < length + 60:
            pool = dice.choices(places, cum_weights=weights, k=200_000)
        taken, pool = pool[-length - 40 :], pool[: -length - 40]
        words = [made[unit] for unit in taken]
        # What an article is about comes back in it, and stands in its title.
        about = [made[dice.randrange(200, len(made))] for _ in range(2)]
        for at in range(15, length, 40):
            words[at] = about[at % 2]
        title = " ".join((words[0], about[0], *words[1:6], about[1]))
        lead = " ".join(words[6:30])
        body = _sentences(words[40:])
        yield place * GAP, title[:1].upper() + title[1:], lead, body, " ".join(words[30:40])


def _sentences(words: list[str]) -> str:
    lines = [" ".join(words[at : at + 13]) for at in range(0, len(words), 13)]
    paragraphs = [". ".join(lines[at : at + 4]) for at in range(0, len(lines), 4)]
    return ".\n\n".join(paragraphs) + "."


def fill(path: Path, number: int, *, seed: int = 5) -> None:
    """A database with a table `articles` of so many."""
    base = sqlite3.connect(path, isolation_level=None)
    base.executescript(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"
    )
    base.execute(
        "CREATE TABLE articles (pk INTEGER PRIMARY KEY, title TEXT, lead TEXT, body_text TEXT, "
        "captions TEXT)"
    )
    base.execute("BEGIN")
    base.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", articles(number, seed=seed))
    base.execute("COMMIT")
    base.close()
