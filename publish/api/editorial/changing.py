"""One change: who read the item may change it, who repeats a request gets the same answer, and it may
be tried first. All of it is one transaction, with the answer that is kept for a repeated request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import orjson
from fastapi import Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from archive.editorial import Actor, Editorial, Kind, workflow
from archive.editorial.requests import Answer, answered, keep
from publish.api.editorial import items
from publish.api.editorial.given import KeyHeader, TagHeader
from publish.api.editorial.guard import Desk, caller_of
from publish.api.problems import ApiError

IfMatch = Annotated[
    TagHeader,
    Header(alias="If-Match", description="The `ETag` that you read; `*`: whatever it is now"),
]
Key = Annotated[
    KeyHeader | None,
    Header(
        alias="Idempotency-Key",
        description="Yours for this request, new for each; sent again within three days it gets the "
        "same answer and nothing is done twice",
    ),
]


class AskedChange(BaseModel):
    """How a change is made."""

    model_config = ConfigDict(extra="forbid")

    dry_run: bool = Field(False, description="Only say what would come of it")


How = Annotated[AskedChange, Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a change."""

    value: dict[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class _Tried(Exception):
    def __init__(self, told: Told) -> None:
        self.told = told


async def change(
    desk: Desk, request: Request, how: AskedChange, key: str | None,
    work: Callable[[Editorial, Actor], Told],
) -> Response:  # fmt: skip
    """Does it, or gives what was answered when it was done before.

    Raises:
        ArchiveError: as `work` does; nothing was done then.
    """
    caller = caller_of(request)
    name, digest = caller.user.name, await _digest(request)

    def act(ed: Editorial) -> Answer:
        moment = desk.door.clock()
        try:
            with ed.transaction():
                if key and (known := answered(ed, name, key, digest, moment)):
                    return known
                told = work(ed, caller.actor)
                if how.dry_run:
                    raise _Tried(told)
                made = _answer(told)
                if key:
                    keep(ed, name, key, digest, made, moment)
                return made
        except _Tried as tried:
            return _answer(tried.told)

    found = await desk.door.write(act)
    headers = dict(found.headers)
    return Response(found.body.encode(), found.status, headers, media_type="application/json")


def expect(ed: Editorial, kind: Kind, name: str, tag: str) -> None:
    """Refuses to change what is not as it was read.

    Raises:
        NoSuchItem; ApiError: 412, with the present tag.
    """
    workflow.item(ed, kind, name)
    present = items.tag_of(ed, kind, name)
    if tag not in ("*", present):
        raise ApiError(
            412,
            f"somebody has changed {kind} {name} since you read it: look at it again, then repeat "
            f"what you want with If-Match: {present}",
            "If-Match", headers={"ETag": present},
        )  # fmt: skip


def _answer(told: Told) -> Answer:
    return Answer(status=told.status, headers=told.headers, body=orjson.dumps(told.value).decode())


async def _digest(request: Request) -> str:
    said = (request.method, request.url.path, request.url.query)
    digest = hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass"))
    digest.update(await request.body())
    return digest.hexdigest()
