"""What can be wrong with an account's act, beside what `archive.editorial.errors` has.

EditorialError
|-- WrongPassword    name or password is wrong, or the account is disabled: never said which
`-- TooManyTries     `wait`: seconds until the next try is looked at
"""

from __future__ import annotations

from archive.editorial.errors import EditorialError


class WrongPassword(EditorialError):
    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")


class TooManyTries(EditorialError):
    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__("too many tries: wait {wait} seconds, then try again", wait=str(wait))
