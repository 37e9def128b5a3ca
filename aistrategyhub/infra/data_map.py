"""The map of personal data, printed: as lines, for programs, and as the page `docs/personal-data.md`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from aistrategyhub.core.privacy import Holding, Retention

DataMap = Mapping[str, Mapping[str, Holding]]

_PAGE = """# Where personal data lies

Made by `hub privacy map --markdown` from what each room declares in its `privacy.py`; a test fails when a table or a
column is missing there, or when this page is not what the command prints. Together with [privacy.md](privacy.md) it is
the record of processing activities that art. 30 GDPR wants.

{rooms}
## Tables that hold nothing about anybody

{empty}
"""
_HEAD = "| Column | Purpose | Legal basis | Kept | About | In an export |\n| --- | --- | --- | --- | --- | --- |"


@dataclass(frozen=True)
class MappedColumn:
    """One column that holds something about somebody."""

    room: str
    table: str
    column: str
    purpose: str
    basis: str
    retention: str
    whose: str
    handed_out: bool
    outlives_erasure: bool


def mapped_columns(data_map: DataMap) -> list[MappedColumn]:
    """Every personal column, room by room."""
    return [
        MappedColumn(
            room=room,
            table=table,
            column=column,
            purpose=personal.purpose,
            basis=personal.basis.value,
            retention=personal.retention.value,
            whose=personal.whose.value,
            handed_out=personal.handed_out,
            outlives_erasure=personal.retention is Retention.FISCAL,
        )
        for room, holdings in data_map.items()
        for table, holding in holdings.items()
        for column, personal in holding.personal.items()
    ]


def for_programs(data_map: DataMap) -> list[dict[str, object]]:
    """The same as plain values."""
    return [asdict(column) for column in mapped_columns(data_map)]


def as_lines(data_map: DataMap) -> str:
    """One line for each personal column."""
    columns = mapped_columns(data_map)
    width = max(len(f"{column.table}.{column.column}") for column in columns)
    return "\n".join(f"{f'{column.table}.{column.column}':{width}}  {column.retention}" for column in columns)


def as_page(data_map: DataMap) -> str:
    """The page of the documentation."""
    rooms = "\n".join(_room(room, holdings) for room, holdings in data_map.items() if any(_tells(holdings)))
    empty = sorted(
        table for holdings in data_map.values() for table, holding in holdings.items() if not holding.personal
    )
    return _PAGE.format(rooms=rooms, empty=", ".join(f"`{table}`" for table in empty))


def _tells(holdings: Mapping[str, Holding]) -> list[str]:
    return [table for table, holding in holdings.items() if holding.personal]


def _room(room: str, holdings: Mapping[str, Holding]) -> str:
    tables = [_table(table, holdings[table]) for table in _tells(holdings)]
    return "\n".join([f"## {room}", "", *tables])


def _table(table: str, holding: Holding) -> str:
    rows = [
        f"| `{column}` | {personal.purpose} | {personal.basis} | {personal.retention} | {personal.whose}"
        f" | {'yes' if personal.handed_out and holding.links else 'no'} |"
        for column, personal in holding.personal.items()
    ]
    apart = [f"Not found by person: {holding.apart}.", ""] if holding.apart else []
    return "\n".join([f"### {table}", "", *apart, _HEAD, *rows, ""])
