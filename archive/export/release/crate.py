"""ro-crate-metadata.json: RO-Crate 1.1, for repositories of research data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.export.release.about import (
    KEYWORDS,
    LICENCE_TITLE,
    LICENCE_URL,
    RIGHTS,
    About,
    File,
)

FILE = "ro-crate-metadata.json"
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
"""The schema.org of RO-Crate 1.1 is from before `sha256`."""

PROFILE = "https://w3id.org/ro/crate/1.1"
_MAKER, _PUBLISHER, _MAKING = "#luutru", "#publisher", "#making"


def metadata(about: About, files: Sequence[File], folders: Sequence[str]) -> dict[str, Any]:
    """The JSON-LD of a release: every file but this one and SHA256SUMS, and whole folders."""
    parts = [{"@id": file.path} for file in files] + [{"@id": folder} for folder in folders]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "datePublished": about.created,
        "version": about.version,
        "inLanguage": "vi",
        "keywords": list(KEYWORDS),
        "license": {"@id": LICENCE_URL},
        "creator": {"@id": _PUBLISHER},
        "publisher": {"@id": _PUBLISHER},
        "hasPart": parts,
        "mentions": {"@id": _MAKING},
    }
    if about.base_url:
        root["url"] = about.base_url
    graph: list[dict[str, Any]] = [
        {
            "@id": FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": PROFILE},
            "about": {"@id": "./"},
        },
        root,
        *({"@id": folder, "@type": "Dataset", "name": folder} for folder in folders),
        *(_file(file) for file in files),
        {
            "@id": LICENCE_URL,
            "@type": "CreativeWork",
            "name": LICENCE_TITLE,
            "description": RIGHTS,
            "url": LICENCE_URL,
        },
        {"@id": _PUBLISHER, "@type": "Organization", "name": about.creator},
        {
            "@id": _MAKER,
            "@type": "SoftwareApplication",
            "name": "luutru",
            "softwareVersion": about.software,
        },
        {
            "@id": _MAKING,
            "@type": "CreateAction",
            "name": f"luutru export --release {about.version}",
            "instrument": {"@id": _MAKER},
            "result": parts,
        },
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _file(file: File) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@id": file.path,
        "@type": "File",
        "name": file.path.rpartition("/")[2],
        "description": f"{file.vi} / {file.en}",
        "encodingFormat": file.media_type,
        "contentSize": str(file.bytes),
        "sha256": file.sha256,
    }
    return said
