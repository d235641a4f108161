"""An editor for tests."""

from __future__ import annotations

from pathlib import Path

from archive.editorial import Actor, Editorial, hiding

BY = Actor(name="lan", via="cli")


def hide(kho: Path, article: str, *, reason: str = "thử", basis: str = "NĐ 13/2023/NĐ-CP") -> None:
    with Editorial.open(kho) as ed:
        hiding.hide(ed, article, reason=reason, basis=basis, by=BY)


def unhide(kho: Path, article: str, *, reason: str = "thử") -> None:
    with Editorial.open(kho) as ed:
        hiding.unhide(ed, article, reason=reason, by=BY)
