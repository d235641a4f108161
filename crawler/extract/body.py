"""The body of an article from its blocks: paragraphs, pictures with captions, tables, sign-off.

Takes the blocks between the article's head and the portal's own boxes (`finding` or a layout's
selector says which) and gives text, sanitised HTML, pictures, attachments and the signature.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import chain, pairwise

from archive.record import Attachment, Image
from crawler.extract import byline
from crawler.extract.attachments import file_links, file_name
from crawler.extract.blocks import Block
from crawler.extract.markup import Piece, around_all, html_of
from crawler.extract.pictures import credit_of, same_picture

MAX_CAPTION = 400
_SHORT = 250
_BOX = 3
"""An element around a picture and at most so many blocks is made for the picture."""

_UNSIGNED = byline.Byline()
_PARTS = {"picture": "figure", "table": "table", "file": "file"}
_SIGNED = 2
_FEW_WORDS, _MANY_WORDS = 6, 50
_MOST = 0.6
_SENTENCE_ENDS = frozenset('.!?:;…”"/')
_PHOTO = re.compile(
    r"^[\s(\[]*(?:Ảnh|Hình|Hình ảnh|Trong ảnh|Chú thích ảnh|Ảnh trên|Ảnh dưới)\s*(?:\d+\s*)?[:.]"
    r"|^[\s(\[]*Ảnh\s+(?:minh\s+h[oọ][aạ]|tư\s+liệu|internet|sưu\s+tầm)",
    re.IGNORECASE,
)
_CREDITED = re.compile(r"[(.\s-](?:Ảnh|Photo)\s*:\s*[^:]{2,40}\)?\.?$")
_CAPTION_CUE = re.compile(r"caption|chu-?thich|photocms|img-?desc|image-?desc|^image$|pic-?desc")


@dataclass(slots=True, kw_only=True)
class Body:
    """What stands between the head of an article and the boxes around it."""

    paragraphs: list[str] = field(default_factory=list)
    html: str = ""
    images: list[Image] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    signature: byline.Byline = _UNSIGNED

    @property
    def text(self) -> str:
        """Paragraphs separated by one blank line."""
        return "\n\n".join(self.paragraphs)

    def show_instead(self, at: int, url: str) -> None:
        """Replace a picture by another copy of it."""
        old = self.images[at].url
        self.images[at] = replace(self.images[at], url=url)
        self.html = self.html.replace(f'src="{escape(old)}"', f'src="{escape(url)}"')


def compose(
    blocks: Sequence[Block], downloads: frozenset[str] = frozenset(), *, signed: bool = True
) -> Body:
    """The body that these blocks make up. `signed`: may the last lines be a signature?"""
    pieces = [_piece(block, downloads) for block in blocks]
    _bind_captions(pieces, blocks)
    body = Body()
    if signed:
        body.signature = _sign_off(pieces)
    seen: dict[str, int] = {}
    for piece in list(pieces):
        block = piece.block
        if piece.part == "p":
            body.paragraphs.append(block.text)
        elif piece.part == "figure":
            image = _image(piece)
            key = same_picture(image.url)
            if key in seen:
                at = seen[key]
                again = body.images[at].caption
                if image.caption and again and again != image.caption:
                    body.images.append(image)  # shown twice, to say two things
                    continue
                if image.caption and not body.images[at].caption:
                    body.images[at] = replace(
                        body.images[at], caption=image.caption, credit=image.credit
                    )
                    _first_figure(pieces, key).caption = piece.caption
                pieces.remove(piece)
                continue
            seen[key] = len(body.images)
            body.images.append(image)
        if block.link_chars or block.kind == "file":
            body.attachments += _attached(block, downloads)
    body.attachments = unique_files(body.attachments)
    body.html = html_of(pieces)
    return body


def unique_files(files: list[Attachment]) -> list[Attachment]:
    """Each attachment once; the name that looks most like a file's or a document's wins."""
    kept: dict[str, Attachment] = {}
    for file in files:
        kept.setdefault(file.url, file)
    return list(kept.values())


def _piece(block: Block, downloads: frozenset[str]) -> Piece:
    part = _PARTS.get(block.kind, "p")
    if part == "p" and block.link_chars >= len(block.text) * 0.5:
        files = file_links(block.runs, downloads)
        rest = len(block.text) - sum(len(text) for _, text in files)
        if files and rest < 40:
            part = "file"
    return Piece(block, part)


def _attached(block: Block, downloads: frozenset[str]) -> list[Attachment]:
    if block.kind == "file":
        return [Attachment(url=block.url, name=file_name(block.url))]
    return [
        Attachment(url=url, name=file_name(url, text))
        for url, text in file_links(block.runs, downloads)
    ]


def _bind_captions(pieces: list[Piece], blocks: Sequence[Block]) -> None:
    if all(piece.part != "figure" for piece in pieces):
        return
    hosts: dict[int, int] = {}
    tables: dict[int, int] = {}
    boxes: set[int] | None = None
    for block in blocks:
        hosts[block.host] = hosts.get(block.host, 0) + 1
        if block.table and block.kind == "text":
            tables[block.table] = tables.get(block.table, 0) + len(block.text)
    for table in around_all(blocks).intersection(tables) if tables else ():  # it lays out the page
        tables[table] = MAX_CAPTION + 1
    at = 0
    while at < len(pieces):
        if pieces[at].part != "figure":
            at += 1
            continue
        group = [pieces[at]]
        at += 1
        while at < len(pieces) and pieces[at].part == "figure":
            group.append(pieces[at])
            at += 1
        captions: list[Piece] = []
        while at < len(pieces) and pieces[at].part == "p":
            enclosed = _enclosed(pieces[at].block, group[-1].block, tables)
            if len(captions) >= len(group) and not enclosed:
                break
            if not enclosed and not _is_caption(pieces[at].block, group[-1].block, hosts):
                host = group[-1].block.host
                if len(pieces[at].block.text) > _SHORT or host not in pieces[at].block.path:
                    break
                boxes = _boxes(blocks) if boxes is None else boxes
                if host not in boxes:
                    break
            captions.append(pieces[at])
            at += 1
        if not captions and _is_bare_caption(pieces, at):
            captions.append(pieces[at])
            at += 1
        _share_out(group, captions)


def _boxes(blocks: Sequence[Block]) -> set[int]:
    """The elements made for one picture."""
    held = Counter(chain.from_iterable(block.path for block in blocks))
    return {number for number, count in held.items() if count <= _BOX} - around_all(blocks)


def _is_bare_caption(pieces: Sequence[Piece], at: int) -> bool:
    """Is the line below a picture no sentence among sentences, and no heading either?

    Only the last line but a signature, or one whose class no other text has: else, further up, it
    may head what follows.
    """
    if at >= len(pieces) or pieces[at].part != "p":
        return False
    block = pieces[at].block
    if not _may_be_bare(block):  # before looks at all the others, which a page of pictures repeats
        return False
    texts = [piece.block.text for piece in pieces if piece.part == "p" and piece is not pieces[at]]
    if _is_of_a_kind_of_its_own(pieces, at):
        lines = texts
    elif len(pieces) - at <= _SIGNED:
        lines = texts[: sum(piece.part == "p" for piece in pieces[:at])]
    else:
        return False
    return len(lines) >= 2 and sum(map(_ends_a_sentence, lines)) >= len(lines) * _MOST


def _may_be_bare(block: Block) -> bool:
    """Does the line by itself look like a caption without a mark: a few words, no sentence?"""
    if block.bold or block.heading or block.tag == "li" or block.align == "right":
        return False
    if _ends_a_sentence(block.text) or not _FEW_WORDS <= len(block.text.split()) <= _MANY_WORDS:
        return False
    return byline.signature(block.text) is None


def _is_of_a_kind_of_its_own(pieces: Sequence[Piece], at: int) -> bool:
    """Is the class of a line that of no text but lines below pictures?"""
    cue = pieces[at].block.cue
    if not cue:
        return False
    others = {
        piece.block.cue
        for before, piece in pairwise(pieces)
        if piece.part == "p" and before.part != "figure"
    }
    return cue not in others


def _ends_a_sentence(text: str) -> bool:
    end = text.rstrip()[-2:]
    return end[-1:] in _SENTENCE_ENDS or (end[-1:] == ")" and end[:-1] in _SENTENCE_ENDS)


def _share_out(group: list[Piece], captions: list[Piece]) -> None:
    """A row of pictures and a row of captions: one each; else all to the last pictures."""
    if not captions:
        return
    first = max(0, len(group) - len(captions))
    for number, caption in enumerate(captions):
        caption.part = "caption"
        group[min(first + number, len(group) - 1)].caption.append(caption.block)


def _enclosed(block: Block, picture: Block, tables: dict[int, int]) -> bool:
    """Are the two in one figure, or in one small table made for a picture?"""
    if len(block.text) > MAX_CAPTION or block.kind != "text":
        return False
    if block.tag == "figcaption" or (picture.figure and block.figure == picture.figure):
        return True
    same = picture.table and block.table == picture.table
    return bool(same and tables[block.table] <= MAX_CAPTION)


def _is_caption(block: Block, picture: Block, hosts: dict[int, int]) -> bool:
    text = block.text
    if len(text) > MAX_CAPTION:
        return False
    if _PHOTO.match(text) or (block.cue and _CAPTION_CUE.search(block.cue)):
        return True
    centred = block.align == "center"
    if block.italic and (centred or len(text) <= 250):
        return True
    if block.host == picture.host and hosts[block.host] <= 3 and len(text) <= 250:
        return block.tag != "body"
    if ":" in text and len(text) <= 250 and _CREDITED.search(text):
        return True
    return centred and not block.bold and len(text) <= 200 and not block.heading


def _image(piece: Piece) -> Image:
    text = " ".join([block.text for block in piece.caption]) or None
    return Image(url=piece.block.url, caption=text, credit=credit_of(text))


def _first_figure(pieces: list[Piece], key: str) -> Piece:
    return next(p for p in pieces if p.part == "figure" and same_picture(p.block.url) == key)


def _sign_off(pieces: list[Piece]) -> byline.Byline:
    """The signature in the last lines, which are paragraphs no more."""
    found = _UNSIGNED
    looked = 0
    for piece in reversed(pieces):
        if piece.part != "p":
            continue
        looked += 1
        block = piece.block
        signature = byline.signature(
            block.text, right=block.align == "right", strong=block.bold or block.italic
        )
        if signature is None or looked > 3 or sum(p.part == "p" for p in pieces) < 2:
            break
        piece.part = "sign"
        found = found.joined(signature)
    return found
