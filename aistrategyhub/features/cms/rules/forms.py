"""The form of a content or of a block of it, drawn from its schema: titles, hints, choices and limits stand there once.
Pure."""

import json
from collections.abc import Iterator, Mapping
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

APART = frozenset({"blocks", "seo"})
"""The fields of a content that are no part of its form."""


def block_form(block: Mapping[str, Any]) -> list[FormField]:
    """The fields of a block with what they hold, rows of fields flat among them."""
    return [_with_edits(row, block["id"]) for row in _fields(BLOCK_KINDS[block["kind"]].model, block, "")]


def content_form(model: type[BaseModel], values: Mapping[str, Any], prefix: str = "") -> list[FormField]:
    """The fields of a content, or of a part of it at `prefix`, with what they hold. Its blocks have forms of their own
    and what search engines show stands apart."""
    return [_with_edits(row, "") for row in _fields(model, values, prefix)]


def empty_item(model: type[BaseModel], path: str) -> dict[str, Any]:
    """A new row for the list at a dotted path of a model. Raises KeyError where there is no such list."""
    *above, name = path.split(".")
    for part in above:
        model = _model(model.model_fields[part])
    return _item_model(model.model_fields[name])().model_dump(mode="json")


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
        if f"{prefix}{name}" not in APART:
            yield from _field(name, info, values, prefix, depth)


def _field(name: str, info: FieldInfo, values: Mapping[str, Any], prefix: str, depth: int) -> Iterator[FormField]:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    widget, path, value = str(extra.get("widget", "line")), f"{prefix}{name}", values.get(name)
    title, hint = _(info.title or name), _(str(extra["hint"])) if "hint" in extra else ""
    if widget == "link":
        for part in _fields(_model(info), value or {}, f"{path}.", depth):
            yield FormField(**{**vars(part), "label": f"{title}: {part.label.lower()}"})
    elif widget == "part":
        yield FormField(path=path, widget=widget, label=title, hint=hint, depth=depth)
        yield from _fields(_model(info), value or {}, f"{path}.", depth)
    elif widget == "items":
        yield from _items(path, title, hint, info, value or [], depth)
    elif widget != "hidden":
        yield FormField(
            path=path,
            widget=widget,
            label=title,
            hint=hint,
            value=_text_of(value),
            members=[str(member) for member in value] if isinstance(value, list | tuple) else [],
            choices=[ChoiceRow(name, _(label)) for name, label in dict(extra.get("choices", {})).items()],
            depth=depth,
        )


def _items(
    path: str, title: str, hint: str, info: FieldInfo, items: list[Mapping[str, Any]], depth: int
) -> Iterator[FormField]:
    most, length = _most(info), len(items)
    yield FormField(path=path, widget="items", label=title, hint=hint, size=length, depth=depth)
    for at, item in enumerate(items):
        label = _(_ITEM, title=title, number=at + 1)
        yield FormField(path=path, widget="item", label=label, at=at, size=length, depth=depth + 1)
        yield from _fields(_item_model(info), item, f"{path}.{at}.", depth + 1)
    if length < most:
        yield FormField(path=path, widget="more", label=title, size=length, depth=depth)


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
    """How many items fit; 0 where nothing is said."""
    return next((int(rule.max_length) for rule in info.metadata if hasattr(rule, "max_length")), 0)


def _model(info: FieldInfo) -> type[BaseModel]:
    annotation = info.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    raise KeyError(info.title)


def _item_model(info: FieldInfo) -> type[BaseModel]:
    for part in get_args(info.annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    raise KeyError(info.title)
