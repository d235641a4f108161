"""Reading a page whose platform has described its layout: selectors say where each field stands."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.record import Attachment, Image
from crawler.extract import byline, cues
from crawler.extract.attachments import file_name, is_file, viewed_file
from crawler.extract.blocks import Block
from crawler.extract.body import Body, compose, unique_files
from crawler.extract.dates import Posted, parse_posted
from crawler.extract.draft import Draft
from crawler.extract.pictures import (
    FILE_NAME,
    credit_of,
    is_reduced,
    picture_url,
    same_picture,
)
from crawler.extract.scene import Scene
from crawler.extract.survey import Survey, survey
from crawler.extract.tree import first, one_line
from crawler.platforms._platform import Layout

_SURE = 0.98
_Root = LexborHTMLParser | LexborNode
_SHORT = 60


def read_layout(scene: Scene, layout: Layout) -> Draft | None:
    """The article that the layout's selectors find; None when the page has not this layout."""
    root = _root(scene, layout)
    if root.css_first(layout.article) is None:
        return None
    title = first(root, layout.title) or first(scene.tree, layout.title)
    if title is None:
        return None
    draft = Draft(layout=layout.name, title=_line(title), body=Body())
    draft.found("title", layout.title[0], _SURE)
    _stamp(scene, root, layout, draft)
    if layout.needs_stamp and draft.posted is None:
        return None
    lead = first(root, layout.lead)
    if lead is not None:
        draft.lead = _line(lead)
        draft.found("lead", layout.lead[0], _SURE)
    _bylines(root, layout, draft)
    offered = _offered(scene, root, layout)
    draft.body = _body(scene, root, layout)  # last: it cuts what the others have read
    if not (draft.body.html or offered or draft.lead or scene.platform.strict):
        return None  # the selector fits an empty element: the words stand elsewhere
    draft.found("body", layout.body[0], _SURE if draft.body.paragraphs else 0.3)
    names = [_line(node) for selector in layout.category for node in scene.tree.css(selector)]
    names = [name for name in names if name and not cues.SITE_NAME.match(name)]
    if names and names[-1] != draft.title:
        draft.category = names[-1]
        draft.found("category", layout.category[0], _SURE)
    draft.body.attachments = unique_files(offered + draft.body.attachments)
    _shared_picture(scene, layout, draft)
    return draft


def _root(scene: Scene, layout: Layout) -> _Root:
    """The one element that the layout is within, or the page."""
    around = scene.tree.css(layout.within) if layout.within else []
    return around[0] if len(around) == 1 else scene.tree


def known_title(scene: Scene) -> str:
    """The title on a page that a layout fits but for the place of the words; "" if none does."""
    for layout in scene.platform.layouts:
        root = _root(scene, layout)
        if layout.article and root.css_first(layout.article) is not None:
            node = first(root, layout.title)
            if node is not None:
                return _line(node)
    return ""


def _line(node: LexborNode) -> str:
    return cues.cleaned(one_line(node.text()))


def _body(scene: Scene, root: _Root, layout: Layout) -> Body:
    node = first(root, layout.body)
    if node is None:  # only pictures, or nothing
        node = next((n for s in layout.body for n in root.css(s)), None)
    for selector in layout.cut if node is not None else ():
        for chrome in node.css(selector) if node is not None else ():
            chrome.decompose()
    blocks: list[Block] = []
    elements = 0
    for selector in layout.picture:
        for figure in root.css(selector):
            pictures = _pictures(figure, scene.base, elements)
            blocks, elements = blocks + pictures.blocks, pictures.elements
    if node is None:
        return compose(blocks)
    seen = survey(node, scene.base, after=elements)
    blocks += [block for block in seen.blocks if not _is_furniture(block)]
    return compose(blocks, seen.downloads)


def _is_furniture(block: Block) -> bool:
    """Is it a line that the portal adds to the words: a counter, the heading of attachments?"""
    if block.kind != "text" or len(block.text) > _SHORT or block.link_chars:
        return False
    return not cues.without_counter(block.text) or (
        block.text.endswith(":") and cues.heads_attachments(block.text)
    )


def _pictures(node: LexborNode, base: str, after: int) -> Survey:
    """The pictures in an element, or the one that it is."""
    if node.tag != "img":
        return survey(node, base, after=after)
    url = picture_url(node.attributes, "", base)
    alt = one_line(node.attributes.get("alt") or "")
    blocks = [Block("picture", tag="img", url=url, alt=alt)] if url else []
    return Survey(blocks=blocks, downloads=frozenset(), elements=after)


def _stamp(scene: Scene, root: _Root, layout: Layout, draft: Draft) -> None:
    for selector in layout.stamp:
        for node in root.css(selector):
            posted: Posted | None = parse_posted(
                cues.without_counter(one_line(node.text())),
                fetched_at=scene.fetched_at,
                day_first=scene.day_first,
            )
            if posted is not None:
                draft.posted = posted
                draft.found("published", selector, _SURE)
                return


def _bylines(root: _Root, layout: Layout, draft: Draft) -> None:
    for selector in layout.byline:
        for node in root.css(selector):
            found = byline.labelled(_line(node))
            if found is None:
                continue
            if found.author and not draft.author:
                draft.author = found.author
                draft.found("author", selector, _SURE)
            if found.source and not draft.source:
                draft.source = found.source
                draft.found("source", selector, _SURE)
    author = first(root, layout.author)
    if author is not None and not draft.author:
        draft.author = _line(author)
        draft.found("author", layout.author[0], _SURE)


def _offered(scene: Scene, root: _Root, layout: Layout) -> list[Attachment]:
    found = []
    for selector in layout.attachments:
        for node in root.css(selector):
            href = node.attributes.get("href") or node.attributes.get("src") or ""
            try:
                url = urljoin(scene.base, href.strip())
            except ValueError:
                continue
            if node.tag != "a":  # a viewer
                url = viewed_file(url)
            if "download" in node.attributes or is_file(url):
                found.append(Attachment(url=url, name=file_name(url, _line(node))))
    return [file for file in found if file.url.startswith(("http://", "https://"))]


def _shared_picture(scene: Scene, layout: Layout, draft: Draft) -> None:
    """A picture that only lists and social networks show still belongs to the article."""
    shared = scene.meta("og:image") if layout.shared_picture else None
    url = picture_url({"src": shared}, "", scene.base) if shared else None
    if not url:
        return
    for at, image in enumerate(draft.body.images):
        if same_picture(image.url) == same_picture(url):
            if is_reduced(image.url) and not is_reduced(url):
                draft.body.show_instead(at, url)
            return
    caption = scene.meta("og:image:alt")
    if caption and (FILE_NAME.match(caption) or cues.folded(caption) == cues.folded(draft.title)):
        caption = None
    image = Image(url=url, caption=cues.cleaned(caption) if caption else None)
    draft.body.images.insert(0, replace(image, credit=credit_of(image.caption)))
    draft.rules["images"] = 'meta[property="og:image"]'
