"""An article as IPTC ninjs 3.0, the JSON in which newsrooms exchange items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import orjson
from datasette.utils.asgi import Response

from publish.documents import slug, title
from publish.language import LANGUAGES, Language, language
from publish.memento.link_format import uri
from publish.pages.article.asked import Asked, page_of_article
from publish.pages.conditional import conditional
from publish.shown import printed_date, safe_name, tokens

_STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#",
}
_PLAIN, _HTML = "text/plain", "text/html"
_INSIDE = re.compile(r'(?<=["\s,])/(?=(?:anh|tep|bai|van-ban)/)')
"""Where an address of this site begins in the body: in `src`, `href` or `srcset`."""

Row = Mapping[str, Any]


@page_of_article
async def ninjs(asked: Asked) -> Response:
    """The article with its pictures, files, people, places and cited documents."""
    values = {"id": asked.id}
    pictures = await asked.ask(
        "SELECT i.position, i.caption, i.credit, i.rendition, r.width, r.height FROM images i "
        "JOIN renditions r ON r.id = i.rendition WHERE i.article = :id "
        "ORDER BY i.position, r.width",
        values,
    )
    files = await asked.ask(
        "SELECT * FROM attachments WHERE article = :id ORDER BY position", values
    )
    people = await asked.ask(
        "SELECT DISTINCT name FROM people WHERE article = :id ORDER BY position", values
    )
    revision = await asked.ask(
        "SELECT captured_at FROM revisions WHERE article = :id AND number = :number",
        {"id": asked.id, "number": asked.article["revision"]},
    )
    changed = await asked.ask(
        "SELECT updated FROM article_facets WHERE article = :id", {"id": asked.id}
    )
    t = language(LANGUAGES[0])
    item = _item(asked, revision[0]["captured_at"], t) | {
        "people": [{"name": row["name"], "rel": "mentions"} for row in people],
        "associations": [
            *_pictures(asked.permalink, pictures),
            *(_file(asked.permalink, row) for row in files if row["bytes"]),
        ],
    }
    body = orjson.dumps({name: value for name, value in item.items() if value}).decode()
    return conditional(
        asked.request, body, "application/json; charset=utf-8", changed[0]["updated"]
    )


def _item(asked: Asked, captured_at: str, t: Language) -> dict[str, Any]:
    row, portal, permalink = asked.article, asked.portal, asked.permalink
    site = permalink.partition("/bai/")[0]
    gone = row["gone_since"]
    return {
        "uri": permalink,
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(row["revision"]),
        "firstCreated": row["first_captured"],
        "versionCreated": captured_at,
        "contentCreated": _moment(row["published"]),
        "pubStatus": "usable",
        "copyrightHolder": portal["name"],
        "usageTerms": t.rights_of_originals,
        "language": "vi",
        "edNote": t.gone.format(day=printed_date(gone[:10])) if gone else None,
        "title": row["title"],
        "headlines": [{"role": "main", "contentType": _PLAIN, "value": row["title"]}],
        "descriptions": [
            {"role": role, "contentType": _PLAIN, "value": value}
            for role, value in (("summary", row["lead"]), ("published", row["published_text"]))
            if value
        ],
        "bodies": [
            {
                "role": "main",
                "contentType": _PLAIN,
                "charCount": len(row["body_text"]),
                "wordCount": len(row["body_text"].split()),
                "value": row["body_text"],
            },
            {
                "role": "richtext",
                "contentType": _HTML,
                "value": _INSIDE.sub(f"{site}/", row["body_html"]),
            },
        ],
        "by": row["author"],
        "places": _places(site, row),
        "subjects": _subjects(site, row, t),
        "infoSources": [
            {"name": portal["name"], "role": "publisher", "uri": uri(portal["url"])},
            *([{"name": row["source"], "role": "source"}] if row["source"] else []),
        ],
        "altIds": [{"role": "original", "value": row["url"]}, {"role": "id", "value": row["id"]}],
        "trustIndicators": [{"title": t.tab_proof, "href": f"{permalink}/chung-cu"}],
    }


def _moment(published: str | None) -> str | None:
    """A whole moment; of what is known to the day only, no hour is made up."""
    if not published or len(published) <= 10:
        return None
    clock, offset = published[:-6], published[-6:]
    return f"{clock}{':00' if len(clock) == 16 else ''}{offset}"


def _places(site: str, row: Row) -> list[dict[str, str]]:
    """The commune of the article's day, and the one of today."""
    found = []
    for name, code, end in (
        ("commune", "commune_code", "-cu"),
        ("commune_now", "commune_now_code", ""),
    ):
        if row[name] and row[code]:
            within = [row["district"], row["province"]] if end else []
            found.append(
                {
                    "name": ", ".join(filter(None, [row[name], *within])),
                    "rel": "about",
                    "uri": f"{site}/noi/{row[code]}{end}",
                    "literal": row[code],
                }
            )
    return found


def _subjects(site: str, row: Row, t: Language) -> list[dict[str, str]]:
    """The section of the portal, and the documents that the article cites."""
    category = row["category"]
    return [
        *([{"name": category, "rel": "section", "literal": category}] if category else []),
        *(
            {
                "name": title(one, t),
                "rel": "cites",
                "uri": f"{site}/van-ban/{quote(slug(one))}",
                "literal": one,
            }
            for one in tokens(row["citations"])
        ),
    ]


def _pictures(permalink: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """One item for each picture, with all its widths."""
    site = permalink.partition("/bai/")[0]
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        at, caption, credit = row["position"], row["caption"], row["credit"]
        item = found.setdefault(
            at,
            {
                "name": f"picture-{at}",
                "rel": "illustration",
                "uri": f"{permalink}/anh/{at}",
                "type": "picture",
                **({"descriptions": [{"role": "caption", "value": caption}]} if caption else {}),
                **({"by": credit} if credit else {}),
                "renditions": [],
            },
        )
        item["renditions"].append(
            {
                "name": str(row["width"]),
                "href": f"{site}/anh/{row['rendition']}/{row['width']}.webp",
                "contentType": "image/webp",
                "width": row["width"],
                "height": row["height"],
            }
        )
    return list(found.values())


def _file(permalink: str, row: Row) -> dict[str, Any]:
    """An attachment that the archive has."""
    site = permalink.partition("/bai/")[0]
    address = f"{site}/tep/{row['sha256']}/{safe_name(row['name'])}"
    kind = row["content_type"]
    return {
        "name": f"attachment-{row['position']}",
        "rel": "attachment",
        "uri": address,
        "type": "component",
        "title": row["name"],
        "altIds": [{"role": "sha256", "value": row["sha256"]}],
        "renditions": [
            {
                "name": "original",
                "href": address,
                "sizeInBytes": row["bytes"],
                **({"contentType": kind} if kind else {}),
            }
        ],
    }
