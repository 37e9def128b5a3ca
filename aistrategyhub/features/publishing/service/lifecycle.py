"""The one door through which a publication changes state."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.rules import check_transition


def acting_person_id() -> UUID | None:
    """Who acts in this task; None for the house itself."""
    principal = find_principal()
    return principal.person_id if principal else None


async def advance(session: AsyncSession, publication: Publication, *, to: PublicationStatus, **details: Any) -> None:
    """Changes the state of a publication that this transaction holds, and writes it down. Raises
    IllegalPublicationTransition."""
    before = publication.status
    check_transition(publication.title, before, to)
    publication.status = to
    touch_row(publication)
    await record(
        session,
        "publishing.status_changed",
        "publication",
        publication.id,
        publication_kind=publication.kind,
        title=publication.title,
        before=before,
        after=to,
        **details,
    )


def touch_row(publication: Publication) -> None:
    """Says who changed the publication, and when."""
    publication.updated_at, publication.updated_by = now(), acting_person_id()
