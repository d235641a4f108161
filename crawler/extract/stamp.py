"""Which of the many dates on a page is the time of publication.

A page prints some twenty dates: today's clock, counters, related items, comments, licences,
dates that the text speaks of. The stamp stands by the title, with a label or alone in its line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from crawler.extract import cues
from crawler.extract.blocks import Block
from crawler.extract.dates import Posted, is_prose, parse_machine, parse_posted
from crawler.extract.scene import Scene
from crawler.extract.tree import one_line

_MAX_LINE = 160
_DATE = 20
_COLUMN = 3
_LABEL = 40
_NEAR, _BETWEEN = 4, 60
"""Between a title and its stamp stand at most a label, a section and a few buttons."""

_PARTS = 8
"""A line of more elements is no title or byline with its stamp."""

_DIGIT = re.compile(r"\d")
_FIGURES = re.compile(
    r"\d(?:\d?\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|\d{3}-\d{2}-\d{2}|\s*[:hgHG]\s*\d\d)"
)
_NAMED = re.compile(r"[yh]\s*\d", re.IGNORECASE)  # is in all of these, soon looked for
_NAMED_FIGURES = re.compile(r"ng[àa]̀?y\s*\d|\bTh\d{1,2}\b", re.IGNORECASE)
_WORDS = re.compile(r"th[aá]́?ng\s|\bthg\s|\btrước\b|hôm qua|hôm nay", re.IGNORECASE)
_LABEL_LINE = re.compile(
    r"(?i)^\W*(?:ngày|thời gian|giờ|đăng|xuất bản|cập nhật|posted|published|date)"
    r"(?: (?:đăng|tin|bài|viết|lúc|ngày|giờ|tạo|xuất|bản|cập|nhật|gửi|on|date|at)){0,4}\s*:?\s*$"
)
_CLOCK_CUE = re.compile(r"clock|dong-?ho|today|ngay-?gio|hom-?nay|datetimenow|current-?date|lich")
_STAMP_CUE = re.compile(
    r"date|time|ngay|publish|posted|created|meta|entry-info|article-?info|info-?news|thoi-?gian"
)
_WEAK = frozenset(
    {"in_text", "dateline", "issued", "fallback", "month_precision", "year_precision"}
)


_OTHERS = frozenset(
    ("comment", "comments", "binh-luan", "related", "lien-quan", "tin-lien-quan",
     "sidebar", "side-bar", "footer", "nav")
)  # fmt: skip
"""Boxes (as `cues.chrome` names them) whose times are not the article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A line that may be the stamp."""

    at: int
    """Index of its block."""
    posted: Posted
    label: bool
    """Does a label say that it is the time of publication?"""
    updated: bool
    cued: bool
    rest: str = ""
    """What else stands in the line: a title, a section, a name. "" when the stamp fills it."""


MAX_STAMPS = 300
"""A page with more is a list or a register, whatever the rest of it says."""


def candidates(scene: Scene, labels: tuple[str, ...] = ()) -> list[Stamp]:
    """Every line of the page that reads as a stamp, in reading order."""
    found: list[Stamp] = []
    for at, block in enumerate(scene.blocks):
        if block.kind != "text" or len(block.text) > _MAX_LINE or not _may_be(block.text):
            continue
        if block.link_chars > len(block.text) * 0.5:
            continue
        if block.cue and _CLOCK_CUE.search(block.cue) and not _STAMP_CUE.search(block.cue):
            continue
        posted, rest = (
            _read(scene, cues.without_counter(block.text)),
            "",
        )
        if posted is None or posted.flags & _WEAK:
            posted, rest = _in_part(scene, block)
        if posted is None:
            continue
        if len(found) == MAX_STAMPS:
            break
        found.append(
            Stamp(
                at=at, posted=posted, updated="updated" in posted.flags,
                label=not rest and (_labelled(block, labels) or _is_under_label(scene, at)),
                cued=bool(block.cue and _STAMP_CUE.search(block.cue)), rest=rest,
            )
        )  # fmt: skip
    return _without_columns(scene, found)


@lru_cache(maxsize=cues.REMEMBERED)
def _may_be(text: str) -> bool:
    """Is there anything in a line of which a stamp could be made?"""
    if _DIGIT.search(text) and (
        _FIGURES.search(text) or (_NAMED.search(text) and _NAMED_FIGURES.search(text))
    ):
        return True
    lower = text.lower()  # most lines have neither a digit nor one of these, which is soon seen
    if "tháng" in lower or "thang" in lower or "thg" in lower or "trước" in lower:
        return _WORDS.search(text) is not None
    return ("hôm " in lower or "\u0301ng" in lower) and _WORDS.search(text) is not None


def _read(scene: Scene, text: str) -> Posted | None:
    if is_prose(text):
        return None
    return parse_posted(text, fetched_at=scene.fetched_at, day_first=scene.day_first)


def _in_part(scene: Scene, block: Block) -> tuple[Posted | None, str]:
    """A stamp that fills the last or the first elements of a line (`<h1>Title <small>stamp`)."""
    texts = [text for text in (one_line(run[0]) for run in block.runs) if text]
    if not 2 <= len(texts) <= _PARTS:
        return None, ""
    for cut in range(1, len(texts)):
        for part, rest in ((texts[cut:], texts[:cut]), (texts[:cut], texts[cut:])):
            text = cues.without_counter(" ".join(part))
            if not _may_be(text):
                continue
            posted = _read(scene, text)
            if posted is not None and not posted.flags & _WEAK:
                return posted, cues.cleaned(" ".join(rest)).strip(" |-–•,(")
    return None, ""


def _without_columns(scene: Scene, stamps: list[Stamp]) -> list[Stamp]:
    """Leave out dates that fill the cells of one table: a column of a register."""
    cells = Counter(scene.blocks[one.at].table for one in stamps if _fills_a_cell(scene, one))
    return [
        one
        for one in stamps
        if not _fills_a_cell(scene, one) or cells[scene.blocks[one.at].table] < _COLUMN
    ]


def _fills_a_cell(scene: Scene, stamp: Stamp) -> bool:
    block = scene.blocks[stamp.at]
    return block.tag == "td" and not stamp.label and len(block.text) <= _DATE


def choose(
    scene: Scene, stamps: list[Stamp], title_at: int | None, body: list[int]
) -> Stamp | None:
    """The stamp of the article whose title and body stand where they were found."""
    best, best_score = None, 0.0
    first = body[0] if body else None
    last = body[-1] if body else None
    for stamp in stamps:
        score = _score(scene, stamp, title_at, first, last)
        if score > best_score:
            best, best_score = stamp, score
    return best


def _score(
    scene: Scene, stamp: Stamp, title_at: int | None, first: int | None, last: int | None
) -> float:
    score = 2.0 * stamp.label + 1.0 * stamp.cued - 0.8 * stamp.updated
    score += 0.4 * (stamp.posted.precision in ("second", "minute"))
    if "future" in stamp.posted.flags:
        score -= 2.0
    if scene.marked[stamp.at]:
        score -= 1.5
    if title_at is not None and _is_clock(scene, stamp, title_at):
        score -= 4.0
    if title_at is not None:
        steps = stamp.at - title_at
        if 0 <= steps <= 12:
            score += 3.0 - steps * 0.2
        elif -3 <= steps < 0:
            score += 1.5 + steps * 0.3
        elif steps < 0:
            score -= 3.0
    if first is not None and last is not None:
        if first < stamp.at <= last and not _heads_the_text(scene, stamp.at, title_at):
            score -= 0.5 if stamp.label else 3.0
        elif last < stamp.at <= last + 6:
            score += 0.8 if stamp.label or stamp.cued else -1.5
        elif stamp.at > last:
            score -= 4.0
    elif title_at is None:
        score -= 1.0
    return score - (0.0 if stamp.label or stamp.cued or title_at is not None else 1.0)


def _heads_the_text(scene: Scene, at: int, title_at: int | None) -> bool:
    """Is there next to nothing between the title and the stamp?"""
    if title_at is None or not title_at < at <= title_at + _NEAR:
        return False
    return sum(len(scene.blocks[one].text) for one in range(title_at + 1, at)) <= _BETWEEN


def _is_clock(scene: Scene, stamp: Stamp, title_at: int) -> bool:
    """Is it the portal's clock: above the title, without a label, the day of the visit?"""
    if stamp.label or stamp.cued or stamp.at > title_at or scene.fetched_at is None:
        return False
    return stamp.posted.at.date() == scene.fetched_at.astimezone(stamp.posted.at.tzinfo).date()


def _labelled(block: Block, labels: tuple[str, ...]) -> bool:
    text = block.text.strip(" •-*|([")
    if any(text.startswith(label) for label in labels):
        return True
    return (
        text[:1].isalpha() and ":" in text[:40] and not text[:3].lower().startswith(("thứ", "chủ"))
    )


def _is_under_label(scene: Scene, at: int) -> bool:
    """Does the line before hold nothing but the label?"""
    return at > 0 and is_label(scene.blocks[at - 1].text)


def is_label(text: str) -> bool:
    """Is the line nothing but the label of a stamp ("Thời gian đăng:")?"""
    return len(text) <= _LABEL and _LABEL_LINE.match(text) is not None


def from_metadata(scene: Scene) -> tuple[Posted, str] | None:
    """The time of publication in the page's metadata, with the place where it stood."""
    for selector, attribute in (
        ('meta[property="article:published_time"]', "content"),
        ('meta[name="pubdate"], meta[itemprop="datePublished"]', "content"),
        ('time[itemprop="datePublished"], time.published, article time[datetime]', "datetime"),
    ):
        for node in scene.all(selector):
            posted = parse_machine(
                node.attributes.get(attribute) or "", fetched_at=scene.fetched_at
            )
            if posted and not (node.tag == "time" and _is_of_another(node)):
                return posted, selector
    named = scene.traces.may_hold("datePublished")
    match = re.search(r'"datePublished"\s*:\s*"([^"]{8,40})"', scene.text) if named else None
    posted = parse_machine(match[1], fetched_at=scene.fetched_at) if match else None
    return (posted, "ld+json datePublished") if posted else None


def _is_of_another(node: LexborNode) -> bool:
    """Does a `time` belong to a comment or to another article?"""
    parent = node.parent
    while parent is not None and parent.tag != "body":
        names = f"{parent.attributes.get('class') or ''} {parent.attributes.get('id') or ''}"
        if parent.tag == "aside" or cues.chrome(names.strip().lower()) in _OTHERS:
            return True
        parent = parent.parent
    return False


def sharpened(scene: Scene, posted: Posted, *, anywhere: bool = True) -> tuple[Posted, str] | None:
    """A finer time from the metadata for a printed date, if both are of the same day.

    `anywhere`: may any `time` of the page say it? One of a related item may be of the same day.
    """
    if posted.precision != "day":
        return None
    for selector, attribute in (
        ("time[datetime]" if anywhere else "", "datetime"),
        ('meta[property="article:published_time"], meta[itemprop="datePublished"]', "content"),
    ):
        for node in scene.all(selector) if selector else ():
            text = one_line(node.attributes.get(attribute) or "")
            found = parse_machine(text, fetched_at=scene.fetched_at)
            if found is not None and _refines(posted, found):
                return found, "time[datetime]"
    return None


def finer(printed: Posted, machine: Posted) -> Posted | None:
    """The printed day with the machine's time of that day; None when they disagree."""
    if not _refines(printed, machine):
        return None
    return Posted(
        at=machine.at, precision=machine.precision, text=printed.text,
        rule=f"{printed.rule}+{machine.rule}", flags=printed.flags - {"ambiguous_dm"},
    )  # fmt: skip


def _refines(printed: Posted, machine: Posted) -> bool:
    if machine.precision not in ("second", "minute") or "midnight" in machine.flags:
        return False
    return machine.at.date() == printed.at.date()
