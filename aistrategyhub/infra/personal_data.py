"""Reading what a person's rows hold, by what the rooms declared of their tables. Knows no room."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, Select, Table, and_, false, func, or_, select

from aistrategyhub.core.privacy import ROW_NAMES, AddressLink, Holding, Link, PersonLink
from aistrategyhub.infra.db import metadata

_DECLARED = "personal_data"


@dataclass(frozen=True)
class DataSubject:
    """Somebody whose rows are looked for: by id, and by the addresses (lower case) that are proven theirs."""

    person_id: UUID
    addresses: frozenset[str] = frozenset()


def declare(room: str, holdings: Mapping[str, Holding]) -> None:
    """Lays a room's declaration beside its tables."""
    metadata.info.setdefault(_DECLARED, {})[room] = holdings


def declared() -> Mapping[str, Mapping[str, Holding]]:
    """Every room's declaration by its name, once `registry.load_models()` has run."""
    return metadata.info.get(_DECLARED, {})


def tables_of_people() -> Iterator[tuple[str, Table, Holding]]:
    """Room, table and declaration of every table in which somebody's rows can be found."""
    for room, holdings in declared().items():
        for name, holding in holdings.items():
            if holding.links:
                yield room, metadata.tables[name], holding


def rows_of(subject: DataSubject, table: Table) -> Select[Any]:
    """Selects the rows of this table that are somebody's, oldest id first."""
    order = [table.c.id] if "id" in table.c else list(table.primary_key)
    return select(table).where(_is_of(subject, table)).order_by(*order)


def told(subject: DataSubject, table: Table, holding: Holding, row: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row is handed to the person: nothing that opens a door or is about somebody else, no file's bytes."""
    shown = {}
    for column in table.columns:
        if column.name == "tenant_id" or isinstance(column.type, LargeBinary):
            continue
        if _may_be_told(subject, holding, column.name, row):
            shown[column.name] = row[column.name]
    return shown


def _may_be_told(subject: DataSubject, holding: Holding, column: str, row: Mapping[str, Any]) -> bool:
    personal = holding.personal.get(column)
    if personal is None:
        return column in ROW_NAMES or column in holding.columns
    owner = personal.belongs_to
    return personal.handed_out and (not owner or row[owner] == subject.person_id)


def _is_of(subject: DataSubject, table: Table, by: str = "") -> ColumnElement[bool]:
    links = [link for link in _holding(table).links if by in ("", link.column)]
    return or_(*(_matches(subject, table, link) for link in links)) if links else false()


def _matches(subject: DataSubject, table: Table, link: Link) -> ColumnElement[bool]:
    column = table.c[link.column]
    if isinstance(link, PersonLink):
        return _unless(table, link.unless, column == subject.person_id)
    if isinstance(link, AddressLink):
        return _unless(table, link.unless, func.lower(column).in_(sorted(subject.addresses)))
    parent = metadata.tables[link.table]
    theirs = select(parent.c[link.key]).where(_is_of(subject, parent, link.by))
    return column.in_(theirs)


def _unless(table: Table, column: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(condition, table.c[column].is_(None)) if column else condition


def _holding(table: Table) -> Holding:
    return next(holdings[table.name] for holdings in declared().values() if table.name in holdings)
