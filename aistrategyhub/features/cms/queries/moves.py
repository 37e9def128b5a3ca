"""Which addresses would change."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import LOCALES
from aistrategyhub.features.cms.queries.editor import get_page
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.queries import lock_descendants, paths_of, slugs_above
from aistrategyhub.features.publishing.rules import public_path, read_slugs


async def foresee_move(
    session: AsyncSession, page_id: UUID, slugs: Mapping[str, str], parent_id: UUID | None
) -> list[tuple[str, str]]:
    """The addresses that visitors know and that would lead on to new ones: before and after.

    Raises InvalidInput (`slugs.<locale>`) for what is no address, PublicationNotFound.
    """
    page = await get_page(session, page_id)
    tidy = read_slugs(slugs, may_be_home=True, is_top=parent_id is None, has_root=False)
    above = await slugs_above(session, parent_id)
    family = [page, *await lock_descendants(session, page.id)]
    known = [one.id for one in family if one.status is PublicationStatus.PUBLISHED]
    paths = await paths_of(session, [page.id, *known])
    moved = []
    for locale in LOCALES:
        before = paths[page.id].get(locale, "")
        after = public_path(locale, "", [*(each[locale] for each in above), tidy[locale]])
        if before != after:
            former = [paths[one][locale] for one in known if locale in paths[one]]
            moved += [(path, after.rstrip("/") + path.removeprefix(before)) for path in former]
    return moved
