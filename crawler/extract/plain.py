"""Reading the text form of a page: what is left when a page was copied or dumped as plain text.

Such a text has no markup, only lines: the site's name, a bulleted title, a labelled stamp,
paragraphs, the names of picture files with their captions, then the portal's own boxes. The
lines become the same blocks as those of a page, and `body` makes the article of them.

Does not live here: files and their encoding (`crawler.replay`), pages with markup (`article`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.record import Article, ExtractedBy
from crawler.extract import article as pages
from crawler.extract import byline, cues
from crawler.extract._date_labels import LABEL_PATTERN, label_kind
from crawler.extract._date_text import fold_stamp
from crawler.extract.body import Body, compose
from crawler.extract.citations import cited
from crawler.extract.dates import Posted, parse_posted
from crawler.extract.draft import Draft
from crawler.extract.headline import MAX_TITLE
from crawler.extract.people import people_of
from crawler.extract.plain_lines import (
    SENTENCE,
    Line,
    blocks_of,
    documents_of,
    is_running,
    lines_of,
    media_of,
)
from crawler.extract.verdict import MIN_BODY, MIN_STAMPED_BODY

LAYOUT = "plain text"

FILE_HEADINGS = ("file đính kèm", "tệp đính kèm", "tài liệu đính kèm", "tập tin đính kèm")
"""Boxes at the end of an article that belong to it: the names of its attachments follow."""

CATEGORY_LABELS = ("Chuyên mục", "Danh mục", "Thể loại", "Category")

_BUTTONS = re.compile(
    r"(?i)^(?:(?:số )?lượt (?:xem|đọc)|(?:đã|số lần) xem|views?|hits)\s*:?\s*[\d.,]*$"
    r"|^[\d.,]+\s*(?:lượt (?:xem|đọc)|views?|bình luận)$"
    r"|^(?:in bài viết|in bài|in trang|bản in|gửi email|gửi bài viết|chia sẻ|share|facebook|zalo"
    r"|(?:cỡ chữ|a[-+]|a| )+|nghe bài viết|đọc bài viết|lưu bài viết|quay lại|\W+)$"
)
_BREADCRUMBS = re.compile(r"(?i)^(?:trang chủ|trang nhất|home)\s*(?:[>»/›|-]|$)")
_CATEGORY = re.compile(rf"(?i)^(?:{'|'.join(CATEGORY_LABELS)})\s*:\s*(.{{2,80}})$")

_VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I
)
_WEAK = frozenset(
    {"in_text", "dateline", "issued", "fallback", "month_precision", "year_precision"}
)
_MAX_STAMP = 160
_MANY_STAMPS = 3
"""A text with so many times of publication is a list of articles."""

_NEAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainReading:
    """What a text says."""

    article: Article | None = None
    """Its `url` is empty: a text does not tell where it stood."""
    site_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamp:
    at: int
    posted: Posted
    label: str
    """`posted`, `updated`, or "" when nothing says what time it is."""


def read_plain(text: str, *, fetched_at: datetime | None = None) -> PlainReading:
    """The article that a plain text holds, and the name of its site; never an exception.

    No article: no title, no running text, a list of articles, not in Vietnamese.
    """
    lines = lines_of(text)
    stamps = _stamps(lines, fetched_at)
    first = next((at for at, line in enumerate(lines) if is_running(line)), len(lines))
    end = _end(lines, first)
    stamps = [one for one in stamps if one.at < end]
    chosen = _choose(stamps, first)
    title_at = _title_at(lines, chosen, first)
    site = _site_name(lines, len(lines) if title_at is None else title_at)
    listed = {one.posted.at for one in stamps if one.label == "posted"}
    if title_at is None or len(listed) >= _MANY_STAMPS:
        return PlainReading(site_name=site)
    draft = _draft(lines, title_at, chosen, end, site)
    if not _is_article(draft):
        return PlainReading(site_name=site)
    return PlainReading(article=_article(draft), site_name=site)


# -- lines --------------------------------------------------------------------------------------


def _is_furniture(line: Line) -> bool:
    """A button, a counter, breadcrumbs: neither title nor text."""
    plain = line.bare.lower()
    return bool(
        plain in cues.NO_TITLES or _BUTTONS.match(line.bare) or _BREADCRUMBS.match(line.bare)
    )


def _end(lines: Sequence[Line], first: int) -> int:
    """Where the portal's own boxes begin after the text that starts at `first`."""
    start = first + 1 if first < len(lines) else 2  # without running text: a short notice
    ends = (at for at in range(start, len(lines)) if cues.end_of_article(lines[at].bare) == "hard")
    return next(ends, len(lines))


# -- head ---------------------------------------------------------------------------------------


def _stamps(lines: Sequence[Line], fetched_at: datetime | None) -> list[_Stamp]:
    found = []
    for at, line in enumerate(lines):
        if len(line.bare) > _MAX_STAMP:
            continue
        posted = parse_posted(line.bare, fetched_at=fetched_at)
        if posted is not None and not posted.flags & _WEAK:
            match = LABEL_PATTERN.match(fold_stamp(line.bare) or "")
            found.append(_Stamp(at=at, posted=posted, label=label_kind(match) if match else ""))
    return found


def _choose(stamps: Sequence[_Stamp], first: int) -> _Stamp | None:
    """The stamp of the article: a labelled one first, one without a label only at the head."""
    for label in ("posted", "", "updated"):
        found = [one for one in stamps if one.label == label and (label or one.at < first)]
        if found:
            # without a label the nearest to the text: a page's clock stands at its top
            return found[0] if label else found[-1]
    return None


def _title_at(lines: Sequence[Line], stamp: _Stamp | None, first: int) -> int | None:
    if stamp is None or stamp.at > first:
        return _unstamped_title(lines, first)
    found = [at for at in range(max(0, stamp.at - _NEAR), stamp.at) if _may_be_title(lines[at])]
    only_site = len(found) == 1 and cues.SITE_NAME.match(lines[found[0]].bare)
    if found and not (only_site and not lines[found[0]].bullet):
        return found[-1]
    below = range(stamp.at + 1, min(stamp.at + _NEAR, first, len(lines)))
    return next((at for at in below if _may_be_title(lines[at])), None)


def _unstamped_title(lines: Sequence[Line], first: int) -> int | None:
    if first >= len(lines):
        return None
    found = [at for at in range(first) if _may_be_title(lines[at])]
    bulleted = [at for at in found if lines[at].bullet]
    if len(bulleted) == 1:  # more of them are a menu
        return bulleted[0]
    others = [at for at in found if not cues.SITE_NAME.match(lines[at].bare)]
    long = [at for at in others if len(lines[at].bare) >= 25]
    if long:  # below many lines of menus the title is the last, else what follows is a subhead
        return long[-1] if len(found) > _NEAR else long[0]
    if others:
        return others[-1]
    return found[-1] if len(found) > 1 else None


def _may_be_title(line: Line) -> bool:
    text = line.bare
    if not 6 <= len(text) <= MAX_TITLE or not re.search(r"[^\W\d_]{2}", text):
        return False
    if _is_furniture(line) or cues.end_of_article(text) or _CATEGORY.match(text):
        return False
    return not (byline.labelled(text) or parse_posted(text) or media_of(line) is not None)


def _site_name(lines: Sequence[Line], title_at: int) -> str | None:
    for line in lines[: min(title_at, 12)]:
        if len(line.bare) <= MAX_TITLE and cues.SITE_NAME.match(line.bare):
            return None if _is_furniture(line) else line.bare
    top = lines[0].bare if title_at and lines else ""
    return top if top.isupper() and 6 <= len(top) <= MAX_TITLE else None


# -- body ---------------------------------------------------------------------------------------


def _draft(
    lines: Sequence[Line], title_at: int, stamp: _Stamp | None, end: int, site: str | None
) -> Draft:
    title = lines[title_at]
    at_head = stamp is not None and stamp.at <= title_at + _NEAR
    start = max(title_at, stamp.at if stamp and at_head else 0) + 1
    draft = Draft(layout=LAYOUT, title=title.bare, body=Body())
    draft.found(
        "title", "line above the stamp" if at_head else "first line", 0.95 if stamp else 0.7
    )
    if stamp is not None:
        draft.posted = stamp.posted
        sure = 0.95 if stamp.label == "posted" else 0.8
        draft.found("published", "labelled stamp" if stamp.label else "stamp by the title", sure)
    head, rest = lines[min(title_at, start) + 1 : start], list(lines[start:end])
    while rest and _tells(draft, rest[0]):
        rest.pop(0)
    for line in head:
        _tells(draft, line)
    known = {cues.folded(title.bare), cues.folded(site or "")}
    kept = [
        line
        for at, line in enumerate(lines[end - len(rest) : end], end - len(rest))
        if not (stamp and at == stamp.at) and cues.folded(line.bare) not in known
    ]
    draft.body = compose(blocks_of(_without_boxes(kept), title.bullet))
    signature = draft.body.signature
    draft.author = draft.author or signature.author
    draft.source = draft.source or signature.source
    draft.found("body", "running text", 0.9)
    return draft


def _tells(draft: Draft, line: Line) -> bool:
    """Note a byline or a category at the head; False if it is something else."""
    category = _CATEGORY.match(line.bare)
    if category:
        draft.category = category[1]
        draft.found("category", "labelled line", 0.9)
        return True
    found = byline.labelled(line.bare)
    if found is None:
        return _is_furniture(line)
    draft.author, draft.source = draft.author or found.author, draft.source or found.source
    return True


def _without_boxes(lines: Sequence[Line]) -> list[Line]:
    """Leave out what the portal adds to the text: related articles, buttons, counters."""
    kept: list[Line] = []
    boxed = files = False
    for line in lines:
        if cues.end_of_article(line.bare) == "soft" and not documents_of(line):
            files = line.bare.strip(" :").lower() in FILE_HEADINGS
            boxed = not files and (boxed or bool(kept))
            continue
        if boxed and is_running(line):
            boxed = False
        if (not boxed or documents_of(line)) and not _is_furniture(line):
            kept.append(line)
    return kept


# -- verdict ------------------------------------------------------------------------------------


def _is_article(draft: Draft) -> bool:
    text = draft.body.text
    if draft.posted is not None:
        shown = bool(draft.body.images or draft.body.attachments)
        enough = shown or len(text) >= MIN_STAMPED_BODY
    else:
        enough = sum(len(p) for p in draft.body.paragraphs if SENTENCE.search(p)) >= MIN_BODY
    letters = f"{draft.title} {text}"
    marked = len(_VIETNAMESE.findall(letters))
    return enough and marked * 20 >= sum(char.isalpha() for char in letters)


def _article(draft: Draft) -> Article:
    posted, body = draft.posted, draft.body
    return Article(
        url="",
        title=draft.title,
        published=posted.iso() if posted else None,
        published_text=posted.text if posted else None,
        published_precision=posted.precision if posted else None,
        published_rule=" ".join([posted.rule, *sorted(posted.flags)]) if posted else None,
        body_text=body.text,
        body_html=body.html,
        author=draft.author,
        source=draft.source,
        category=draft.category,
        images=tuple(body.images),
        attachments=tuple(body.attachments),
        citations=cited(f"{draft.title}\n{body.text}"),
        people=people_of(f"{draft.title}\n{body.text}"),
        extracted_by=ExtractedBy(platform="generic", layout=LAYOUT, version=pages.VERSION),
        confidence=dict(sorted(draft.confidence.items())),
        rules=dict(sorted(draft.rules.items())),
    )
