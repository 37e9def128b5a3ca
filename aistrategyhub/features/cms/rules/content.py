"""Reading what somebody wrote as a page: a page out, or one sentence for each place that does not fit."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.schemas import fields, page
from aistrategyhub.features.cms.schemas.kinds import BLOCK_KINDS
from aistrategyhub.features.cms.schemas.page import PageContent

_MOST_ERRORS = 20

_SENTENCES = {
    **fields.SENTENCES,
    **page.SENTENCES,
    "missing": mark("Questo campo è obbligatorio."),
    "extra_forbidden": mark("Questo campo non è previsto: toglilo."),
    "string_type": mark("Qui serve un testo."),
    "string_too_long": mark("Il testo è troppo lungo: al massimo {max_length} caratteri."),
    "string_too_short": mark("Questo campo è obbligatorio."),
    "string_pattern_mismatch": mark("Qui sono ammessi solo lettere minuscole, numeri e trattini."),
    "too_long": mark("Sono troppi: al massimo {max_length}."),
    "literal_error": mark("Questa scelta non c’è."),
    "union_tag_invalid": mark("Questo tipo di blocco non esiste."),
    "union_tag_not_found": mark("Al blocco manca il suo tipo."),
    "model_attributes_type": mark("Qui serve un blocco con i suoi campi."),
    "model_type": mark("Servono i dati come oggetto con i suoi campi."),
    "tuple_type": mark("Qui serve un elenco."),
    "int_type": mark("Qui serve un numero intero."),
    "int_parsing": mark("Qui serve un numero intero."),
    "greater_than_equal": mark("Il valore minimo è {ge}."),
    "less_than_equal": mark("Il valore massimo è {le}."),
    "uuid_parsing": mark("Questo file non è nella libreria: sceglilo di nuovo."),
    "uuid_type": mark("Questo file non è nella libreria: sceglilo di nuovo."),
}
_ANY = mark("Questo valore non è valido.")
_BLOCK = mark("blocco {number}")
_ROW = mark("riga {number}")


def read_content(data: object) -> PageContent:
    """The page, its HTML cleaned. Raises InvalidInput with the path of every field that does not fit."""
    try:
        return PageContent.model_validate(data)
    except ValidationError as error:
        raise InvalidInput(field_errors(error)) from None


def field_errors(error: ValidationError) -> list[FieldError]:
    """What pydantic refused, by dotted path (`blocks.2.questions.0.answer`), the first 20; never the values."""
    details = error.errors(include_url=False, include_input=False)[:_MOST_ERRORS]
    return [_field_error(item["loc"], item["type"], item.get("ctx", {})) for item in details]


def place_label(path: str) -> str:
    """Where the path leads, as people say it: `blocco 3, Domande, riga 1, Risposta`."""
    return ", ".join(_steps(path.split("."), PageContent))


def _field_error(loc: tuple[int | str, ...], kind: str, context: dict[str, Any]) -> FieldError:
    values = {name: value for name, value in context.items() if isinstance(value, int | str)}
    code = {"missing": "REQUIRED", "string_too_short": "REQUIRED"}.get(kind, kind.upper())
    return FieldError(_path(loc), code, _SENTENCES.get(kind, _ANY), values)


def _path(loc: tuple[int | str, ...]) -> str:
    parts = list(loc)
    # pydantic names the kind after the block's number, which is no part of the path.
    if len(parts) > 2 and parts[0] == "blocks" and parts[2] in BLOCK_KINDS:
        del parts[2]
    return ".".join(str(part)[:40] for part in parts)


def _steps(parts: list[str], model: type[BaseModel]) -> Iterator[str]:
    models = [model]
    for place, part in enumerate(parts):
        if part.isdigit():
            numbered = _BLOCK if parts[place - 1] == "blocks" else _ROW
            yield _(numbered, number=int(part) + 1)
        elif part == "blocks":
            models = [kind.model for kind in BLOCK_KINDS.values()]
        elif owner := next((owner for owner in models if part in owner.model_fields), None):
            yield _(owner.model_fields[part].title or part)
            models = [*_models_in(owner.model_fields[part].annotation)] or models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
