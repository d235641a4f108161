"""Taking content out: one module per format, each `write(articles, file) -> count`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from archive.export import csv, jsonl

Writer = Callable[[Iterable[dict[str, Any]], BinaryIO], int]

FORMATS: Mapping[str, Writer] = {"jsonl": jsonl.write, "csv": csv.write}
