"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.accounts.permissions import Permission, Scope, permits
from archive.accounts.users import User
from archive.editorial import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A user, with what they showed."""

    user: User
    scopes: tuple[Scope, ...] | None = None
    """Of the token; None: signed in with a browser."""
    form_key: str | None = field(default=None, repr=False)
    """What each form of a session carries as `csrf`; None with a token, which needs none."""

    @property
    def actor(self) -> Actor:
        """For the log of acts."""
        return Actor(name=self.user.name, via="desk" if self.scopes is None else "api")

    def may(self, permission: Permission) -> bool:
        """Is it permitted at this moment?"""
        return permits(self.user.role, self.scopes, permission)
