"""Commands for those who describe portal software: platform list, platform new."""

from __future__ import annotations

import click

from luutru.options import json_option, print_json, say


@click.group()
def platform() -> None:
    """List the portal software that is described, and describe more of it."""


@platform.command("list")
@json_option
def platform_list(as_json: bool) -> None:
    """List the platforms with their layouts.

    \b
    Example:
      luutru platform list
    """
    from crawler.platforms import all_platforms

    rows = [
        {
            "name": one.name, "title": one.title,
            "layouts": [layout.name for layout in one.layouts], "signs": len(one.fingerprints),
        }
        for one in all_platforms()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("platform", "software", "layouts", "signs", box=None, pad_edge=False)
    for one in all_platforms():
        names = ", ".join(layout.name for layout in one.layouts) or "by cues"
        table.add_row(f"[bold]{one.name}[/]", one.title, names, str(len(one.fingerprints)))
    Console(highlight=False).print(table)


@platform.command("new")
@click.argument("name")
@click.argument("pages", metavar="URL|FILE...", nargs=-1, required=True)
@click.option("--allow-private", is_flag=True, help="The pages may lie on a private address.")
def platform_new(name: str, pages: tuple[str, ...], allow_private: bool) -> None:
    """Describe new portal software from a few of its pages (in a source checkout).

    Writes crawler/platforms/NAME.py with fingerprints and selectors guessed from what the pages
    have in common, and tests/crawler/platforms/NAME/ with the pages and golden files. Give two
    articles and a list at least. A saved file may name its address in a comment on its first
    line: <!-- http://... -->. Nothing is overwritten.

    \b
    Example:
      luutru platform new myportal http://xa.example.vn/tin-1.html http://xa.example.vn/tin-tuc
    """
    from luutru.new_platform import checkout, new_platform

    root = checkout()
    done = new_platform(name, pages, allow_private=allow_private)
    say(f"wrote {done.module.relative_to(root)}")
    for path, read in zip(done.examples, done.readings, strict=True):
        article = read["article"]
        layout = article["extracted_by"]["layout"] if article else "no article"
        say(f"wrote {path.relative_to(root)}: platform {read['platform']}, {layout}")
        if article:
            say(f"  {article['title']}")
            say(f"  {article['published'] or 'no time'}  ({article['published_text'] or '-'})")
    for field, selectors in done.sketch.selectors.items():
        say(f"{field:6} {', '.join(selectors) or 'left to the generic reader'}")
    signs = ", ".join(sign.literal for sign in done.sketch.signs)
    say(f"signs  {signs or 'none found: add a fingerprint by hand'}")
    say(
        "\nnext: 1. read the module, keep signs that are the software's and not this portal's\n"
        "      2. read each golden JSON beside its page: is every field right?\n"
        "      3. put texts of your own into the pages: examples are published\n"
        f"      4. .venv/bin/python -m pytest -q tests/crawler/platforms -k {name}"
    )
    wrong = [p.name for p, read in zip(done.examples, done.readings, strict=True)
             if read["platform"] != name]  # fmt: skip
    if wrong or len(done.examples) < 2:
        why = f"not recognised yet: {', '.join(wrong)}" if wrong else "two examples are needed"
        say(f"      {why}")


COMMANDS = (platform,)
