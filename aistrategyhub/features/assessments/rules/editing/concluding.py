"""The owner's edits of what a report concludes: levels, outcomes, and the dates of the law. Pure.

Levels and outcomes are known by keys that results keep; a new one gets its key from its Italian name.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from aistrategyhub.core.latin import slug_of
from aistrategyhub.features.assessments.document import Deadline, Definition, Level, Outcome
from aistrategyhub.features.assessments.rules.editing.fields import (
    PartNotFound,
    checked,
    moved,
    services,
    text,
    words,
)
from aistrategyhub.features.assessments.rules.editing.lines import read_conditions

_LONGEST_KEY = 40


def put_level(definition: Definition, key: str, data: Mapping[str, Any]) -> Definition:
    """The assessment with this level changed, or a new one when `key` is empty. Raises InvalidInput, PartNotFound."""
    known = _known(definition.levels, key)
    said = {"label": words(data, "label"), "text": words(data, "text")}
    own = key or _new_key(said["label"].it, "level", known)
    level = checked(Level, {"key": own, "from_score": text(data, "from_score"), **said})
    kept = (level if one.key == key else one for one in definition.levels)
    return definition.model_copy(update={"levels": (*kept, *(() if key else (level,)))})


def put_outcome(definition: Definition, key: str, data: Mapping[str, Any]) -> Definition:
    """The assessment with this outcome changed, or a new one when `key` is empty: before the last, if that holds for
    all the others. Raises InvalidInput and PartNotFound."""
    known = _known(definition.outcomes, key)
    said = {name: words(data, name) for name in ("label", "text", "reference")}
    own = key or _new_key(said["label"].it, "outcome", known)
    conditions = read_conditions(text(data, "shown_if"))
    chosen = {"tone": text(data, "tone"), "services": services(data), "shown_if": conditions}
    outcome = checked(Outcome, {"key": own, **said, **chosen})
    outcomes = [outcome if one.key == key else one for one in definition.outcomes]
    if not key:
        has_otherwise = bool(outcomes) and not outcomes[-1].shown_if
        outcomes.insert(len(outcomes) - has_otherwise, outcome)
    return definition.model_copy(update={"outcomes": tuple(outcomes)})


def put_deadline(definition: Definition, place: int | None, data: Mapping[str, Any]) -> Definition:
    """The assessment with the date at this place changed, or a new one when it is None; the earliest first. Raises
    InvalidInput and PartNotFound."""
    said = {name: words(data, name) for name in ("title", "text", "reference", "note")}
    deadline = checked(Deadline, {"on": text(data, "on"), **said})
    dates = [*(definition.deadlines if place is None else _without(definition.deadlines, place))]
    dates.insert(len(dates) if place is None else place, deadline)
    return definition.model_copy(update={"deadlines": tuple(sorted(dates, key=lambda one: one.on))})


def remove_level(definition: Definition, key: str) -> Definition:
    """Without this level. Raises PartNotFound."""
    _known(definition.levels, key)
    return definition.model_copy(update={"levels": tuple(one for one in definition.levels if one.key != key)})


def remove_outcome(definition: Definition, key: str) -> Definition:
    """Without this outcome. Raises PartNotFound."""
    _known(definition.outcomes, key)
    return definition.model_copy(update={"outcomes": tuple(one for one in definition.outcomes if one.key != key)})


def remove_deadline(definition: Definition, place: int) -> Definition:
    """Without the date at this place. Raises PartNotFound."""
    return definition.model_copy(update={"deadlines": _without(definition.deadlines, place)})


def move_outcome(definition: Definition, key: str, by: int) -> Definition:
    """With this outcome that much further down, which decides the first that holds. Raises PartNotFound."""
    return definition.model_copy(update={"outcomes": moved(definition.outcomes, key, by)})


def _known(parts: Iterable[Level | Outcome], key: str) -> set[str]:
    keys = {part.key for part in parts}
    if key and key not in keys:
        raise PartNotFound
    return keys


def _without(deadlines: tuple[Deadline, ...], place: int) -> tuple[Deadline, ...]:
    if not 0 <= place < len(deadlines):
        raise PartNotFound
    return deadlines[:place] + deadlines[place + 1 :]


def _new_key(name: str, otherwise: str, taken: set[str]) -> str:
    base = slug_of(name).replace("-", "_").lstrip("_0123456789")[: _LONGEST_KEY - 3].rstrip("_") or otherwise
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)
