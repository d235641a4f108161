"""Documents offered beside the body: a box of attachments above or below the running text.

Links to documents inside the body are `body`'s. Here: what stands under a label like
"Tệp đính kèm", and links to documents that follow the body directly. Boxes of other documents
("Văn bản mới") are no attachments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urljoin

from archive.record import Attachment
from crawler.extract import cues
from crawler.extract.attachments import file_links, file_name, is_file
from crawler.extract.blocks import Block
from crawler.extract.scene import Scene
from crawler.extract.tree import MAX_LINKS, one_line

_BOX_CUE = re.compile(
    r"(?<![a-z])(?:attach(?:ment|ed)?s?|attach-?files?|file-?attach\w*|dinh-?kem|file-?dinh-?kem"
    r"|download-?files?|news-download-file|tep-?dinh-?kem|tai-?lieu-?dinh-?kem)(?![a-z])"
)
_LONG = 120
"""A longer line without a document is no part of a box of attachments."""


def offered(scene: Scene, start: int, body: Iterable[int]) -> list[Attachment]:
    """The attachments between block `start` and the portal's own boxes, without the body's own."""
    blocks = scene.blocks
    inside = set(body)
    last = max(inside, default=start)
    found: list[Attachment] = []
    labelled = False
    following = bool(inside)
    for at in range(start, len(blocks)):
        block = blocks[at]
        if at in inside:
            labelled = False
            continue
        if block.kind == "text" and _heads(block):
            labelled = True
        elif block.kind == "text" and cues.end_of_article(block.text):
            labelled = following = False
            if at > last:
                break
        beside = at > last and following and _only_files(block) and not scene.chrome[at]
        offers = labelled or beside or (block.cue and _is_box(block.cue))
        files = _files(scene, block) if offers and not scene.recurring[at] else []
        if files:
            found += files
        elif block.kind != "text" or len(block.text) > _LONG or scene.chrome[at]:
            labelled = False
            following = following and at <= last
    return found


def in_tables(scene: Scene, body: Iterable[int]) -> list[Attachment]:
    """The documents that the body's tables of data link to."""
    texts = [scene.blocks[at].text for at in body if scene.blocks[at].kind == "table"]
    found = []
    for node in scene.tree.css("table a[href]")[:MAX_LINKS] if texts else ():
        text = cues.cleaned(one_line(node.text()))
        try:
            url = urljoin(scene.base, (node.attributes.get("href") or "").strip())
        except ValueError:
            continue
        if text and is_file(url) and any(text in whole for whole in texts):
            found.append(Attachment(url=url, name=file_name(url, text)))
    return found


def _heads(block: Block) -> bool:
    """Does the line, or the first element in it, head a list of attachments?"""
    first = block.runs[0][0]
    return cues.heads_attachments(block.text) or (
        first != block.text and cues.heads_attachments(first)
    )


def _files(scene: Scene, block: Block) -> list[Attachment]:
    if block.kind == "file":
        return [Attachment(url=block.url, name=file_name(block.url))]
    links = file_links(block.runs, scene.survey.downloads)
    return [Attachment(url=url, name=file_name(url, text)) for url, text in links]


@lru_cache(maxsize=4096)
def _is_box(cue: str) -> bool:
    """Do the class and id of an element say that it holds attachments?"""
    return _BOX_CUE.search(cue) is not None


def _only_files(block: Block) -> bool:
    """Is the line nothing but links to documents (and their dates and sizes)?"""
    return block.kind == "file" or block.free_chars <= 40
