"""What can go wrong with a request.

ClientError               base
|-- Unreachable           no answer, also after it was tried again
|-- NotThis               an answer, but not one of this API: is the address right?
`-- ApiProblem            the API says what is wrong (problem+json, RFC 9457)
    |-- NotAllowed        401, 403: no token, or one that may not
    |-- NotFound          404
    |-- Changed           412: somebody was faster; `etag` is the present one
    `-- Refused           400, 409, 422, ...: `parameter` names what is wrong
"""

from __future__ import annotations


class ClientError(Exception):
    pass


class Unreachable(ClientError):
    pass


class NotThis(ClientError):
    pass


class ApiProblem(ClientError):
    def __init__(
        self, status: int, title: str, detail: str, *, parameter: str | None = None,
        type: str = "about:blank", etag: str | None = None,
    ) -> None:  # fmt: skip
        self.status, self.title, self.detail = status, title, detail
        self.parameter, self.type, self.etag = parameter, type, etag
        super().__init__(f"{status} {title}: {detail}")


class NotAllowed(ApiProblem):
    pass


class NotFound(ApiProblem):
    pass


class Changed(ApiProblem):
    pass


class Refused(ApiProblem):
    pass


BY_STATUS: dict[int, type[ApiProblem]] = {
    401: NotAllowed, 403: NotAllowed, 404: NotFound, 410: NotFound, 412: Changed
}  # fmt: skip
