"""Commands on the reader itself: eval, explain."""

from __future__ import annotations

from pathlib import Path

import click

from luutru.options import archive_option, json_option, print_json, say


@click.command("eval")
@click.argument("gold", metavar="GOLD_DIR", type=click.Path(path_type=Path))
@click.option(
    "--against",
    metavar="PEER,...",
    help="Peers to compare with: trafilatura, newspaper4k, readability, resiliparse, htmldate, all.",
)
@click.option(
    "--floors", type=click.Path(path_type=Path, dir_okay=False), help="A file of least figures."
)
@click.option("--update-floors", is_flag=True, help="Raise the floors to what was reached.")
@click.option(
    "--mistakes",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Show N mistakes of each kind.",
)
@click.option("--markdown", is_flag=True, help="Print the tables as Markdown.")
@json_option
def evaluate(
    gold: Path, against: str | None, floors: Path | None, update_floors: bool, mistakes: int,
    markdown: bool, as_json: bool,
) -> None:  # fmt: skip
    """Measure the reader on pages whose right reading is known.

    GOLD_DIR holds pages with gold, a whole portal, lists of strings, or several of these; see
    docs/evaluation.md. The exit code is 1 if a figure is below its floor.

    \b
    Examples:
      luutru eval tests/gold
      luutru eval tests/gold --against trafilatura,newspaper4k --mistakes 3
      luutru eval tests/gold --floors tests/floors.json
    """
    from crawler.evaluation import floors as heights
    from crawler.evaluation import folders, peers, report
    from crawler.evaluation.run import evaluate as run
    from luutru.evaluation_view import show, tell_falls
    from luutru.progress import bar

    if update_floors and floors is None:
        raise click.UsageError("--update-floors needs the file: --floors FILE")
    names = [name.strip() for name in (against or "").split(",") if name.strip()]
    chosen = peers.load(list(peers.NAMES) if names == ["all"] else names)
    least = heights.read(floors) if floors else {}
    found = folders.load(gold)
    for note in found.notes:
        say(note)
    with bar("reading") as move:
        done = run(found.sets, chosen, progress=move)
    fallen = heights.falls(least, done)
    if as_json:
        below = [
            {"set": f.set, "field": f.field, "figure": f.figure, "floor": f.floor} for f in fallen
        ]
        print_json(report.as_json(done, mistakes=mistakes) | {"below_floor": below})
    elif markdown:
        click.echo("\n".join(report.markdown(sheet) for sheet in report.sheets(done)))
    else:
        show(done, mistakes=mistakes)
    tell_falls(fallen)
    if floors and update_floors:
        heights.write(floors, heights.raised(least, done))
        say(f"{floors}: floors raised where a figure was higher")
    if fallen:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("target", metavar="URL|ID|FILE")
@click.option("--url", help="The address that a saved file was taken from.")
@click.option("--all", "everything", is_flag=True, help="Show the portal's own blocks too.")
@json_option
@archive_option
def explain(target: str, url: str | None, everything: bool, as_json: bool, folder: Path) -> None:
    """Show why a page was read as it was.

    Field by field: the value, the rule that read it, how sure that is, and what was rejected with
    the reason; then the page's text, each block with its part. Works on an article of the
    archive (its kept page is read again) or on a saved file. The exit code is 1 if there is none.

    \b
    Examples:
      luutru explain http://xathanhyen.example.gov.vn/Tintuc/View/bai-1
      luutru explain page.html --url http://xathanhyen.example.gov.vn/Tintuc/View/bai-1
    """
    from luutru import explain as view

    account = view.account_page(view.find_page(target, url, folder))
    if as_json:
        print_json(view.as_json(account))
    else:
        view.show(account, everything=everything)
    if account.article is None:
        raise click.exceptions.Exit(1)


COMMANDS = (evaluate, explain)
