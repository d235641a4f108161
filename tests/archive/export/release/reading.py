"""Run in the environment of the readers: `reading.py HOW FOLDER` prints what was read, as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any


def with_frictionless(folder: str) -> dict[str, Any]:
    """What `frictionless validate` does, with the errors alone."""
    from frictionless import validate

    report = validate(f"{folder}/datapackage.json")
    return {
        "valid": report.valid,
        "errors": report.flatten(["name", "rowNumber", "fieldName", "message"]),
        "warnings": [*report.warnings, *(one for task in report.tasks for one in task.warnings)],
        "tables": [task.name for task in report.tasks],
    }


def with_pandas(folder: str) -> dict[str, Any]:
    import pandas

    texts = pandas.read_csv(f"{folder}/data/articles.csv", dtype=str)
    nested = pandas.read_parquet(f"{folder}/data/articles.parquet")
    lines = pandas.read_json(f"{folder}/data/articles.jsonl.gz", lines=True)
    images = pandas.read_csv(f"{folder}/data/images.csv")
    joined = images.merge(texts, left_on="article", right_on="id")
    return {
        "csv": texts["id"].tolist(), "parquet": nested["id"].tolist(),
        "jsonl": lines["id"].tolist(), "codes": texts["place_code"].tolist(),
        "joined": len(joined),
    }  # fmt: skip


def with_duckdb(folder: str) -> dict[str, Any]:
    import duckdb

    def ids(source: str) -> list[Any]:
        return [row[0] for row in duckdb.sql(f"SELECT id FROM {source}").fetchall()]

    joined = duckdb.sql(
        f"SELECT count(*) FROM '{folder}/data/images.parquet' i "
        f"JOIN '{folder}/data/articles.parquet' a ON a.id = i.article"
    ).fetchall()
    codes = duckdb.sql(f"SELECT place.code FROM '{folder}/data/articles.parquet'").fetchall()
    return {
        "csv": ids(f"read_csv('{folder}/data/articles.csv')"),
        "parquet": ids(f"'{folder}/data/articles.parquet'"),
        "jsonl": ids(f"read_json('{folder}/data/articles.jsonl.gz')"),
        "codes": [row[0] for row in codes],
        "joined": joined[0][0],
    }


def with_datasets(folder: str) -> dict[str, Any]:
    """The whole folder by its card, as from the hub; and JSON Lines by themselves."""
    from datasets import get_dataset_config_names, load_dataset

    articles = load_dataset(folder, split="train")
    lines = load_dataset("json", data_files=f"{folder}/data/articles.jsonl.gz", split="train")
    return {
        "parquet": articles["id"][:], "jsonl": lines["id"][:],
        "codes": [place["code"] for place in articles["place"]],
        "rows": {
            name: load_dataset(folder, name, split="train").num_rows
            for name in get_dataset_config_names(folder)
        },
    }  # fmt: skip


def with_mlcroissant(folder: str) -> dict[str, Any]:
    import mlcroissant

    found = mlcroissant.Dataset(jsonld=f"{folder}/croissant.json")
    sets = {one.uuid: list(found.records(one.uuid)) for one in found.metadata.record_sets}
    return {
        "ids": [one["articles/id"].decode() for one in sets["articles"]],
        "provinces": [one["articles/province"].decode() for one in sets["articles"]],
        "rows": {name: len(rows) for name, rows in sets.items()},
    }


def with_rocrate(folder: str) -> dict[str, Any]:
    from pathlib import Path

    from rocrate.rocrate import ROCrate

    crate = ROCrate(folder)
    parts = [one.id for one in crate.data_entities]
    return {
        "parts": parts,
        "missing": [part for part in parts if not (Path(folder) / part).exists()],
        "licence": crate.license.id,
        "published": crate.datePublished.isoformat(),
    }


print(json.dumps(globals()[f"with_{sys.argv[1]}"](sys.argv[2])))
