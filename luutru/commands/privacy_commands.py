"""Numbers of persons: which are masked where, and what was decided on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luutru.commands.publish_commands import publish_edition
from luutru.options import archive_option, json_option, print_json, say

if TYPE_CHECKING:
    from archive.editorial.numbers import Candidate

_BY = click.option("--by", metavar="NAME", default="", help="Who decides; kept in the log.")
_REASON = click.option("--reason", required=True, help="Why; kept in the log, never published.")
_LATER = click.option(
    "--no-build", is_flag=True, help="Leave the public edition as it is until the next build."
)
_KINDS = ("phone", "identity", "bank")


@click.group()
def privacy() -> None:
    """Phones, identity papers and bank accounts of persons, masked in everything public.

    What is masked by which rule, and what the law asks for, is told in docs/privacy.md. The archive
    keeps everything as it was captured.
    """


@privacy.command("list")
@click.argument("article", required=False)
@click.option("--portal", help="Only of this portal.")
@click.option("--kind", type=click.Choice(_KINDS), help="Only numbers of this kind.")
@click.option(
    "--reveal", is_flag=True, help="Tell the numbers of ARTICLE; who asks is put into the log."
)
@_BY
@click.option(
    "--limit", type=click.IntRange(1), default=200, show_default=True, help="Numbers at a time."
)
@click.option("--after", type=click.IntRange(0), default=0, help="Go on where the last list ended.")
@json_option
@archive_option
def list_(
    article: str | None, portal: str | None, kind: str | None, reveal: bool, by: str, limit: int,
    after: int, as_json: bool, folder: Path,
) -> None:  # fmt: skip
    """List the numbers of persons: in ARTICLE, or in one article after the other.

    Each with its article, kind, last two digits, what is done with it, where it was found, the words
    around it and the name that decisions give it.

    \b
    Examples:
      luutru privacy list --portal thanh-yen --kind bank
      luutru privacy list aaaaabbbbbcccccd --reveal --by "Lan"
    """
    from archive import portals
    from archive.editorial import Actor, Editorial, hiding, numbers
    from archive.folder import Archive

    if reveal and not (article and by.strip()):
        raise click.UsageError(
            "--reveal takes an ARTICLE and --by NAME: who sees numbers is logged"
        )
    going_on: int | None = None
    with Archive.open(folder) as archive:
        if article is None:
            known = portals.get(archive.conn, portal).id if portal else None
            found, going_on = numbers.candidates(
                archive.conn, portal=known, after=after, limit=limit
            )
        else:
            article = hiding.find(archive.conn, article)
            if reveal:
                with Editorial.open(folder) as ed:
                    actor = Actor(name=by, via="cli")
                    found = numbers.reveal(archive.conn, ed, article, by=actor)
            else:
                found = numbers.of_article(archive.conn, article)
    found = [one for one in found if kind in (None, one.kind)]
    _print(found, as_json)
    if going_on is not None:
        say(f"there may be more: --after {going_on}")


@privacy.command()
@click.argument("number")
@click.option("--article", help="Only in this article; without it, in all.")
@_REASON
@_BY
@_LATER
@archive_option
def show(
    number: str, article: str | None, reason: str, by: str, no_build: bool, folder: Path
) -> None:
    """Show a number that is masked: an official's public number, say.

    NUMBER is the number itself or the name that `luutru privacy list --json` gives it. What `hide`
    has masked to the letter in an article is shown again too.

    \b
    Examples:
      luutru privacy show "0912 345 678" --reason "Số công vụ của Chủ tịch UBND xã" --by "Lan"
      luutru privacy show 0912345678 --article aaaaabbbbbcccccd --reason "Chủ số đã đồng ý"
    """
    from archive.editorial import Actor, Editorial, NotValid, masks

    actor = Actor(name=by, via="cli")
    with Editorial.open(folder) as ed:
        ident = _article(ed, article)
        if ident and masks.masks_words(ed, ident, number):
            masks.unmask_text(ed, ident, number, reason=reason, by=actor)
        else:
            name = _digest(ed, number)
            if name is None:
                raise NotValid("number", f"{number!r} is neither a number nor the name of one")
            masks.decide(ed, name, "show", reason=reason, by=actor, article=ident)
    say(f"shown from now on{' in ' + ident if ident else ' in all articles'}")
    _publish(folder, no_build)


@privacy.command()
@click.argument("text")
@click.option("--article", help="Only in this article.")
@_REASON
@_BY
@_LATER
@archive_option
def hide(
    text: str, article: str | None, reason: str, by: str, no_build: bool, folder: Path
) -> None:
    """Mask a number that was shown by decision, or with --article any other words in it.

    Words are masked to the letter wherever they stand in the article, its older revisions and the
    captured page. A file of the article that holds them is withheld (`luutru privacy files`).

    \b
    Examples:
      luutru privacy hide 0912345678 --reason "Người giữ số đã nghỉ hưu"
      luutru privacy hide "số nhà 12, tổ 3" --article aaaaabbbbbcccccd --reason "Địa chỉ nhà riêng"
    """
    from archive.editorial import Actor, Editorial, EditorialError, masks

    actor = Actor(name=by, via="cli")
    with Editorial.open(folder) as ed:
        ident = _article(ed, article)
        shown = {(one.article, one.digest): one.verdict for one in masks.decided(ed.conn)}
        name = _digest(ed, text)
        if shown.get((ident, name or "")) == "show":
            masks.decide(ed, name or "", None, reason=reason, by=actor, article=ident)
        if ident and name and shown.get((None, name)) == "show":
            masks.decide(ed, name, "mask", reason=reason, by=actor, article=ident)
        elif (ident, name or "") not in shown:
            if ident is None:
                raise EditorialError(
                    "this number was not shown by decision: it is masked wherever a rule finds it. "
                    "Other text is masked in one article: --article ARTICLE"
                )
            masks.mask_text(ed, ident, text, reason=reason, by=actor)
    say(f"masked from now on{' in ' + ident if ident else ' in all articles'}")
    _publish(folder, no_build)


@privacy.command()
@json_option
@archive_option
def files(as_json: bool, folder: Path) -> None:
    """List the files that are withheld from the public edition, and those that were released.

    \b
    Example:
      luutru privacy files
    """
    from dataclasses import asdict

    from archive.editorial import numbers
    from archive.folder import Archive

    with Archive.open(folder) as archive:
        rows = [asdict(one) for one in numbers.held_files(archive.conn)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        counts = ", ".join(f"{number} {kind}" for kind, number in row["numbers"].items())
        counts = counts or "masked words"
        state = "released" if row["released"] else "withheld"
        click.echo(
            "\t".join((row["sha256"], state, counts, row["article"], row["name"], row["url"]))
        )
    if not rows:
        say("no file holds numbers of persons that would withhold it")


@privacy.command()
@click.argument("sha256")
@_REASON
@_BY
@_LATER
@archive_option
def release(sha256: str, reason: str, by: str, no_build: bool, folder: Path) -> None:
    """Publish a withheld file after somebody has looked at it.

    Its content is published as it is; numbers in the text beside it stay masked.

    \b
    Example:
      luutru privacy release 2c26b46b68ff... --reason "Chỉ có số của cơ quan"
    """
    from archive.editorial import Actor, Editorial, masks

    with Editorial.open(folder) as ed:
        masks.release(ed, sha256, reason=reason, by=Actor(name=by, via="cli"))
    say(f"{sha256} is released")
    _publish(folder, no_build)


@privacy.command()
@click.argument("sha256")
@_REASON
@_BY
@_LATER
@archive_option
def withhold(sha256: str, reason: str, by: str, no_build: bool, folder: Path) -> None:
    """Take the release of a file back.

    \b
    Example:
      luutru privacy withhold 2c26b46b68ff... --reason "Có số căn cước ở trang 3"
    """
    from archive.editorial import Actor, Editorial, masks

    with Editorial.open(folder) as ed:
        masks.withhold(ed, sha256, reason=reason, by=Actor(name=by, via="cli"))
    say(f"{sha256} is withheld again")
    _publish(folder, no_build)


def _print(found: list[Candidate], as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        state = one.verdict if one.decided is None else f"{one.verdict} (decided)"
        told = (one.article, one.kind, one.number or one.hint, state, ", ".join(one.places))
        click.echo("\t".join((*told, one.context, one.digest)))
    if not found:
        say("no numbers of persons were found")


def _article(ed: Any, named: str | None) -> str | None:
    from archive.editorial import hiding

    return hiding.find(ed.conn, named) if named else None


def _digest(ed: Any, number: str) -> str | None:
    """The name of a number, given as itself or by its name; None for anything else."""
    import re

    from archive.editorial import masks
    from archive.privacy.personal import digest
    from archive.privacy.spellings import dialled

    if re.fullmatch("[0-9a-f]{64}", number):
        return number
    normal = dialled(number)
    if re.fullmatch("[A-Z]{0,2}[0-9]{7,19}", normal) and re.fullmatch(r"[A-Z0-9 .+()\-]+", number):
        return digest(normal, masks.salt(ed.conn))
    return None


def _publish(folder: Path, no_build: bool) -> None:
    if (folder / "public.db").exists() and not no_build:
        publish_edition(folder)
    else:
        say("the public edition follows with the next `luutru build`")


COMMANDS = (privacy,)
