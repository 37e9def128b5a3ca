"""Answers with no more fields than were asked for."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark

_UNKNOWN_FIELD = mark("«{field}» non è un campo di questa risposta. Ci sono: {known}.")

Fields = Annotated[
    str,
    Query(max_length=400, description="Only these fields, with commas between them", examples=["slug,name,price"]),
]


def chosen(body: type[BaseModel], fields: str) -> frozenset[str] | None:
    """The names of the fields that were asked for, None for all of them. Raises InvalidInput for one that is none."""
    names = frozenset(name.strip() for name in fields.split(",") if name.strip())
    if unknown := sorted(names - body.model_fields.keys()):
        values = {"field": unknown[0][:60], "known": ", ".join(body.model_fields)}
        raise InvalidInput([FieldError("fields", "UNKNOWN_FIELD", _UNKNOWN_FIELD, values)])
    return names or None


def told(thing: BaseModel, names: frozenset[str] | None) -> dict[str, Any]:
    """The thing as JSON, these fields of it."""
    return thing.model_dump(mode="json", include=None if names is None else set(names))
