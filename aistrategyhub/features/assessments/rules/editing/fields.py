"""The fields of a form as parts of an assessment: checked, each with a sentence of its own. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.fields import TOO_LONG
from aistrategyhub.core.text import mark
from aistrategyhub.features.assessments.document import LONGEST_WORDS, Words

T = TypeVar("T")

_VALUE = mark("Questo valore non va bene: correggilo.")
_SENTENCES = {
    "key": mark("Scrivi una chiave di lettere minuscole, cifre e trattini bassi, che cominci con una lettera."),
    "weight": mark("Scrivi un numero intero da 0 a 10."),
    "from_score": mark("Scrivi un numero intero da 0 a 100."),
    "minutes": mark("Scrivi un numero intero da 1 a 240."),
    "on": mark("Scegli una data che esiste."),
    "services": mark(
        "Scrivi gli indirizzi dei servizi, come piano-adeguamento-nis2, separati da virgole: al più cinque."
    ),
    "shown_if": mark("Le condizioni sono al più cinque."),
}
_TAKEN = mark("La chiave «{key}» è già usata: scegline un’altra.")


class PartNotFound(DomainError):
    """The section, question, level, outcome or date is not in the draft any more."""

    code = "PART_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa parte non c’è più: ricarica la pagina.")


def checked(kind: type[T], values: dict[str, Any]) -> T:
    """A part of this kind. Raises InvalidInput with every wrong field."""
    try:
        return kind(**values)
    except ValidationError as wrong:
        names = dict.fromkeys(str(error["loc"][0]) for error in wrong.errors() if error["loc"])
        raise InvalidInput([FieldError(name, "INVALID", _SENTENCES.get(name, _VALUE)) for name in names]) from wrong


def words(data: Mapping[str, Any], name: str) -> Words:
    """The two fields of a text, `<name>_it` and `<name>_en`. Raises InvalidInput."""
    said = {locale: text(data, f"{name}_{locale}") for locale in ("it", "en")}
    too_long = [locale for locale, one in said.items() if len(one) > LONGEST_WORDS]
    if too_long:
        longest = {"longest": LONGEST_WORDS}
        raise InvalidInput([FieldError(f"{name}_{locale}", "TOO_LONG", TOO_LONG, longest) for locale in too_long])
    return Words(**said)


def text(data: Mapping[str, Any], name: str) -> str:
    """One field, without what stands around it; empty when it is absent."""
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def services(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses of services in the field `services`, parted by commas; what they become part of checks them."""
    return tuple(slug.strip() for slug in text(data, "services").split(",") if slug.strip())


def refuse_taken(key: str, present: str, keys: Iterable[str]) -> None:
    """Raises InvalidInput for a key that another part has."""
    if key != present and key in set(keys):
        raise InvalidInput([FieldError("key", "TAKEN", _TAKEN, {"key": key})])


def moved(parts: tuple[Any, ...], key: str, by: int) -> tuple[Any, ...]:
    """The parts with the one of this key that much further down; at the ends it stays. Raises PartNotFound."""
    place = next((number for number, part in enumerate(parts) if part.key == key), None)
    if place is None:
        raise PartNotFound
    rest = [*parts[:place], *parts[place + 1 :]]
    rest.insert(min(max(place + by, 0), len(rest)), parts[place])
    return tuple(rest)
