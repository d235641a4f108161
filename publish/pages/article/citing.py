"""How an article is cited: lines to copy, and files for reference managers."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive import citation
from publish.pages.article.asked import Asked, page_of_article

_FORMATS = {
    "txt": (citation.text, "text/plain; charset=utf-8"),
    "bib": (citation.bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (citation.ris, "application/x-research-info-systems; charset=utf-8"),
    "csl.json": (citation.csl, "application/vnd.citationstyles.csl+json"),
}


async def cited(asked: Asked) -> citation.Cited:
    """The article as it is cited: with the capture that is shown as its evidence."""
    rows = await asked.ask(
        "SELECT captured_at, payload_sha256 FROM revisions WHERE article = :id AND number = :n",
        {"id": asked.id, "n": asked.article["revision"]},
    )
    return citation.cited(
        dict(asked.article),
        asked.portal["name"],
        rows[0]["captured_at"],
        rows[0]["payload_sha256"],
        asked.permalink,
    )


@page_of_article
async def citation_file(asked: Asked) -> Response:
    """The citation in one format, as a file."""
    ending = asked.request.url_vars["format"]
    write, kind = _FORMATS[ending]
    one = await cited(asked)
    headers = {"Content-Disposition": f'attachment; filename="{citation.key(one)}.{ending}"'}
    return Response(write(one), headers=headers, content_type=kind)
