"""What was asked for already is answered again, for three days; links to drafts end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.accounts import START
from support.editorial import BY

from archive.editorial import Editorial, NoSuchItem, NotValid, previews, workflow
from archive.editorial.requests import KEPT, Answer, KeyReused, answered, keep
from archive.folder import Archive

DONE = Answer(status=201, headers={"ETag": '"1"'}, body='{"a":"ă"}')


@pytest.fixture
def ed(tmp_path: Path) -> Iterator[Editorial]:
    Archive.create(tmp_path / "kho").close()
    with Editorial.open(tmp_path / "kho") as opened:
        workflow.save(opened, "page", "ho-so", {"title": "Hồ sơ"}, by=BY, new=True)
        yield opened


def test_the_same_request_has_the_same_answer_until_it_is_forgotten(ed: Editorial) -> None:
    assert answered(ed, "lan", "k", "d", START) is None
    keep(ed, "lan", "k", "d", DONE, START)
    last = START + KEPT - timedelta(seconds=1)
    assert answered(ed, "lan", "k", "d", last) == DONE
    assert answered(ed, "mai", "k", "d", last) is None
    with pytest.raises(KeyReused):
        answered(ed, "lan", "k", "e", last)
    assert answered(ed, "lan", "k", "e", START + KEPT) is None
    keep(ed, "lan", "k2", "d", DONE, START + KEPT)
    assert [row["key"] for row in ed.conn.execute("SELECT key FROM requests")] == ["k2"]


def test_an_answer_is_kept_only_with_what_it_tells_of(ed: Editorial) -> None:
    def broken() -> None:
        with ed.transaction():
            keep(ed, "lan", "k", "d", DONE, START)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert answered(ed, "lan", "k", "d", START) is None


def test_a_link_ends_and_shows_the_version_it_was_made_for(ed: Editorial) -> None:
    secret, made = previews.make(ed, "page", "ho-so", by=BY, lasts=timedelta(hours=1), moment=START)
    workflow.save(ed, "page", "ho-so", {"title": "Khác"}, by=BY)
    assert previews.of_secret(ed, secret, START + timedelta(minutes=59)) == made
    assert made.version == 1
    assert previews.of_secret(ed, secret, START + timedelta(hours=1)) is None
    assert previews.of_secret(ed, "x", START) is None
    assert secret not in "".join(ed.conn.iterdump())


@pytest.mark.parametrize("lasts", [timedelta(), timedelta(days=-1), timedelta(days=15)])
def test_no_link_holds_for_long(ed: Editorial, lasts: timedelta) -> None:
    with pytest.raises(NotValid):
        previews.make(ed, "page", "ho-so", by=BY, lasts=lasts, moment=START)


def test_there_is_no_link_to_what_is_not_there(ed: Editorial) -> None:
    for key, version in (("khong", None), ("ho-so", 7)):
        with pytest.raises(NoSuchItem):
            previews.make(
                ed, "page", key, by=BY, lasts=timedelta(hours=1), moment=START, version=version
            )
