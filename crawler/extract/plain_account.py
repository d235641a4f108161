"""Why a plain text was read as it was: the same account as a page's (`account`), from its lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from crawler.extract.account import FIELDS, Account, field_of
from crawler.extract.account_lines import Line, Part
from crawler.extract.cues import cleaned
from crawler.extract.encoding import read_text
from crawler.extract.plain import LAYOUT, read_plain


def plain_account_of(content: bytes, url: str, *, fetched_at: datetime | None = None) -> Account:
    """Read a text and give account of it. Never raises, whatever the bytes."""
    text, _ = read_text(content)
    article = read_plain(text, fetched_at=fetched_at).article
    if article is None:
        return Account(
            url=url, platform="generic", platform_score=0.0, layout=LAYOUT, article=None,
            problems=("it needs a title and a text in Vietnamese",),
            fields=tuple(field_of(name, None) for name in FIELDS),
        )  # fmt: skip
    article = replace(article, url=url)
    body = " ".join(article.body_text.split())
    pictures = {image.url for image in article.images}
    captions = {image.caption for image in article.images if image.caption}

    def part(line: str) -> Part:
        bare = line.strip("•●▪■ #*-")
        if bare == article.title:
            return "title"
        if article.published_text and article.published_text in line:
            return "stamp"
        if article.lead and bare == article.lead:
            return "lead"
        if bare in captions:
            return "caption"
        if bare in pictures:
            return "picture"
        return "body" if bare in body else "other"

    lines = (cleaned(line) for line in text.splitlines())
    return Account(
        url=url, platform=article.extracted_by.platform, platform_score=1.0, layout=LAYOUT,
        article=article, problems=(), fields=tuple(field_of(name, article) for name in FIELDS),
        lines=tuple(Line(part=part(line), text=line) for line in lines if line),
    )  # fmt: skip
