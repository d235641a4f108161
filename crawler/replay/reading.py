"""A kept record read again, given everything that the reader knew: no archive is needed.

Used by re-reading, which has an archive, and by the check of proof bundles, which has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from archive.entity import decode
from archive.record import Article, DateOrder, Kind
from archive.warc import Record
from crawler.extract.siblings import loaded
from crawler.replay._difference import FIELDS, Difference, difference, read_fields
from crawler.replay._saved import Saved, read_saved_page
from crawler.visit import Ground, Page, read_body


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """What a capture's row says of the record."""

    url: str
    kind: str
    record_type: str
    content_type: str | None
    fetched_at: datetime


def read_kept(record: Record, page: KeptPage, ground: Ground) -> tuple[Article | None, str]:
    """The article in a record that holds a payload, or None with the reason."""
    if page.record_type == "resource":
        own = page.url.startswith(("http://", "https://"))
        saved = Saved(
            content=record.payload, content_type=page.content_type or "text/html",
            url=page.url if own else None, fetched_at=page.fetched_at,
        )  # fmt: skip
        article, _, why = read_saved_page(saved, ground)
        return article, why
    if cut := record.headers.get("warc-truncated"):
        return None, f"the body was cut ({cut})"
    entity = decode(record.http_headers, record.payload)
    if entity.problem:
        return None, entity.problem
    body = Page(
        body=entity.body, url=page.url, kind=Kind(page.kind), content_type=page.content_type,
        fetched_at=page.fetched_at, links=False,
    )  # fmt: skip
    reading = read_body(body, ground)
    return reading.article, "; ".join(reading.problems) or "the page holds no article"


def ground_to(ground: Ground, siblings: str | None) -> dict[str, Any]:
    """What the reader knows of a portal, as JSON; `siblings` as the portal's row has them."""
    return {
        "portal": ground.portal,
        "home": ground.home,
        "platform": ground.platform,
        "site_names": list(ground.site_names),
        "dates": asdict(ground.dates),
        "siblings": siblings,
    }


def ground_from(found: Mapping[str, Any]) -> Ground:
    """The same back again."""
    return Ground(
        portal=found["portal"],
        home=found["home"],
        platform=found["platform"],
        site_names=tuple(found["site_names"]),
        dates=DateOrder(**found["dates"]),
        siblings=loaded(found["siblings"]),
    )


def exported_fields(article: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an exported article that a reading gives."""
    found = {name: article[name] for name in FIELDS}
    found["images"] = [
        {name: image[name] for name in ("url", "caption", "credit")} for image in article["images"]
    ]
    found["attachments"] = [
        {name: file[name] for name in ("url", "name")} for file in article["attachments"]
    ]
    return found


def unlike(kept: Mapping[str, Any], article: Article) -> Difference:
    """In what a fresh reading differs from an exported article."""
    return difference(exported_fields(kept), read_fields(article))
