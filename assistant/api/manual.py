"""The page at ``/docs``: the OpenAPI description as plain HTML.

FastAPI's own pages load their scripts from a foreign host, which a closed network cannot reach.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


def install(app: FastAPI) -> None:
    """Serve the manual of ``app`` at ``/docs``."""

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        schema = app.openapi()
        page = _TEMPLATES.get_template("manual.html").render(
            info=schema["info"],
            groups=_groups(schema),
            schemas=_schemas(schema),
            root=str(request.base_url).rstrip("/"),
        )
        return HTMLResponse(page)


def _groups(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            group = groups.setdefault(operation.get("tags", ["Khác"])[0], [])
            group.append(_operation(schema, method.upper(), path, operation))
    return groups


def _operation(schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "method": method,
        "path": path,
        "id": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [{**each, "type": _type(each["schema"])} for each in operation.get("parameters", [])],
        "bodies": [
            {"media": media, "type": _type(body["schema"]), "examples": _examples(schema, body["schema"])}
            for media, body in bodies.items()
        ],
        "responses": [
            {
                "status": status,
                "description": response["description"],
                "contents": [
                    {"media": media, "type": _type(body.get("schema", {}))}
                    for media, body in response.get("content", {}).items()
                ],
            }
            for status, response in operation["responses"].items()
        ],
    }


def _schemas(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "description": each.get("description", ""),
            "fields": [
                {
                    "name": field,
                    "type": _type(about),
                    "required": field in each.get("required", ()),
                    "description": about.get("description", ""),
                }
                for field, about in each.get("properties", {}).items()
            ],
        }
        for name, each in schema.get("components", {}).get("schemas", {}).items()
    ]


def _examples(schema: dict[str, Any], body: dict[str, Any]) -> list[str]:
    name = body.get("$ref", "").rpartition("/")[2]
    about = schema["components"]["schemas"].get(name, {})
    return [json.dumps(each, ensure_ascii=False, indent=2) for each in about.get("examples", [])]


def _type(about: dict[str, Any]) -> str:
    """A schema's type in a word or two."""
    if "$ref" in about:
        return str(about["$ref"]).rpartition("/")[2]
    if "anyOf" in about:
        return " | ".join(_type(each) for each in about["anyOf"])
    if "enum" in about:
        return " | ".join(json.dumps(each) for each in about["enum"])
    if "const" in about:
        return json.dumps(about["const"])
    if about.get("type") == "array":
        return f"[{_type(about.get('items', {}))}]"
    return str(about.get("type", "any"))
