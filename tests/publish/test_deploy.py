"""The files in docs/deploy: what they name exists, and they parse."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
from support.cli import luutru

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_command_and_option_is_one_of_ours(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for command, options in re.findall(
        r"bin/luutru ([a-z]+)((?: --[a-z-]+(?: [^-\s;'|]+)?)*)", text
    ):
        told = luutru(command, "--help", check=0).stdout
        for option in re.findall(r"--[a-z-]+", options):
            assert option in told


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.[st][ei][rm]*")), ids=lambda p: p.name)
def test_units_parse(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path, encoding="utf-8")
    assert unit.has_section("Unit")
    assert unit.has_section("Service") or unit.has_section("Timer")


def test_the_container_is_made_of_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    root = DEPLOY.parents[1]
    for line in re.findall(r"^COPY (?!--)(.+)$", text, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (root / name).exists(), name
