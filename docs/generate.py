"""Writes docs/cli.md from the commands' own help, and docs/data.md's tables from metadata.json.

`--check` writes nothing and fails when a file on disk is not what would be written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice
from pathlib import Path

import click

from luutru.cli import CONTEXT, cli

DOCS = Path(__file__).parent
HEAD = """# The command line

Written by `make docs` from the commands' own help; do not edit. Every command takes
`--archive DIR` (or the variable `LUUTRU_ARCHIVE`; default `./kho`) where it works on an archive.

Exit codes: 0 all well; 1 something failed or is red (said on stderr); 2 usage; 75 the archive is
busy; 130 interrupted. Data goes to stdout, talk to stderr.
"""


def commands(
    group: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below `group` with its words, depth first."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def cli_page() -> str:
    parts = [HEAD]
    for words, command in commands(cli, ("luutru",)):
        context = click.Context(command, info_name=" ".join(words), terminal_width=90, **CONTEXT)
        parts.append(f"\n## {' '.join(words)}\n\n```text\n{command.get_help(context)}\n```\n")
    return "".join(parts)


def data_page() -> str:
    template = (DOCS / "data.template.md").read_text(encoding="utf-8")
    metadata = json.loads((DOCS.parent / "metadata.json").read_text(encoding="utf-8"))
    tables = metadata["databases"]["public"]["tables"]
    parts = []
    for name, table in tables.items():
        parts.append(f"### `{name}`\n\n{table['description']}\n\n| column | meaning |\n|---|---|\n")
        parts += [f"| `{column}` | {text} |\n" for column, text in table["columns"].items()]
        parts.append("\n")
    return template.replace("{{tables}}", "".join(parts).rstrip("\n"))


PAGES = {"cli.md": cli_page, "data.md": data_page}


def main() -> int:
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        for line in islice(unified_diff(there.splitlines(), text.splitlines(), lineterm=""), 20):
            print(line, file=sys.stderr)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"not up to date: docs/{', docs/'.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
