"""Backup of a living archive, and its restoration.

    BACKUP/manifest.json                  what belongs to the backup, with sizes and digests
    BACKUP/archive-20261124T110000.db     the database as it was at one moment
    BACKUP/editorial-20261124T110000.db   and what editors had said until then
    BACKUP/warc/*.warc.gz                 each up to what that database has committed

The manifest is replaced last, so at each moment it describes a whole backup: killed in between,
the former one holds, and the same command goes on with what was copied already. A WARC file only
grows; what lies in the backup's copy beyond the manifest's length is not part of it.

What editors said is of a moment just before that of the archive: every article it names is there.
"""

from __future__ import annotations

from archive.backup.copying import BackupReport, backup, note_backup
from archive.backup.manifest import MANIFEST, Manifest, Part, read_manifest
from archive.backup.restoring import Restored, restore

__all__ = [
    "MANIFEST", "BackupReport", "Manifest", "Part", "Restored", "backup", "note_backup",
    "read_manifest", "restore",
]  # fmt: skip
