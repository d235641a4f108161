"""A page of the site as a page of a folder: its links lead to files, nothing is asked of a server.

Pure. The pages are our own: whatever stands in an attribute or a text of them is escaped, so that
everything between `<` and `>` is a tag, and tags are read without a parser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from publish.offline.addresses import EXPLAINED, SEARCH, relative

_FILES = "'self' file:"
"""Browsers do not agree whether 'self' is a page's own folder."""

_POLICY = (
    f"default-src 'none'; img-src {_FILES}; style-src {_FILES}; form-action {_FILES}; "
    "base-uri 'none'"
)
POLICIES = {
    "page": _POLICY,
    "search": f"{_POLICY}; script-src {_FILES}",
    "frame": f"{_POLICY}; frame-src {_FILES}",
    "copy": f"default-src 'none'; img-src {_FILES}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
}
"""No page but the search page runs a script; a captured page brings its own style, as on the site."""

_LEFT_OUT = re.compile(
    r'<script type="application/ld\+json">.*?</script>'
    r'|<link rel="(?:search|canonical|alternate)"[^<>]*>'
    r'|<meta property="[^<>]*>'
    r'|<a href="[^"<>]*" lang="(?:vi|en)" rel="nofollow">[^<>]*</a>',
    re.DOTALL,
)
"""What tells search engines of the site, and the way to the other language."""

_FORM = re.compile(r'<form\b[^<>]*?\baction="(?P<action>[^"]*)"[^<>]*>.*?</form>', re.DOTALL)
_TAG = re.compile(r"<(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>\s[^<>]*)>")
_ATTRIBUTE = re.compile(r'(?P<before>\s)(?P<name>href|src|action)="(?P<value>[^"]*)"')
_SIZES = re.compile(r'\s(?:srcset|sizes)="[^"]*"')
_CHARSET = '<meta charset="utf-8">'
_DOCUMENTS = re.compile(r'(<form\b[^<>]*action=")/van-ban(".*?name=")so(")', re.DOTALL)

Find = Callable[[str], str | None]
"""Address on the site -> file, or None where there is none."""


def rewritten(page: str, file: str, find: Find, *, kind: str, no_form: str) -> str:
    """A page of the site as it stands at `file`.

    Args:
        find: called for every link that leads into the site.
        kind: of POLICIES.
        no_form: what stands in the place of a form that only a server could answer.
    """
    page = _LEFT_OUT.sub("", page)
    page = _DOCUMENTS.sub(r"\1/tim-kiem\2q\3", page)  # numbers of documents are words, too
    page = _FORM.sub(lambda found: found[0] if _leads(found["action"], find) else no_form, page)

    def link(found: re.Match[str]) -> str:
        address = html.unescape(found["value"])
        if not is_inside(address):
            return found[0]
        return f'{found["before"]}{found["name"]}="{html.escape(led(address, file, find))}"'

    def tag(found: re.Match[str]) -> str:
        rest = _SIZES.sub("", found["rest"]) if found["name"] == "img" else found["rest"]
        return f"<{found['name']}{_ATTRIBUTE.sub(link, rest)}>"

    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICIES[kind]}">'
    return _TAG.sub(tag, page).replace(_CHARSET, f"{_CHARSET}\n{policy}", 1)


def is_inside(address: str) -> bool:
    """Does it lead into the site?"""
    return bool(re.match(r"/(?!/)|\?", address))


def led(address: str, file: str, find: Find) -> str:
    """The link from a file to what an address of the site shows."""
    path, mark, fragment = address.partition("#")
    target = find(path)
    if target is None:
        return relative(EXPLAINED, file)
    _, question, query = path.partition("?")
    # The search reads its address; all other pages have one file for each.
    asked = question + query if target == SEARCH else ""
    return relative(target, file) + asked + mark + fragment


def _leads(action: str, find: Find) -> bool:
    return find(html.unescape(action)) == SEARCH
