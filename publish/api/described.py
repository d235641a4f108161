"""What all routes tell of themselves in the OpenAPI document, and how that document is mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from pydantic import Field, create_model

from publish.api.records import Links, Problem, Record, Total

Responses = dict[int | str, dict[str, Any]]


def told(**statuses: str) -> Responses:
    """Documentation of errors, `s400="..."`; their bodies are problems."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        int(name[1:]): {"description": text, "content": content} for name, text in statuses.items()
    }


BAD = told(
    s400="A parameter is wrong or unknown; it is named",
    s404="There is no such thing, or no such page of the list",
    s503="It took too long: ask for less",
)
HIDDEN = told(s410="The article is hidden; `detail` names the legal basis")
UNCHANGED: Responses = {304: {"description": "You have it already, says `If-None-Match`"}}


def some_of(model: type[Record]) -> type[Record]:
    """The model when only some of its fields are given."""
    fields: dict[str, Any] = {
        name: (info.annotation, Field(default=None, description=info.description))
        for name, info in model.model_fields.items()
    }
    return create_model(f"SomeOf{model.__name__}", __base__=Record, __doc__=model.__doc__, **fields)


def page_of(model: type[Record], name: str) -> type[Record]:
    """A page of a list of these."""
    return create_model(
        f"{name}Page", __base__=Record, data=(list[model], ...), total=(Total, ...),  # type: ignore[valid-type]
        links=(Links, ...),
    )  # fmt: skip


def mend(api: FastAPI, schemes: Mapping[str, Any] | None = None) -> None:
    """Documents errors as the problems that they are; FastAPI's own form of them is never given.

    Args:
        schemes: how callers show who they are.
    """
    made = api.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        schemas = document["components"]["schemas"]
        if "Problem" not in schemas:
            schemas["Problem"] = Problem.model_json_schema()
            if schemes:
                document["components"]["securitySchemes"] = dict(schemes)
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for operation in operations(document):
                if "HTTPValidationError" in str(operation["responses"].get("422")):
                    del operation["responses"]["422"]
        return document

    api.openapi = openapi  # type: ignore[method-assign]


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation of a document."""
    return [one for methods in document["paths"].values() for one in methods.values()]
