"""What has changed since an edition was made, and what must not be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations(name="0016_changes")
def changes(db: Database) -> None:
    """The log of changes, written by triggers (`archive.changes`); hidden articles."""
    for statement in _TABLES.split(";\n\n"):
        db.execute(statement)
    for name, when, statements in _triggers():
        db.execute(f"CREATE TRIGGER log_{name} {when} BEGIN {'; '.join(statements)}; END")


_TABLES = """
CREATE TABLE changes (
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    seq INTEGER NOT NULL,
    content_seq INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_by_seq ON changes(seq);

CREATE TABLE hidden (
    article TEXT PRIMARY KEY,
    hidden_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    basis TEXT NOT NULL,
    by TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE hiding_acts (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('hide', 'unhide')),
    article TEXT NOT NULL,
    url TEXT,
    reason TEXT NOT NULL,
    basis TEXT,
    by TEXT
) STRICT
"""

_NEXT = "(SELECT coalesce(max(seq), 0) + 1 FROM changes)"


def logged(subject: str, key: str, *, source: str = "", seen: bool = False) -> str:
    """A change of what `key` holds, or with `seen` only of when it was last seen."""
    held = "changes.content_seq" if seen else "excluded.seq"
    return (
        f"INSERT INTO changes (subject, key, seq, content_seq) "
        f"SELECT '{subject}', {key}, {_NEXT}, {'0' if seen else _NEXT} {source or 'WHERE 1'} "
        f"ON CONFLICT (subject, key) DO UPDATE SET seq = excluded.seq, content_seq = {held}"
    )


def _differs(*columns: str) -> str:
    return " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)


def _triggers() -> list[tuple[str, str, list[str]]]:
    """(name, when, statements) of every trigger.

    What a crawl writes for every page (counters of crawls, stamps of portals, captures) fires
    none of them; an edition compares those by itself.
    """
    content = ("portal", "url", "revision", "first_captured", "gone_since", "gone_reason")
    shown = ("name", "site_name", "url", "home", "platform", "removed_at")
    placed = ("place_old", "place_new")
    found: list[tuple[str, str, list[str]]] = [
        ("article_new", "AFTER INSERT ON articles", [logged("article", "NEW.id")]),
        ("article_removed", "AFTER DELETE ON articles", [logged("article", "OLD.id")]),
        (
            "article_changed",
            f"AFTER UPDATE OF {', '.join(content)} ON articles WHEN {_differs(*content)}",
            [logged("article", "NEW.id")],
        ),
        (
            "article_seen",
            "AFTER UPDATE OF last_captured ON articles "
            "WHEN OLD.last_captured IS NOT NEW.last_captured",
            [logged("article", "NEW.id", seen=True)],
        ),
    ]
    only_new = {  # what comes with a new article, or with its revision, is told by that
        "revisions": "NEW.number > 1",
        "article_urls": "NEW.url IS NOT (SELECT url FROM articles WHERE id = NEW.article)",
        "hidden": "1",
    }
    for table in ("revisions", "images", "attachments", "article_urls", "hidden"):
        old, new = logged("article", "OLD.article"), logged("article", "NEW.article")
        found += [
            (f"{table}_changed", f"AFTER UPDATE ON {table}", [old, new]),
            (f"{table}_removed", f"AFTER DELETE ON {table}", [old]),
        ]
        if table in only_new:
            when = f"AFTER INSERT ON {table} WHEN {only_new[table]}"
            found.append((f"{table}_new", when, [new]))
    of_run = "FROM (SELECT DISTINCT article FROM revisions WHERE reread = NEW.id) WHERE 1"
    of_capture = (
        "FROM (SELECT article FROM revisions WHERE capture = NEW.id UNION "
        "SELECT article FROM article_urls WHERE url = NEW.url) WHERE 1"
    )
    found += [
        (
            "reread_undone",
            f"AFTER UPDATE OF state ON rereads WHEN {_differs('state')}",
            [logged("article", "article", source=of_run)],
        ),
        (
            "capture_mended",
            "AFTER UPDATE ON captures",
            [logged("article", "article", source=of_capture), logged("portal", "NEW.portal")],
        ),
        (
            "file_kept",
            "BEFORE INSERT ON media WHEN NOT EXISTS (SELECT 1 FROM media WHERE url = NEW.url "
            "AND sha256 = NEW.sha256 AND content_type IS NEW.content_type "
            "AND width IS NEW.width AND height IS NEW.height)",
            [
                logged("digest", "sha256", source="FROM media WHERE url = NEW.url"),
                logged("file", "NEW.url"),
            ],
        ),
        (
            "file_changed",
            "AFTER UPDATE ON media",
            [logged("digest", "OLD.sha256"), logged("file", "NEW.url")],
        ),
        ("file_removed", "AFTER DELETE ON media", [logged("digest", "OLD.sha256")]),
        ("text_new", "AFTER INSERT ON attachment_texts", [logged("digest", "NEW.sha256")]),
        ("text_changed", "AFTER UPDATE ON attachment_texts", [logged("digest", "NEW.sha256")]),
        ("text_removed", "AFTER DELETE ON attachment_texts", [logged("digest", "OLD.sha256")]),
        ("portal_new", "AFTER INSERT ON portals", [logged("portal", "NEW.id")]),
        ("portal_removed", "AFTER DELETE ON portals", [logged("portal", "OLD.id")]),
        (
            "portal_changed",
            f"AFTER UPDATE OF {', '.join(shown)} ON portals WHEN {_differs(*shown)}",
            [logged("portal", "NEW.id")],
        ),
        (
            "portal_placed",
            f"AFTER UPDATE OF {', '.join(placed)} ON portals WHEN {_differs(*placed)}",
            [logged("portal", "NEW.id"), logged("placed", "NEW.id")],
        ),
        ("crawl_new", "AFTER INSERT ON crawls", [logged("portal", "NEW.portal")]),
        ("crawl_removed", "AFTER DELETE ON crawls", [logged("portal", "OLD.portal")]),
        (
            "crawl_ended",  # one that runs is not shown
            "AFTER UPDATE ON crawls WHEN NOT (OLD.state = 'running' AND NEW.state = 'running')",
            [logged("portal", "NEW.portal")],
        ),
        ("report_new", "AFTER INSERT ON crawl_reports", [logged("portal", "NEW.portal")]),
        ("report_changed", "AFTER UPDATE ON crawl_reports", [logged("portal", "NEW.portal")]),
        ("warc_new", "AFTER INSERT ON warc_files", [logged("warcs", "''")]),
        ("warc_sealed", "AFTER UPDATE OF sha256 ON warc_files", [logged("warcs", "''")]),
        ("fixity_checked", "AFTER INSERT ON fixity_events", [logged("warcs", "''")]),
        ("probe_new", "AFTER INSERT ON probes", [logged("portal", "NEW.portal")]),
    ]
    for table in ("places", "place_successors"):
        for act in ("INSERT", "UPDATE", "DELETE"):
            when = f"AFTER {act} ON {table}"
            found.append((f"{table}_{act.lower()}", when, [logged("places", "''")]))
    return found
