"""Which tables the API gives, each as a value."""

from __future__ import annotations

import sqlite3
from typing import Any

from publish.api import catalogue as c
from publish.api import hanging
from publish.api.records import Record, Revision
from publish.api.tables import Filter, Table


def _own(model: type[Record], **renamed: str) -> dict[str, str]:
    return {name: renamed.get(name, f"t.{name}") for name in model.model_fields}


def _dress_attachments(conn: sqlite3.Connection, rows: list[dict[str, Any]], site: str) -> None:
    for row in rows:
        kept, row["withheld"] = row["bytes"] is not None, bool(row["withheld"])
        row["file"] = hanging.file_address(row["sha256"], row["name"], kept, site)


def _image_columns() -> dict[str, str]:
    given = _own(c.ListedImage, id="t.rendition", portal="a.portal")
    del given["focal"], given["renditions"]
    return given | {"x": "p.x", "y": "p.y"}


_TEXT = "(SELECT a.body_text FROM articles a WHERE a.id = t.article)"

PORTALS = Table(
    name="portals", title="Portals", model=c.Portal, source="portals t", columns=_own(c.Portal),
    key=("id",), words="t.name || ' ' || t.short_name", orders=("articles", "name"),
    filters={"platform": Filter(sql="t.platform"), "state": Filter(sql="t.state")},
)  # fmt: skip

PLACES = Table(
    name="places", title="Communes", model=c.Commune, source="places t", columns=_own(c.Commune),
    key=("code", "valid_from"), words="t.name", orders=("name",),
    filters={
        "province": Filter(sql="t.province"), "district": Filter(sql="t.district"),
        "kind": Filter(sql="t.kind"),
        "current": Filter(sql="t.valid_to IS NULL", how="yes", about="There is one of today"),
    },
)  # fmt: skip

DOCUMENTS = Table(
    name="documents", title="Documents that articles cite", model=c.Document, source="documents t",
    columns=_own(c.Document, number="t.normal"), key=("number",), words="t.normal",
    filters={"sort": Filter(sql="t.sort", about="Its sort: `CT`, `QĐ`")},
)  # fmt: skip

TAGS = Table(
    name="tags", title="Tags", model=c.Tag, columns=_own(c.Tag), key=("id",), words="t.name",
    orders=("articles",),
    source="(SELECT tag AS id, min(name) AS name, count(*) AS articles FROM article_tags "
    "GROUP BY tag) t",
)  # fmt: skip

COLLECTIONS = Table(
    name="collections", title="Collections", model=c.Collection, source="collections t",
    columns=_own(
        c.Collection,
        articles="(SELECT count(*) FROM collection_items i WHERE i.collection = t.id)",
    ),
    key=("id",), words="t.title", orders=("title", "edited_at"), large=("body", "body_html"),
    filters={
        "article": Filter(
            sql="t.id IN (SELECT collection FROM collection_items WHERE article IN ({}))",
            about="It stands in it",
        ),
    },
)  # fmt: skip

PAGES = Table(
    name="pages", title="Pages by editors", model=c.Page, source="site_pages t",
    columns=_own(c.Page), key=("id",), words="t.title", orders=("title", "edited_at"),
    large=("body", "body_html"), filters={"about": Filter(sql="t.about", about="`portal:ID`")},
)  # fmt: skip

REVISIONS = Table(
    name="revisions", title="Revisions of articles", model=Revision,
    source="revisions t JOIN articles a ON a.id = t.article",
    columns=_own(Revision, body_text=f"coalesce(t.body_text, {_TEXT})"),
    key=("article", "number"), large=("body_text",), single=False,
    filters={
        "article": Filter(sql="t.article"), "portal": Filter(sql="a.portal"),
        "origin": Filter(sql="t.origin", about="portal, reread, undone"),
        "captured_from": Filter(sql="t.captured_at", how="from"),
        "captured_to": Filter(sql="t.captured_at", how="to", about="This time itself included"),
    },
)  # fmt: skip

IMAGES = Table(
    name="images", title="Pictures of articles", model=c.ListedImage,
    source="images t JOIN articles a ON a.id = t.article "
    "LEFT JOIN focal_points p ON p.article = t.article AND p.url = t.url",
    columns=_image_columns(), key=("article", "position"), single=False,
    dress=hanging.dress_images,
    filters={
        "article": Filter(sql="t.article"), "portal": Filter(sql="a.portal"),
        "sha256": Filter(sql="t.sha256"),
        "shown": Filter(sql="t.rendition NOTNULL", how="yes", about="There are renditions of it"),
    },
)  # fmt: skip

ATTACHMENTS = Table(
    name="attachments", title="Documents attached to articles", model=c.ListedAttachment,
    source="attachments t JOIN articles a ON a.id = t.article "
    "LEFT JOIN files f ON f.sha256 = t.sha256",
    columns=_own(
        c.ListedAttachment, portal="a.portal", text_status="f.text_status", file="NULL",
    ),
    key=("article", "position"), single=False, dress=_dress_attachments,
    filters={
        "article": Filter(sql="t.article"), "portal": Filter(sql="a.portal"),
        "sha256": Filter(sql="t.sha256"), "content_type": Filter(sql="t.content_type"),
        "kept": Filter(sql="t.bytes NOTNULL", how="yes", about="This site has it"),
    },
)  # fmt: skip

TABLES = (
    PORTALS, PLACES, DOCUMENTS, TAGS, COLLECTIONS, PAGES, REVISIONS, IMAGES, ATTACHMENTS,
)  # fmt: skip
