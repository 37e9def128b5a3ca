"""Reading content: per locale, checked by the schema of its kind, one clear sentence for each wrong field. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.fields import NOT_A_TEXT, NOT_AN_OBJECT, UNKNOWN_FIELD, UNPRINTABLE
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, mark
from aistrategyhub.features.publishing.models import LONGEST_TITLE
from aistrategyhub.features.publishing.rules.addresses import UNKNOWN_LOCALE
from aistrategyhub.features.publishing.rules.kinds import NO_TITLE, ContentKind
from aistrategyhub.features.publishing.schemas.problems import ContentProblem

# Of all locales together, as JSON.
LARGEST_CONTENT_BYTES = 2_000_000
_MOST_ERRORS = 20

Content = dict[str, dict[str, Any]]
M = TypeVar("M", bound=BaseModel)

_NO_ITALIAN = mark("Manca il testo italiano: è quello che vede chi non trova la propria lingua.")
_ANY_FIELD = mark("Il valore non è nel formato atteso: correggilo.")
_SENTENCES = {
    "missing": mark("Questo dato manca: aggiungilo."),
    "extra_forbidden": UNKNOWN_FIELD,
    "string_type": NOT_A_TEXT,
    "string_too_long": mark("Il testo supera i {max_length} caratteri ammessi."),
    "string_too_short": mark("Questo dato manca: aggiungilo."),
    "too_long": mark("Gli elementi sono troppi: al massimo {max_length}."),
    "model_type": NOT_AN_OBJECT,
    "model_attributes_type": NOT_AN_OBJECT,
    "dict_type": NOT_AN_OBJECT,
    "string_pattern_mismatch": mark("Qui sono ammessi solo lettere minuscole, numeri e trattini."),
    "literal_error": mark("Questa scelta non c’è."),
    "tuple_type": mark("Qui serve un elenco."),
    "int_type": mark("Qui serve un numero intero."),
    "int_parsing": mark("Qui serve un numero intero."),
    "greater_than_equal": mark("Il valore minimo è {ge}."),
    "less_than_equal": mark("Il valore massimo è {le}."),
    "uuid_parsing": mark("Questo file non è nella libreria: sceglilo di nuovo."),
    "uuid_type": mark("Questo file non è nella libreria: sceglilo di nuovo."),
    "union_tag_invalid": mark("Questo tipo di blocco non esiste."),
    "union_tag_not_found": mark("Manca il tipo del blocco."),
}


class ContentTooLarge(DomainError):
    """The content is larger than any page should be."""

    code = "CONTENT_TOO_LARGE"
    kind = Kind.INVALID
    sentence = mark("Il contenuto è troppo grande ({size} kB): al massimo {largest} kB. Dividilo in più pagine.")


def read_content(kind: ContentKind, given: object) -> Content:
    """The content per locale as the kind's schema writes it, in JSON values.

    A locale without content is left out; Italian must be there. Raises InvalidInput with the path of each wrong field
    (`it.blocks.2.title`), and ContentTooLarge.
    """
    if not isinstance(given, Mapping):
        raise InvalidInput([FieldError("content", "INVALID_TYPE", NOT_AN_OBJECT)])
    _check_size(given)
    errors = [_unknown(locale) for locale in given if locale not in LOCALES]
    content: Content = {}
    for locale in LOCALES:
        if given.get(locale) is not None:
            content[locale] = _read_locale(kind, locale, given[locale], errors)
    if DEFAULT_LOCALE not in content and not errors:
        errors.append(FieldError(DEFAULT_LOCALE, "MISSING", _NO_ITALIAN))
    if errors:
        raise InvalidInput(errors)
    return content


def read_values(model: type[M], given: object) -> M:
    """What was given as the model. Raises InvalidInput with the path of each wrong field."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[:_MOST_ERRORS]
        raise InvalidInput([_field_error("", item, given) for item in details]) from None


def check_finished(kind: ContentKind, content: Content) -> None:
    """Raises InvalidInput with everything that keeps the content from being published."""
    errors = [
        FieldError(f"{locale}.{error.field}", error.code, error.sentence, error.values)
        for locale in content
        for error in _unfinished(kind, parsed(kind, content, locale))
    ]
    if errors:
        raise InvalidInput(errors)


def parsed(kind: ContentKind, content: Content, locale: str) -> BaseModel:
    """The content of a locale that was read before, as the kind's model."""
    return kind.content.model_validate(content[locale])


def title_of(kind: ContentKind, content: Content) -> str:
    """The Italian title on one line, empty while it is not written."""
    return " ".join(kind.title_of(parsed(kind, content, DEFAULT_LOCALE)).split())[:LONGEST_TITLE]


def things_of(kind: ContentKind, *contents: Content) -> list[str]:
    """What any of these contents shows, in any language, sorted."""
    found: set[str] = set()
    for content in contents:
        for locale in content:
            found |= kind.things_of(parsed(kind, content, locale))
    return sorted(found)


def _unfinished(kind: ContentKind, content: BaseModel) -> list[FieldError]:
    errors = list(kind.unfinished(content))
    if not kind.title_of(content).strip() and not any(error.field == kind.title_field for error in errors):
        errors.append(FieldError(kind.title_field, "MISSING", NO_TITLE))
    return errors


def _read_locale(kind: ContentKind, locale: str, given: object, errors: list[FieldError]) -> dict[str, Any]:
    try:
        return kind.content.model_validate(given).model_dump(mode="json")
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[:_MOST_ERRORS]
        errors += [_field_error(locale, item, given) for item in details]
        return {}


def _field_error(locale: str, item: Mapping[str, Any], given: object) -> FieldError:
    parts = [locale, *(str(part)[:60] for part in _without_tags(item["loc"], given))]
    path = ".".join(part for part in parts if part)
    context = item.get("ctx", {})
    problem = context.get("error")
    if isinstance(problem, ContentProblem):
        return FieldError(path, problem.code, problem.sentence, problem.values)
    values = {key: value for key, value in context.items() if isinstance(value, int | str)}
    return FieldError(path, item["type"].upper(), _SENTENCES.get(item["type"], _ANY_FIELD), values)


def _without_tags(parts: Sequence[int | str], given: object) -> Iterator[int | str]:
    """The place as it is in the content: of a choice of models pydantic also names the `kind` that was chosen."""
    is_tagged = False
    for part in parts:
        if isinstance(given, Mapping) and not is_tagged and given.get("kind") == part:
            is_tagged = True
            continue
        is_tagged = False
        if isinstance(given, Mapping):
            given = given.get(part)
        elif isinstance(given, Sequence) and isinstance(part, int) and part < len(given):
            given = given[part]
        yield part


def _unknown(locale: object) -> FieldError:
    return FieldError(str(locale)[:10], "UNKNOWN_LOCALE", UNKNOWN_LOCALE)


def _check_size(given: Mapping[Any, Any]) -> None:
    """PostgreSQL stores neither null characters nor halves of surrogate pairs."""
    try:
        written = json.dumps(given, ensure_ascii=False, default=str)
        size = len(written.encode())
    except (RecursionError, ValueError, TypeError):
        raise InvalidInput([FieldError("content", "INVALID_VALUE", _ANY_FIELD)]) from None
    if size > LARGEST_CONTENT_BYTES:
        raise ContentTooLarge(size=size // 1000, largest=LARGEST_CONTENT_BYTES // 1000)
    if "\\u0000" in written:
        raise InvalidInput([FieldError("content", "INVALID_CHARACTERS", UNPRINTABLE)])
