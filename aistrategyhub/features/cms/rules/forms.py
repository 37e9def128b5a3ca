"""The form of a block, drawn from its schema: titles, hints, choices and limits stand there once. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.schemas.editor import ChoiceRow, FormField
from aistrategyhub.features.cms.schemas.kinds import BLOCK_KINDS

_ITEM = mark("{title}: {number}")
_ROW_REMOVED = mark("Riga eliminata.")
_BLOCK_REMOVED = mark("Blocco «{title}» eliminato.")


def block_form(block: Mapping[str, Any], services: Sequence[tuple[str, str]] = ()) -> list[FormField]:
    """The fields of a block with what they hold, rows of fields flat among them. `services` may be chosen: id, name."""
    model = BLOCK_KINDS[block["kind"]].model
    offered = [ChoiceRow(*service) for service in services]
    rows = [_with_edits(row, block["id"]) for row in _fields(model, block, "")]
    return [replace(row, choices=offered) if row.widget == "service_choice" else row for row in rows]


def page_form(model: type[BaseModel], values: Mapping[str, Any], prefix: str) -> list[FormField]:
    """The fields of a part of the page that is no block."""
    return list(_fields(model, values, prefix))


def empty_item(kind: str, path: str) -> dict[str, Any]:
    """A new row for the list at a path of a block of this kind. Raises KeyError where there is no such list."""
    return _item_model(BLOCK_KINDS[kind].model.model_fields[path])().model_dump(mode="json")


def kind_title(kind: str) -> str:
    """What a kind of block is called, in the language of the moment."""
    return _(BLOCK_KINDS[kind].title) if kind in BLOCK_KINDS else kind


def removed_label(kind: str) -> str:
    """What is said when a block of this kind, or a row (`item`), was removed."""
    return _(_ROW_REMOVED) if kind == "item" else _(_BLOCK_REMOVED, title=kind_title(kind))


def block_summary(block: Mapping[str, Any]) -> str:
    """The first words of a block, so that one recognises it in a list."""
    for name in ("title", "text", "caption", "label", "author", "address"):
        if isinstance(words := block.get(name), str) and words:
            return words if len(words) <= 80 else f"{words[:79]}…"
    return ""


def _fields(model: type[BaseModel], values: Mapping[str, Any], prefix: str, depth: int = 0) -> Iterator[FormField]:
    for name, info in model.model_fields.items():
        yield from _field(name, info, values, prefix, depth)


def _field(name: str, info: FieldInfo, values: Mapping[str, Any], prefix: str, depth: int) -> Iterator[FormField]:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    widget, path, value = str(extra.get("widget", "line")), f"{prefix}{name}", values.get(name)
    if widget == "hidden":
        return
    title = _(info.title or name)
    if widget == "link":
        for part in _fields(_model(info), value or {}, f"{path}.", depth):
            yield FormField(**{**vars(part), "label": f"{title}: {part.label.lower()}"})
        return
    if widget == "items":
        yield from _items(path, title, info, value or [])
        return
    yield FormField(
        path=path,
        widget=widget,
        label=title,
        hint=_(str(extra["hint"])) if "hint" in extra else "",
        value=_text_of(value),
        members=[str(member) for member in value] if isinstance(value, list | tuple) else [],
        choices=[ChoiceRow(name, _(label)) for name, label in dict(extra.get("choices", {})).items()],
        most=_most(info),
        depth=depth,
    )


def _items(path: str, title: str, info: FieldInfo, items: list[Mapping[str, Any]]) -> Iterator[FormField]:
    most, length = _most(info), len(items)
    yield FormField(path=path, widget="items", label=title, size=length, most=most)
    for at, item in enumerate(items):
        label = _(_ITEM, title=title, number=at + 1)
        yield FormField(path=path, widget="item", label=label, at=at, size=length, depth=1)
        yield from _fields(_item_model(info), item, f"{path}.{at}.", 1)
    if length < most:
        yield FormField(path=path, widget="more", label=title, size=length)


def _with_edits(row: FormField, block_id: str) -> FormField:
    """The row with the edits that its buttons ask for."""
    path, at, length = row.path, row.at, row.size
    if row.widget == "more":
        return replace(row, add=_edit("add_item", block_id, path, length=length))
    if row.widget != "item":
        return row
    return replace(
        row,
        up=_edit("move_item", block_id, path, at=at, to=at - 1) if at > 0 else "",
        down=_edit("move_item", block_id, path, at=at, to=at + 1) if at < length - 1 else "",
        remove=_edit("remove_item", block_id, path, at=at, length=length),
    )


def _edit(op: str, block_id: str, path: str, **more: int) -> str:
    return json.dumps({"op": op, "block": block_id, "path": path, **more})


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(str(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _most(info: FieldInfo) -> int:
    """The longest text, the most items or the largest number that fits; 0 where nothing is said."""
    for rule in info.metadata:
        for name in ("max_length", "le"):
            if (limit := getattr(rule, name, None)) is not None:
                return int(limit)
    return 0


def _model(info: FieldInfo) -> type[BaseModel]:
    annotation = info.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    raise TypeError(f"{annotation} is no model")


def _item_model(info: FieldInfo) -> type[BaseModel]:
    return next(part for part in get_args(info.annotation) if isinstance(part, type) and issubclass(part, BaseModel))
