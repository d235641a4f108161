"""How well a page was read: one reading against one gold page, question by question. Pure.

Text is compared after NFC with white space collapsed (removed for gold that was copied from a
rendered page). A reader that tells leads, captions and signatures from paragraphs is held to
that; one that gives a single text is not blamed for having these in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from archive.record import Article
from crawler.evaluation.figures import Score, overlap
from crawler.evaluation.gold import FIELDS, GoldFile, GoldPage
from crawler.extract.pictures import same_picture

ALL_FIELDS = frozenset(FIELDS)
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*>")
_BULLET = re.compile(r"^\s*(?:[-•*–]|\d{1,2}\.)\s+")
_LENGTH = {"second": 19, "minute": 16, "day": 10, "month": 7, "year": 4}
_SHORT = 160
"""Characters of a value that a note shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one reader took from a page, in the form that it is compared in."""

    gives: frozenset[str] = ALL_FIELDS
    """The fields that this reader claims to give; others are not asked of it."""
    apart: bool = True
    """Does it tell leads, captions and signatures from paragraphs?"""
    title: str | None = None
    published: str | None = None
    precision: str | None = None
    lead: str | None = None
    paragraphs: tuple[str, ...] = ()
    whole: str = ""
    """Everything that it takes for text of the article, tables included."""
    author: str | None = None
    source: str | None = None
    category: str | None = None
    images: tuple[tuple[str, str | None], ...] = ()
    """Address and caption."""
    attachments: tuple[tuple[str, str], ...] = ()
    """Address and name."""


def of_article(article: Article) -> Read:
    """What our own reader took from a page."""
    return Read(
        title=article.title,
        published=article.published,
        precision=article.published_precision,
        lead=article.lead,
        paragraphs=tuple(p for p in article.body_text.split("\n\n") if p),
        whole=f"{article.lead or ''}\n{plain(article.body_html)}",
        author=article.author,
        source=article.source,
        category=article.category,
        images=tuple((image.url, image.caption) for image in article.images),
        attachments=tuple((file.url, file.name) for file in article.attachments),
    )


def plain(html: str) -> str:
    """The text of a piece of HTML, elements apart."""
    return unescape(_TAG.sub(" ", html))


def squeeze(text: str | None) -> str:
    """NFC without any white space."""
    return "".join(unicodedata.normalize("NFC", text or "").split())


def flat(text: str | None) -> str:
    """NFC with white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def compare(gold: GoldPage, read: Read | None, score: Score) -> None:
    """Mark every question that the gold page answers and the reader claims to.

    `read` is None when the reader says that the page is no article.
    """
    if gold.kind != "article":
        _no_article(gold, read, score)
        return
    if read is None or read.apart:
        score["article told"].check(read is not None, f"{gold.name}: not taken for an article")
    read = read or Read()
    same = squeeze if gold.loose else flat
    asked = gold.asked & read.gives
    if "title" in asked:
        _one(score, "title", gold, same(gold.title), same(read.title))
    if "published" in asked:
        _published(gold, read, score)
    if "lead" in asked:
        _one(score, "lead", gold, same(gold.lead), same(read.lead))
    if "body" in asked:
        _text(gold, read, score, same)
    if "body" in read.gives:
        _fragments(gold, read, score)
    _names(gold, read, score, same, asked)
    _pictures(gold, read, score, same, asked)
    if "attachments" in asked:
        _attachments(gold, read, score)


def _no_article(gold: GoldPage, read: Read | None, score: Score) -> None:
    names = {"list": "lists told", "empty": "empty pages told", "hidden": "hidden absent"}
    title = read.title if read else ""
    score[names[gold.kind]].check(read is None, f"{gold.name}: read as an article, {title!r}")


def _one(score: Score, name: str, gold: GoldPage, want: str, got: str) -> None:
    note = f"{gold.name}: {short(got)!r}, not {short(want)!r}"
    score[name].value(want == got, expected=bool(want), given=bool(got), note=note)


def _published(gold: GoldPage, read: Read, score: Score) -> None:
    want, got = gold.published, read.published
    note = f"{gold.name}: {got}, not {want}"
    right = same_time(want, got, gold.printed, read.precision)
    score["published"].value(right, expected=bool(want), given=bool(got), note=note)
    day = (want or "")[:10] == (got or "")[:10]
    score["day"].value(day, expected=bool(want), given=bool(got), note=note)
    if not want:
        score["no invented date"].check(not got, f"{gold.name}: {got}, but the page has none")


def same_time(
    want: str | None, got: str | None, printed: str, precision: str | None = None
) -> bool:
    """Do the two agree as far as both are known, and is `got` as fine as the page prints it?"""
    if not want or not got:
        return not want and not got
    fine = min(len(got), 19, _LENGTH.get(precision or "", 19))
    return fine >= min(_LENGTH[printed], len(want)) and want[:fine] == got[: min(fine, len(want))]


def _text(gold: GoldPage, read: Read, score: Score, same: Callable[[str | None], str]) -> None:
    """Paragraphs and words as multisets, each page counting the same."""
    aside = [gold.title or "", *gold.aside]
    if gold.html is not None:
        want = Counter(words(f"{gold.lead or ''} {plain(gold.html)}"))
        shown = [caption for _, caption in read.images if caption]  # of pictures above the body
        also = Counter(words(" ".join([*aside, *shown])))
        score["words"].page(want, Counter(words(read.whole)), also=also, note=gold.name)
        return
    mine = [same(_BULLET.sub("", text)) for text in read.paragraphs]
    theirs = [same(_BULLET.sub("", text)) for text in gold.paragraphs]
    extra = Counter[str]() if read.apart else Counter(map(same, (gold.lead or "", *aside)))
    want, got = Counter(filter(None, theirs)), Counter(filter(None, mine))
    note = f"{gold.name}: {_difference(want, got - extra)}"
    score["paragraphs"].page(want, got, also=extra, note=note)
    leads = (gold.lead or "", read.lead or "") if "lead" in gold.asked else ("", "")
    spoken = " ".join([leads[0], *gold.paragraphs])
    said = " ".join([leads[1], *read.paragraphs])
    if not read.apart:
        aside.append(gold.lead or "")
    also = Counter[str]() if read.apart else Counter(words(" ".join(aside)))
    score["words"].page(Counter(words(spoken)), Counter(words(said)), also=also, note=gold.name)


def words(text: str) -> list[str]:
    """The words of a text in NFC, as printed."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _difference(want: Counter[str], got: Counter[str]) -> str:
    missing, extra = list((want - got).elements()), list((got - want).elements())
    shown = [f"lacks {short(text)!r}" for text in missing[:2]]
    shown += [f"has {short(text)!r} too" for text in extra[:2]]
    return "; ".join(shown)


def _fragments(gold: GoldPage, read: Read, score: Score) -> None:
    """What must and must not stand in the text, and where it begins and ends."""
    text = squeeze(" ".join([read.lead or "", *read.paragraphs]))
    whole = squeeze(read.whole)
    for fragment in gold.must_contain:
        found = squeeze(fragment) in text or squeeze(fragment) in whole
        score["must contain"].check(found, f"{gold.name}: {short(fragment)!r} is not in the text")
    for fragment in gold.must_not_contain:
        leaked = squeeze(fragment) in text or squeeze(fragment) in whole
        score["no leak"].check(not leaked, f"{gold.name}: {short(fragment)!r} is in the text")
    if gold.begins is not None:
        right = text.startswith(squeeze(gold.begins))
        score["begins"].check(right, f"{gold.name}: {text[:50]!r}, not {gold.begins!r}")
    if gold.ends is not None:
        right = text.endswith(squeeze(gold.ends))
        score["ends"].check(right, f"{gold.name}: {text[-50:]!r}, not {gold.ends!r}")


def _names(
    gold: GoldPage, read: Read, score: Score, same: Callable[[str | None], str],
    asked: Iterable[str],
) -> None:  # fmt: skip
    if "author" in asked:
        got = same(read.author)
        signed = bool(got) and not gold.authors and got in same(gold.signature)
        want = got if signed else next((a for a in map(same, gold.authors) if a == got), None)
        if want is None:
            want = same(gold.authors[0]) if gold.authors else ""
        _one(score, "author", gold, want, got)
    if "source" in asked:
        _one(score, "source", gold, same(gold.source), same(read.source))
    if "category" in asked:
        got, names = same(read.category), list(map(same, gold.categories))
        _one(score, "category", gold, got if got in names else (names or [""])[0], got)


def _pictures(
    gold: GoldPage, read: Read, score: Score, same: Callable[[str | None], str],
    asked: Iterable[str],
) -> None:  # fmt: skip
    want = list(dict.fromkeys(picture_key(image.url) for image in gold.images))
    got = list(dict.fromkeys(picture_key(url) for url, _ in read.images))
    if "images" in asked:
        note = f"{gold.name}: {got}, not {want}"
        score["images"].several(*overlap(want, got), right=want == got, note=note)
    if "captions" not in asked:
        return
    if gold.captions is not None:
        named = [("", same(text)) for text in gold.captions]
        mine = [("", same(text)) for _, text in read.images if text]
    else:
        named = [(picture_key(i.url), same(i.caption)) for i in gold.images if i.caption]
        mine = [(picture_key(url), same(text)) for url, text in read.images if text]
    named, mine = list(dict.fromkeys(named)), list(dict.fromkeys(mine))
    note = f"{gold.name}: {[t for _, t in mine]}, not {[t for _, t in named]}"
    right = sorted(named) == sorted(mine)
    score["captions"].several(*overlap(named, mine), right=right, note=note)


def picture_key(url: str) -> str:
    """What two addresses of one picture have in common, reduced copies included."""
    return unquote(same_picture(url)).lower()


def _attachments(gold: GoldPage, read: Read, score: Score) -> None:
    left = list(read.attachments)
    hits = 0
    for file in gold.attachments:
        match = next((one for one in left if _same_file(file, *one)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    missed = len(gold.attachments) - hits
    names = [name for _, name in read.attachments]
    note = f"{gold.name}: {names}, not {[f.name or f.url for f in gold.attachments]}"
    score["attachments"].several(hits, len(left), missed, right=not left and not missed, note=note)


def _same_file(gold: GoldFile, url: str, name: str) -> bool:
    if gold.url is not None:
        ours, theirs = urlsplit(url), urlsplit(gold.url)
        if (unquote(ours.path), ours.query) == (unquote(theirs.path), theirs.query):
            return True
    return gold.name is not None and flat(gold.name) == flat(name)


def short(text: str) -> str:
    """A value as a note shows it."""
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
