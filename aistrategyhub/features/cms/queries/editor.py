"""Reads of the editor's screens. One editor edits the publications of every kind that names it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import check, current_principal
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale
from aistrategyhub.features.blog.queries import list_cards, list_newest
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING
from aistrategyhub.features.catalog.queries import list_services
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.rules.editor import Allowed, editor_view
from aistrategyhub.features.cms.schemas.editor import ChoiceRow, EditorView, FormField
from aistrategyhub.features.media.queries import file_views, image_views
from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import PublicationNotFound, get_publication, get_row
from aistrategyhub.features.publishing.rules import (
    Content,
    ContentKind,
    check_finished,
    editable_html,
    get_kind,
    list_kinds,
)
from aistrategyhub.features.publishing.schemas.html import media_in

Act = Literal["read", "edit", "publish", "erase"]

_FILES = ("image", "media")
TEXTS = ("rich_text", "article")
"""The widgets in which pictures may stand among words."""


async def get_edited(session: AsyncSession, publication_id: UUID | str, act: Act = "read") -> Publication:
    """The publication that the editor opens, for somebody who may do this with its kind.

    Raises PermissionDenied, and PublicationNotFound also for what is edited elsewhere and for what is no id.
    """
    known = read_id(str(publication_id))
    if known is None:
        raise PublicationNotFound
    publication = await get_publication(session, known)
    check_edited(publication, act)
    return publication


def check_edited(publication: Publication, act: Act) -> None:
    """Raises PublicationNotFound for what is edited elsewhere, PermissionDenied for whoever may not do this."""
    kind = get_kind(publication.kind)
    if not is_edited_here(kind):
        raise PublicationNotFound
    check(getattr(kind.rights, act))


def is_edited_here(kind: ContentKind) -> bool:
    """Whether this editor is the kind's."""
    return kind.editor_route == PAGE.editor_route


def kinds_to(act: Act) -> tuple[str, ...]:
    """The names of the kinds edited here with which whoever acts may do this."""
    principal = current_principal()
    return tuple(
        kind.name for kind in list_kinds() if is_edited_here(kind) and principal.may(getattr(kind.rights, act))
    )


async def get_editor_view(session: AsyncSession, publication_id: UUID | str, locale: str, opened: str) -> EditorView:
    """The publication as its editor sees it in a language, one block opened. Raises as `get_edited` does."""
    edited = await get_edited(session, publication_id)
    kind, row = get_kind(edited.kind), await get_row(session, edited.id)
    problems = unfinished(kind, edited.draft)
    view = editor_view(row, kind, edited.draft, locale, opened, _allowed(kind), problems)
    return await _with_choices(session, await _with_files(session, view))


async def _with_choices(session: AsyncSession, view: EditorView) -> EditorView:
    """The view with what may be chosen in its fields; what no field asks for is not looked up."""
    asked = {row.widget for row in view.fields} & _CHOICES.keys()
    offered = {widget: await _CHOICES[widget](session) for widget in sorted(asked)}
    rows = [replace(row, choices=offered[row.widget]) if row.widget in offered else row for row in view.fields]
    return replace(view, fields=rows)


async def _with_files(session: AsyncSession, view: EditorView) -> EditorView:
    """The view with the addresses of the files that its fields hold and that its texts show."""
    held = _held(view.opened, view.fields) | _held("", view.page_fields) | _held("", view.seo_fields)
    in_texts = {file_id for row in (*view.fields, *view.page_fields) for file_id in _shown_in(row)}
    pictures = await image_views(session, {*held.values(), *in_texts})
    others = await file_views(session, held.values())
    known = {file_id: picture.src for file_id, picture in pictures.items()} | {
        file_id: file.href for file_id, file in others.items()
    }
    return replace(
        view,
        files={target: known[file_id] for target, file_id in held.items() if file_id in known},
        fields=[_located(row, pictures) for row in view.fields],
        page_fields=[_located(row, pictures) for row in view.page_fields],
    )


def _shown_in(row: FormField) -> Iterable[UUID]:
    return media_in(row.value) if row.widget in TEXTS else ()


def _located(row: FormField, pictures: Mapping[UUID, ImageView]) -> FormField:
    return replace(row, value=editable_html(row.value, pictures)) if row.widget in TEXTS else row


def _held(block_id: str, rows: Iterable[FormField]) -> dict[str, UUID]:
    return {f"{block_id}|{row.path}": UUID(row.value) for row in rows if row.value and row.widget in _FILES}


def _allowed(kind: ContentKind) -> Allowed:
    may, rights = current_principal().may, kind.rights
    return Allowed(edit=may(rights.edit), publish=may(rights.publish))


def unfinished(kind: ContentKind, content: Content) -> list[FieldError]:
    """Everything that keeps the content from being published."""
    try:
        check_finished(kind, content)
    except InvalidInput as refusal:
        return refusal.fields
    return []


async def find_picture(session: AsyncSession, file_id: str) -> ImageView | None:
    """The public picture of the library with this id."""
    known = read_id(file_id)
    return (await image_views(session, [known])).get(known) if known else None


async def _service_choices(session: AsyncSession) -> list[ChoiceRow]:
    found = await list_services(session, current_locale(), page=PageRequest(per_page=MOST_PER_PAGE))
    return [ChoiceRow(service.slugs[DEFAULT_LOCALE], service.name) for service in found.rows]


async def _post_choices(session: AsyncSession) -> list[ChoiceRow]:
    cards = await list_cards(session, await list_newest(session, EVERYTHING, MOST_PER_PAGE))
    return [ChoiceRow(card.id, card.title) for card in cards]


_CHOICES = {"service_choice": _service_choices, "post_choice": _post_choices}
"""By the widget of a field of a block, what may be chosen in it: services by their slug, the newest posts by their
id."""
