"""One row of gold as people write it, made a GoldPage. Knows the names of fields; opens no file.

Several names for one thing are understood, because gold comes from databases, from people and from
other projects. What no name here covers is reported, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import unquote, urljoin

from crawler.evaluation.gold import BadGoldError, GoldFile, GoldImage, GoldPage, PageKind

Row = Mapping[str, Any]
Printed = Literal["second", "minute", "day", "month"]

_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title_shown", "title"),
    "lead": ("lead", "hometext", "sapo"),
    "body": ("paragraphs_shown", "paragraphs", "body"),
    "author": ("author_shown", "author"),
    "source": ("source",),
    "category": ("categories", "category"),
    "images": ("images",),
    "captions": ("captions", "image_captions"),
    "attachments": ("attachments",),
    "published": ("published",),
    "must_contain": ("must_contain", "body_must_contain"),
    "must_not_contain": ("must_not_contain", "body_must_not_contain"),
    "begins": ("begins", "body_first_40_chars"),
    "ends": ("ends", "body_last_40_chars"),
    "other_urls": ("other_urls", "other_paths"),
}
_TAKEN = {
    "url", "path", "file", "signature", "tables", "body_html", "items", "list", "empty", "status",
    "hidden", "external_redirect", "in_mirror", "printed", "published_raw", "date_on_page",
    "lead_in_body",
}  # fmt: skip
_COMMENTS = {
    "note", "id", "n", "alias", "html", "updated", "modified", "ts", "uts", "seed", "is_seed",
    "style", "tags", "topic", "special", "duplicate_urls", "hidden_why", "body_form", "origin",
    "ambiguous_day_month", "home_image", "created_shown", "chrome_date", "heading", "author_raw",
    "body_chars", "image_attr", "closing_line", "subcategory", "published_in_metadata",
    "lead_first_40_chars", "pager_text",
}  # fmt: skip
"""What gold says about itself, or about what is not asked."""

_UNDERSTOOD = _TAKEN | _COMMENTS | {name for names in _NAMES.values() for name in names}
_CLOCK = re.compile(r"\d\s*[:hg]\s*\d\d")
_PARAGRAPHS = ("p", "li")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of the place where rows stand."""

    where: str
    """File (and line) for messages."""
    base: str
    """What relative addresses are relative to."""
    database: bool = False
    """Do the rows come out of a portal's database, so that not all of it is printed?"""
    loose: bool = False
    unknown: set[str] = field(default_factory=set)
    """Names of fields that were not understood; added to."""


def page_of(row: Row, ground: Ground, *, name: str, url: str) -> GoldPage:
    """The gold page that a row describes; its bytes are looked for elsewhere."""
    ground.unknown.update(name for name in row if name not in _UNDERSTOOD)
    kind = _kind(row)
    page = GoldPage(name=name, url=url, path=None, kind=kind, loose=ground.loose)
    page = replace(
        page,
        title=_text(row, "title", ground),
        other_urls=tuple(urljoin(ground.base, one) for one in _list(row, "other_urls", ground)),
        items=tuple(_item(one, url, ground) for one in row.get("items") or ()),
    )
    if kind != "article":
        return page
    page = _times(row, page, ground)
    page = _body(row, page, ground)
    return _rest(row, page, ground)


def _kind(row: Row) -> PageKind:
    if row.get("empty"):
        return "empty"
    if row.get("status") == "hidden" or row.get("hidden") or row.get("external_redirect"):
        return "hidden"
    if row.get("list") or "items" in row:
        return "list"
    has = any(
        row.get(name) for field in ("title", "body", "must_contain") for name in _NAMES[field]
    )
    return "article" if has or row.get("body_html") else "empty"


def _times(row: Row, page: GoldPage, ground: Ground) -> GoldPage:
    published = _text(row, "published", ground)
    raw = row.get("date_on_page") or row.get("published_raw") or ""
    clock = bool(_CLOCK.search(str(raw).partition("/")[2] or str(raw)))
    printed: Printed = row.get("printed") or ("minute" if clock else "day")
    if not ground.database and published and "printed" not in row:
        # gold by hand says what is printed: a time is a minute, unless its seconds are shown
        fine: Printed = "minute" if published[16:19] in ("", ":00") else "second"
        printed = fine if "T" in published else "day" if len(published) > 7 else "month"
        published = published[:16] if printed == "minute" else published
    return replace(page, published=published, printed=printed)


def _body(row: Row, page: GoldPage, ground: Ground) -> GoldPage:
    blocks = _value(row, "body")
    paragraphs: list[str] = []
    aside: list[str] = []
    if isinstance(blocks, str):
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", blocks) if part.strip()]
    elif blocks is not None and not isinstance(blocks, list):
        raise _wrong(ground, "body", "a text or a list of paragraphs", blocks)
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, str):
            paragraphs.append(block)
        elif isinstance(block, dict) and isinstance(block.get("text"), str):
            (paragraphs if block.get("t") in _PARAGRAPHS else aside).append(block["text"])
    for table in row.get("tables") or ():
        aside += [str(cell) for line in table for cell in line] if isinstance(table, list) else []
    signature = row.get("signature")
    html = row.get("body_html") if blocks is None else None
    return replace(
        page,
        paragraphs=tuple(paragraphs),
        html=html,
        aside=tuple(aside + ([signature] if signature else [])),
        signature=signature,
        must_contain=tuple(_list(row, "must_contain", ground)),
        must_not_contain=tuple(_list(row, "must_not_contain", ground)),
        begins=_text(row, "begins", ground),
        ends=_text(row, "ends", ground),
    )


def _rest(row: Row, page: GoldPage, ground: Ground) -> GoldPage:
    images = tuple(_image(one, page.url, ground) for one in _list(row, "images", ground))
    captions = _value(row, "captions")
    if captions is not None:
        captions = tuple(str(one) for one in captions)
    elif not any(isinstance(one, dict) for one in _value(row, "images") or ()):
        captions = None if any(image.caption for image in images) else ()
    files = tuple(_file(one, page.url, ground) for one in _list(row, "attachments", ground))
    shown = captions if captions is not None else tuple(i.caption for i in images if i.caption)
    category = _value(row, "category")
    return replace(
        page,
        asked=_asked(row, page, ground),
        lead=_text(row, "lead", ground),
        images=images,
        captions=captions,
        aside=(*page.aside, *shown),
        attachments=files,
        authors=tuple(filter(None, [_text(row, "author", ground)])),
        source=_text(row, "source", ground),
        categories=tuple(category)
        if isinstance(category, list)
        else tuple(filter(None, [category])),
    )


def _asked(row: Row, page: GoldPage, ground: Ground) -> frozenset[str]:
    """The fields that this row answers."""
    fields = ("title", "published", "lead", "author", "source", "category", "attachments")
    asked = {name for name in fields if any(one in row for one in _NAMES[name])}
    if page.paragraphs or page.html or _value(row, "body") == []:
        asked.add("body")
    if _value(row, "images") is not None:
        asked |= {"images", "captions"}
    if "captions" not in asked and _value(row, "captions") is not None:
        asked.add("captions")
    if _value(row, "images") and all(isinstance(one, str) for one in row["images"]):
        asked -= set() if _value(row, "captions") is not None else {"captions"}
    if not ground.database:
        return frozenset(asked)
    if page.html is not None:  # only what the editor saved is known
        asked -= {"images", "captions", "lead"}
    if not row.get("lead_in_body", True) or not _value(row, "lead"):
        asked.discard("lead")
    if "://" in str(row.get("source") or ""):
        asked.discard("source")
    return frozenset(asked)


def _image(value: Any, url: str, ground: Ground) -> GoldImage:
    if isinstance(value, str):
        return GoldImage(url=urljoin(url, value))
    source = value.get("src") or value.get("url") if isinstance(value, dict) else None
    if not isinstance(source, str):
        raise _wrong(ground, "images", "addresses, or objects with src and caption", value)
    caption = value["caption_shown"] if "caption_shown" in value else value.get("caption")
    return GoldImage(url=urljoin(url, source), caption=caption or None)


def _file(value: Any, url: str, ground: Ground) -> GoldFile:
    if isinstance(value, str):
        return GoldFile(url=urljoin(url, value), name=unquote(value.rpartition("/")[2]))
    if not isinstance(value, dict) or not (
        value.get("url") or value.get("file") or value.get("name")
    ):
        raise _wrong(ground, "attachments", "addresses, or objects with url and name", value)
    address = value.get("url") or value.get("file")
    return GoldFile(url=urljoin(url, address) if address else None, name=value.get("name"))


def _item(value: Any, url: str, ground: Ground) -> str:
    href = value.get("href") or value.get("url") if isinstance(value, dict) else value
    if not isinstance(href, str):
        raise _wrong(ground, "items", "addresses, or objects with href", value)
    return urljoin(url, href)


def _value(row: Row, field: str) -> Any:
    """The first of a field's names that says something; else what the last one says."""
    found = None
    for name in _NAMES[field]:
        if name in row:
            found = row[name]
            if found is not None:
                return found
    return found


def _text(row: Row, field: str, ground: Ground) -> str | None:
    value = _value(row, field)
    if value is None or isinstance(value, str):
        return value or None
    raise _wrong(ground, field, "a text or null", value)


def _list(row: Row, field: str, ground: Ground) -> list[Any]:
    value = _value(row, field)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise _wrong(ground, field, "a list", value)


def _wrong(ground: Ground, field: str, meant: str, value: Any) -> BadGoldError:
    names = " or ".join(f"`{name}`" for name in _NAMES.get(field, (field,)))
    return BadGoldError(f"{ground.where}: {names} must be {meant}, not {str(value)[:60]!r}")
