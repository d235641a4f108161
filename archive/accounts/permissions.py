"""What each role may do, and what a token must be made for to do it: the one table of both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, get_args

Role = Literal["viewer", "editor", "publisher", "admin"]
"""Each may do all that those before it may."""

Scope = Literal["read", "edit", "publish", "hide", "admin"]
"""What a token is for."""

Permission = Literal[
    "read drafts", "edit", "publish", "policy", "hide", "mask", "see personal data",
    "accounts", "webhooks", "own account",
]  # fmt: skip

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)

TABLE: Mapping[Permission, tuple[Role, frozenset[Scope]]] = {
    "read drafts": ("viewer", frozenset({"read", "edit", "publish", "hide"})),
    "edit": ("editor", frozenset({"edit"})),
    "publish": ("publisher", frozenset({"publish"})),
    "policy": ("publisher", frozenset({"publish"})),
    "hide": ("publisher", frozenset({"hide"})),
    "mask": ("publisher", frozenset({"hide"})),
    "see personal data": ("publisher", frozenset({"hide"})),
    "accounts": ("admin", frozenset({"admin"})),
    "webhooks": ("admin", frozenset({"admin"})),
    "own account": ("viewer", frozenset()),
}
"""Permission -> the lowest role that has it, and the scopes of which a token needs one.

`own account` (one's password, one's tokens) has no scope: a token that leaked must not make others
that outlive it.
"""


def permits(role: Role, scopes: Collection[Scope] | None, permission: Permission) -> bool:
    """May somebody of this role do it, through a token with these scopes (None: signed in)?"""
    lowest, one_of = TABLE[permission]
    if ROLES.index(role) < ROLES.index(lowest):
        return False
    return scopes is None or not one_of.isdisjoint(scopes)


def scopes_of(role: Role) -> tuple[Scope, ...]:
    """The scopes that a token of this role can have: those of which everything is permitted."""
    return tuple(
        scope
        for scope in SCOPES
        if all(permits(role, None, name) for name, (_, of) in TABLE.items() if scope in of)
    )
