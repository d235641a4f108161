"""Who may do what, said a second time, cell by cell."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from archive.accounts.permissions import ROLES, SCOPES, TABLE, permits, scopes_of

MAY = {
    "viewer": {"read drafts", "own account"},
    "editor": {"read drafts", "own account", "edit"},
    "publisher": {
        "read drafts", "own account", "edit", "publish", "policy", "hide", "mask",
        "see personal data",
    },
    "admin": set(TABLE),
}  # fmt: skip

OPENS = {
    "read": {"read drafts"},
    "edit": {"read drafts", "edit"},
    "publish": {"read drafts", "publish", "policy"},
    "hide": {"read drafts", "hide", "mask", "see personal data"},
    "admin": {"accounts", "webhooks"},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_signed_in(role: str) -> None:
    assert {name for name in TABLE if permits(role, None, name)} == MAY[role]  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ROLES)
def test_a_token_opens_what_both_its_role_and_one_of_its_scopes_open(role: str) -> None:
    for size in range(len(SCOPES) + 1):
        for scopes in combinations(SCOPES, size):
            opened = {name for name in TABLE if permits(role, scopes, name)}  # type: ignore[arg-type]
            assert opened == MAY[role] & set().union(*(OPENS[scope] for scope in scopes))


def test_scopes_that_a_role_can_have() -> None:
    assert scopes_of("viewer") == ("read",)
    assert scopes_of("editor") == ("read", "edit")
    assert scopes_of("publisher") == ("read", "edit", "publish", "hide")
    assert scopes_of("admin") == SCOPES


def test_the_document_has_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "editing.md").read_text(encoding="utf-8")
    written = {
        found["name"]: (found["role"], frozenset(re.findall(r"`(\w+)`", found["scopes"])))
        for found in re.finditer(
            r"^\| `(?P<name>[a-z ]+)` \|.*\| (?P<role>\w+) \| (?P<scopes>[^|]*) \|$", page, re.M
        )
    }
    assert written == TABLE
