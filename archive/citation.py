"""How an archived article is cited: plain text in both languages, BibTeX, RIS, CSL-JSON.

A citation names the article as it was published and the capture as the evidence: who reads it
can find the bytes that were captured by their digest, wherever they are kept.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_TEX = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_{}"} | {"\\": "\\textbackslash{}", "~": "\\~{}", "^": "\\^{}"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a citation is made of."""

    id: str
    title: str
    author: str | None
    portal: str
    """Name of the portal."""
    published: str | None
    url: str
    captured_at: str
    sha256: str
    """Of the payload that was captured."""
    permalink: str | None = None
    """Where an edition shows the article; None where there is none, as in a proof bundle."""


def cited(
    article: Mapping[str, Any],
    portal: str,
    captured_at: str,
    sha256: str,
    permalink: str | None = None,
) -> Cited:
    """From an exported article, or its row of an edition, and its capture."""
    return Cited(
        id=article["id"],
        title=article["title"],
        author=article["author"],
        portal=portal,
        published=article["published"],
        url=article["url"],
        captured_at=captured_at,
        sha256=sha256,
        permalink=permalink,
    )


def files(one: Cited) -> dict[str, str]:
    """File name -> text of every form."""
    return {
        "citation.txt": text(one),
        "citation.bib": bibtex(one),
        "citation.ris": ris(one),
        "citation.csl.json": csl(one),
    }


def text(one: Cited) -> str:
    """Two lines: Vietnamese, English."""
    author = f"{one.author}. " if one.author else ""
    vi_day, en_day = _vietnamese(one.published), (one.published or "n.d.")[:10]
    at = f" {one.permalink}" if one.permalink else ""
    vi = (
        f"{author}“{one.title}”. {one.portal}, {vi_day}. {one.url} "
        f"(bản lưu {_vietnamese(one.captured_at)}{at}, sha256:{one.sha256})."
    )
    en = (
        f"{author}“{one.title}”. {one.portal}, {en_day}. {one.url} "
        f"(archived {one.captured_at[:10]}{at}, sha256:{one.sha256})."
    )
    return "".join(f"{' '.join(line.split())}\n" for line in (vi, en))


def _vietnamese(moment: str | None) -> str:
    parts = (moment or "")[:10].split("-")
    return "/".join(reversed(parts)) if parts != [""] else "không rõ ngày"


def bibtex(one: Cited) -> str:
    """One @online entry (BibLaTeX), UTF-8."""
    fields = {
        "title": f"{{{tex(one.title)}}}",
        "author": f"{{{tex(one.author or one.portal)}}}",
        "organization": tex(one.portal),
        "date": (one.published or "")[:10],
        "url": _address(one.permalink or one.url),
        "urldate": one.captured_at[:10],
        "langid": "vietnamese",
        "note": _note(one, tex=True),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{key(one)},\n{lines}\n}}\n"


def tex(value: str) -> str:
    """One line that means itself in TeX."""
    return " ".join(value.split()).translate(_TEX)


def _address(url: str) -> str:
    """As it can stand in any format: what a brace or a space is in it, is escaped."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~")


def _note(one: Cited, *, tex: bool = False) -> str:
    """The evidence; with a permalink also where the article stood on its portal."""
    if not one.permalink:
        return f"archived {one.captured_at}, sha256:{one.sha256}"
    url = _address(one.url)
    told = f"\\url{{{url}}}" if tex else url
    return f"{told}, archived {one.captured_at}, sha256:{one.sha256}"


def key(one: Cited) -> str:
    """What a reference manager calls it, and a file with it: `xathanhyen2021ab3d`."""
    host = re.sub(r"^\w+://(?:www\.)?", "", one.url).split(".")[0]
    plain = unicodedata.normalize("NFKD", host).encode("ascii", "ignore").decode()
    return f"{re.sub('[^a-z0-9]', '', plain.lower()) or 'luutru'}{(one.published or '')[:4]}{one.id[:4]}"


def ris(one: Cited) -> str:
    """One record of type ELEC, lines ended by CR LF."""
    day = (one.published or "")[:10].replace("-", "/")
    rows = [
        ("TY", "ELEC"),
        ("TI", " ".join(one.title.split())),
        ("AU", one.author or one.portal),
        ("PB", one.portal),
        ("PY", day[:4]),
        ("DA", day),
        ("UR", _address(one.permalink or one.url)),
        ("Y2", one.captured_at[:10].replace("-", "/")),
        ("LA", "vi"),
        ("N1", _note(one)),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(one: Cited) -> str:
    """One item of CSL-JSON, in a list as the schema has it."""
    item: dict[str, Any] = {
        "id": one.id,
        "type": "webpage",
        "title": one.title,
        "container-title": one.portal,
        "URL": one.permalink or one.url,
        "accessed": _parts(one.captured_at),
        "archive": "luutru",
        "archive_location": f"sha256:{one.sha256}",
        "language": "vi",
    }
    item["author"] = [{"literal": one.author or one.portal}]
    if one.permalink:
        item["note"] = _note(one)
    if one.published:
        item["issued"] = _parts(one.published)
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def _parts(moment: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in moment[:10].split("-")]]}
