"""What people decide on numbers of persons: show one that a rule finds, mask what none does.

Decisions name a number by its digest, which says nothing without the salt of the archive. Whoever
looks at numbers unmasked is in the log of acts.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.editorial import workflow
from archive.editorial.database import Actor, Editorial
from archive.editorial.errors import NoSuchItem, NotValid
from archive.folder import now, stamp
from archive.privacy import Decisions
from archive.privacy.decisions import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskDecision:
    """One decision that holds."""

    article: str | None
    """None: in all articles."""
    digest: str
    verdict: Verdict
    reason: str
    by: str
    at: str


def decisions(conn: sqlite3.Connection) -> Decisions:
    """All that hold, of an archive that has editorial.db attached (or of an `Editorial.conn`)."""
    texts: dict[str, list[str]] = defaultdict(list)
    for article, text in conn.execute("SELECT article, text FROM masked_texts ORDER BY text"):
        texts[article].append(text)
    offered: dict[str, list[str]] = defaultdict(list)
    for sha256, text in conn.execute(
        "SELECT DISTINCT m.sha256, t.text FROM masked_texts t JOIN attachments f "
        "ON f.article = t.article JOIN media m ON m.url = f.url ORDER BY t.text"
    ):
        offered[sha256].append(text)
    return Decisions(
        salt=salt(conn),
        verdicts={(one.article, one.digest): one.verdict for one in decided(conn)},
        texts={article: tuple(some) for article, some in texts.items()},
        file_texts={sha256: tuple(some) for sha256, some in offered.items()},
        released=frozenset(row[0] for row in conn.execute("SELECT sha256 FROM released_files")),
    )


def salt(conn: sqlite3.Connection) -> bytes:
    """What digests are made with; each archive has its own."""
    row = conn.execute("SELECT salt FROM privacy_salt").fetchone()
    return bytes.fromhex(row[0]) if row else b""


def decided(conn: sqlite3.Connection) -> list[MaskDecision]:
    """The decisions on numbers, the latest first."""
    rows = conn.execute(
        "SELECT nullif(article, '') AS article, digest, verdict, reason, by, at "
        "FROM mask_decisions ORDER BY at DESC, article, digest"
    )
    return [MaskDecision(**dict(row)) for row in rows]


def decide(
    ed: Editorial, digest: str, verdict: Verdict | None, *, reason: str, by: Actor,
    article: str | None = None,
) -> None:  # fmt: skip
    """From now on a number is shown or masked, in one article or in all; None: as the rules say.

    What is decided for an article goes before what is decided for all.

    Raises:
        NoSuchItem: there is no such article.
        NotValid: no digest, no reason.
    """
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise NotValid("digest", "64 hexadecimal digits, as `luutru privacy list --json` has them")
    _check(ed, reason, article)
    key = article or ""
    with ed.transaction() as conn:
        was = conn.execute(
            "SELECT verdict FROM mask_decisions WHERE article = ? AND digest = ?", (key, digest)
        ).fetchone()
        if (was[0] if was else None) == verdict:
            return
        conn.execute("DELETE FROM mask_decisions WHERE article = ? AND digest = ?", (key, digest))
        if verdict:
            conn.execute(
                "INSERT INTO mask_decisions (article, digest, verdict, reason, by, at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (key, digest, verdict, reason.strip(), by.name, stamp(now())),
            )
        _note(ed, "decide mask", article, by, reason, digest=digest, verdict=verdict,
              was=was[0] if was else None)  # fmt: skip


def mask_text(ed: Editorial, article: str, text: str, *, reason: str, by: Actor) -> None:
    """Masks these words wherever they stand in one article, to the letter but for white space.

    Raises:
        NoSuchItem, NotValid
    """
    _check(ed, reason, article)
    words = _words(text)
    if not 2 <= len(words) <= 1000:
        raise NotValid("text", "from 2 to 1,000 characters")
    with ed.transaction() as conn:
        made = conn.execute(
            "INSERT OR IGNORE INTO masked_texts (article, text, reason, by, at) VALUES (?, ?, ?, ?, ?)",
            (article, words, reason.strip(), by.name, stamp(now())),
        ).rowcount
        if made:
            _note(ed, "mask text", article, by, reason, letters=len(words))


def unmask_text(ed: Editorial, article: str, text: str, *, reason: str, by: Actor) -> None:
    """Shows words again that were masked by `mask_text`.

    Raises:
        NoSuchItem: they are not masked there.
    """
    _check(ed, reason, article)
    with ed.transaction() as conn:
        gone = conn.execute(
            "DELETE FROM masked_texts WHERE article = ? AND text = ?", (article, _words(text))
        ).rowcount
        if not gone:
            raise NoSuchItem("nobody has masked these words in {article}", article=article)
        _note(ed, "show text", article, by, reason, letters=len(_words(text)))


def release(ed: Editorial, sha256: str, *, reason: str, by: Actor) -> None:
    """Publishes a file that was withheld; somebody has looked at it.

    Raises:
        NoSuchItem: no article has such a file.
        NotValid: no reason.
    """
    known = "SELECT 1 FROM captured.media WHERE sha256 = ?"
    if not ed.conn.execute(known, (sha256,)).fetchone():
        raise NoSuchItem("the archive has no file {file}", file=sha256)
    _check(ed, reason, None)
    with ed.transaction() as conn:
        conn.execute(
            "INSERT OR IGNORE INTO released_files (sha256, reason, by, at) VALUES (?, ?, ?, ?)",
            (sha256, reason.strip(), by.name, stamp(now())),
        )
        workflow.note(ed, by=by, act="release file", kind="file", key=sha256, reason=reason)


def withhold(ed: Editorial, sha256: str, *, reason: str, by: Actor) -> None:
    """Takes the release of a file back.

    Raises:
        NoSuchItem: it was not released.
        NotValid: no reason.
    """
    _check(ed, reason, None)
    with ed.transaction() as conn:
        if not conn.execute("DELETE FROM released_files WHERE sha256 = ?", (sha256,)).rowcount:
            raise NoSuchItem("the file {file} was not released", file=sha256)
        workflow.note(ed, by=by, act="withhold file", kind="file", key=sha256, reason=reason)


def note_access(ed: Editorial, articles: Iterable[str], *, by: Actor, reason: str = "") -> None:
    """Writes into the log that somebody is shown the numbers of these articles unmasked.

    Raises:
        NotValid: nobody is named.
    """
    if not by.name.strip():
        raise NotValid("by", "whoever looks at numbers of persons must be named")
    with ed.transaction():
        for article in articles:
            _note(ed, "reveal", article, by, reason)


def masks_words(ed: Editorial, article: str, text: str) -> bool:
    """Are these words masked in this article by `mask_text`?"""
    sql = "SELECT 1 FROM masked_texts WHERE article = ? AND text = ?"
    return ed.conn.execute(sql, (article, _words(text))).fetchone() is not None


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _check(ed: Editorial, reason: str, article: str | None) -> None:
    if not reason.strip():
        raise NotValid("reason", "say why")
    if article is not None and workflow.revision_of(ed, article) is None:
        raise NoSuchItem("the archive has no article {key!r}", key=article)


def _note(
    ed: Editorial, act: str, article: str | None, by: Actor, reason: str, **detail: Any
) -> None:
    kind, key = ("article", article) if article else ("archive", "")
    workflow.note(ed, by=by, act=act, kind=kind, key=key, reason=reason, **detail)
