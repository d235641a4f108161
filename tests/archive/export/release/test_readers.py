"""Other people's programs read a release, without a network: validators, pandas, DuckDB, ..."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support import readers

from .conftest import MakeRelease, articles, table

READING = Path(__file__).with_name("reading.py")


@pytest.fixture
def folder(make_release: MakeRelease) -> Path:
    readers.environment()
    return make_release(pictures=True).folder


def rows_of(folder: Path) -> dict[str, int]:
    """Table -> how many rows its CSV file has."""
    return {path.stem: len(table(folder, path.stem)) for path in (folder / "data").glob("*.csv")}


def read(how: str, folder: Path, home: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(readers.run(READING, how, folder, home=home))
    return told


def test_frictionless_finds_it_valid(folder: Path, tmp_path: Path) -> None:
    told = read("frictionless", folder, tmp_path)
    assert told["errors"] == told["warnings"] == []
    assert told["valid"]
    assert len(told["tables"]) == 21


def test_mlcroissant_finds_it_valid(folder: Path, tmp_path: Path) -> None:
    readers.run("mlcroissant", "validate", "--jsonld", folder / "croissant.json", home=tmp_path)


@pytest.mark.parametrize("how", ["pandas", "duckdb"])
def test_tables_are_read(how: str, folder: Path, tmp_path: Path) -> None:
    ids = [one["id"] for one in articles(folder)]
    told = read(how, folder, tmp_path)
    assert told["csv"] == told["parquet"] == told["jsonl"] == ids
    assert told["codes"] == ["99103"] * 3
    assert told["joined"] == 3


def test_datasets_loads_the_folder_by_its_card(folder: Path, tmp_path: Path) -> None:
    told = read("datasets", folder, tmp_path)
    assert told["parquet"] == told["jsonl"] == [one["id"] for one in articles(folder)]
    assert told["codes"] == ["99103"] * 3
    rows = rows_of(folder)
    assert rows.pop("collections") == 0
    assert told["rows"] == rows


def test_records_are_loaded_by_croissant(folder: Path, tmp_path: Path) -> None:
    told = read("mlcroissant", folder, tmp_path)
    assert told["ids"] == [one["id"] for one in articles(folder)]
    assert told["provinces"] == ["Tỉnh Điện Biên"] * 3
    assert told["rows"] == rows_of(folder)


def test_the_examples_of_the_docs_run(folder: Path, tmp_path: Path) -> None:
    text = (Path(__file__).parents[4] / "docs/releases.md").read_text("utf-8")
    blocks = re.findall(r"```(python|sql)\n(.*?)```", text, flags=re.DOTALL)
    assert [kind for kind, _ in blocks] == ["python", "sql", "python"]
    program = tmp_path / "examples.py"
    program.write_text(
        "import os\n"
        f"os.chdir({str(folder.parent)!r})\n"
        + "\n".join(
            code if kind == "python" else f"import duckdb\nduckdb.execute({code!r})"
            for kind, code in blocks
        )
        + "\nassert len(articles) == 3 and record and places.code.str.startswith('99103').any()\n",
        encoding="utf-8",
    )
    readers.run(program, home=tmp_path)


def test_the_crate_is_read(folder: Path, tmp_path: Path) -> None:
    told = read("rocrate", folder, tmp_path)
    assert told["missing"] == []
    assert {"data/articles.jsonl.gz", "README.md", "pictures/"} <= set(told["parts"])
    assert told["licence"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert told["published"] == "2021-10-05T10:21:39+07:00"
