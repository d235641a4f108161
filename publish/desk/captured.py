"""The page as captured, and its pictures, also of articles that are not public.

The copy is inert, in a frame that runs and sends nothing (`publish.inert`). Unlike on the public side
the frame keeps our origin, so that the browser shows its pictures the session.
"""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from archive import query
from archive.editorial import masks
from archive.editorial.errors import NoSuchItem
from archive.editorial.public_view import placed_texts
from archive.entity import decode
from archive.errors import ArchiveError
from archive.folder import Archive
from archive.privacy import Kind, Masking
from archive.privacy.decisions import found_in
from archive.privacy.markup import words_of
from publish.desk.page import BASE, HEADERS, Visit, page
from publish.inert import inert

_FRAMED = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)

_RASTER = {
    b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif",
}  # fmt: skip
"""How pictures begin that no browser takes for anything else."""


@page("read drafts")
async def copy(visit: Visit) -> Response:
    """The page that a revision was read from."""
    ident = visit.request.path_params["id"]
    number = min(visit.request.path_params["number"], 1_000_000)

    def read(archive: Archive) -> tuple[str, dict[str, Kind]]:
        row = archive.conn.execute(
            "SELECT r.capture, c.url, c.content_type FROM revisions r "
            "JOIN captures c ON c.id = r.capture WHERE r.article = ? AND r.number = ?",
            (ident, number),
        ).fetchone()
        if row is None:
            raise NoSuchItem("{article} has no revision {number}", article=ident, number=number)
        pictures = {
            url: f"{BASE}/anh/{digest}"
            for url, digest in archive.conn.execute(
                "SELECT i.url, m.sha256 FROM images i JOIN media m ON m.url = i.url "
                "WHERE i.article = ? AND i.revision = ?",
                (ident, number),
            )
        }
        record = archive.entity(row["capture"])
        body = decode(record.http_headers, record.payload).body
        html = inert(body, row["content_type"], row["url"], pictures)
        pk = archive.conn.execute("SELECT pk FROM articles WHERE id = ?", (ident,)).fetchone()[0]
        texts = (text for _, text in placed_texts(archive.conn, *query.by_key(archive.conn, [pk])))
        return html, found_in([words_of(html), *texts])

    try:
        html, found = await visit.read(read)
    except (ArchiveError, ValueError) as error:
        if isinstance(error, NoSuchItem):
            raise
        html, found = f"<p>{visit.t.desk_copy_lost}</p>", {}
    if found and not visit.caller.may("see personal data"):
        html = Masking(numbers=found).html(html)
    elif found:
        await visit.write(lambda ed: masks.note_access(ed, [ident], by=visit.caller.actor))
    return HTMLResponse(html, headers={**HEADERS, "Content-Security-Policy": _FRAMED})


@page("read drafts")
async def picture(visit: Visit) -> Response:
    """A picture of the archive as it came."""
    digest = visit.request.path_params["sha256"]

    def read(archive: Archive) -> bytes:
        row = archive.conn.execute(
            "SELECT capture FROM media WHERE sha256 = ? LIMIT 1", (digest,)
        ).fetchone()
        if row is None:
            raise NoSuchItem("there is no picture {digest}", digest=digest)
        record = archive.entity(row[0])
        return decode(record.http_headers, record.payload).body

    body = await visit.read(read)
    kind = next((kind for start, kind in _RASTER.items() if body.startswith(start)), None)
    if kind is None and body[8:12] == b"WEBP":
        kind = "image/webp"
    if kind is None:
        raise NoSuchItem("{digest} is no picture that a browser shows safely", digest=digest)
    headers = {**HEADERS, "Cache-Control": "private, max-age=86400",
               "Content-Security-Policy": "default-src 'none'; sandbox"}  # fmt: skip
    return Response(body, media_type=kind, headers=headers)
