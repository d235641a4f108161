"""Numbers of persons are found, and nothing else is: `numbers.tsv`, sentences of our own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.privacy import find_personal

LINES = [
    line.split("\t", 1)
    for line in (Path(__file__).parent / "numbers.tsv").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "marked"), LINES, ids=[text[:40] for _, text in LINES])
def test_sentence(kind: str, marked: str) -> None:
    text = re.sub(r"[\[\]]", "", marked)
    expected = [re.sub(r"\D*$", "", one) for one in re.findall(r"\[(.+?)\]", marked)]
    found = find_personal(text)
    assert [one.raw for one in found] == expected
    assert {one.kind for one in found} == ({kind} if expected else set())
    assert all(text[one.start : one.end] == one.raw for one in found)


def test_the_table_is_large_enough() -> None:
    assert len(LINES) >= 80
