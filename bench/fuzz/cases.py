"""Pages as no portal should send them, each made from a seed and a number alone.

Mutated pages (our own samples, and the corpus where it lies beside the project), bombs, baits for
regular expressions, and soup. The same seed and number make the same page again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

from bench.fuzz.baits import bait, patterns
from bench.fuzz.bombs import BOMBS, CHARACTERS, frame

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"

MAX_PAGE = 3 * 1024 * 1024
URL = "http://xa.example.vn/tin-tuc/hop-ban-thang-3-12.html"
HOME = "http://xa.example.vn/"

_TAG = re.compile(rb"<[^>]{1,500}>")
_CHARSETS = ("utf-8", "utf-16", "utf-16-be", "cp1258", "windows-1252", "latin-1", "utf-7",
             "idna", "rot13", "x-user-defined", "viscii", "tcvn3", "big5", "")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One page to read."""

    label: str
    body: bytes
    url: str = URL
    home: str = HOME
    fetched_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()


@cache
def samples() -> tuple[tuple[str, bytes], ...]:
    """Sound pages to begin from, with their names, in a fixed order."""
    paths = sorted((ROOT / "tests" / "crawler" / "platforms").rglob("*.html"))
    found = [(str(path.relative_to(ROOT)), path.read_bytes()) for path in paths]
    found += [(frame(n)[0], frame(n)[1]) for n in range(12)]
    if CORPUS.is_dir():
        paths = sorted((CORPUS / "pages").glob("*.html"))
        paths += sorted((CORPUS / "liferay").rglob("*.html"))[:20]
        for portal in ("wordpress", "joomla", "egov"):
            paths += sorted((CORPUS / "portals" / portal).rglob("*.html"))[:12]
        paths += sorted((CORPUS / "nukeviet").rglob("*.html"))[:12]
        found += [(path.name, path.read_bytes()) for path in paths]
    return tuple(found)


def case(seed: int, number: int) -> Case:
    """The page of this number."""
    rng = Random(f"{seed}:{number}")
    make = rng.choices((_mutated, _bomb, _baited, _soup), weights=(78, 5, 12, 5))[0]
    label, body = make(rng)
    if rng.random() < 0.2:
        label, body = f"{label} + mutations", _changed(body, rng)
    headers: tuple[tuple[str, str], ...] = ()
    if rng.random() < 0.3:
        headers = (("content-type", f"text/html; charset={rng.choice(_CHARSETS)}"),)
    fetched = datetime(2026, 11, 23, 2, 15, tzinfo=UTC) if rng.random() < 0.5 else None
    url, home = (HOME, HOME) if rng.random() < 0.05 else (URL, HOME)
    return Case(label=label, body=body[:MAX_PAGE], url=url, home=home,
                fetched_at=fetched, headers=headers)  # fmt: skip


def _mutated(rng: Random) -> tuple[str, bytes]:
    name, body = rng.choice(samples())
    return name, _changed(body, rng)


def _changed(body: bytes, rng: Random) -> bytes:
    for _ in range(rng.randrange(1, 7)):
        body = rng.choice(MUTATIONS)(body, rng)[:MAX_PAGE]
    return body


def _bomb(rng: Random) -> tuple[str, bytes]:
    make = rng.choice(BOMBS)
    size = int(10 ** rng.uniform(2, 6))
    content = make(rng, size)
    where = rng.randrange(3)
    if where == 0:
        return f"bomb {make.__name__} {size}", content.encode("utf-8", "surrogatepass")
    _, page = frame(rng.randrange(12), content if where == 1 else "", after=content)
    return f"bomb {make.__name__} {size} in a page", page


def _baited(rng: Random) -> tuple[str, bytes]:
    name, pattern = rng.choice(patterns())
    size = int(10 ** rng.uniform(2, 5.3))
    text = bait(pattern, rng, size).encode("utf-8", "replace").decode()
    quoted = text.replace('"', "&quot;").replace("<", "&lt;")
    content = rng.choice((
        text, f"<p>{text}</p>", f"<h1>{text}</h1>", f"<title>{text}</title>", f"<li><b>{text}</b>",
        f'<div class="{quoted}">x</div>', f'<div style="{quoted}">x</div>',
        f'<a href="{quoted}">{quoted[:200]}</a>', f'<img src="{quoted}" alt="{quoted}">',
        f'<meta property="og:title" content="{quoted}">', f"<td>{text}</td>", f"<!-- {text} -->",
        f'<time datetime="{quoted}">{text}</time>', f"<script>{text}</script>",
        "".join(f"<p>{quoted[at : at + 190]}</p>" for at in range(0, min(len(quoted), 20_000), 190)),
    ))  # fmt: skip
    _, page = frame(rng.randrange(12), content)
    return f"bait {name} {size}", page


def _soup(rng: Random) -> tuple[str, bytes]:
    if rng.random() < 0.3:
        return "random bytes", rng.randbytes(rng.randrange(0, 20_000))
    bits = ["<p>", "</p>", "<", ">", "</", "<table>", "<tr>", "<td>", "<li>", "<!--", "-->", "&",
            "<script>", "</script>", "<![CDATA[", "]]>", "<svg>", "<math>", "<template>", "<b>",
            "12/03/2021", "Ngày đăng:", "Ảnh:", "</body>", "<body>", "<html", "<br/>", "=\"", "'",
            "<rss>", "<item>", "<link>", "</link>", "<title>", "<urlset>", "<loc>", "\x00",
            *CHARACTERS]  # fmt: skip
    text = "".join(rng.choices(bits, k=rng.randrange(5, 3000)))
    return "soup", text.encode("utf-8", "surrogatepass")


# -- mutations ----------------------------------------------------------------------------------


def _flip_bytes(body: bytes, rng: Random) -> bytes:
    data = bytearray(body)
    for _ in range(rng.randrange(1, 200)):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def _truncate(body: bytes, rng: Random) -> bytes:
    return body[: rng.randrange(len(body) + 1)]


def _drop_tags(body: bytes, rng: Random) -> bytes:
    share = rng.choice((0.02, 0.2, 0.8))
    return _TAG.sub(lambda tag: b"" if rng.random() < share else tag[0], body)


def _double_tags(body: bytes, rng: Random) -> bytes:
    share = rng.choice((0.02, 0.2))
    return _TAG.sub(lambda tag: tag[0] * (rng.randrange(2, 9) if rng.random() < share else 1), body)


def _swap_tags(body: bytes, rng: Random) -> bytes:
    tags = _TAG.findall(body) or [b"<p>"]
    return _TAG.sub(lambda tag: rng.choice(tags) if rng.random() < 0.1 else tag[0], body)


def _drop_closings(body: bytes, rng: Random) -> bytes:
    return re.sub(rb"</[a-z0-9]+>", lambda tag: b"" if rng.random() < 0.5 else tag[0], body)


def _repeat_slice(body: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(body) + 1)
    part = body[start : start + rng.randrange(1, 4000)]
    return body[:start] + part * rng.randrange(2, 60) + body[start:]


def _move_slice(body: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(body) + 1)
    part = body[start : start + rng.randrange(1, 20_000)]
    rest = body[:start] + body[start + len(part) :]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + part + rest[at:]


def _nulls(body: bytes, rng: Random) -> bytes:
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(body) + 1)
        body = body[:at] + b"\x00" * rng.randrange(1, 4) + body[at:]
    return body


def _odd_characters(body: bytes, rng: Random) -> bytes:
    for _ in range(rng.randrange(1, 40)):
        at = rng.randrange(len(body) + 1)
        text = "".join(rng.choices(CHARACTERS, k=rng.randrange(1, 6)))
        body = body[:at] + text.encode("utf-8", "surrogatepass") + body[at:]
    return body


def _joined(body: bytes, rng: Random) -> bytes:
    return body + rng.choice(samples())[1]


def _lie_about_charset(body: bytes, rng: Random) -> bytes:
    name = rng.choice(_CHARSETS).encode()
    body = re.sub(rb"(?i)charset\s*=\s*[\"']?[\w-]+", b"charset=" + name, body)
    if rng.random() < 0.5:
        return body
    text = body.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-le", "cp1258", "cp1252")), "replace")


def _into_script(body: bytes, rng: Random) -> bytes:
    at, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    tag = rng.choice((b"script", b"style", b"textarea", b"noscript", b"template", b"svg", b"xmp"))
    close = b"" if rng.random() < 0.4 else b"</" + tag + b">"
    return body[:at] + b"<" + tag + b">" + body[at:end] + close + body[end:]


def _broken_comment(body: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(body) + 1)
    opened = rng.choice((b"<!--", b"<!-", b"<!", b"<?xml", b"<![CDATA[", b"-->", b"--!>", b"<!-->"))
    return body[:at] + opened + body[at:]


def _insert_bomb(body: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(body) + 1)
    content = rng.choice(BOMBS)(rng, int(10 ** rng.uniform(1, 4)))
    return body[:at] + content.encode("utf-8", "surrogatepass") + body[at:]


MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip_bytes, _truncate, _drop_tags, _double_tags, _swap_tags, _drop_closings, _repeat_slice,
    _move_slice, _nulls, _odd_characters, _joined, _lie_about_charset, _into_script,
    _broken_comment, _insert_bomb,
)  # fmt: skip
