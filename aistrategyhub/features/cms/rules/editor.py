"""What the editor says of a page: its state, its blocks, how it would be found. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark, moment_label
from aistrategyhub.features.cms.rules.content import place_label
from aistrategyhub.features.cms.rules.forms import block_form, block_summary, kind_title, page_form
from aistrategyhub.features.cms.schemas.editor import BlockRow, EditorView, PageHead, PaletteRow, SearchResult
from aistrategyhub.features.cms.schemas.kinds import BLOCK_KINDS, offered_kinds
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.rules import STATUS_LABELS, Content
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


def page_head(row: PublicationRow, locale: str) -> PageHead:
    """The page's name, state and plans."""
    return PageHead(
        id=str(row.id),
        title=row.title,
        status=row.status,
        status_label=_(STATUS_LABELS[row.status]),
        status_tone=STATUS_TONES[row.status],
        path=row.paths.get(locale, ""),
        has_changes=row.has_changes,
        published_label=_at(row.published_at),
        publish_label=_at(row.publish_at),
        unpublish_label=_at(row.unpublish_at),
    )


def editor_view(
    row: PublicationRow,
    content: Content,
    locale: str,
    opened: str,
    services: Sequence[tuple[str, str]] = (),
    problems: Sequence[FieldError] = (),
) -> EditorView:
    """The page in a language, one block of it opened. A language without content shows the Italian one."""
    has_own = locale in content
    page = content[locale if has_own else DEFAULT_LOCALE]
    shown = next((block for block in page["blocks"] if block["id"] == opened), None)
    return EditorView(
        head=page_head(row, locale),
        locale=locale,
        has_own=has_own,
        locales=list(content),
        revision=row.draft_revision,
        title=page["title"],
        summary=page["summary"],
        image_id=page["image_id"] or "",
        blocks=block_rows(page["blocks"]),
        opened=opened if shown else "",
        fields=block_form(shown, services=services) if shown else [],
        seo_fields=page_form(Seo, page["seo"], "seo."),
        found=search_result(page, row.paths.get(locale, "")),
        unfinished=[problem_label(error) for error in problems],
    )


def block_rows(blocks: Sequence[Mapping[str, Any]]) -> list[BlockRow]:
    """The blocks in their order, with the edits their buttons ask for."""
    last = len(blocks) - 1
    return [
        BlockRow(
            id=block["id"],
            kind=block["kind"],
            title=kind_title(block["kind"]),
            summary=block_summary(block),
            icon=BLOCK_KINDS[block["kind"]].icon,
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


def search_result(page: Mapping[str, Any], address: str) -> SearchResult:
    """How the page would look among the results of a search."""
    seo = page["seo"]
    title, description = seo["title"] or page["title"], seo["description"] or page["summary"]
    title_note, title_tone = _length(seo["title"], TITLE_FROM, TITLE_TO, _EMPTY)
    note, tone = _length(description, DESCRIPTION_FROM, DESCRIPTION_TO, _EMPTY_DESCRIPTION)
    return SearchResult(
        title=_cut(title, TITLE_TO),
        address=address,
        description=_cut(description, DESCRIPTION_TO),
        title_note=title_note,
        title_tone=title_tone,
        description_note=note,
        description_tone=tone,
        image_id=seo["image_id"] or page["image_id"] or "",
        robots=seo["robots"],
    )


def problem_label(error: FieldError) -> str:
    """What keeps the page from being published, with its language where that is not Italian."""
    locale, _dot, path = error.field.partition(".")
    said = _(_PROBLEM, place=place_label(path), sentence=_(error.sentence, **error.values))
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
