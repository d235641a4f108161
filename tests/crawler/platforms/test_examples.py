"""Each platform reads its example pages as the golden files beside them say.

An example is `<platform>/<name>.html`, its address in a comment on the first line, and
`<name>.json`, what must be read. A golden file that is missing is written and the test fails:
look at it, then keep it. The pages are our own.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.evaluation.examples import reading_of, write_golden
from crawler.platforms import all_platforms

HERE = Path(__file__).parent
EXAMPLES = sorted(HERE.glob("*/*.html"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_read_as_its_golden_file_says(path: Path) -> None:
    golden = path.with_suffix(".json")
    found = reading_of(path)
    if not golden.exists():
        write_golden(path)
        pytest.fail(f"{golden.name} was missing and is written: look at it, then keep it")
    assert found == json.loads(golden.read_text(encoding="utf-8"))


def test_every_platform_has_two_examples_and_every_example_a_platform() -> None:
    names = {platform.name for platform in all_platforms()}
    assert {path.parent.name for path in EXAMPLES} == names
    for name in names:
        assert sum(path.parent.name == name for path in EXAMPLES) >= 2, name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_recognised(path: Path) -> None:
    assert reading_of(path)["platform"] == path.parent.name


def test_every_platform_says_in_its_docstring_what_was_seen() -> None:
    import importlib

    for platform in all_platforms():
        module = importlib.import_module(f"crawler.platforms.{platform.name}")
        assert len(module.__doc__ or "") > 60, platform.name
        assert platform.title
