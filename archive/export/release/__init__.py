"""A release: what the public may see of an archive, as a folder that researchers cite.

    source.py       the one place where a release takes from the archive
    columns.py      every table and column: type, and what it means in both languages
    about.py        what every description says of it
    ledger.py       what has been written, counted on disk
    tables.py       the rows of each table
    sums.py         SHA256SUMS, and all of it as a ZIP file
    gaps.py         what is missing, and what is doubtful
    differences.py  what has changed since an earlier release: CHANGES.json
    pictures.py     the pictures themselves, if they are asked for
    datapackage.py  datapackage.json (Frictionless Data Package v2)
    croissant.py    croissant.json (MLCommons Croissant 1.0)
    crate.py        ro-crate-metadata.json (RO-Crate 1.1)
    card.py         README.md, from the two texts beside it
    folder.py       the files as they are written
    writing.py      all of it in order

Nothing here reads the clock: the same archive gives the same bytes.
"""

from archive.export.release.writing import Release, Written, is_version, write

__all__ = ["Release", "Written", "is_version", "write"]
