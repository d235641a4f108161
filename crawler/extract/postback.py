"""Pages of a list that are reached by sending the page's own form back (ASP.NET), as `Link`s.

Number links and "..." that call `__doPostBack`, next-buttons, page selects. A server names its
controls by their place on the page, so one name can mean another page on every page: what names a
link here is the page that it leads to, or the page that it leads on from, never the view state.
Links back ("Trước", "Đầu", 1) lead to what is known already and are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.scene import Scene
from crawler.extract.tree import one_line
from crawler.extract.urls import canonical, wanted

NEXT_TEXTS = (
    "sau", "tiếp", "tiếp theo", "trang sau", "trang tiếp", "trang tiếp theo", "trang kế", "xem tiếp",
    "kế tiếp", "tới", "next", "next page", "older", ">", "›", "→", "xem thêm", "tải thêm",
)  # fmt: skip
LAST_TEXTS = ("cuối", "trang cuối", "last", "last page", ">>", "»", ">|", "›|", "››", "»|")
_DOTS = re.compile(r"^[.…\s]+$")
_NUMBER = re.compile(r"^(?:trang\s*)?[\[(]?\s*(\d{1,5})\s*[\])]?$", re.IGNORECASE)
_POSTBACK = re.compile(
    r"(?:__doPostBack|WebForm_PostBackOptions)\(\s*\\?['\"]([^'\"\\]{0,300})\\?['\"]\s*,"
    r"\s*\\?['\"]([^'\"\\]{0,300})\\?['\"]"
)
_PAGER_TARGET = re.compile(r"(?i)(?:next|pager?|page|trang)\w{0,12}$")
_PAGER_ARGUMENT = re.compile(r"(?i)^page\$(?:\d+|next)$")
_PLACE = re.compile(r"(?i)ctl\d+(?!.*ctl\d)")
_BACK_ARGUMENT = re.compile(r"(?i)^page\$(?:prev|first|last)$")
_NO_CONTROL = ("submit", "button", "image", "file", "reset", "password")

MAX_NUMBERS = 20
"""Number links taken from one pager; the rest come from the pages that these lead to."""

MAX_OPTIONS = 200
MAX_STEPS = 100
"""Links of pagers that are looked at on a page."""

_CLIMB = 5


@dataclass(frozen=True, slots=True)
class Sending:
    """A form to send: where, what, and what names it among all sendings."""

    url: str
    fields: tuple[tuple[str, str], ...]
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Step:
    """One link of a pager."""

    node: LexborNode
    text: str
    target: str
    argument: str

    @property
    def number(self) -> int | None:
        match = _NUMBER.match(self.text)
        return int(match[1]) if match else None

    @property
    def group(self) -> str:
        """The control without its place among its like."""
        return _PLACE.sub("ctl#", self.target)


def sendings(scene: Scene) -> Iterator[Sending]:
    """The forms that lead to further pages of the lists on this page."""
    posts, has_state = "PostBack" in scene.text, "__VIEWSTATE" in scene.text
    digest = _digest(scene) if posts or has_state else ""
    forms = _Forms(scene)
    if posts:
        yield from _links(scene, forms, digest)
        yield from _selects(scene, forms)
    if has_state:
        yield from _buttons(scene, forms, digest)


def _links(scene: Scene, forms: _Forms, digest: str) -> Iterator[Sending]:
    steps = list(islice(_steps(scene.tree), MAX_STEPS))
    pagers = _Pagers(steps)
    for rank, step in enumerate(steps):
        numbers, current = pagers.around(step)
        name = _name(step, rank, numbers, current, digest)
        if name is None:
            continue
        sent = {"__EVENTTARGET": step.target, "__EVENTARGUMENT": step.argument}
        sending = forms.sending(step.node, sent, name, step.text)
        if sending is not None:
            yield sending


def _steps(tree: LexborHTMLParser) -> Iterator[_Step]:
    for node in tree.css('a[href*="PostBack"], a[onclick*="PostBack"]'):
        attributes = node.attributes
        match = _POSTBACK.search(
            f"{attributes.get('href') or ''} {attributes.get('onclick') or ''}"
        )
        if not match:
            continue
        text = one_line(node.text()) or one_line(attributes.get("title") or "")
        picture = node.css_first("img[alt]") if not text else None
        if picture is not None:
            text = one_line(picture.attributes.get("alt") or "")
        step = _Step(node, text.lower(), match[1], match[2])
        if _leads_on(step):
            yield step


def _leads_on(step: _Step) -> bool:
    if _BACK_ARGUMENT.match(step.argument):
        return False
    if step.number is not None or _DOTS.match(step.text) or _PAGER_ARGUMENT.match(step.argument):
        return True
    if step.text in NEXT_TEXTS or step.text in LAST_TEXTS:
        return True
    return not step.text and _PAGER_TARGET.search(step.target) is not None


class _Pagers:
    """The numbers around the links of pagers; each element is looked through once."""

    def __init__(self, steps: list[_Step]) -> None:
        self._steps = {step.node.mem_id: (rank, step) for rank, step in enumerate(steps)}
        self._seen: dict[int, tuple[dict[int, int], int | None]] = {}

    def around(self, step: _Step) -> tuple[dict[int, int], int | None]:
        """The numbers linked beside a step, each with its rank on the page, and the page's own."""
        parent = step.node.parent
        numbers: dict[int, int] = {}
        for _ in range(_CLIMB):
            if parent is None or parent.tag in ("body", "form", "html"):
                break
            numbers, current = self._within(parent)
            if current is not None or len(numbers) > 1 or (numbers and step.number is None):
                return numbers, current
            parent = parent.parent
        return numbers, None

    def _within(self, parent: LexborNode) -> tuple[dict[int, int], int | None]:
        known = self._seen.get(parent.mem_id)
        if known is None:
            found = (self._steps.get(node.mem_id) for node in parent.css("a"))
            numbers = {
                step.number: rank for rank, step in filter(None, found) if step.number is not None
            }
            known = self._seen[parent.mem_id] = (numbers, _current(parent))
        return known


def _current(pager: LexborNode) -> int | None:
    """The number that is printed without a link."""
    for node in pager.css("span, strong, b, em, td, li, a:not([href]), a.active, a.current"):
        match = _NUMBER.match(one_line(node.text()))
        if match and (node.tag == "a" or node.css_first("a[href]") is None):
            around = node.parent
            if around is None or around.tag != "a" or not around.attributes.get("href"):
                return int(match[1])
    return None


def _name(
    step: _Step, own: int, numbers: dict[int, int], current: int | None, digest: str
) -> str | None:
    """What names the sending of this step; None when it leads back or to what others lead to."""
    number = step.number
    absolute = any(letter.isdigit() for letter in step.argument)
    if number is not None:
        ahead = sorted(n for n in numbers if n > (current or 1))[:MAX_NUMBERS]
        if number == 1 or number == current or (numbers and number not in ahead):
            return None
        return f"{step.target} {step.argument}" if absolute else f"{step.group} #{number}"
    rank = {rank: n for n, rank in numbers.items()}
    if _DOTS.match(step.text):
        if any(at > own for at in rank):
            return None  # it moves the window back
        if absolute:
            return f"{step.target} {step.argument}"
        return f"{step.group} beyond {max(numbers, default=0) or digest}"
    if any(n > (current or 1) for n in numbers):
        return None  # the numbers lead on
    if absolute:
        return f"{step.target} {step.argument}"
    if step.text in LAST_TEXTS and _beside(step, NEXT_TEXTS):
        return None
    after = current if current is not None else digest
    return f"{step.group} {step.argument}".rstrip() + f" after {after}"


def _beside(step: _Step, texts: tuple[str, ...]) -> bool:
    parent = step.node.parent
    for _ in range(_CLIMB - 2):
        if parent is None:
            return False
        if any(one_line(node.text()).lower() in texts for node in parent.css("a")):
            return True
        parent = parent.parent
    return False


def _digest(scene: Scene) -> str:
    """Names a page of a list by what it lists, for want of a number."""
    hrefs = sorted(
        {
            node.attributes.get("href") or ""
            for node in scene.tree.css("a[href]")
            if not (node.attributes.get("href") or "").startswith(("javascript:", "#"))
        }
    )
    return hashlib.sha256("\n".join(hrefs).encode("utf-8", "replace")).hexdigest()[:12]


def _buttons(scene: Scene, forms: _Forms, digest: str) -> Iterator[Sending]:
    """Buttons of the form that lead on ("Sau", "Xem thêm")."""
    for node in scene.tree.css('input[type="submit" i], input[type="image" i], button[name]')[
        :MAX_STEPS
    ]:
        attributes = node.attributes
        control = attributes.get("name")
        shown = (attributes.get("value") if node.tag == "input" else one_line(node.text())) or ""
        text = one_line(shown or attributes.get("alt") or attributes.get("title") or "").lower()
        if not control or "disabled" in attributes:
            continue
        number = _NUMBER.match(text)
        if number is None and text not in NEXT_TEXTS:
            continue
        if number is not None and number[1] == "1":
            continue
        name = f"{control} " + (f"#{number[1]}" if number else f"after {digest}")
        sent = {control: attributes.get("value") or ""}
        if (attributes.get("type") or "").lower() == "image":
            sent = {f"{control}.x": "1", f"{control}.y": "1"}
        sending = forms.sending(node, sent, name, text)
        if sending is not None:
            yield sending


def _selects(scene: Scene, forms: _Forms) -> Iterator[Sending]:
    """A select of pages 1, 2, 3, ... that sends the form when it changes."""
    for node in scene.tree.css('select[onchange*="__doPostBack"]'):
        control = node.attributes.get("name") or ""
        values = [option.attributes.get("value") or one_line(option.text()) for option in node.css("option")]  # fmt: skip
        if not control or len(values) < 2 or values != [str(n + 1) for n in range(len(values))]:
            continue
        for value in values[1:MAX_OPTIONS]:
            sent = {control: value, "__EVENTTARGET": control, "__EVENTARGUMENT": ""}
            sending = forms.sending(node, sent, f"{control} #{value}", value)
            if sending is not None:
                yield sending


class _Forms:
    """The forms of a page; what each would send is read once, however many links send it."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._known: dict[int, tuple[str, dict[str, str]] | None] = {}

    def sending(
        self, node: LexborNode, sent: dict[str, str], name: str, text: str
    ) -> Sending | None:
        """What a click on an element sends; None when it leads nowhere that is wanted."""
        form = _form_around(self._scene.tree, node)
        if form is None:
            return None
        if form.mem_id not in self._known:
            self._known[form.mem_id] = self._read(form)
        known = self._known[form.mem_id]
        if known is None:
            return None
        url, fields = known
        return Sending(url, tuple((fields | sent).items()), name, text)

    def _read(self, form: LexborNode) -> tuple[str, dict[str, str]] | None:
        scene = self._scene
        try:
            action = urljoin(scene.base, (form.attributes.get("action") or "").strip() or scene.url)
        except ValueError:
            return None
        url = canonical(action, scene.platform)
        if wanted(url, scene.home or scene.url, scene.platform) is None:
            return None
        return url, fields_of(form)


def _form_around(tree: LexborHTMLParser, node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None:
        if parent.tag == "form":
            return parent
        parent = parent.parent
    return tree.css_first("form")


def fields_of(form: LexborNode) -> dict[str, str]:
    """What a browser would send of a form without a click on a button."""
    values: dict[str, str] = {}
    for field in form.css("input[name], select[name], textarea[name]"):
        attributes = field.attributes
        name = attributes.get("name")
        kind = (attributes.get("type") or "").lower() if field.tag == "input" else ""
        if not name or "disabled" in attributes or kind in _NO_CONTROL:
            continue
        if kind in ("checkbox", "radio"):
            if "checked" in attributes:
                values[name] = attributes.get("value") or "on"
        elif field.tag == "select":
            option = field.css_first("option[selected]") or field.css_first("option")
            if option is not None:
                values[name] = option.attributes.get("value") or one_line(option.text())
        elif field.tag == "textarea":
            values[name] = field.text()
        else:
            values[name] = attributes.get("value") or ""
    return values
