"""The best matches first, in a time that the number of matches does not decide.

Ranking every match of a common word takes seconds, and so does BM25 of a few, for it counts all.
So candidates are gathered first, each kind from the newest backwards and few of each: titles that
have all words or some in a row, bodies that have them in a row, and the newest matches. How far
back is looked for words in a row follows from how common they are (`REACH`). The candidates are then
compared by their titles and leads. What is left follows from the newest to the oldest, so that
pages go on to the last match. Rowids must be in the order of publication.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest, nsmallest
from itertools import chain, islice, pairwise
from typing import Any, Literal

from archive.search import words
from archive.search.index import FTS_TABLE, SOURCE, TITLES, has
from archive.search.likeness import Query, Wanted
from archive.search.suggestion import suggest
from archive.search.terms import TITLE, Term, expression, in_a_row, parse
from archive.text import fold

DEEPEST = 20_000
"""Pages of ranked matches need not go further than this."""
NEWEST = 200
"""Candidates only because they are new."""
EACH = 120
"""Candidates of each better kind."""
REACH = 40_000
"""Occurrences of the rarest word that are looked at for words in a row."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What else a row must be: SQL that follows the index (`JOIN` and `WHERE`), and its values.

    `{rowid}` in `join` is the rowid of the index, as in
    `CROSS JOIN article_facets f ON f.rowid = {rowid}`.
    """

    join: str = ""
    where: str = "1"
    values: Mapping[str, Any] = field(default_factory=dict)
    low: int | None = None
    """The least rowid that can answer; None: any."""
    high: int | None = None


EVERYTHING = Narrowed()


def ranked(
    conn: sqlite3.Connection,
    query: str,
    *,
    limit: int,
    offset: int = 0,
    narrowed: Narrowed = EVERYTHING,
) -> list[int]:
    """Rowids of what answers the query as typed, best first; the order is the same for all pages."""
    terms = parse(query)
    if all(term.without for term in terms):
        return []
    asked = _Asked(conn, terms, narrowed)
    newest = asked.newest(expression(terms), max(NEWEST, offset + limit))
    head = _head(asked, newest[:NEWEST], offset + limit)
    if offset + limit > len(head):
        # Those of the head may lie among the newest: as many more are needed.
        if len(newest) == offset + limit:
            newest = asked.newest(expression(terms), offset + limit + len(head))
        first = set(head)
        head = head + [rowid for rowid in newest if rowid not in first]
    return head[offset : offset + limit]


def among(conn: sqlite3.Connection, query: str, rowids: Sequence[int], *, limit: int) -> list[int]:
    """The best of the rows that are known to answer the query, best first; `limit` or more."""
    if not rowids:
        return []
    asked = _Asked(conn, parse(query), EVERYTHING)
    row = in_a_row(asked.terms)
    low = min(rowids)
    rows = asked.newest(row.expression(), len(rowids), low=low) if row else []
    titled = asked.titled(len(rowids), low)
    return _compared(asked, rowids, _worth(rows, rowids), titled, limit)


def count(conn: sqlite3.Connection, query: str, *, most: int = 10_000) -> tuple[int, bool]:
    """How many rows answer, and whether that is all; (`most`, False) is "at least so many"."""
    row = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH ? "
        f"ORDER BY rowid DESC LIMIT {most + 1})",
        (expression(parse(query)),),
    ).fetchone()
    return min(row[0], most), row[0] <= most


class _Asked:
    """A query against one database: its lists, and how much its words tell."""

    def __init__(self, conn: sqlite3.Connection, terms: Sequence[Term], narrowed: Narrowed) -> None:
        self.conn, self.terms, self.narrowed = conn, terms, narrowed
        self.wanted = [term for term in terms if not term.without]
        forms = {fold(word) for term in self.wanted for word in term.words}
        self.all = words.articles(conn)
        self.meant = _meant(conn, self.wanted)
        self.numbers = words.frequencies(conn, forms)
        self.title_index = TITLES if has(conn, TITLES) else FTS_TABLE

    def newest(self, match: str, limit: int, *, table: str = FTS_TABLE, low: int = 0) -> list[int]:
        """The newest rows of an index that match, at most `limit`, none below `low`."""
        return list(self.each(match, table=table, low=low, limit=limit, narrowed=self.narrowed))

    def newest_of_few(self, match: str, limit: int, low: int) -> list[int]:
        """`newest`, where it may be that nothing matches.

        Going down, FTS5 compares rowids with the lower bound only where it finds a match, and goes
        through all of the index for want of one. Going up from the bound, it comes to the end.
        """
        if not low:
            return self.newest(match, limit)
        middle = low + (self.ends()[1] - low) * 15 // 16
        found: list[int] = []
        for bottom, top in ((middle, None), (low, middle - 1)):
            if len(found) < limit:
                part = replace(
                    self.narrowed,
                    low=max(bottom, self.narrowed.low or 0),
                    high=min(filter(None, (top, self.narrowed.high)), default=None),
                )
                rows = self.each(match, table=FTS_TABLE, low=0, narrowed=part, order="ASC")
                found += reversed(list(rows))
        return found[:limit]

    def each(
        self, match: str, *, table: str, low: int, limit: int = -1, narrowed: Narrowed = EVERYTHING,
        order: Literal["ASC", "DESC"] = "DESC",
    ) -> Iterator[int]:  # fmt: skip
        """Rows of an index that match, one after the other, the newest first."""
        bounds = [f"{table}.rowid >= {max(low, narrowed.low or 0)}"] * bool(low or narrowed.low)
        bounds += [f"{table}.rowid <= {narrowed.high}"] * (narrowed.high is not None)
        rows = self.conn.execute(
            f"SELECT {table}.rowid FROM {table} {narrowed.join.format(rowid=f'{table}.rowid')} "
            f"WHERE {table} MATCH :match AND {' AND '.join([*bounds, narrowed.where])} "
            f"ORDER BY {table}.rowid {order} LIMIT {limit}",
            {**narrowed.values, "match": match},
        )
        return (row[0] for row in rows)

    def texts(self, rowids: Sequence[int], column: str = "title") -> Iterator[tuple[int, str]]:
        """What the rows have in a column, in any order."""
        for at in range(0, len(rowids), 500):
            some = rowids[at : at + 500]
            yield from self.conn.execute(
                f"SELECT docid, coalesce({column}, '') FROM {SOURCE} "
                f"WHERE docid IN ({','.join('?' * len(some))})",
                some,
            )

    def titled(self, limit: int, low: int = 0) -> _Titled:
        """The newest rows with all that is wanted in their titles, whether they answer or not."""
        match = expression(self.wanted, TITLE)
        rowids = self.newest(match, limit, table=self.title_index, low=low)
        return _Titled(rowids, since=rowids[-1] if len(rowids) == limit else low)

    def reach(self) -> int:
        """The least rowid from which REACH occurrences of the rarest word are to be expected."""
        rarest = min(
            (self.numbers.get(fold(word), 0) for term in self.wanted for word in term.words),
            default=0,
        )
        if rarest <= REACH:
            return 0
        oldest, newest = self.ends()
        return int(newest - (newest - oldest) * REACH / rarest)

    def ends(self) -> tuple[int, int]:
        """The oldest and the newest rowid."""
        docsize = f"{FTS_TABLE}_docsize"  # both in one question would go through all of it
        oldest, newest = self.conn.execute(
            f"SELECT (SELECT min(id) FROM {docsize}), (SELECT max(id) FROM {docsize})"
        ).fetchone()
        return oldest or 0, newest or 0

    def weight(self, term: Term) -> float:
        """How much it tells that a text has the term: more the rarer it is."""
        if not self.all:
            return 1.0
        number = min((self.numbers.get(fold(word), 0) for word in term.words), default=0)
        return math.log1p(self.all / (number + 1))


def _meant(conn: sqlite3.Connection, terms: Sequence[Term]) -> Mapping[str, str]:
    """Word without marks -> the word that the edition most probably has for it."""
    typed = [word for term in terms for word in term.words]
    found = suggest(conn, " ".join(typed))
    if found is None or found.kind != "marks":
        return {}
    return dict(zip(typed, found.query.split(), strict=True))


def _head(asked: _Asked, newest: Sequence[int], limit: int) -> list[int]:
    gathered: dict[int, None] = {}
    rows: list[int] = []
    row = in_a_row(asked.terms)
    without = [term for term in asked.terms if term.without]
    low = min(newest) if 0 < len(newest) < NEWEST else 0
    titled = _UNKNOWN
    if len(newest) == NEWEST:  # else they are all there are
        titled = asked.titled(EACH)
        _add(gathered, titled.rowids)
        if row is not None and titled.since:  # else they are among these
            _add(gathered, asked.newest(row.expression(TITLE), EACH, table=asked.title_index))
        if without:
            gathered = _answering(asked, gathered)
    elif len(asked.wanted) == 1:
        titled = asked.titled(NEWEST, low)
    if row is not None:
        rows = asked.newest_of_few(expression([row, *without]), EACH, low or asked.reach())
        _add(gathered, rows)
    if len(newest) == NEWEST and len(asked.wanted) > 2:
        _add(gathered, _partly_in_title(asked))
    _add(gathered, newest)
    return _compared(asked, list(gathered), _worth(rows, newest), titled, limit)


def _worth(rows: Sequence[int], newest: Sequence[int]) -> Mapping[int, float]:
    """Row with all words in a row -> what that adds to its score.

    More than half of the words in a title do; and the more, the more of what answers has them so:
    then they are one name, like that of an office.
    """
    share = len({*rows} & {*newest}) / min(len(newest), EACH) if newest else 0.0
    return dict.fromkeys(rows, 5 + 10 * min(1.0, share))


def _add(gathered: dict[int, None], rowids: Iterable[int]) -> None:
    gathered.update(dict.fromkeys(rowids))


def _partly_in_title(asked: _Asked) -> list[int]:
    """Rows that answer and have two neighbouring terms in their titles."""
    pairs = " OR ".join(f"({expression(pair, TITLE)})" for pair in pairwise(asked.wanted))
    low = asked.reach()
    titled = asked.each(pairs, table=asked.title_index, low=low, narrowed=asked.narrowed)
    first = list(islice(titled, _ASKED_EACH + 1))
    if len(first) <= _ASKED_EACH:
        return list(_answering(asked, first))[:EACH]
    answering = asked.each(expression(asked.terms), table=FTS_TABLE, low=low)
    return list(islice(_in_both(chain(first, titled), answering), EACH))


_ASKED_EACH = 20
"""Up to so many rows it is cheaper to ask of each whether it answers."""


def _in_both(ones: Iterator[int], others: Iterator[int]) -> Iterator[int]:
    """What two descending rows of numbers share."""
    other = next(others, -1)
    for one in ones:
        while other > one:
            other = next(others, -1)
        if other < 0:
            return
        if other == one:
            yield one


def _answering(asked: _Asked, rowids: Iterable[int]) -> dict[int, None]:
    """Those that answer with what must not be there."""
    match = expression(asked.terms)
    sql = f"SELECT 1 FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH ? AND rowid = ?"
    return {
        rowid: None
        for rowid in rowids
        if asked.conn.execute(sql, (match, rowid)).fetchone() is not None
    }


@dataclass(frozen=True, slots=True)
class _Titled:
    """Rows with all that is wanted in their titles; from `since` on no others have it."""

    rowids: Sequence[int]
    since: int


_UNKNOWN = _Titled((), since=1 << 62)
_LEADS = 60
"""Candidates whose leads are looked at, too."""


def _compared(
    asked: _Asked, rowids: Sequence[int], rows: Mapping[int, float], titled: _Titled, limit: int
) -> list[int]:
    """Best first; `rows` have the words in a row somewhere, and what that is worth. At least
    `limit`, where there are.

    Texts are read only where they can tell: none of the titles without the one word that is wanted,
    and none of those that the _LEADS best have already left behind.
    """
    wanted = [Wanted(term, asked.weight(term), asked.meant) for term in asked.wanted]
    query = Query(wanted, in_a_row(asked.terms))
    # By place and not by rowid: the gaps between rowids tell when an edition was updated.
    fresh = {rowid: place / len(rowids) for place, rowid in enumerate(sorted(rowids))}

    def score(rowid: int, likeness: float) -> float:
        return 10 * likeness + rows.get(rowid, 0.0) + fresh[rowid]

    having = set(titled.rowids)
    first = [rowid for rowid in rowids if rowid in having or rowid < titled.since]
    rest = [rowid for rowid in rowids if rowid not in having and rowid >= titled.since]
    scores = {rowid: score(rowid, query.likeness(title)) for rowid, title in asked.texts(first)}
    most = query.most_of_a_part
    if not most:
        scores |= {rowid: score(rowid, 0.0) for rowid in rest}
    else:
        if limit <= _LEADS <= len(scores):
            least = nlargest(_LEADS, scores.values())[-1]
            rest = [rowid for rowid in rest if score(rowid, most) >= least]
        scores |= {rowid: score(rowid, query.likeness(title)) for rowid, title in asked.texts(rest)}
    best = nsmallest(_LEADS, scores, key=lambda rowid: (-scores[rowid], -rowid))
    for rowid, lead in asked.texts(best, "lead"):
        scores[rowid] += 3 * query.likeness(lead)
    return sorted(scores, key=lambda rowid: (-scores[rowid], -rowid))
