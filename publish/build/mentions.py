"""Documents that a body cites become links to their pages, wherever its text names them.

Pure. The archive knows the documents of an article in their normal form; here they are found
again in the spellings that people use for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

from bs4 import BeautifulSoup
from bs4.element import NavigableString

from publish.documents import slug

_DASH = "[-\u2010-\u2015\u2212\uff0d]"
_SPELLED = {
    "-": rf"\s?{_DASH}\s?", "/": "\\s?[/\u2044\u2215\uff0f]\\s?", "Đ": "[ĐÐD]", "Ư": "[ƯU]",
    "W": "[WƯ]",
}  # fmt: skip
_TERMS = {"X": "10", "XI": "11", "XII": "12", "XIII": "13", "XIV": "14"}
_NAMED = re.compile(r"(?P<sort>NQTW|NQĐH|HP)(?P<count>\d*)/(?P<term>\w+)")
_NOT_IN = ("a", "pre", "code")

_MOST = 100
"""Documents of one article whose mentions become links; a register of more is no text to read."""


def link_mentions(soup: BeautifulSoup, documents: Sequence[str]) -> None:
    """Puts a link around every mention of these documents that is not in a link already."""
    if not documents:
        return
    patterns = {f"d{n}": _pattern(one) for n, one in enumerate(documents[:_MOST])}
    any_of = re.compile(
        "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()), re.IGNORECASE
    )
    for text in list(soup.find_all(string=True)):
        if type(text) is NavigableString and text.find_parent(_NOT_IN) is None:
            _link(soup, text, any_of, documents)


def _link(
    soup: BeautifulSoup, text: NavigableString, any_of: re.Pattern[str], documents: Sequence[str]
) -> None:
    parts: list[NavigableString | object] = []
    end = 0
    for match in any_of.finditer(text):
        document = documents[int((match.lastgroup or "d0")[1:])]
        anchor = soup.new_tag("a", attrs={"href": f"/van-ban/{quote(slug(document))}"})
        anchor.string = match[0]
        parts += [NavigableString(text[end : match.start()]), anchor]
        end = match.end()
    if parts:
        text.replace_with(*parts, NavigableString(text[end:]))  # type: ignore[arg-type]


@cache
def _pattern(normal: str) -> str:
    """How people write a document of this normal form; case does not matter."""
    named = _NAMED.fullmatch(normal)
    if named:
        term = f"(?:{named['term']}|{_TERMS.get(named['term'], named['term'])})"
        if named["sort"] == "HP":
            return rf"\bhiến pháp (?:năm )?{named['term']}\b"
        if named["sort"] == "NQĐH":
            return rf"\bnghị quyết đại hội (?:[^.;,<]{{0,40}} )?(?:lần thứ )?{term}\b"
        congress = rf"(?:trung ương|TW|TƯ) ?(?:lần thứ )?{named['count']}\b"
        return rf"\bnghị quyết (?:hội nghị )?{congress},? ?\(?kh(?:óa|oá) {term}\b"
    spelled = "".join(_SPELLED.get(sign, re.escape(sign)) for sign in normal.lstrip("0"))
    return rf"(?<![\w./-])0*{spelled}(?!\w)"
