"""WARC and ARC files that others made: by themselves, in a WACZ, in the folder of another program."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from archive.folder import Archive
from archive.record import Portal
from crawler.replay._foreign import Cut, Foreign, ForeignFile, records
from crawler.replay._imported import Imported
from crawler.replay._taking import Taking


@dataclass(slots=True, kw_only=True)
class Waiting:
    """Revisits of one file whose original was not found: it may be in a file that follows."""

    file: ForeignFile
    revisits: list[Foreign]


def import_warc(
    archive: Archive, file: ForeignFile, owner: Portal | None
) -> tuple[Imported, Waiting | None]:
    """Takes what the file holds; what it cannot take is told."""
    taking = Taking(archive=archive, file=file, owner=owner)
    cut = ""
    archive.begin()
    try:
        for record in records(file):
            taking.take(record)
    except Cut as error:
        cut = str(error)
    taking.take_waiting()
    archive.commit()
    done = taking.imported()
    told = _problem(file, cut, taking)
    waiting = Waiting(file=file, revisits=taking.waiting) if taking.waiting else None
    return replace(done, problem=told), waiting


def import_waiting(archive: Archive, waiting: Waiting, owner: Portal | None) -> Imported:
    """Takes the revisits whose original has come since; tells those that are left."""
    taking = Taking(archive=archive, file=waiting.file, owner=owner, waiting=waiting.revisits)
    archive.begin()
    taking.take_waiting()
    archive.commit()
    told = []
    if taking.waiting:
        told.append(
            f"{waiting.file}: {len(taking.waiting)} revisits refer to captures that are neither in "
            f"the imported files nor in the archive, the first is {taking.waiting[0].url}; import "
            "the file that holds them too, then this one again"
        )
    if taking.bad:
        told.append(_left_out(waiting.file, taking.bad))
    return replace(taking.imported(), problem="\n".join(told) or None)


def _problem(file: ForeignFile, cut: str, taking: Taking) -> str | None:
    taken = taking.done["pages"] + taking.done["skipped"]
    told = []
    if cut and taken:
        told.append(
            f"{file} cannot be read to its end ({cut}); what came before is imported. Get a whole "
            "copy and import it again: known records are passed over"
        )
    elif cut:
        told.append(f"{file} is no WARC file that can be read ({cut}): nothing was imported")
    if taking.bad:
        told.append(_left_out(file, taking.bad))
    if not taken and not told and not taking.waiting:
        held = f" (it holds {_listed(taking.left)} records)" if taking.left else ""
        told.append(f"{file} holds no captured pages{held}: nothing was imported")
    return "\n".join(told) or None


def _left_out(file: ForeignFile, bad: list[str]) -> str:
    return f"{file}: {len(bad)} records were left out, the first is {bad[0]}"


def _listed(left: Counter[str]) -> str:
    """`3 metadata, 1 conversion`."""
    return ", ".join(f"{number} {kind}" for kind, number in left.most_common())
