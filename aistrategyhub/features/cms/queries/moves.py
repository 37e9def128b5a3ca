"""Which addresses would change."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import LOCALES
from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import lock_descendants, paths_of, slugs_above
from aistrategyhub.features.publishing.rules import get_kind, public_path, read_slugs


async def foresee_move(
    session: AsyncSession, page: Publication, slugs: Mapping[str, str], parent_id: UUID | None
) -> list[tuple[str, str]]:
    """The addresses that visitors know and that would lead on to new ones: before and after.

    Raises InvalidInput (`slugs.<locale>`) for what is no address.
    """
    kind = get_kind(page.kind)
    tidy = read_slugs(slugs, may_be_home=kind.may_be_home, is_top=parent_id is None, has_root=bool(kind.root))
    above = await slugs_above(session, parent_id)
    family = [page, *await lock_descendants(session, page.id)]
    known = [one.id for one in family if one.status is PublicationStatus.PUBLISHED]
    paths = await paths_of(session, [page.id, *known])
    moved = []
    for locale in LOCALES:
        before = paths[page.id].get(locale, "")
        after = public_path(locale, kind.root, [*(each[locale] for each in above), tidy[locale]])
        if before != after:
            former = [paths[one][locale] for one in known if locale in paths[one]]
            moved += [(path, after.rstrip("/") + path.removeprefix(before)) for path in former]
    return moved
