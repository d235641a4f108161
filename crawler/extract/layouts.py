"""Reading a page whose platform has described its layout: selectors say where each field stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.record import Attachment, Image
from crawler.extract import byline, cues, inside, stamp
from crawler.extract.attachments import file_name, is_file, viewed_file
from crawler.extract.blocks import Block
from crawler.extract.body import Body, compose, unique_files
from crawler.extract.dates import Posted, parse_machine, parse_posted
from crawler.extract.draft import Draft
from crawler.extract.finding import opens_with_lead
from crawler.extract.likely import Likely, narrowed
from crawler.extract.pictures import (
    FILE_NAME,
    credit_of,
    is_reduced,
    picture_url,
    same_picture,
)
from crawler.extract.scene import Scene
from crawler.extract.survey import Survey, survey
from crawler.extract.tags import BLOCK_TAGS
from crawler.extract.tree import each, first, one_line
from crawler.extract.urls import resolved, spelled
from crawler.platforms._platform import Layout

_SURE = 0.98
_Root = LexborHTMLParser | LexborNode
_SECTION_LABEL = re.compile(r"(?i)^(?:danh mục|chuyên mục|thể loại|mục|category)\s*:\s*")
_TITLE = 12
"""A shorter text is found in too many document titles."""


def read_layout(scene: Scene, layout: Layout, likely: Likely) -> Draft | None:
    """The article that the layout's selectors find; None when the page has not this layout.

    A page whose title or body is not where the layout says has another layout. `likely` is what of
    the layout can find something on the page.
    """
    root = _root(scene, likely)
    if not likely.article or root.css_first(likely.article) is None:
        return None
    title, titled = _title(scene, root, likely)
    if not title:
        return None
    draft = Draft(layout=layout.name, title=title, body=Body(), described=True)
    draft.found("title", titled, _SURE)
    _stamp(scene, root, likely, draft)
    if layout.needs_stamp and draft.posted is None:
        return None
    lead = first(root, likely.lead) if likely.lead else None
    if lead is not None:
        draft.lead = _line(lead)
        draft.found("lead", layout.lead[0], _SURE)
    _bylines(root, likely, draft)
    _category(scene, likely, draft)
    offered = _offered(scene, root, likely)
    _body(scene, root, layout, likely, draft)  # last: it cuts what the others have read
    if not (draft.body.html or offered or draft.lead or scene.platform.strict):
        return None  # the selector fits an empty element: the words stand elsewhere
    draft.body.attachments = unique_files(offered + draft.body.attachments)
    _shared_picture(scene, layout, draft)
    return draft


def _root(scene: Scene, likely: Likely) -> _Root:
    """The one element that the layout is within, or all that is shown."""
    if not likely.within:
        return scene.shown
    if scene.traces.matches_one_tag(likely.within):
        first_one = scene.shown.css_first(likely.within)
        if first_one is None or first_one.tag in BLOCK_TAGS:  # others may be more than one element
            return first_one or scene.shown
    around = scene.shown.css(likely.within)
    return around[0] if len(around) == 1 else scene.shown


def known_title(scene: Scene) -> str:
    """The title on a page that a layout fits but for the place of the words; "" if none does."""
    for layout in scene.platform.layouts:
        found = narrowed(layout, scene.traces)
        root = _root(scene, found)
        if found.article and root.css_first(found.article) is not None:
            node = first(root, found.title)
            if node is not None:
                return _line(node)
    return ""


def _line(node: LexborNode) -> str:
    return cues.cleaned(one_line(node.text()))


def _title(scene: Scene, root: _Root, likely: Likely) -> tuple[str, str]:
    """The first text that a selector finds, with it; one that the document is named after first."""
    best = "", ""
    for within in (root, scene.shown) if likely.within else (root,):
        for selector in likely.title if not best[0] else ():
            for node in each(within, selector):
                text = _line(node)
                if not text or (best[0] and (len(text) < _TITLE or scene.is_site_name(text))):
                    continue
                if _names_document(scene, text):
                    return text, selector
                own = cues.cleaned(one_line(node.text(deep=False)))  # without a badge ("Nổi bật")
                if own != text and _names_document(scene, own):
                    return own, selector
                best = best if best[0] else (text, selector)
    return best


def _names_document(scene: Scene, title: str) -> bool:
    """Is it in the title that the document has for browsers, or in that for social networks?"""
    if len(title) < _TITLE:
        return False
    plain = cues.folded(title)
    if scene.document_title and plain in cues.folded(scene.document_title):
        return True
    shared = scene.shared_title
    return shared is not None and plain in cues.folded(shared)


def _body(scene: Scene, root: _Root, layout: Layout, likely: Likely, draft: Draft) -> None:
    """Reads the body, and the lead that opens it where the layout has no place for one."""
    node, rule = _body_node(root, likely.body)
    rule = rule or layout.body[0]
    before: list[Block] = []
    elements = 0
    framed = ", ".join(likely.picture)
    for figure in root.css(framed) if framed else ():
        pictures = _pictures(figure, scene.base, elements)
        before, elements = before + pictures.blocks, pictures.elements
    if node is None:
        draft.body = compose(before)
        draft.found("body", rule, 0.3)
        return
    _hide(node, likely.cut)
    seen = survey(node, scene.base, whole_page=True, after=elements)
    blocks = inside.own(seen.blocks)
    if not layout.lead:
        texts = [block for block in blocks if block.kind == "text"]
        if len(texts) > 1 and opens_with_lead(texts[0], texts[1], draft.title):
            draft.lead = texts[0].text
            draft.found("lead", "first paragraph in bold", 0.9)
            blocks.remove(texts[0])
    draft.body = compose(before + blocks, seen.downloads)
    draft.found("body", rule, _SURE if draft.body.paragraphs else 0.3)


def _body_node(root: _Root, selectors: Sequence[str]) -> tuple[LexborNode | None, str]:
    """The first element with text, and the selector; else one of pictures only, or none."""
    empty: LexborNode | None = None
    for selector in selectors:
        for node in each(root, selector):
            if node.text_lexbor().strip():
                return node, selector
            empty = empty or node
    return empty, ""


def _hide(node: LexborNode, selectors: Sequence[str]) -> None:
    """Hide the chrome inside a body. It stays in the tree: its links are for the crawl."""
    for chrome in node.css(", ".join(selectors)) if selectors else ():
        if chrome.mem_id != node.mem_id:
            chrome.attrs["hidden"] = ""


def _pictures(node: LexborNode, base: str, after: int) -> Survey:
    """The pictures in an element, or the one that it is."""
    if node.tag != "img":
        return survey(node, base, after=after)
    url = picture_url(node.attributes, "", base)
    alt = one_line(node.attributes.get("alt") or "")
    blocks = [Block("picture", tag="img", url=url, alt=alt)] if url else []
    return Survey(blocks=blocks, downloads=frozenset(), elements=after)


def _stamp(scene: Scene, root: _Root, likely: Likely, draft: Draft) -> None:
    for selector in likely.stamp:
        for node in each(root, selector):
            posted: Posted | None = parse_posted(
                cues.without_counter(one_line(node.text())),
                fetched_at=scene.fetched_at,
                day_first=scene.day_first,
            )
            if posted is None or posted.precision == "day":
                posted = _by_attribute(scene, node, posted)
            if posted is not None:
                draft.posted = posted
                draft.found("published", selector, _SURE)
                return


def _by_attribute(scene: Scene, node: LexborNode, printed: Posted | None) -> Posted | None:
    """The printed day made finer by the element's own `datetime` of that day; or that alone."""
    timed = node if "datetime" in node.attributes else node.css_first("[datetime]")
    value = timed.attributes.get("datetime") if timed is not None else None
    machine = parse_machine(value or "", fetched_at=scene.fetched_at) if value else None
    if printed is None or machine is None:
        return printed or machine
    return stamp.finer(printed, machine) or printed


def _category(scene: Scene, likely: Likely, draft: Draft) -> None:
    for selectors, last in ((likely.categories, False), (likely.category, True)):
        for selector in selectors:
            nodes = reversed(scene.shown.css(selector)) if last else each(scene.shown, selector)
            name = next(filter(None, map(_section, nodes)), "")
            if name and name != draft.title:
                draft.category = name
                draft.found("category", selector, _SURE)
                return


def _section(node: LexborNode) -> str:
    """The name of a section; "" for the name of the site."""
    name = _line(node)
    if ":" in name:
        name = _SECTION_LABEL.sub("", name)
    return "" if cues.SITE_NAME.match(name) else name


def _bylines(root: _Root, likely: Likely, draft: Draft) -> None:
    for selector in likely.byline:
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
    for selector in likely.author if not draft.author else ():
        named = first(root, (selector,))
        if named is not None:
            draft.author = byline.name_of(_line(named))
            draft.found("author", selector, _SURE)
            return


def _offered(scene: Scene, root: _Root, likely: Likely) -> list[Attachment]:
    found = []
    for selector in likely.attachments:
        for node in root.css(selector):
            href = node.attributes.get("href") or node.attributes.get("src") or ""
            try:
                url = resolved(scene.base, href.strip())
            except ValueError:
                continue
            if node.tag != "a":  # a viewer
                url = viewed_file(url)
            if "download" in node.attributes or is_file(url):
                found.append(Attachment(url=spelled(url), name=file_name(url, _line(node))))
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
