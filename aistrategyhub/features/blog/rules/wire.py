"""How programs ask for lists: where a page goes on, and which fields they want. Pure."""

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark

LONGEST_CURSOR = 200
_BAD_CURSOR = mark("Il cursore non è di questo elenco: ricomincia dalla prima pagina.")
_UNKNOWN_FIELDS = mark("Questi campi non ci sono: {fields}.")


def cursor_text(last: tuple[datetime, UUID] | None) -> str | None:
    """Where the next page goes on, as an address carries it; None where there is no more."""
    if last is None:
        return None
    told = json.dumps([last[0].isoformat(), str(last[1])])
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """What `cursor_text` told, None where nothing was. Raises InvalidInput (`cursor`) for anything else."""
    if not text:
        return None
    try:
        told = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        moment, post_id = datetime.fromisoformat(told[0]), UUID(told[1])
        if moment.tzinfo is None:
            raise ValueError(text)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, binascii.Error, RecursionError):
        raise InvalidInput([FieldError("cursor", "BAD_CURSOR", _BAD_CURSOR)]) from None
    return moment, post_id


def read_fields(text: str, known: Collection[str]) -> list[str]:
    """The fields that are wanted, all of them where nothing was said. Raises InvalidInput (`fields`) naming those that
    are not there."""
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in known]:
        named = ", ".join(unknown)[:100]
        raise InvalidInput([FieldError("fields", "UNKNOWN_FIELD", _UNKNOWN_FIELDS, {"fields": named})])
    return wanted or list(known)


def chosen(body: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """The body with these fields alone."""
    return {name: value for name, value in body.items() if name in fields}
