"""Up to three items side by side. Pure."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.rules.listing import KINDS, LIST_ROUTE, is_slug
from aistrategyhub.features.catalog.schemas import CompareCell, CompareRow, ServiceDetailBody

MOST_COMPARED = 3
COMPARE_ROUTE = f"{LIST_ROUTE}/confronta"
COMPARE_WORD = "con"
_KIND_LABELS: dict[ItemKind, str] = dict(KINDS.values())
_MISSING = mark("Non indicato")


def read_compared(query: str) -> list[str]:
    """The slugs that an address names, each once and in its order, also those beyond the third."""
    named = [value for word, value in parse_qsl(query[:2_000]) if word == COMPARE_WORD]
    return [slug for slug in dict.fromkeys(named) if is_slug(slug)]


def compare_rows(services: Sequence[ServiceDetailBody]) -> list[CompareRow]:
    """What can be compared: each row has a cell for every item, and says so where one has nothing to say. A row in
    which nobody has anything is left out."""
    rows = [
        (_("Categoria"), [[service.category.name] for service in services]),
        (_("Forma"), [[_(_KIND_LABELS[service.kind])] for service in services]),
        (_("In breve"), [[service.short_description] for service in services]),
        (_("Comprende"), [list(service.sections.includes) for service in services]),
        (_("È per"), [list(service.sections.for_whom) for service in services]),
        (_("Non è per"), [list(service.sections.not_for_whom) for service in services]),
        (_("Come si svolge"), [[step.title for step in service.sections.steps] for service in services]),
    ]
    rows += [(name, [_attribute(service, name) for service in services]) for name in _attribute_names(services)]
    return [
        CompareRow(label, [_cell(service.name, lines) for service, lines in zip(services, cells, strict=True)])
        for label, cells in rows
        if any(cells)
    ]


def _attribute_names(services: Sequence[ServiceDetailBody]) -> list[str]:
    return list(dict.fromkeys(one.name for service in services for one in service.sections.attributes))


def _attribute(service: ServiceDetailBody, name: str) -> list[str]:
    return [one.value for one in service.sections.attributes if one.name == name]


def _cell(of: str, lines: Sequence[str]) -> CompareCell:
    return CompareCell(of=of, lines=list(lines) or [_(_MISSING)], is_missing=not lines)
