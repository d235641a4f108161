"""A form that could not be taken is shown again with all that was typed, to be sent once more.

The session has ended or was begun anew in another tab, or the disk is full: nobody should lose an
hour's writing by that. Only what came from a page of ours is shown again.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from publish.access import MOST_FIELDS, Caller, from_our_pages
from publish.access.door import FIELD
from publish.desk.page import BASE, Desk, number, render, words
from publish.desk.told import label

_LARGEST = 4_000_000
"""Bytes; of somebody who is not signed in we read no more."""

_WITH_SECRETS = ("/dang-nhap", "/dang-xuat", "/tai-khoan", "/nguoi-dung")
"""Forms that are not shown again."""


async def once_more(
    request: Request, *, status: int, error: str, detail: str = "", who: Caller | None = None
) -> Response | None:
    """The form as it was sent; None: there is none that can be shown.

    Args:
        error: name of what the catalogues say of it.
        who: is signed in; None: must sign in first.
    """
    desk: Desk = request.app.state.desk
    length = number(request.headers.get("content-length", ""))
    if (
        request.method != "POST"
        or request.url.path in _WITH_SECRETS
        or length is None
        or length > _LARGEST
        or not from_our_pages(request, desk.door.base_url)
    ):
        return None
    sent = await request.form(max_fields=MOST_FIELDS)
    fields = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    if who is not None and who.form_key is not None:
        fields = [(name, value) for name, value in fields if name != FIELD]
        fields.append((FIELD, who.form_key))
    query = f"?{request.url.query}" if request.url.query else ""
    return await render(
        desk, request, "again.html", status=status, error=error, detail=detail, fields=fields,
        action=f"{BASE}{request.url.path}{query}", in_frame=request.url.path.endswith("/xem-truoc"),
        signed_in=who is not None or status != 401,
        labels={name: label(words(request), name) for name, _ in fields},
    )  # fmt: skip
