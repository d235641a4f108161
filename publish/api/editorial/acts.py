"""The acts on one item, each as a value: its name in the address, who may, what is sent, what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from archive.accounts import Permission
from archive.editorial import Actor, ArticleNotes, Editorial, Kind, hiding, workflow
from publish.api.editorial import given as g

Do = Callable[[Editorial, Kind, str, Any, Actor], object]
"""Does it: to this kind and key, with what was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One."""

    name: str
    summary: str
    permission: Permission
    do: Do
    sent: Mapping[Kind, type[BaseModel]]
    """What is sent for each kind; of other kinds there is no such act."""
    many: type[BaseModel] | None = None
    """What is sent for many at once."""


def _each(model: type[BaseModel], *, article: type[BaseModel] | None = None) -> Mapping[Kind, Any]:
    return {"article": article or model, "page": model, "collection": model}


def _publish(ed: Editorial, kind: Kind, key: str, sent: Any, by: Actor) -> object:
    return workflow.publish(
        ed, kind, key, by=by, version=getattr(sent, "version", None),
        revision=getattr(sent, "revision", None), reason=sent.reason,
    )  # fmt: skip


def _schedule(ed: Editorial, kind: Kind, key: str, sent: Any, by: Actor) -> object:
    version = getattr(sent, "version", None)
    return workflow.schedule(ed, kind, key, sent.at, by=by, version=version, reason=sent.reason)


def _simple(what: Callable[..., object]) -> Do:
    def do(ed: Editorial, kind: Kind, key: str, sent: Any, by: Actor) -> object:
        return what(ed, kind, key, by=by, reason=sent.reason)

    return do


def _restore(ed: Editorial, kind: Kind, key: str, sent: Any, by: Actor) -> object:
    return workflow.restore(ed, kind, key, sent.version, by=by, reason=sent.reason)


def _hide(ed: Editorial, kind: Kind, key: str, sent: Any, by: Actor) -> object:
    return hiding.hide(ed, key, reason=sent.reason, basis=sent.basis, by=by)


def _unhide(ed: Editorial, kind: Kind, key: str, sent: Any, by: Actor) -> object:
    return hiding.unhide(ed, key, reason=sent.reason, by=by)


def _tag(ed: Editorial, kind: Kind, key: str, sent: Any, by: Actor) -> object:
    said = workflow.content(ed, "article", key)
    assert isinstance(said, ArticleNotes)
    tags = [one for one in (*said.tags, *sent.add) if one not in sent.remove]
    return workflow.save(
        ed, "article", key, {**said.value(), "tags": tags}, by=by, reason=sent.reason
    )


ACTS = (
    Act(
        name="publish", summary="From now on the public sees this version", permission="publish",
        do=_publish, sent=_each(g.PublishText, article=g.PublishArticle), many=g.BulkWhy,
    ),
    Act(
        name="unpublish", summary="The public does not see it any more", permission="publish",
        do=_simple(workflow.unpublish), sent=_each(g.Why), many=g.BulkWhy,
    ),
    Act(
        name="schedule", summary="Will be published at a moment", permission="publish",
        do=_schedule, sent=_each(g.ScheduleIt), many=g.BulkSchedule,
    ),
    Act(
        name="unschedule", summary="Takes the schedule back", permission="publish",
        do=_simple(workflow.unschedule), sent=_each(g.Why), many=g.BulkWhy,
    ),
    Act(
        name="restore", summary="A new version that says what an earlier one said",
        permission="edit", do=_restore, sent=_each(g.RestoreIt),
    ),
    Act(
        name="hide", summary="Out of the public edition, with a reason and a legal basis",
        permission="hide", do=_hide, sent={"article": g.HideIt}, many=g.BulkHide,
    ),
    Act(
        name="unhide", summary="May be shown again, as it stood before", permission="hide",
        do=_unhide, sent={"article": g.UnhideIt}, many=g.BulkUnhide,
    ),
    Act(
        name="tag", summary="Adds tags and takes tags away; saved, not published",
        permission="edit", do=_tag, sent={}, many=g.BulkTags,
    ),
)  # fmt: skip
