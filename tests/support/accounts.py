"""Accounts for tests: passwords are hashed cheaply, the clock is a value."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from archive.accounts import passwords, tokens, users
from archive.editorial import Actor, Editorial
from archive.folder import VIETNAM, Archive

ROOT = Actor(name="goc", via="cli")
START = datetime(2026, 11, 2, 8, 0, 0, tzinfo=VIETNAM)
PASSWORD = "ruộng bậc thang mùa lúa chín"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


def hash_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@cache
def _staffed() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="luutru-accounts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Archive.create(folder / "kho").close()
    with pytest.MonkeyPatch.context() as monkeypatch, Editorial.open(folder / "kho") as ed:
        hash_cheaply(monkeypatch)
        for role in ("admin", "viewer", "editor", "publisher"):
            users.add(ed, role, PASSWORD, role=role, by=ROOT)  # type: ignore[arg-type]
    return folder / "kho"


def staffed_archive(folder: Path) -> Path:
    """An archive with one user of each role, of the name of the role."""
    shutil.copytree(_staffed(), folder)
    return folder


def make_token(ed: Editorial, user: str, *scopes: str, days: int = 30, **given: Any) -> str:
    moment = given.get("moment", START)
    return tokens.make(ed, user, "thử", scopes=scopes, days=days, by=ROOT, moment=moment)[1]
