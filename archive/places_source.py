"""The official units of Viet Nam, before and after 1 July 2025, out of a data package.

`vietnamadminunits` (extra `luutru[places]`) ships them as a SQLite file and a JSON file. Only
these two files are read: its code is never run, since its parser takes old addresses for new ones.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from archive.errors import ArchiveError
from archive.gazetteer import REFORM, Place

PACKAGE = "vietnamadminunits"
MISSING = (
    "the units of Viet Nam are not installed: pip install 'luutru[places]' "
    f"(or only the data: pip install --no-deps {PACKAGE}), then run `luutru places build` again"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """An old unit went into a new one, whole or in part."""

    old_code: str
    new_code: str
    kind: str
    """`whole` or `part`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A place with its middle, approximate, in degrees."""

    place: Place
    district_code: str | None
    province_code: str
    latitude: float | None
    longitude: float | None


def data_folder() -> Path:
    """The folder of the package's two files.

    Raises:
        ArchiveError: the package is not installed.
    """
    # find_spec runs nothing of the package; importlib.resources would import it and what it needs.
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ArchiveError(MISSING)
    return Path(spec.submodule_search_locations[0]) / "data"


def read_units(folder: Path) -> tuple[list[Located], list[Successor]]:
    """All units of both periods and what became of the old ones.

    Raises:
        ArchiveError: the files are not as they were in version 1.0.4 of the package.
    """
    try:
        conn = sqlite3.connect(f"{(folder / 'dataset.db').resolve().as_uri()}?mode=ro", uri=True)
        conn.row_factory = sqlite3.Row
        try:
            old = conn.execute("SELECT * FROM admin_units_legacy").fetchall()
            new = conn.execute("SELECT * FROM admin_units").fetchall()
        finally:
            conn.close()
        became = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
        located = [*map(_old_unit, old), *map(_new_unit, new)]
        return located, list(_successors(old, new, became))
    except (sqlite3.Error, OSError, KeyError, IndexError, ValueError) as error:
        raise ArchiveError(
            f"the data in {folder} cannot be read ({error!r}): luutru knows the files of "
            f"{PACKAGE} 1.0.4; pip install '{PACKAGE}==1.0.4' and run the same command again"
        ) from error


def _old_unit(row: sqlite3.Row) -> Located:
    # Five island districts had no communes: they are units of their own.
    level = "ward" if row["wardCode"] else "district"
    name, unit, code = row[level], row[f"{level}Type"], row[f"{level}Code"]
    place = Place(
        code=code, name=_without_type(name, unit), type=unit, district=row["district"], province=row["province"],
        valid_from="", valid_to=REFORM,
    )  # fmt: skip
    return Located(
        place=place, district_code=row["districtCode"], province_code=row["provinceCode"],
        latitude=row[f"{level}Lat"], longitude=row[f"{level}Lon"],
    )  # fmt: skip


def _new_unit(row: sqlite3.Row) -> Located:
    place = Place(
        code=row["wardCode"], name=_without_type(row["ward"], row["wardType"]), type=row["wardType"],
        district=None,
        province=row["province"], valid_from=REFORM, valid_to=None,
    )  # fmt: skip
    return Located(
        place=place, district_code=None, province_code=row["provinceCode"],
        latitude=row["wardLat"], longitude=row["wardLon"],
    )  # fmt: skip


def _without_type(name: str, unit: str) -> str:
    bare = name.removeprefix(unit).removesuffix(f"({unit})")
    return unicodedata.normalize("NFC", bare.strip())


def _successors(
    old: list[sqlite3.Row],
    new: list[sqlite3.Row],
    became: dict[str, dict[str, dict[str, list[object]]]],
) -> Iterator[Successor]:
    old_codes = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"]
        or row["districtCode"]
        for row in old
    }
    new_codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    for province, wards in became["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, members in wards.items():
            for member in members:
                assert isinstance(member, str)
                yield Successor(
                    old_code=old_codes[member], new_code=new_codes[province, ward], kind="whole"
                )
    for province, divided in became["DICT_PROVINCE_WARD_DIVIDED"].items():
        for member, parts in divided.items():
            for part in parts:
                assert isinstance(part, dict)
                yield Successor(
                    old_code=old_codes[member],
                    new_code=new_codes[province, part["newWardKey"]],
                    kind="part",
                )
