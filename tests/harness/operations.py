"""The operations of the REST API: what they take by their own schema, who may call them by their marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any
from uuid import uuid4

from fastapi.routing import APIRoute

from aistrategyhub import registry
from aistrategyhub.core.access import Permission, Public
from aistrategyhub.infra.http.api import API_PREFIX, build_api, guarded_routes
from aistrategyhub.infra.http.health import health_routers

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_LIST = 2
_NOBODYS_NUMBER = "987654"


async def _well() -> None: ...


@dataclass(frozen=True)
class Operation:
    """One method on one path. `form` names the fields of a form, `schema` what a JSON body must be, `numbers` those of
    the path's places that take a number."""

    method: str
    path: str
    mark: Permission | Public
    step_up: bool
    schema: dict[str, Any] | None
    form: tuple[str, ...]
    numbers: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def changes(self) -> bool:
        return self.method not in SAFE

    def address(self, **words: str) -> str:
        """The path with a word in each of its places: that of its name, else an id that nothing has."""
        nobodys = dict.fromkeys(self.numbers, _NOBODYS_NUMBER)
        parts = (_filled(part, nobodys | words) for part in self.path.split("/"))
        return "/".join(parts)

    def body(self, random: Random) -> Any:
        """A JSON body that fits the schema; None when the operation takes none."""
        return None if self.schema is None else example(self.schema, random)


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the product, sorted by path; those outside the document among them."""
    features = registry.features()
    api_health, root_health = health_routers(_well)
    routers = [api_health, *(router for feature in features for router in feature.routers)]
    roots = [root_health, *(router for feature in features for router in feature.root_routers)]
    document = build_api(routers, roots).openapi()
    found = [*_of(routers, API_PREFIX, document), *_of(roots, "", document)]
    return tuple(sorted(found, key=lambda operation: operation.name))


def example(schema: dict[str, Any], random: Random) -> Any:
    """A value that fits a JSON schema whose references are resolved, as far as the schema tells."""
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return example(random.choice(schema[choice]), random)
    if "const" in schema or "enum" in schema:
        return schema.get("const", random.choice(schema.get("enum", [None])))
    match schema.get("type"):
        case "object":
            return _object(schema, random)
        case "array":
            count = max(schema.get("minItems", 0), random.randrange(_LONGEST_LIST + 1))
            return [example(schema.get("items", {}), random) for _ in range(count)]
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return random.random() < 0.5
        case "null":
            return None
    return _text(schema, random)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in a body its texts, numbers and flags are."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from leaves(part, (*path, key))
    if not isinstance(value, dict | list):
        yield path


def replaced(value: Any, path: tuple[str | int, ...], leaf: Any) -> Any:
    """The body with another value in one place."""
    if not path:
        return leaf
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], leaf)
    return copy


def _of(routers: list[Any], prefix: str, document: dict[str, Any]) -> Iterator[Operation]:
    for route, mark in guarded_routes(routers):
        for method in sorted(route.methods - {"HEAD"}):
            step_up = getattr(route.endpoint, "__step_up__", False)
            schema = _json_schema(document, prefix + route.path_format, method)
            yield Operation(
                method, prefix + route.path_format, mark, step_up, schema, _form_of(route), _numbers_of(route)
            )


def _json_schema(document: dict[str, Any], path: str, method: str) -> dict[str, Any] | None:
    content = document["paths"].get(path, {}).get(method.lower(), {}).get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return None if schema is None else _resolved(schema, document["components"]["schemas"])


def _resolved(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_resolved(part, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _resolved(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {key: _resolved(value, definitions) for key, value in schema.items()}


def _form_of(route: APIRoute) -> tuple[str, ...]:
    kinds = ("Form", "File")
    return tuple(field.alias for field in route.dependant.body_params if type(field.field_info).__name__ in kinds)


def _numbers_of(route: APIRoute) -> frozenset[str]:
    return frozenset(field.alias for field in route.dependant.path_params if field.field_info.annotation is int)


def _filled(part: str, words: dict[str, str]) -> str:
    name, _brace, rest = part.removeprefix("{").partition("}")
    return words.get(name, str(uuid4())) + rest if part.startswith("{") else part


def _object(schema: dict[str, Any], random: Random) -> dict[str, Any]:
    required = schema.get("required", [])
    properties = schema.get("properties", {})
    return {
        name: example(part, random) for name, part in properties.items() if name in required or random.random() < 0.5
    }


def _text(schema: dict[str, Any], random: Random) -> str:
    formats = {
        "uuid": str(uuid4()),
        "email": "prova@meridiana.example",
        "date": "2026-01-31",
        "date-time": "2026-01-31T10:00:00Z",
    }
    text = formats.get(schema.get("format", ""), "prova")
    return text.ljust(schema.get("minLength", 0), "a")[: schema.get("maxLength", 1000)]
