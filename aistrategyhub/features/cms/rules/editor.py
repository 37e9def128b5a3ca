"""What the editor says of a publication: its state, its fields and blocks, how it would be found. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark, moment_label
from aistrategyhub.features.cms.rules.content import place_label
from aistrategyhub.features.cms.rules.forms import (
    block_form,
    block_summary,
    content_form,
    kind_title,
)
from aistrategyhub.features.cms.schemas.editor import BlockRow, EditorView, PageHead, PaletteRow, SearchResult
from aistrategyhub.features.cms.schemas.kinds import offered_kinds
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.rules import EDITABLE, STATUS_LABELS, Content, ContentKind, parsed
from aistrategyhub.features.publishing.schemas import PublicationRow
from aistrategyhub.features.publishing.schemas.parts import Seo

STATUS_TONES = {
    PublicationStatus.DRAFT: "neutral",
    PublicationStatus.PUBLISHED: "action",
    PublicationStatus.ARCHIVED: "neutral",
    PublicationStatus.TRASHED: "failed",
}
# What a search engine shows of them before it cuts: about 600 and 960 px.
TITLE_FROM, TITLE_TO = 20, 60
DESCRIPTION_FROM, DESCRIPTION_TO = 70, 160

_PROBLEM = mark("{place}: {sentence}")
_SHORT = mark("{count} caratteri: c’è spazio per dire di più (fino a {most}).")
_GOOD = mark("{count} caratteri: ci stanno tutti.")
_LONG = mark("{count} caratteri: oltre {most} viene tagliato.")
_EMPTY = mark("Vuoto: si usa quello della pagina.")
_EMPTY_DESCRIPTION = mark("Vuota: scrivi che cosa trova chi apre la pagina.")


@dataclass(frozen=True)
class Allowed:
    """What whoever looks may do with the kind of the publication."""

    edit: bool = True
    publish: bool = True


def page_head(row: PublicationRow, kind: ContentKind, allowed: Allowed) -> PageHead:
    """The publication's name, state and plans, and the ways from it."""
    return PageHead(
        id=str(row.id),
        title=row.title,
        status=row.status,
        status_label=_(STATUS_LABELS[row.status]),
        status_tone=STATUS_TONES[row.status],
        has_changes=row.has_changes,
        published_label=_at(row.published_at),
        publish_label=_at(row.publish_at),
        unpublish_label=_at(row.unpublish_at),
        list_route=kind.list_route,
        list_label=_(kind.list_label) if kind.list_label else _(kind.label),
        facts_route=kind.facts_route.format(id=row.id),
        facts_label=_(kind.facts_label) if kind.facts_label else "",
        is_open=allowed.edit and row.status in EDITABLE,
        may_publish=allowed.publish,
        may_nest=kind.may_nest,
    )


def editor_view(
    row: PublicationRow,
    kind: ContentKind,
    content: Content,
    locale: str,
    opened: str,
    allowed: Allowed = Allowed(),
    problems: Sequence[FieldError] = (),
) -> EditorView:
    """The content in a language, one block of it opened. A language without content shows the Italian one."""
    has_own = locale in content
    spoken = locale if has_own else DEFAULT_LOCALE
    page, model = content[spoken], kind.content
    blocks = page.get("blocks", [])
    shown = next((block for block in blocks if block["id"] == opened), None)
    return EditorView(
        head=page_head(row, kind, allowed),
        locale=locale,
        has_own=has_own,
        locales=list(content),
        revision=row.draft_revision,
        page_fields=content_form(model, page),
        has_blocks="blocks" in model.model_fields,
        blocks=block_rows(blocks),
        opened=opened if shown else "",
        fields=block_form(shown) if shown else [],
        seo_fields=content_form(Seo, page["seo"], "seo.") if "seo" in page else [],
        found=search_result(kind, parsed(kind, content, spoken), row.paths.get(locale, "")),
        unfinished=[problem_label(error, model) for error in problems],
    )


def block_rows(blocks: Sequence[Mapping[str, Any]]) -> list[BlockRow]:
    """The blocks in their order, with the edits their buttons ask for."""
    last = len(blocks) - 1
    return [
        BlockRow(
            id=block["id"],
            title=kind_title(block["kind"]),
            summary=block_summary(block),
            remove=_edit("remove", block["id"]),
            up=_edit("move", block["id"], at=at - 1) if at > 0 else "",
            down=_edit("move", block["id"], at=at + 1) if at < last else "",
            copy=_edit("duplicate", block["id"]),
        )
        for at, block in enumerate(blocks)
    ]


def palette() -> list[PaletteRow]:
    """The kinds of block that may be added, with what they are for."""
    return [
        PaletteRow(_(kind.title), _(kind.hint) if kind.hint else "", kind.icon, json.dumps({"op": "add", "kind": name}))
        for name, kind in ((kind.name, kind) for kind in offered_kinds())
    ]


def search_result(kind: ContentKind, content: BaseModel, address: str) -> SearchResult:
    """How the content would look among the results of a search."""
    seo = getattr(content, "seo", Seo())
    title, description = seo.title or kind.title_of(content), seo.description or kind.summary_of(content)
    title_note, title_tone = _length(seo.title, TITLE_FROM, TITLE_TO, _EMPTY)
    note, tone = _length(description, DESCRIPTION_FROM, DESCRIPTION_TO, _EMPTY_DESCRIPTION)
    return SearchResult(
        title=_cut(title, TITLE_TO),
        address=address,
        description=_cut(description, DESCRIPTION_TO),
        title_note=title_note,
        title_tone=title_tone,
        description_note=note,
        description_tone=tone,
        robots=seo.robots,
    )


def problem_label(error: FieldError, model: type[BaseModel]) -> str:
    """What keeps content of this schema from being published, with its language where that is not Italian."""
    locale, _dot, path = error.field.partition(".")
    place, sentence = place_label(path, model), _(error.sentence, **error.values)
    said = _(_PROBLEM, place=place, sentence=sentence) if place else sentence
    return said if locale == DEFAULT_LOCALE else f"{locale.upper()}: {said}"


def _length(text: str, least: int, most: int, empty: str) -> tuple[str, str]:
    count = len(text)
    if count == 0:
        return _(empty), "neutral"
    if count < least:
        return _(_SHORT, count=count, most=most), "waiting"
    return (_(_GOOD, count=count), "action") if count <= most else (_(_LONG, count=count, most=most), "waiting")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _at(moment: datetime | None) -> str:
    return moment_label(moment) if moment else ""


def _edit(op: str, block_id: str, **more: Any) -> str:
    return json.dumps({"op": op, "block": block_id, **more})
