"""Taking content out: one module per format, each `write(articles, file) -> count`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from archive.export import csv, jsonl, parquet

Writer = Callable[[Iterable[dict[str, Any]], BinaryIO], int]

PLAIN: Mapping[str, Writer] = {"jsonl": jsonl.write, "csv": csv.write}
"""Formats that need nothing else."""

FORMATS: Mapping[str, Writer] = {**PLAIN, "parquet": parquet.write}
