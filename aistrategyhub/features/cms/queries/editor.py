"""Reads of the editor's screens."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.catalog.queries import list_services
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.rules.editor import editor_view
from aistrategyhub.features.cms.schemas.editor import EditorView
from aistrategyhub.features.media.queries import file_views, image_views
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import PublicationNotFound, get_publication, get_row
from aistrategyhub.features.publishing.rules import Content, check_finished

_FILES = ("image", "media")


async def get_page(session: AsyncSession, page_id: UUID) -> Publication:
    """The page of this id. Raises PublicationNotFound also for what is no page."""
    found = await get_publication(session, page_id)
    if found.kind != PAGE.name:
        raise PublicationNotFound
    return found


async def get_editor_view(session: AsyncSession, page_id: UUID, locale: str, opened: str) -> EditorView:
    """The page as its editor sees it in a language, one block opened. Raises PublicationNotFound."""
    page = await get_page(session, page_id)
    row = await get_row(session, page_id)
    services = await service_choices(session)
    view = editor_view(row, page.draft, locale, opened, services, unfinished(page.draft))
    return replace(view, files=await _addresses_of_files(session, view))


async def _addresses_of_files(session: AsyncSession, view: EditorView) -> dict[str, str]:
    """Where the files are that the fields of the view hold, by `block|path`."""
    held = {f"{view.opened}|{row.path}": UUID(row.value) for row in view.fields if row.value and row.widget in _FILES}
    held |= {f"|{row.path}": UUID(row.value) for row in view.seo_fields if row.value and row.widget in _FILES}
    pictures, others = await image_views(session, held.values()), await file_views(session, held.values())
    known = {file_id: view.src for file_id, view in pictures.items()} | {
        file_id: file.href for file_id, file in others.items()
    }
    return {target: known[file_id] for target, file_id in held.items() if file_id in known}


def unfinished(content: Content) -> list[FieldError]:
    """Everything that keeps the content from being published."""
    try:
        check_finished(PAGE, content)
    except InvalidInput as refusal:
        return refusal.fields
    return []


async def service_choices(session: AsyncSession) -> list[tuple[str, str]]:
    """The services that a block may show: slug and name."""
    found = await list_services(session, current_locale(), page=PageRequest(per_page=MOST_PER_PAGE))
    return [(service.slug, service.name) for service in found.rows]
