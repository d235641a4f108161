"""A stock harvester takes everything from a running server: whole, what is new, what was deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch
from support.browser import served
from support.cli import luutru
from support.harvest import HOME, NUMBER, OTHER, keep, to_harvest

from archive.editorial.publications import utc
from archive.folder import Archive
from archive.record import article_id

BY_HAND = 90
"""More articles than one answer tells."""


def taken(records: Iterable[Any]) -> dict[str, tuple[str, bool, tuple[str, ...]]]:
    """identifier -> (datestamp, deleted, titles)."""
    return {
        one.header.identifier: (
            one.header.datestamp,
            one.deleted,
            () if one.deleted else tuple(one.metadata["title"]),
        )
        for one in records
    }


def test_a_harvester_has_what_the_archive_has(tmp_path: Path) -> None:
    kho = to_harvest(tmp_path)
    with Archive.open(kho, write=True) as archive:
        for number in range(BY_HAND):
            keep(archive, "khac", f"{OTHER}tin-{number}", title=f"Tin số {number}",
                 body_text=f"Nội dung {number}.")  # fmt: skip
    luutru("build", "--archive", kho, check=0)
    with served(kho) as address, Scythe(f"{address}oai") as scythe:
        assert scythe.identify().deletedRecord == "persistent"
        first = taken(scythe.list_records())
        assert len(first) == NUMBER + 1 + BY_HAND
        assert first[f"oai:127.0.0.1:{article_id(f'{OTHER}tin-7')}"][1:] == (False, ("Tin số 7",))
        assert {one.setSpec for one in scythe.list_sets()} >= {"portal:khac", "place:99106"}
        assert len(list(scythe.list_identifiers(set_="portal:muong-phang"))) == NUMBER

        with Archive.open(kho, write=True) as archive:
            keep(archive, "khac", f"{OTHER}muon", title="Tin muộn", body_text="Đến sau.")
        hiding = ("--reason", "có đơn", "--basis", "NĐ 13/2023/NĐ-CP", "--archive", kho)
        luutru("hide", article_id(f"{HOME}5"), *hiding, check=0)
        luutru("build", "--archive", kho, check=0)
        latest = datetime.fromisoformat(max(datestamp for datestamp, _, _ in first.values()))
        later = taken(scythe.list_records(from_=utc(latest + timedelta(seconds=1))))
        assert {titles for _, deleted, titles in later.values()} == {("Tin muộn",), ()}
        assert [one for one, (_, deleted, _) in later.items() if deleted] == [
            f"oai:127.0.0.1:{article_id(f'{HOME}5')}"
        ]
        assert first | later == taken(scythe.list_records())
        with pytest.raises(NoRecordsMatch):
            list(scythe.list_records(until="1999-01-01"))
