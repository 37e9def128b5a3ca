"""Arranging a menu: entries moved, written, taken away. Pure; each returns a new list of entries in JSON values."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

Entry = dict[str, Any]


class EntryGone(DomainError):
    """The menu has no such entry, or not any more."""

    code = "MENU_ENTRY_GONE"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa voce non c’è più: ricarica la pagina.")


class TooDeep(DomainError):
    """Menus have two levels."""

    code = "MENU_TOO_DEEP"
    kind = Kind.INVALID
    sentence = mark("Un menu ha due livelli: porta fuori le voci sotto «{label}» prima di metterla sotto un’altra.")


def every_entry(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Each entry with the id of the one above it, empty at the top."""
    for entry in entries:
        yield entry, ""
        yield from ((child, entry["id"]) for child in entry["children"])


def find_entry(entries: Sequence[Entry], entry_id: str) -> Entry:
    """The entry of this id. Raises EntryGone."""
    for entry, _above in every_entry(entries):
        if entry["id"] == entry_id:
            return entry
    raise EntryGone


def move_entry(entries: Sequence[Entry], entry_id: str, parent: str, place: int, label: str) -> list[Entry]:
    """The entry at a place under another, or at the top where `parent` is empty. Raises EntryGone, TooDeep."""
    moved = find_entry(entries, entry_id)
    rest = remove_entry(entries, entry_id)
    if not parent:
        rest.insert(place, {**moved, "children": moved.get("children", [])})
        return rest
    if moved.get("children"):
        raise TooDeep(label=label)
    above = next((entry for entry in rest if entry["id"] == parent), None)
    if above is None:
        raise EntryGone
    above["children"].insert(place, {name: value for name, value in moved.items() if name != "children"})
    return rest


def remove_entry(entries: Sequence[Entry], entry_id: str) -> list[Entry]:
    """The menu without an entry, and without those below it."""
    left = deepcopy([entry for entry in entries if entry["id"] != entry_id])
    for entry in left:
        entry["children"] = [child for child in entry["children"] if child["id"] != entry_id]
    return left


def write_entry(entries: Sequence[Entry], entry_id: str, values: Entry) -> list[Entry]:
    """The menu with an entry's new values, or with one more at its end."""
    written = deepcopy(list(entries))
    for entry, _above in every_entry(written):
        if entry["id"] == entry_id:
            entry.update(values)
            return written
    return [*written, {**values, "id": entry_id, "children": []}]
