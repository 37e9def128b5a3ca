"""Whether the page that was published is the one that visitors get."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import LOCALES, _, mark, moment_label
from aistrategyhub.features.cms.schemas.editor import LiveRow
from aistrategyhub.features.publishing.models import Audience, PublicationStatus
from aistrategyhub.features.publishing.queries import get_row
from aistrategyhub.prerender.models import PageStatus
from aistrategyhub.prerender.queries import WrittenPage, find_written_pages

_LABELS = {
    PageStatus.PENDING: (mark("In arrivo"), "waiting"),
    PageStatus.DONE: (mark("Online"), "action"),
    PageStatus.FAILED: (mark("Non riuscita"), "failed"),
}
_MEMBERS = mark("Solo per chi ha effettuato l’accesso")


async def find_live_state(session: AsyncSession, page_id: UUID) -> list[LiveRow]:
    """The page's addresses with the state of what is written there; none while it is not published."""
    row = await get_row(session, page_id)
    if row.status is not PublicationStatus.PUBLISHED:
        return []
    paths = [row.paths[locale] for locale in LOCALES]
    if row.audience is not Audience.EVERYBODY:
        return [LiveRow(path, "private", _(_MEMBERS), "neutral") for path in paths]
    return [_live_row(page) for page in await find_written_pages(session, paths)]


def _live_row(page: WrittenPage) -> LiveRow:
    label, tone = _LABELS[page.status]
    since = moment_label(page.rendered_at) if page.rendered_at and page.status is PageStatus.DONE else ""
    return LiveRow(page.path, page.status, _(label), tone, page.error or since)
