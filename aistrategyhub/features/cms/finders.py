"""What editors look for: pages, and whatever else is published, each leading to its editor."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import list_publications
from aistrategyhub.features.publishing.rules import STATUS_LABELS, get_kind, list_kinds
from aistrategyhub.features.publishing.schemas import PublicationFilter, PublicationRow

_A_HANDFUL = PageRequest(per_page=5)


async def find_publications(session: AsyncSession, q: str) -> Sequence[Found]:
    """Drafts and published things by title or address, the last changed first."""
    principal = current_principal()
    kinds = tuple(kind.name for kind in list_kinds() if principal.may(kind.rights.read))
    page = await list_publications(session, PublicationFilter(kinds=kinds, q=q), _A_HANDFUL)
    return [_found(row) for row in page.rows]


def _found(row: PublicationRow) -> Found:
    kind = get_kind(row.kind)
    note = f"{_(kind.label)}, {_(STATUS_LABELS[row.status])}"
    return Found(row.title, kind.editor_route.format(id=row.id), note)


FINDERS = (Finder(mark("Pubblicazioni"), find_publications, PublishingPermission.READ),)
