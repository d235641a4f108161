"""The addresses of one picture, of the sizes and shapes of it, and of one attached document."""

from __future__ import annotations

import hashlib
import sqlite3
from enum import IntEnum
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from publish.api import crops
from publish.api.caching import answer, fresh
from publish.api.catalogue import File, Picture
from publish.api.described import BAD, UNCHANGED
from publish.api.edition import Edition
from publish.api.hanging import focus
from publish.api.problems import ApiError
from publish.api.records import ArticleId, Sha256

Width = IntEnum("Width", {f"W{one}": one for one in crops.WIDTHS})  # type: ignore[misc]
Ident = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", examples=["0f3a5b7c9d1e2f40"])]

_USES = 100


class AskedPicture(BaseModel):
    """Which form of a picture."""

    model_config = ConfigDict(extra="forbid")

    width: Width = Field(Width(1200), description="Pixels; it is never scaled up")
    crop: crops.Shape | None = Field(
        None, description="Cut to this shape around the focal point that an editor has set"
    )
    format: crops.Format = "webp"
    article: ArticleId | None = Field(
        None, description="With the focal point that this article has for it, not that of any"
    )


class NothingAsked(BaseModel):
    """No parameters."""

    model_config = ConfigDict(extra="forbid")


def add(api: FastAPI, edition: Edition) -> None:
    """Adds them."""
    made = crops.Made()

    @api.get(
        "/images/{id}", response_model=Picture, tags=["images"], summary="A picture",
        responses=BAD | UNCHANGED,
    )  # fmt: skip
    async def picture(
        request: Request, id: Ident, asked: Annotated[NothingAsked, Query()]
    ) -> Response:
        changed, here = edition.changed(), edition.site(request)
        return answer(request, await edition.read(partial(_picture, ident=id, site=here)), changed)

    @api.get(
        "/images/{id}/file",
        tags=["images"],
        summary="A picture in a size, shape and format",
        response_class=Response,
        responses={
            200: {
                "content": {
                    f"image/{one}": {"schema": {"type": "string", "format": "binary"}}
                    for one in ("webp", "jpeg")
                }
            },
            **BAD,
            **UNCHANGED,
        },
    )
    async def file(
        request: Request, id: Ident, asked: Annotated[AskedPicture, Query()]
    ) -> Response:
        found, at = await edition.read(partial(_source, ident=id, asked=asked))
        key = (id, asked.width, asked.crop, asked.format, at)
        content = await made.get(
            key,
            partial(
                crops.cut, found, width=asked.width, shape=asked.crop, focus=at, form=asked.format
            ),
        )
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "public, max-age=3600"}
        if fresh(request, tag, None):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=f"image/{asked.format}", headers=headers)

    @api.get(
        "/attachments/{sha256}", response_model=File, tags=["attachments"],
        summary="An attached document, by the digest of its bytes", responses=BAD | UNCHANGED,
    )  # fmt: skip
    async def attachment(
        request: Request, sha256: Annotated[Sha256, Path()],
        asked: Annotated[NothingAsked, Query()],
    ) -> Response:  # fmt: skip
        changed = edition.changed()
        return answer(request, await edition.read(partial(_file, sha256=sha256)), changed)


def _picture(conn: sqlite3.Connection, ident: str, site: str) -> dict[str, Any]:
    uses = conn.execute(
        "SELECT i.article, position, caption, credit, sha256, width, height, x, y FROM images i "
        "LEFT JOIN focal_points p ON p.article = i.article AND p.url = i.url "
        "WHERE rendition = ? ORDER BY i.article, position LIMIT ?",
        (ident, _USES),
    ).fetchall()
    if not uses:
        raise ApiError(404, f"there is no picture {ident!r} that can be shown")
    sizes = conn.execute(
        "SELECT width, height, bytes FROM renditions WHERE id = ? ORDER BY width", (ident,)
    )
    return {
        "id": ident,
        **dict(zip(("sha256", "width", "height"), uses[0][4:7], strict=True)),
        "renditions": [
            {
                "url": f"{site}/anh/{ident}/{width}.webp", "format": "webp", "width": width,
                "height": height, "bytes": size,
            }
            for width, height, size in sizes
        ],
        "used_by": [
            dict(zip(("article", "position", "caption", "credit"), use[:4], strict=True))
            | {"focal": focus(*use[7:])}
            for use in uses
        ],
    }  # fmt: skip


def _source(conn: sqlite3.Connection, ident: str, asked: AskedPicture) -> tuple[bytes, crops.Focus]:
    """The rendition to make it from, and what must stay in sight."""
    row = conn.execute(
        "SELECT content FROM renditions WHERE id = ? ORDER BY width < ?, "
        "CASE WHEN width < ? THEN -width ELSE width END LIMIT 1",
        (ident, *((int(asked.width),) * 2 if asked.crop is None else (1 << 20,) * 2)),
    ).fetchone()
    if row is None:
        raise ApiError(404, f"there is no picture {ident!r} that can be shown")
    if asked.crop is None:
        return row[0], (0.5, 0.5)
    at = conn.execute(
        "SELECT x, y FROM images i JOIN focal_points p ON p.article = i.article AND p.url = i.url "
        "WHERE rendition = ?1 AND (?2 IS NULL OR i.article = ?2) ORDER BY i.article LIMIT 1",
        (ident, asked.article),
    ).fetchone()
    return row[0], (at[0], at[1]) if at else (0.5, 0.5)


def _file(conn: sqlite3.Connection, sha256: str) -> dict[str, Any]:
    names = ("sha256", "content_type", "bytes", "text_status", "text")
    row = conn.execute(
        f"SELECT {', '.join(names)} FROM files WHERE sha256 = ?", (sha256,)
    ).fetchone()
    if row is None:
        raise ApiError(404, "there is no such document here")
    uses = conn.execute(
        "SELECT article, position, name FROM attachments WHERE sha256 = ? "
        "ORDER BY article, position LIMIT ?",
        (sha256, _USES),
    )
    used = [dict(zip(("article", "position", "name"), use, strict=True)) for use in uses]
    return dict(zip(names, row, strict=True)) | {"used_by": used}
