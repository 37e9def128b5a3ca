"""Pages that a text may link to."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _
from aistrategyhub.features.cms.queries.editor import kinds_to
from aistrategyhub.features.cms.rules.menus import FIXED_PAGES
from aistrategyhub.features.cms.schemas.editor import LinkTarget
from aistrategyhub.features.publishing.queries import list_publications
from aistrategyhub.features.publishing.rules import STATUS_LABELS, fold, get_kind
from aistrategyhub.features.publishing.schemas import PublicationFilter, PublicationRow

_A_HANDFUL = PageRequest(per_page=6)


async def find_link_targets(session: AsyncSession, q: str, locale: str) -> list[LinkTarget]:
    """A handful of pages with these words, those that rooms show first, then those last changed. Only what whoever
    asks may read is found."""
    words = fold(q)
    fixed = [
        LinkTarget(_(page.label), in_language(page.route, locale))
        for page in FIXED_PAGES
        if words and (words in fold(_(page.label)) or words in page.route)
    ]
    wanted = PublicationFilter(kinds=kinds_to("read"), q=q)
    page = await list_publications(session, wanted, _A_HANDFUL)
    return [*fixed, *(_target(row, locale) for row in page.rows)]


def _target(row: PublicationRow, locale: str) -> LinkTarget:
    return LinkTarget(row.title, row.paths[locale], f"{_(get_kind(row.kind).label)}, {_(STATUS_LABELS[row.status])}")
