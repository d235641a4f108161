"""What the archive refuses, said to who sits at the desk, in their language."""

from __future__ import annotations

from collections.abc import Mapping

from archive.editorial import NotValid
from archive.editorial.errors import EditorialError, worded
from publish.language import Language

_LABELS: Mapping[str, str] = {
    "summary": "editors_summary", "note": "editors_note", "tags": "tags", "focal": "desk_focal",
    "slug": "desk_slug", "body": "desk_body", "about": "desk_about", "items": "desk_items",
    "at": "desk_at", "due": "desk_schedule", "reason": "desk_reason", "basis": "desk_basis",
    "display": "desk_display", "role": "desk_role", "scopes": "desk_token_scopes",
    "days": "desk_token_days", "publish": "desk_policy", "value": "desk_many_value",
    "corrections": "desk_corrections",
}  # fmt: skip
"""Field of an error -> name of what the forms call it; the others are `field_...`."""

_PARTS: Mapping[str, str] = {
    "value": "desk_right_value", "reason": "desk_reason", "source": "desk_source",
}  # fmt: skip
"""Of a correction."""


def told(t: Language, error: Exception) -> str:
    """Where the error is and what it is; as the archive says it where no catalogue has it."""
    if not isinstance(error, EditorialError) or error.template not in t:
        return str(error)
    values = {
        name: t[f"desk_kind_{value}"] if name == "kind" else value
        for name, value in error.values.items()
    }
    said = worded(t[error.template], values, group="." if t.lang == "vi" else ",")
    where = label(t, error.field) if isinstance(error, NotValid) else ""
    return f"{where}: {said}" if where else said[:1].upper() + said[1:]


def label(t: Language, field: str) -> str:
    """What the forms call a field (`corrections.published.value`); empty if they do not show it."""
    first, _, rest = field.partition(".")
    if first == "corrections" and rest:
        name, dot, part = rest.rpartition(".")
        if not dot or part not in _PARTS:
            name, part = rest, ""
        shown = label(t, name.partition(":")[0]) or name
        return f"{shown} ({t[_PARTS[part]].lower()})" if part else shown
    if first in _LABELS:
        return t[_LABELS[first]]
    name = f"field_{first}"
    return t[name] if name in t else ""  # noqa: SIM401 (it is no mapping)


def label_of(t: Language, field: str) -> str:
    """The same for a field of a version; its own name where the forms do not show it."""
    return label(t, field) or field
