"""Differences between two contents, in the words of its editor. Pure."""

from collections.abc import Sequence

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark
from aistrategyhub.features.cms.rules.forms import kind_title
from aistrategyhub.features.cms.schemas.editor import ChangeLine, RunRow
from aistrategyhub.features.cms.schemas.kinds import BLOCK_KINDS
from aistrategyhub.features.cms.schemas.page import PageContent
from aistrategyhub.features.publishing.rules.difference import Change, ChangeKind

_WHERE = mark("{block}, {field}")
_WHAT = {
    ChangeKind.ADDED: mark("aggiunto"),
    ChangeKind.REMOVED: mark("tolto"),
    ChangeKind.MOVED: mark("spostato dal posto {before} al {after}"),
    ChangeKind.CHANGED: mark("cambiato"),
}
_TONES = {
    ChangeKind.ADDED: "action",
    ChangeKind.REMOVED: "failed",
    ChangeKind.MOVED: "neutral",
    ChangeKind.CHANGED: "waiting",
}


def place_of(change: Change, model: type[BaseModel] = PageContent) -> str:
    """Where in a content of this schema: `Testo, Titolo`, `EN: Sommario`."""
    names = change.field.split(".")
    if change.block_id:
        rest = names[names.index(change.block_id) + 1 :] if change.block_id in names else []
        block = kind_title(change.block_kind)
        kind = BLOCK_KINDS.get(change.block_kind)
        field = _field_title(kind.model, rest) if kind and rest else ""
        where = _(_WHERE, block=block, field=field) if field else block
    else:
        where = _field_title(model, names) or change.field
    return where if change.locale == DEFAULT_LOCALE else f"{change.locale.upper()}: {where}"


def change_line(change: Change, model: type[BaseModel] = PageContent) -> ChangeLine:
    """The difference as a line with its words."""
    return ChangeLine(
        where=place_of(change, model),
        what=_(_WHAT[change.kind], before=change.before, after=change.after)
        if change.kind is ChangeKind.MOVED
        else _(_WHAT[change.kind]),
        tone=_TONES[change.kind],
        runs=[RunRow(run.run, run.text) for run in change.runs],
    )


def _field_title(model: type[BaseModel], names: Sequence[str]) -> str:
    """The label of the field that a path leads to, as far as the schema names it."""
    info: FieldInfo | None = model.model_fields.get(names[0])
    if info is None:
        return ""
    title = _(info.title or names[0])
    inner = info.annotation
    if len(names) > 1 and isinstance(inner, type) and issubclass(inner, BaseModel):
        return _field_title(inner, names[1:]) or title
    return title
