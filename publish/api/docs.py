"""The documentation of the API as one page without a script, made from its OpenAPI document."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import FastAPI

_STYLE = "/giao-dien/api.css"


def docs_page(api: FastAPI) -> str:
    """HTML of everything that `openapi.json` says."""
    told = api.openapi()
    schemas = told["components"]["schemas"]
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(told['info']['title'])} API {escape(told['info']['version'])}</title>",
        f'<link rel="stylesheet" href="/giao-dien/site.css"><link rel="stylesheet" href="{_STYLE}">',
        '</head><body class="api"><main class="khung">',
        f"<h1>{escape(told['info']['title'])} API {escape(told['info']['version'])}</h1>",
        _text(told["info"]["description"]),
        '<p><a href="/api/v1/openapi.json">OpenAPI 3.1</a> · <a href="/">Lưu trữ xã</a></p>',
    ]
    for path, methods in told["paths"].items():
        parts += [_operation(path, name, told) for name, told in methods.items()]
    parts.append("<h2>Schemas</h2>")
    parts += [_schema(name, schema) for name, schema in schemas.items()]
    return "".join([*parts, "</main></body></html>"])


def _text(text: str) -> str:
    blocks = []
    for block in text.strip().split("\n\n"):
        if block.startswith("- "):
            items = [item.replace("\n ", "") for item in block[2:].split("\n- ")]
            blocks.append("<ul>" + "".join(f"<li>{_line(item)}</li>" for item in items) + "</ul>")
        else:
            blocks.append(f"<p>{_line(block)}</p>")
    return "".join(blocks)


def _line(text: str) -> str:
    pieces = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if odd % 2 else p for odd, p in enumerate(pieces))


def _operation(path: str, method: str, told: dict[str, Any]) -> str:
    ident = escape(
        ("" if method == "get" else f"{method}-")
        + path.strip("/").replace("/", "-").replace("{", "").replace("}", "")
        or "root"
    )
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(one['name'])}</code></th><td>{_kind(one['schema'])}</td>"
        f"<td>{_line(one.get('description') or one['schema'].get('description') or '')}</td></tr>"
        for one in told.get("parameters", ())
    )
    table = (
        "<div class='bang' tabindex='0' role='region' aria-label='Parameters'><table><thead><tr>"
        "<th scope='col'>Parameter</th><th scope='col'>Type</th><th scope='col'>Meaning</th></tr>"
        f"</thead><tbody>{rows}</tbody></table></div>"
    )
    given = "".join(
        f"<li><b>{status}</b> {_line(one['description'])} {_given(one)}</li>"
        for status, one in told["responses"].items()
    )
    return (
        f"<section id='{ident}'><h2><code>{method.upper()} /api/v1{escape(path)}</code></h2>"
        f"<p>{escape(told['summary'])}</p>{_sent(told)}{table if rows else ''}<ul>{given}</ul></section>"
    )


def _sent(told: dict[str, Any]) -> str:
    """Who may, and what is sent."""
    permission, body = told.get("x-permission"), told.get("requestBody")
    may = f"<li>Permission: <b>{escape(permission)}</b></li>" if permission else ""
    sent = f"<li>Sent: {_given(body)}</li>" if body else ""
    return f"<ul>{may}{sent}</ul>" if may or sent else ""


def _given(response: dict[str, Any]) -> str:
    content = response.get("content", {})
    return _kind(next(iter(content.values()))["schema"]) if content else ""


def _schema(name: str, schema: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(field)}</code></th><td>{_kind(told)}</td>"
        f"<td>{_line(told.get('description') or '')}</td></tr>"
        for field, told in schema.get("properties", {}).items()
    )
    return (
        f"<section id='{escape(name)}'><h3>{escape(name)}</h3>"
        f"<p>{_line(schema.get('description') or '')}</p>"
        f"<div class='bang' tabindex='0' role='region' aria-label='{escape(name)}'>"
        f"<table><tbody>{rows}</tbody></table></div></section>"
    )


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " ".join(f"<code>{escape(str(one))}</code>" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return escape(str(schema.get("type", "")))
