"""What is answered to who may not."""

from __future__ import annotations

from starlette.responses import Response

from publish.api.problems import problem


class Refused(Exception):
    """A request that is not done, because of who asks or from where.

    Attributes:
        status: of HTTP: 401 sign in first, 403 you may not, 429 wait, 400 and 413 no such form.
        message: name of what the catalogues say of it.
        detail: the same for programs; nothing that was sent is in it.
        headers: for the answer.
    """

    def __init__(
        self, status: int, message: str, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.message, self.detail = status, message, detail
        self.headers = {"Cache-Control": "no-store", **(headers or {})}


def problem_of(refused: Refused) -> Response:
    """As `application/problem+json`."""
    return problem(refused.status, refused.detail, headers=refused.headers)
