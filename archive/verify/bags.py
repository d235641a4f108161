"""BagIt bags (RFC 8493): the reference implementation's verdict, and every WARC and WACZ inside."""

from __future__ import annotations

import logging
from pathlib import Path

import bagit

from archive.verify.outside import Checked, Progress, as_problems, check_file

_INSIDE = (".warc", ".warc.gz", ".wacz")


def check_bag(path: Path, *, progress: Progress = None) -> Checked:
    """The bag's manifests against its files, then the files themselves."""
    checked = Checked(path=path, kind="BagIt bag")
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    try:
        bag = bagit.Bag(str(path))
        try:
            bag.validate()
        except bagit.BagValidationError as error:
            details = [str(one) for one in error.details] or [str(error), *_which(bag)]
            checked.problems += as_problems(details, str(path))
    except (bagit.BagError, OSError, ValueError) as error:
        checked.problems += as_problems([f"this is no bag that can be read: {error}"], str(path))
    for file in sorted((path / "data").rglob("*")):
        if file.is_file() and file.name.lower().endswith(_INSIDE):
            inside = check_file(file, progress=progress)
            checked.records += inside.records
            checked.problems += inside.problems
            checked.notes += inside.notes
    return checked


def _which(bag: bagit.Bag) -> list[str]:
    """The files behind a sum of sizes that does not fit, which ends the first check."""
    bag.info.pop("Payload-Oxum", None)
    try:
        bag.validate()
    except bagit.BagValidationError as error:
        return [str(one) for one in error.details]
    return []
