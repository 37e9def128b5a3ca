"""Which parts of a draft two people have changed at once. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.cms.rules.content import place_label
from aistrategyhub.features.cms.rules.forms import kind_title
from aistrategyhub.features.cms.schemas.edits import Edit

BOTH_CHANGED = "CHANGED_BY_BOTH"
_BLOCK = mark("Il blocco {number}, {title}, è stato cambiato da {by}.")
_FIELD = mark("Il campo «{title}» è stato cambiato da {by}.")
_GONE = mark("Un blocco che stavi cambiando è stato eliminato da {by}.")


def changed_by_both(
    edits: Iterable[Edit], revision: int, changes: Mapping[str, Mapping[str, Any]]
) -> dict[str, UUID | None]:
    """The places that these edits change and that somebody has changed since `revision`, with the id of whoever did.
    `changes` are those of the draft."""
    places = dict.fromkeys(place for edit in edits if (place := _place_of(edit)))
    later = {place: last for place in places if (last := changes.get(place)) and last["revision"] > revision}
    return {place: UUID(last["by"]) if last["by"] else None for place, last in later.items()}


def place_problem(place: str, content: Mapping[str, Any], model: type[BaseModel], by: str) -> FieldError:
    """Which place it is, as people say it, and who has changed it. `content` is the draft as it is now, `model` the
    schema of one locale."""
    locale, name, *block_id = place.split(".", 2)
    if not block_id:
        values = {"title": _in_language(place_label(name, model), locale), "by": by}
        return FieldError(place, BOTH_CHANGED, _FIELD, values)
    blocks = content.get(locale, {}).get(name, [])
    at = next((at for at, block in enumerate(blocks) if block["id"] == block_id[0]), None)
    if at is None:
        return FieldError(place, BOTH_CHANGED, _GONE, {"by": by})
    title = _in_language(kind_title(blocks[at]["kind"]), locale)
    return FieldError(place, BOTH_CHANGED, _BLOCK, {"number": at + 1, "title": title, "by": by})


def _place_of(edit: Edit) -> str:
    if block := getattr(edit, "block", ""):
        return f"{edit.locale}.blocks.{block}"
    path = getattr(edit, "path", "")
    return f"{edit.locale}.{path.partition('.')[0]}" if path else ""


def _in_language(title: str, locale: str) -> str:
    return title if locale == DEFAULT_LOCALE else f"{title} ({locale.upper()})"
