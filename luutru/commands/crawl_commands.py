"""The crawl command: options, the live view, the verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.commands.courtesy_commands import courtesy_lines, moment
from luutru.options import Duration, Size, archive_option, json_option, print_json, say
from luutru.report_view import finding_lines

if TYPE_CHECKING:
    from archive.folder import Archive
    from archive.record import Portal
    from crawler.job import CrawlReport
    from crawler.tally import Tally


_LIMITS = {
    "time": "answers too slow", "size": "bodies too long", "unpacked": "bodies that unpack to too much",
    "head": "heads of responses too long", "links": "pages of too many links",
    "depth": "pages too far from any article", "shape": "addresses without end",
    "redirects": "redirects in a circle or too many", "pixels": "pictures too large",
    "cookies": "cookies too large", "pictures": "articles of too many pictures or files",
}  # fmt: skip
"""What the names of limits mean."""


@click.command()
@click.argument("portals", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Crawl all portals of the archive.")
@click.option("--by-risk", is_flag=True, help="Those that may vanish first come first.")
@click.option("--at-once", type=click.IntRange(1, 256), default=16, show_default=True,
              help="With --by-risk: portals under way at a time.")  # fmt: skip
@click.option("--max-pages", type=click.IntRange(1), help="Pages per portal in this run.")
@click.option("--max-bytes", type=Size(), help="Bytes received per portal in this run: 500M.")
@click.option("--portal-budget", type=Duration(), help="Time per portal in this run: 30m.")
@click.option("--budget", type=Duration(), help="Time for the whole run: 90, 30m, 2h.")
@click.option("--sweep", is_flag=True, help="All lists to their end, every known article asked.")
@click.option("--full", is_flag=True, help="Fetch everything again, pictures and attachments too.")
@click.option("--contact", metavar="URL|MAIL", help="Contact in the user agent.")
@click.option("--verbose", is_flag=True, help="Show each request, and what libraries log.")
@json_option
@archive_option
def crawl(
    portals: tuple[str, ...], everything: bool, by_risk: bool, at_once: int,
    max_pages: int | None, max_bytes: int | None,
    portal_budget: float | None, budget: float | None, sweep: bool, full: bool, contact: str | None, verbose: bool, as_json: bool, folder: Path,
) -> None:  # fmt: skip
    """Crawl portals: politely, resumable at any moment, every response kept.

    A crawl that was interrupted, even by kill -9, goes on where it was. The exit code is 1 if
    a portal is red, with the reason on stderr.

    The first crawl of a portal fetches everything. Later ones read the lists from the newest
    article on until they show nothing new, and ask known articles whether they have changed;
    once in 30 days, or with --sweep, all lists are read to their end.

    Each host is asked for one thing at a time, at its portal's delay or slower, as its robots.txt
    allows, and less after errors. Limits given here stand in the place of those that `luutru
    portal set` keeps with a portal. What was asked of each host: luutru courtesy.

    With --by-risk the portals that may vanish first, as `luutru watch` tells, are crawled first, a
    few at a time; those that the budget does not suffice for are not begun.

    \b
    Examples:
      luutru crawl thanh-yen
      luutru crawl --all --budget 2h
      luutru crawl --by-risk --budget 2h
      luutru crawl thanh-yen --sweep
      luutru crawl --all --max-pages 200 --contact mailto:kho@example.org
    """
    from archive import portals as rows
    from archive.folder import Archive
    from crawler.job import crawl as run
    from crawler.settings import USER_AGENT
    from luutru.progress import CrawlView

    if sweep and full:
        raise click.UsageError("--full does what --sweep does and more: give one of them")
    everything = everything or (by_risk and not portals)
    if bool(portals) == everything:
        raise click.UsageError("name the portals to crawl, or give --all")
    with Archive.open(folder) as archive:
        if everything:
            chosen = [portal for portal in rows.list_portals(archive.conn) if portal.url]
        else:
            chosen = [rows.get(archive.conn, name) for name in dict.fromkeys(portals)]
        if by_risk:
            chosen = _in_order(archive, chosen)
    if not chosen:
        raise click.ClickException("no portals to crawl; add one: luutru portal add URL")
    unreachable = [portal.id for portal in chosen if not portal.url]
    if unreachable:
        raise click.ClickException(f"{', '.join(unreachable)}: known from imported pages only")
    _log(verbose)
    agent = USER_AGENT if contact is None else re.sub(r"\+[^)]+", f"+{contact}", USER_AGENT)
    with CrawlView(plain=as_json) as view:
        report = run(
            folder, chosen, max_pages=max_pages, max_bytes=max_bytes,
            portal_budget=portal_budget, budget=budget, user_agent=agent,
            mode="full" if full else "sweep" if sweep else None,
            at_once=at_once if by_risk else None,
            observer=view.show, interval=view.interval,
        )  # fmt: skip
    if as_json:
        print_json(_as_json(report))
    _tell(report)
    if report.exit_code:
        raise click.exceptions.Exit(report.exit_code)


def _in_order(archive: Archive, chosen: list[Portal]) -> list[Portal]:
    from archive.folder import now
    from archive.risk import by_risk

    place = {risk.portal: n for n, risk in enumerate(by_risk(archive.conn, now()))}
    return sorted(chosen, key=lambda portal: place.get(portal.id, len(place)))


def _log(verbose: bool) -> None:
    """The log on stderr, or nowhere."""
    import logging
    import warnings

    if verbose:
        logging.basicConfig(level=logging.DEBUG)
    else:
        logging.getLogger().addHandler(logging.NullHandler())
        warnings.simplefilter("ignore")


def _tell(report: CrawlReport) -> None:
    for text in report.recovered:
        say(f"recovered: {text}")
    read = report.attachments
    if read.read or read.waiting:
        more = f", {read.waiting} wait: luutru attachments read" if read.waiting else ""
        say(f"{read.read} attachments read, {read.statuses['text']} of them with text{more}")
    if report.unreached:
        shown = ", ".join(report.unreached[:8]) + (", ..." if len(report.unreached) > 8 else "")
        say(f"no time was left for {len(report.unreached)} portals: {shown}")
    for one in report.portals:
        tally = one.tally
        head = f"{one.portal}: " + ("resumed, " if one.resumed else "")
        say(
            f"{head}{tally.pages} pages, {tally.articles} articles ({tally.new} new, "
            f"{tally.changed} changed, {tally.gone} gone), {tally.media} files, "
            f"{tally.failed} failed{_spared(tally)}"
        )
        if one.state == "paused":
            why = f" ({one.pause.reason})" if one.pause and not one.is_red else ""
            say(f"  paused with {one.waiting} pages waiting{why}; the same command goes on")
        if len(one.courtesy) > 1 or any(host.errors or host.unsent for host in one.courtesy):
            for line in courtesy_lines(one.courtesy):
                say(f"  {line}")
        if one.is_red and not any(f["what"] == one.reason for f in one.found["findings"]):
            say(f"  RED: {one.reason}")
        if one.limits:
            say(f"  limits hit: {told_limits(one.limits)}")
        for line in finding_lines(one.found):
            say(f"  {line}")
        for text in tally.errors[-3:]:
            say(f"  {text}")


def told_limits(limits: Mapping[str, int]) -> str:
    """The limits that a crawl has hit, in words."""
    return ", ".join(f"{_LIMITS.get(name, name)} ({times})" for name, times in limits.items())


def _spared(tally: Tally) -> str:
    """What did not travel again."""
    if tally.crawl.mode == "first":
        return ""
    told = f"; {tally.crawl.mode} crawl: {tally.not_modified} not modified"
    return told + (f", {tally.saved / 1e6:.1f} MB saved" if tally.saved else "")


def _as_json(report: CrawlReport) -> dict[str, Any]:
    names = (
        "requests", "bytes", "pages", "articles", "new", "changed", "unchanged", "gone", "moved", "media",
        "failed", "listings", "conditional", "not_modified", "revisits", "glances", "saved",
    )  # fmt: skip
    return {
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
        "recovered": list(report.recovered),
        "unreached": list(report.unreached),
        "attachments": {
            "read": report.attachments.read,
            "waiting": report.attachments.waiting,
            "statuses": dict(report.attachments.statuses),
        },
        "portals": [
            {
                "portal": one.portal,
                "state": one.state,
                "reason": one.reason,
                "mode": one.tally.crawl.mode,
                "resumed": one.resumed,
                "waiting": one.waiting,
                "pause": one.pause.reason if one.pause else None,
                "go_on_at": moment(one.pause.until) if one.pause else None,
                "courtesy": [host.as_json() for host in one.courtesy],
                **{name: getattr(one.tally, name) for name in names},
                "limits": dict(one.limits),
                "errors": one.tally.errors,
                "report": one.found,
            }
            for one in report.portals
        ],
    }


COMMANDS = (crawl,)
