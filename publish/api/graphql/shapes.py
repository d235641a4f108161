"""Types of GraphQL made from the models of the API: both say the same of every field."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import strawberry
from pydantic import BaseModel

from publish.api.records import Record

REGISTERED: dict[str, type] = {}
"""Model -> the type that stands for it where it has more than its fields."""


def shape(model: type[Record]) -> type:
    """The type with the fields of a model."""
    if model.__name__ not in REGISTERED:
        made(model.__name__, model)
    return REGISTERED[model.__name__]


def made(name: str, model: type[Record], more: Mapping[str, Any] | None = None) -> type:
    """A type of this name with the fields of a model, and with `more`, which have resolvers."""
    told: dict[str, Any] = {"__annotations__": {}}
    for field, info in model.model_fields.items():
        told["__annotations__"][field] = typed(info.annotation)
        told[field] = strawberry.field(description=info.description, default=None)
    told |= more or {}
    found = types.new_class(name, (), {}, lambda body: body.update(told))
    REGISTERED[model.__name__] = strawberry.type(found, description=model.__doc__)
    return REGISTERED[model.__name__]


def filled(kind: type, row: Mapping[str, Any]) -> Any:
    """A row as a value of a type; things in it too."""
    known = {field.python_name: field.type for field in definition(kind).fields}
    values = {}
    for name, value in row.items():
        if name in known:
            values[name] = _value(known[name], value)
    return kind(**values)


def definition(kind: type) -> Any:
    return kind.__strawberry_definition__  # type: ignore[attr-defined]


def _value(kind: Any, value: Any) -> Any:
    inner = getattr(kind, "of_type", None)
    if inner is not None:
        if isinstance(value, list):
            return [_value(inner, one) for one in value]
        return _value(inner, value)
    if isinstance(value, dict) and hasattr(kind, "__strawberry_definition__"):
        return filled(kind, value)
    return value


def typed(annotation: Any) -> Any:
    """An annotation of a model as one of GraphQL."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return typed(get_args(annotation)[0])
    if origin is Literal:
        return str
    if origin is list:
        return list[typed(get_args(annotation)[0])]  # type: ignore[misc]
    if origin in (Union, types.UnionType):
        inner = [typed(one) for one in get_args(annotation) if one is not type(None)]
        return inner[0] | None
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return shape(annotation)
    return annotation


def given(name: str, model: type[BaseModel], leave: tuple[str, ...] = ()) -> type:
    """An input with the parameters of a model, each of which may be left out."""
    told: dict[str, Any] = {"__annotations__": {}}
    for field, info in model.model_fields.items():
        if field in leave:
            continue
        kind = typed(info.annotation)
        if type(None) not in get_args(kind):
            kind = kind | None
        told["__annotations__"][field] = kind
        told[field] = strawberry.field(description=info.description, default=strawberry.UNSET)
    found = types.new_class(name, (), {}, lambda ns: ns.update(told))
    made_: type = strawberry.input(found, description=model.__doc__)
    return made_


def asked(value: Any) -> dict[str, Any]:
    """What an input says, without what it leaves out."""
    if value is None:
        return {}
    return {
        name: one
        for name, one in vars(value).items()
        if one is not strawberry.UNSET and one is not None
    }
