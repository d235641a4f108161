"""Which portals may vanish: watch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.options import Duration, archive_option, json_option, print_json, say

if TYPE_CHECKING:
    from archive.risk import Risk


@click.command()
@click.argument("portals", nargs=-1)
@click.option("--once", is_flag=True, help="Look once and end; what happens without --every.")
@click.option("--every", type=Duration(), help="Look again after this time, until Ctrl-C: 6h.")
@click.option("--no-probe", is_flag=True, help="Ask no portal: show what is known already.")
@click.option("--timeout", type=click.FloatRange(1, 300), default=20.0, show_default=True,
              help="Seconds for one portal.")  # fmt: skip
@click.option("--contact", metavar="URL|MAIL", help="Contact in the user agent.")
@json_option
@archive_option
def watch(
    portals: tuple[str, ...], once: bool, every: float | None, no_probe: bool, timeout: float,
    contact: str | None, as_json: bool, folder: Path,
) -> None:  # fmt: skip
    """Look whether portals still answer, and order them by the risk that they vanish.

    One request for the home page of each: its name, certificate, status, where it leads, and
    whether its visible text has changed. The history of these looks, the commune's merger, long
    silence and failed crawls make the risk; each reason is told. May run beside a crawl.
    `luutru crawl --by-risk` crawls in this order.

    \b
    Examples:
      luutru watch
      luutru watch thanh-yen --json
      luutru watch --every 6h
      luutru watch --no-probe
    """
    if every is not None and (once or no_probe):
        raise click.UsageError("--every goes without --once and without --no-probe")
    while True:
        _look(
            portals, folder, probe=not no_probe, timeout=timeout, contact=contact, as_json=as_json
        )
        if every is None:
            return
        _wait(every)


def _look(
    names: tuple[str, ...], folder: Path, *, probe: bool, timeout: float, contact: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    from archive import portals as rows
    from archive.folder import Archive, now
    from archive.probes import keep_probes
    from archive.risk import by_risk

    with Archive.open(folder) as archive:
        known = [portal for portal in rows.list_portals(archive.conn) if portal.url]
        wanted = {rows.get(archive.conn, name).id for name in names}
    chosen = [portal for portal in known if not wanted or portal.id in wanted]
    if not chosen:
        raise click.ClickException("no portals to watch; add one: luutru portal add URL")
    if probe:
        from crawler.settings import user_agent_of
        from crawler.watch import watch as look
        from luutru.progress import bar

        with bar("portals") as step:
            found = look(chosen, timeout=timeout, user_agent=user_agent_of(contact), observer=step)
        keep_probes(folder, found)
    with Archive.open(folder) as archive:
        risks = [
            risk for risk in by_risk(archive.conn, now()) if not wanted or risk.portal in wanted
        ]
        changed = {risk.portal: _changed(archive, risk.portal) for risk in risks}
    if as_json:
        print_json([_as_json(risk, changed[risk.portal]) for risk in risks])
    else:
        _print(risks, changed)


def _changed(archive: Any, portal: str) -> bool | None:
    """Has the visible text changed since the look before the last? None if that is not known."""
    from archive.probes import history

    seen = [one.digest for one in history(archive.conn, portal) if one.digest][:2]
    return seen[0] != seen[1] if len(seen) == 2 else None


def _as_json(risk: Risk, changed: bool | None) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(risk) | {"text_changed": changed}


def _print(risks: list[Risk], changed: dict[str, bool | None]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("risk", "portal", "now", "seen alive", "why", box=None, pad_edge=False)
    for risk in risks:
        outcome = risk.probe.outcome if risk.probe else "not looked at"
        colour = "green" if outcome == "alive" else "dim" if risk.probe is None else "bold red"
        text = " (text changed)" if changed[risk.portal] else ""
        table.add_row(
            str(risk.score), risk.portal, f"[{colour}]{outcome}[/]{text}",
            (risk.last_seen_alive or "never")[:16], "; ".join(risk.reasons) or "-",
        )  # fmt: skip
    Console().print(table)
    failing = sum(risk.probe is not None and risk.probe.outcome != "alive" for risk in risks)
    if failing:
        say(
            f"{failing} of {len(risks)} portals are not alive; next: luutru crawl --by-risk --budget 2h"
        )


def _wait(seconds: float) -> None:
    import threading

    say(f"next look in {seconds / 3600:.1f} h; Ctrl-C stops")
    threading.Event().wait(seconds)


COMMANDS = (watch,)
