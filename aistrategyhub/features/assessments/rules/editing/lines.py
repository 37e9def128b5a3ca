"""What has several parts, as its owner writes it in a form: a line each. Pure."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.assessments.document import NOT_APPLICABLE, Band, Condition, Option, Words

T = TypeVar("T")

_LINE = mark("La riga {line} non va bene: scrivila come «{form}».")
_OPTION_FORM = "chiave | italiano | inglese | punti"
_BAND_FORM = "da = punti"
_CONDITION_FORM = "domanda = risposta, risposta"
_NO_POINTS = "-"


def read_options(text: str) -> tuple[Option, ...]:
    """The options of these lines. `-` for points says that the question does not apply, `*` before the key that the
    option excludes the others. Raises InvalidInput."""
    return _each_line(text, "options", _OPTION_FORM, _option)


def read_bands(text: str) -> tuple[Band, ...]:
    """The bands of these lines. Raises InvalidInput."""
    return _each_line(text, "bands", _BAND_FORM, _band)


def read_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions of these lines. Raises InvalidInput."""
    return _each_line(text, "shown_if", _CONDITION_FORM, _condition)


def written_options(options: Iterable[Option]) -> str:
    """The options a line each, as `read_options` reads them."""
    return "\n".join(
        f"{'*' if option.excludes_others else ''}{option.key} | {option.label.it} | {option.label.en} |"
        f" {_NO_POINTS if option.points is None else option.points}"
        for option in options
    )


def written_bands(bands: Iterable[Band]) -> str:
    return "\n".join(f"{band.from_value} = {band.points}" for band in bands)


def written_conditions(conditions: Iterable[Condition]) -> str:
    return "\n".join(f"{condition.question} = {', '.join(condition.is_one_of)}" for condition in conditions)


def _option(line: str) -> Option:
    key, italian, english, points = (part.strip() for part in line.split("|"))
    worth = None if points == _NO_POINTS or key == NOT_APPLICABLE else int(points)
    label = Words(it=italian, en=english)
    return Option(key=key.lstrip("*").strip(), label=label, points=worth, excludes_others=key.startswith("*"))


def _band(line: str) -> Band:
    start, points = line.split("=")
    return Band(from_value=int(start), points=int(points))


def _condition(line: str) -> Condition:
    question, options = line.split("=")
    keys = tuple(key.strip() for key in options.split(",") if key.strip())
    return Condition(question=question.strip(), is_one_of=keys)


def _each_line(text: str, field: str, form: str, read: Callable[[str], T]) -> tuple[T, ...]:
    found: list[T] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(read(line))
        except ValueError as error:
            values = {"line": number, "form": form}
            raise InvalidInput([FieldError(field, "INVALID_LINE", _LINE, values)]) from error
    return tuple(found)
