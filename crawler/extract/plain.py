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
from itertools import pairwise

from archive.record import Article, ExtractedBy
from crawler.extract import article as pages
from crawler.extract import byline, cues
from crawler.extract._date_labels import LABEL_PATTERN, label_kind
from crawler.extract._date_text import fold_stamp
from crawler.extract.blocks import Block
from crawler.extract.body import Body, compose
from crawler.extract.citations import cited
from crawler.extract.cues import cleaned
from crawler.extract.dates import POSTED_LABELS, Posted, parse_posted
from crawler.extract.draft import Draft
from crawler.extract.headline import MAX_TITLE
from crawler.extract.people import people_of
from crawler.extract.pictures import picture_url
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

_LISTS = "•●▪■◦‣∙·"
_BULLET = re.compile(rf"^(?P<mark>[{_LISTS}*+–—-]|#{{1,6}})\s+(?=\S)")
"""Marks of `_LISTS` are how a text renders a list; dashes and stars may be the author's own."""

_PICTURE_NAME = r"(?:https?://\S+?|[^\s/\\][^/\\:;,|]{0,100}?)\.(?:jpe?g|png|gif|webp|bmp|svg|jfif|tiff?|avif|heic)"
_PICTURES = re.compile(rf"(?i)(?:\s*{_PICTURE_NAME}(?=\s|$))+\s*$")
_ONE_PICTURE = re.compile(rf"(?i){_PICTURE_NAME}(?=\s|$)")
_WRAPPING = re.compile(r"(?i)^[\[(<]?\s*(?:(?:hình ảnh|hình|ảnh|image|img)\s*:)?\s*|\s*[\])>]?$")

_DOCUMENT = re.compile(
    r"(?i)^(?:https?://\S+|[^\s/\\][^/\\|]{0,150})\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z)$"
)
_FILE_LABEL = re.compile(
    r"(?i)^(?:(?:(?:tệp|tập|file|tài liệu|văn bản)(?: tin)?(?: đính)? kèm(?: theo)?|tệp tin|file"
    r"|tải về|tải xuống|download)\s*\d*\s*[:：]?\s+|[\[(])"
)
_FILE_SIZE = re.compile(r"(?i)\s*[\[(]?[\d.,]+\s*(?:kb|mb|byte|bytes)[\])]?$|[\])]$")
_MAX_WORDS_OF_A_NAME = 14
_LONGEST_NAMES = 1000
"""A longer line names no files."""

_SENTENCE = re.compile(r"[.!?…;:”\"]\)?\s*$")
_VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I
)
_ONLY_LABEL = re.compile(rf"(?i)(?:{'|'.join(POSTED_LABELS)})\s*:")
_WEAK = frozenset(
    {"in_text", "dateline", "issued", "fallback", "month_precision", "year_precision"}
)
_MAX_STAMP = 160
_MAX_CAPTION = 200
_MANY_STAMPS = 3
"""A text with so many times of publication is a list of articles."""

_NEAR = 6
_RUNNING = 120
"""Characters that make a line running text rather than a title or a caption."""

_MAX_LINES = 20_000
_WIDEST_WRAP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainReading:
    """What a text says."""

    article: Article | None = None
    """Its `url` is empty: a text does not tell where it stood."""
    site_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    """The line as printed, cleaned."""
    bare: str
    """Without its bullet."""
    bullet: str
    gap: bool
    """Does an empty line stand before it?"""


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
    lines = _lines(text)
    stamps = _stamps(lines, fetched_at)
    first = next((at for at, line in enumerate(lines) if _is_running(line)), len(lines))
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


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    gap = False
    for raw in _unwrapped(text.splitlines()[:_MAX_LINES]):
        line = cleaned(raw)
        if not line:
            gap = True
            continue
        match = _BULLET.match(line)
        mark = match["mark"] if match else ""
        bare = line[match.end() :] if match else line
        if lines and _ONLY_LABEL.fullmatch(lines[-1].bare):
            line = bare = f"{lines.pop().bare} {bare}"
        text_of = bare if mark and mark in _LISTS else line
        lines.append(_Line(text=text_of, bare=bare, bullet=mark, gap=gap))
        gap = False
    return lines


def _unwrapped(rows: Sequence[str]) -> list[str]:
    """Lines that a dump broke at a fixed width, joined again; other texts as they are."""
    rows = [row.rstrip() for row in rows]
    width = max((len(row) for row in rows), default=0)
    if width > _WIDEST_WRAP:
        return list(rows)
    pairs = list(pairwise(rows))
    broken = [_is_broken(one, two, width) for one, two in pairs]
    adjacent = sum(bool(one.strip() and two.strip()) for one, two in pairs)
    if sum(broken) < 3 or sum(broken) * 3 < adjacent:
        return list(rows)
    joined = rows[:1]
    for row, goes_on in zip(rows[1:], broken, strict=True):
        if goes_on:
            joined[-1] = f"{joined[-1]} {row.strip()}"
        else:
            joined.append(row)
    return joined


def _is_broken(one: str, two: str, width: int) -> bool:
    """Was the second line begun only because its first word had no room in the first?"""
    word, _, _ = two.strip().partition(" ")
    if not word or not one.strip() or _BULLET.match(two.strip()):
        return False
    deeper = len(two) - len(two.lstrip()) > len(one) - len(one.lstrip())
    return len(one) + 1 + len(word) > width and not (deeper and not _BULLET.match(one.strip()))


def _is_running(line: _Line) -> bool:
    return len(line.bare) >= _RUNNING and _SENTENCE.search(line.bare) is not None


def _is_furniture(line: _Line) -> bool:
    """A button, a counter, breadcrumbs: neither title nor text."""
    plain = line.bare.lower()
    return bool(
        plain in cues.NO_TITLES or _BUTTONS.match(line.bare) or _BREADCRUMBS.match(line.bare)
    )


def _end(lines: Sequence[_Line], first: int) -> int:
    """Where the portal's own boxes begin after the text that starts at `first`."""
    start = first + 1 if first < len(lines) else 2  # without running text: a short notice
    ends = (at for at in range(start, len(lines)) if cues.end_of_article(lines[at].bare) == "hard")
    return next(ends, len(lines))


# -- head ---------------------------------------------------------------------------------------


def _stamps(lines: Sequence[_Line], fetched_at: datetime | None) -> list[_Stamp]:
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


def _title_at(lines: Sequence[_Line], stamp: _Stamp | None, first: int) -> int | None:
    if stamp is None or stamp.at > first:
        return _unstamped_title(lines, first)
    found = [at for at in range(max(0, stamp.at - _NEAR), stamp.at) if _may_be_title(lines[at])]
    only_site = len(found) == 1 and cues.SITE_NAME.match(lines[found[0]].bare)
    if found and not (only_site and not lines[found[0]].bullet):
        return found[-1]
    below = range(stamp.at + 1, min(stamp.at + _NEAR, first, len(lines)))
    return next((at for at in below if _may_be_title(lines[at])), None)


def _unstamped_title(lines: Sequence[_Line], first: int) -> int | None:
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


def _may_be_title(line: _Line) -> bool:
    text = line.bare
    if not 6 <= len(text) <= MAX_TITLE or not re.search(r"[^\W\d_]{2}", text):
        return False
    if _is_furniture(line) or cues.end_of_article(text) or _CATEGORY.match(text):
        return False
    return not (byline.labelled(text) or parse_posted(text) or _media(line) is not None)


def _site_name(lines: Sequence[_Line], title_at: int) -> str | None:
    for line in lines[: min(title_at, 12)]:
        if len(line.bare) <= MAX_TITLE and cues.SITE_NAME.match(line.bare):
            return None if _is_furniture(line) else line.bare
    top = lines[0].bare if title_at and lines else ""
    return top if top.isupper() and 6 <= len(top) <= MAX_TITLE else None


# -- body ---------------------------------------------------------------------------------------


def _draft(
    lines: Sequence[_Line], title_at: int, stamp: _Stamp | None, end: int, site: str | None
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
    draft.body = compose(_blocks(_without_boxes(kept), title.bullet))
    signature = draft.body.signature
    draft.author = draft.author or signature.author
    draft.source = draft.source or signature.source
    draft.found("body", "running text", 0.9)
    return draft


def _tells(draft: Draft, line: _Line) -> bool:
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


def _without_boxes(lines: Sequence[_Line]) -> list[_Line]:
    """Leave out what the portal adds to the text: related articles, buttons, counters."""
    kept: list[_Line] = []
    boxed = files = False
    for line in lines:
        if cues.end_of_article(line.bare) == "soft" and not _documents(line):
            files = line.bare.strip(" :").lower() in FILE_HEADINGS
            boxed = not files and (boxed or bool(kept))
            continue
        if boxed and _is_running(line):
            boxed = False
        if (not boxed or _documents(line)) and not _is_furniture(line):
            kept.append(line)
    return kept


def _blocks(lines: Sequence[_Line], title_bullet: str) -> list[Block]:
    blocks: list[Block] = []
    listed = _listed(lines)
    for at, line in enumerate(lines):
        media = _media(line)
        if media is not None:
            blocks += media
            continue
        text = line.bare if at == 0 and line.bullet == title_bullet else line.text
        block = Block(kind="text", text=text, runs=[(text, 0, "")], tag="p")
        if listed[at]:
            block.tag, block.items = "li", listed[at]
        elif blocks and blocks[-1].kind == "picture" and _stands_below(line):
            block.align = "center"
        blocks.append(block)
    for number, block in enumerate(blocks, 1):
        block.host = number
    return blocks


def _listed(lines: Sequence[_Line]) -> list[int]:
    """For each line the list that it is an item of, 0 for none: two or more bullets in a row."""
    marked = [
        bool(line.bullet) and line.bullet in _LISTS and at > 0 for at, line in enumerate(lines)
    ]
    if all(marked[1:]):
        return [0] * len(lines)  # every paragraph has a bullet: they're no items
    items = [0] * len(lines)
    for at, mark in enumerate(marked):
        before, after = at and marked[at - 1], at + 1 < len(lines) and marked[at + 1]
        if mark and (before or after):
            items[at] = items[at - 1] if before else at
    return items


def _stands_below(line: _Line) -> bool:
    """Right below a picture, without an empty line, short and no sentence: its caption."""
    return not line.gap and len(line.text) <= _MAX_CAPTION and not _SENTENCE.search(line.text)


def _media(line: _Line) -> list[Block] | None:
    """The pictures or documents that a line names and nothing else; None for a line of text."""
    names = _WRAPPING.sub("", line.bare)
    # the number of words is bounded first: the pattern may try every way to part them
    if len(names.split()) <= _MAX_WORDS_OF_A_NAME and _PICTURES.match(names):
        found = (match[0].strip() for match in _ONE_PICTURE.finditer(names))
        urls = (picture_url({"src": name}, "", "") for name in found)
        return [Block(kind="picture", url=url) for url in urls if url]
    return [Block(kind="file", url=name) for name in _documents(line)] or None


def _documents(line: _Line) -> list[str]:
    if len(line.bare) > _LONGEST_NAMES:
        return []
    text = _FILE_SIZE.sub("", _FILE_LABEL.sub("", line.bare))
    for names in (re.split(r"[;,]\s+", text), [text]):
        names = [_FILE_SIZE.sub("", name).strip() for name in names]
        if all(_DOCUMENT.match(n) and len(n.split()) <= _MAX_WORDS_OF_A_NAME for n in names):
            return names
    return []


# -- verdict ------------------------------------------------------------------------------------


def _is_article(draft: Draft) -> bool:
    text = draft.body.text
    if draft.posted is not None:
        shown = bool(draft.body.images or draft.body.attachments)
        enough = shown or len(text) >= MIN_STAMPED_BODY
    else:
        enough = sum(len(p) for p in draft.body.paragraphs if _SENTENCE.search(p)) >= MIN_BODY
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
