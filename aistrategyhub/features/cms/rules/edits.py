"""Edits of a draft, applied to its content. Pure. An edit that arrives twice changes nothing the second time."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any

from pydantic import BaseModel

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.cms.rules.forms import empty_item
from aistrategyhub.features.cms.schemas.edits import (
    AddBlock,
    AddItem,
    DropLocale,
    DuplicateBlock,
    Edit,
    MoveBlock,
    MoveItem,
    PutBack,
    PutItem,
    RemoveBlock,
    RemoveItem,
    SetField,
    StartLocale,
    ToggleMember,
)
from aistrategyhub.features.cms.schemas.kinds import BLOCK_KINDS, offered_kinds

Content = dict[str, dict[str, Any]]


class BlockGone(DomainError):
    """An edit names a block that the draft no longer has."""

    code = "BLOCK_GONE"
    kind = Kind.CONFLICT
    sentence = mark("Il blocco a cui si riferisce la modifica non c’è più: ricarica la pagina.")


class UnknownField(DomainError):
    """An edit names a field that the page or the block does not have."""

    code = "UNKNOWN_FIELD"
    kind = Kind.INVALID
    sentence = mark("La pagina non ha il campo «{path}».")


class KindNotOffered(DomainError):
    """A block of this kind cannot be added."""

    code = "KIND_NOT_OFFERED"
    kind = Kind.INVALID
    sentence = mark("Questo tipo di blocco non si può aggiungere.")


@dataclass
class Applied:
    """Content with edits applied: the block to open, and what was removed with the edits that bring it back."""

    content: Content
    opened: str = ""
    removed: str = ""
    undo: list[dict[str, Any]] = field(default_factory=list)


def apply_edits(content: Content, edits: Sequence[Edit], model: type[BaseModel]) -> Applied:
    """The content per locale after these edits, in their order; the one given is left as it is. `model` is the schema
    of one locale.

    Raises BlockGone, UnknownField and KindNotOffered. What a field may hold is the schema's to say.
    """
    table = _Table(Applied(deepcopy(content)), model)
    for edit in edits:
        table.apply(edit)
    return table.done


class _Table:
    """The content on which edits are being made."""

    def __init__(self, done: Applied, model: type[BaseModel]) -> None:
        self.done, self.model = done, model

    @singledispatchmethod
    def apply(self, edit: Any) -> None:
        raise TypeError(f"no rule for {type(edit).__name__}")

    @apply.register
    def _set(self, edit: SetField) -> None:
        holder, key = _place(self._holder(edit.locale, edit.block), edit.path)
        value = edit.value
        if isinstance(holder[key], list) and isinstance(value, str):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        # The library answers with an id, or with nothing chosen.
        holder[key] = None if value == "" and edit.path.endswith("_id") else value

    @apply.register
    def _toggle(self, edit: ToggleMember) -> None:
        holder, key = _place(self._holder(edit.locale, edit.block), edit.path)
        others = [member for member in holder[key] if member != edit.member]
        holder[key] = [*others, edit.member] if edit.is_on else others

    @apply.register
    def _add(self, edit: AddBlock) -> None:
        kind = BLOCK_KINDS.get(edit.kind)
        if kind is None or kind not in offered_kinds():
            raise KindNotOffered(kind=edit.kind)
        self.done.opened = edit.id
        if self._index(edit.locale, edit.id) is not None:
            return
        blocks = self._blocks(edit.locale)
        blocks.insert(len(blocks) if edit.at is None else edit.at, {**kind.empty(), "id": edit.id})

    @apply.register
    def _remove(self, edit: RemoveBlock) -> None:
        at = self._index(edit.locale, edit.block)
        if at is None:
            return
        block = self._blocks(edit.locale).pop(at)
        self.done.removed = block["kind"]
        self.done.undo = [{"op": "put_back", "locale": edit.locale, "value": block, "at": at}]

    @apply.register
    def _put_back(self, edit: PutBack) -> None:
        block_id = str(edit.value.get("id", ""))
        if self._index(edit.locale, block_id) is None:
            self._blocks(edit.locale).insert(edit.at, edit.value)
        self.done.opened = block_id

    @apply.register
    def _move(self, edit: MoveBlock) -> None:
        blocks = self._blocks(edit.locale)
        block = self._block(edit.locale, edit.block)
        blocks.remove(block)
        blocks.insert(edit.at, block)

    @apply.register
    def _duplicate(self, edit: DuplicateBlock) -> None:
        block = self._block(edit.locale, edit.block)
        self.done.opened = edit.id
        if self._index(edit.locale, edit.id) is None:
            blocks = self._blocks(edit.locale)
            blocks.insert(blocks.index(block) + 1, {**deepcopy(block), "id": edit.id})

    @apply.register
    def _add_item(self, edit: AddItem) -> None:
        holder = self._holder(edit.locale, edit.block)
        items = self._items(holder, edit.path)
        if len(items) == edit.length:
            model = BLOCK_KINDS[holder["kind"]].model if edit.block else self.model
            items.append(_new_item(model, edit.path))

    @apply.register
    def _remove_item(self, edit: RemoveItem) -> None:
        items = self._items(self._holder(edit.locale, edit.block), edit.path)
        if len(items) == edit.length and edit.at < len(items):
            removed = items.pop(edit.at)
            self.done.removed = "item"
            self.done.undo = [
                {
                    "op": "put_item",
                    "locale": edit.locale,
                    "block": edit.block,
                    "path": edit.path,
                    "value": removed,
                    "at": edit.at,
                    "length": edit.length - 1,
                }
            ]

    @apply.register
    def _put_item(self, edit: PutItem) -> None:
        items = self._items(self._holder(edit.locale, edit.block), edit.path)
        if len(items) == edit.length:
            items.insert(edit.at, edit.value)

    @apply.register
    def _move_item(self, edit: MoveItem) -> None:
        items = self._items(self._holder(edit.locale, edit.block), edit.path)
        if edit.at < len(items):
            items.insert(edit.to, items.pop(edit.at))

    @apply.register
    def _start_locale(self, edit: StartLocale) -> None:
        self.done.content.setdefault(edit.locale, deepcopy(self.done.content[DEFAULT_LOCALE]))

    @apply.register
    def _drop_locale(self, edit: DropLocale) -> None:
        if edit.locale != DEFAULT_LOCALE:
            self.done.content.pop(edit.locale, None)

    def _page(self, locale: str) -> dict[str, Any]:
        if locale not in self.done.content:
            raise BlockGone
        return self.done.content[locale]

    def _holder(self, locale: str, block_id: str) -> dict[str, Any]:
        return self._block(locale, block_id) if block_id else self._page(locale)

    def _blocks(self, locale: str) -> list[dict[str, Any]]:
        blocks = self._page(locale).get("blocks")
        if blocks is None:
            raise UnknownField(path="blocks")
        return blocks

    def _index(self, locale: str, block_id: str) -> int | None:
        return next((at for at, block in enumerate(self._blocks(locale)) if block["id"] == block_id), None)

    def _block(self, locale: str, block_id: str) -> dict[str, Any]:
        at = self._index(locale, block_id)
        if at is None:
            raise BlockGone
        return self._blocks(locale)[at]

    def _items(self, holding: dict[str, Any], path: str) -> list[Any]:
        holder, key = _place(holding, path)
        if not (isinstance(holder[key], list) and all(isinstance(item, dict) for item in holder[key])):
            raise UnknownField(path=path)
        return holder[key]


def _new_item(model: type[BaseModel], path: str) -> dict[str, Any]:
    try:
        return empty_item(model, path)
    except KeyError:
        raise UnknownField(path=path) from None


def _place(target: Any, path: str) -> tuple[Any, Any]:
    """What holds the field at a dotted path, and its key there. Raises UnknownField."""
    *above, last = path.split(".")
    holder = target
    for part in above:
        holder = holder[_key(holder, part, path)]
    return holder, _key(holder, last, path)


def _key(holder: Any, part: str, path: str) -> Any:
    if isinstance(holder, dict) and part in holder and part not in ("id", "kind"):
        return part
    if isinstance(holder, list) and part.isdecimal() and int(part) < len(holder):
        return int(part)
    raise UnknownField(path=path)
