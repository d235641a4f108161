"""What each act must do to the model, and when it must be refused."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from support.states.model import Article, Batch, Key, Model, Reading

NOT_DUE: dict[str, Any] = {"due": None, "due_version": None, "due_revision": None}


class Refused(Exception):
    """It must not be possible, and nothing may have changed."""


def create(model: Model, key: Key, state: dict[str, Any]) -> None:
    _add_version(model, key, state, "create")


def save(model: Model, key: Key, state: dict[str, Any]) -> bool:
    """Nothing new is no version; did it make one?"""
    item = model.desk.peek(key)
    if item.versions and item.versions[-1] == state:
        return False
    _add_version(model, key, state, "save")
    return True


def restore(model: Model, key: Key, number: int) -> None:
    _add_version(model, key, model.desk.peek(key).state(number), "restore")


def _add_version(model: Model, key: Key, state: dict[str, Any], act: str) -> None:
    model.desk.item(key).versions.append(copy.deepcopy(state))
    _move(model, key, act)


def publish(
    model: Model, key: Key, version: int | None = None, revision: int | None = None
) -> None:
    _move(model, key, "publish", **_published(model, key, version, revision), **NOT_DUE)


def unpublish(model: Model, key: Key) -> None:
    _move(model, key, "unpublish", shown=False, **NOT_DUE)


def schedule(model: Model, key: Key, at: datetime, version: int | None = None) -> None:
    after = _published(model, key, version, None)
    _move(model, key, "schedule", due=at, due_version=after["live"], due_revision=after["revision"])


def unschedule(model: Model, key: Key) -> None:
    if model.desk.peek(key).due is None:
        raise Refused
    _move(model, key, "unschedule", **NOT_DUE)


def _published(model: Model, key: Key, version: int | None, revision: int | None) -> dict[str, Any]:
    item = model.desk.peek(key)
    live = (len(item.versions) if version is None else version) or None
    if key[0] != "article":
        return {"live": live, "shown": True, "revision": None}
    if key[1] in model.desk.hidden:
        raise Refused
    current = model.articles[key[1]].current
    return {"live": live, "shown": True, "revision": current if revision is None else revision}


def run_due(model: Model, clock: datetime) -> None:
    due = [(one.due, key) for key, one in model.desk.items.items() if one.due and one.due <= clock]
    for _, key in sorted(due):
        item = model.desk.items[key]
        if key[0] == "article" and key[1] in model.desk.hidden:
            _move(model, key, "unschedule", **NOT_DUE)
        else:
            after = {"live": item.due_version, "revision": item.due_revision, "shown": True}
            _move(model, key, "publish", **after, **NOT_DUE)


def hide(model: Model, ident: str, basis: str) -> None:
    desk = model.desk
    if ident in desk.hidden:
        raise Refused
    desk.log("hide", ("article", ident))
    desk.hidden[ident] = basis
    desk.decided[ident] = len(desk.acts)


def unhide(model: Model, ident: str) -> None:
    desk = model.desk
    if ident not in desk.hidden:
        raise Refused
    desk.log("unhide", ("article", ident))
    del desk.hidden[ident]
    desk.decided[ident] = len(desk.acts)


def set_policy(model: Model, portal: str, publish: str) -> None:
    desk = model.desk
    if desk.policies.get(portal) == publish:
        return
    desk.policies[portal] = publish
    mine = {ident: one for ident, one in model.articles.items() if one.portal == portal}
    for ident in mine:
        desk.reviewed.pop(ident, None)
        if publish == "review":
            desk.reviewed[ident] = mine[ident].current
    desk.log("policy", ("portal", portal))


def _move(model: Model, key: Key, act: str, **changes: Any) -> None:
    item = model.desk.item(key)
    for name, value in changes.items():
        setattr(item, name, value)
    item.mark += 1
    model.desk.log(act, key)


# -- many at once ---------------------------------------------------------------------------


def each(
    model: Model, batch: str, keys: Sequence[Key], act: Callable[[Key], object], *, dry_run: bool
) -> list[bool]:
    """Which of them could be done. A batch that did nothing is none."""
    before, first = model.desk, len(model.desk.acts)
    model.desk = copy.deepcopy(before)
    could, did = [], {}
    for key in keys:
        stood, number = model.desk.peek(key).standing(), len(model.desk.acts)
        basis = model.desk.hidden.get(key[1])
        try:
            act(key)
        except Refused:
            could.append(False)
            continue
        could.append(True)
        if len(model.desk.acts) > number:
            name = model.desk.acts[-1][0]
            basis = basis or model.desk.hidden.get(key[1])
            did[key] = (name, stood | {"basis": basis}, model.desk.peek(key).mark)
    if dry_run:
        model.desk = before
    elif did:
        model.desk.batches[batch] = Batch(did, (first + 1, len(model.desk.acts)))
    return could


def undo(model: Model, batch: Batch, key: Key) -> None:
    """Of one item of a batch; not when somebody has touched it since."""
    act, stood, mark = batch.did[key]
    desk = model.desk
    if act in ("hide", "unhide"):
        first, last = batch.acts
        if not first <= desk.decided[key[1]] <= last:
            raise Refused
        if act == "hide":
            unhide(model, key[1])
        else:
            hide(model, key[1], stood["basis"])
        return
    item = desk.peek(key)
    if item.mark != mark:
        raise Refused
    if len(item.versions) != stood["version"]:
        restore(model, key, stood["version"])
    names = ("live", "shown", "revision", *NOT_DUE)
    _move(model, key, "undo", **{name: stood[name] for name in names})


# -- what comes from the portals --------------------------------------------------------------


def crawled(model: Model, ident: str, portal: str, url: str, reading: Reading) -> None:
    article = model.articles.get(ident)
    if article is None:
        model.articles[ident] = Article(portal=portal, url=url, readings=[reading])
        return
    article.gone = False
    current = article.readings[article.current - 1]
    same_text = (reading.title, reading.body) == (current.title, current.body)
    if not same_text and reading.page != current.page:
        _add_reading(article, reading)


def reread(model: Model, ident: str, run: int, title: str, body: str) -> None:
    article = model.articles[ident]
    current = article.readings[article.current - 1]
    _add_reading(article, replace(current, title=title, body=body, run=run))


def _add_reading(article: Article, reading: Reading) -> None:
    article.readings.append(reading)
    article.current = len(article.readings)


def roll_back(model: Model, run: int) -> None:
    """The reading before is current again; what only this run found, and no editor touched, goes."""
    model.undone.add(run)
    for ident, article in list(model.articles.items()):
        made = [number for number, one in enumerate(article.readings, 1) if one.run == run]
        if not made or article.readings[article.current - 1].run != run:
            continue
        before = [
            number
            for number, one in enumerate(article.readings[: made[0] - 1], 1)
            if one.run not in model.undone
        ]
        if before:
            article.current = before[-1]
        elif ("article", ident) not in model.desk.items:
            model.forgotten[ident] = (article.portal, article.url)
            model.desk.reviewed.pop(ident, None)
            del model.articles[ident]
