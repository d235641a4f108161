"""The schema of editorial.db as numbered migrations, as `archive.migrations` has that of archive.db."""

from __future__ import annotations

from archive.editorial.migrations import (
    e0001_desk,  # noqa: F401
    e0002_publications,  # noqa: F401
    e0003_accounts,  # noqa: F401
    e0004_mask_decisions,  # noqa: F401
    e0005_api,  # noqa: F401
    e0006_looked,  # noqa: F401
    e0007_deliveries,  # noqa: F401
    e0008_seals,  # noqa: F401
)
from archive.editorial.migrations.registry import migrations

__all__ = ["migrations"]
