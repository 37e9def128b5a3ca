"""What is planned: published and withdrawn by themselves, at moments that an editor chose.

What will be published is the version of the moment at which it was planned: what is written later waits for its own
time. A plan that was changed leaves its old work behind, which finds that it is not asked for any more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import PublicationNotFound, find_version, lock_publication
from aistrategyhub.features.publishing.rules import check_plan, check_transition
from aistrategyhub.features.publishing.service.companions import check_ready
from aistrategyhub.features.publishing.service.drafts import check_revision
from aistrategyhub.features.publishing.service.forwarding import Forward, hold_for, set_forward
from aistrategyhub.features.publishing.service.going_live import go_live, version_of_draft, withdraw
from aistrategyhub.features.publishing.service.lifecycle import touch_row
from aistrategyhub.infra.work import enqueue

CARRY_OUT = "publishing.carry_out"

_NEVER_SEEN = mark("«{title}» non è pubblicata né in programma: non c’è nulla da ritirare.")


async def schedule(
    session: AsyncSession,
    publication_id: UUID,
    *,
    publish_at: datetime | None = None,
    unpublish_at: datetime | None = None,
    forward: Forward | None = None,
    revision: int | None = None,
) -> Publication:
    """The publication with its draft of now planned to be published, withdrawn or both; None takes a plan back.

    What is published already stays so until then. `forward` is where it leads once it is withdrawn. Raises
    EditedMeanwhile, IllegalPublicationTransition, and InvalidInput for moments that are past or in the wrong order
    and for what is unfinished.
    """
    await hold_for(session, forward)
    publication = await lock_publication(session, publication_id)
    await check_revision(session, publication, revision)
    check_transition(publication.title, publication.status, PublicationStatus.PUBLISHED)
    check_plan(publish_at, unpublish_at, now=now())
    if unpublish_at and not publish_at and publication.status is not PublicationStatus.PUBLISHED:
        raise InvalidInput([FieldError("unpublish_at", "NOT_PUBLISHED", _NEVER_SEEN, {"title": publication.title})])
    publication.scheduled_version_id = None
    if publish_at:
        await check_ready(session, publication)
        publication.scheduled_version_id = (await version_of_draft(session, publication)).id
    if unpublish_at:
        await set_forward(session, publication, forward)
    publication.publish_at, publication.unpublish_at = publish_at, unpublish_at
    touch_row(publication)
    for act, at in (("publish", publish_at), ("unpublish", unpublish_at)):
        if at:
            await _ask(session, publication, act, at)
    await record(
        session,
        "publishing.scheduled",
        "publication",
        publication.id,
        title=publication.title,
        publish_at=publish_at,
        unpublish_at=unpublish_at,
    )
    return publication


async def carry_out(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Does what was planned for this moment, unless the plan has changed since."""
    at = datetime.fromisoformat(payload["at"])
    try:
        publication = await lock_publication(session, UUID(payload["publication_id"]))
    except PublicationNotFound:
        return
    if payload["act"] == "publish" and publication.publish_at == at:
        version = await find_version(session, publication.scheduled_version_id)
        publication.publish_at = publication.scheduled_version_id = None
        if version is not None:
            await go_live(session, publication, version)
    elif payload["act"] == "unpublish" and publication.unpublish_at == at:
        await _withdraw(session, publication)


async def _withdraw(session: AsyncSession, publication: Publication) -> None:
    if publication.status is PublicationStatus.PUBLISHED:
        await withdraw(session, publication, to=PublicationStatus.DRAFT)
    publication.unpublish_at = None


async def _ask(session: AsyncSession, publication: Publication, act: str, at: datetime) -> None:
    moment = at.isoformat()
    payload = {"publication_id": str(publication.id), "act": act, "at": moment}
    await enqueue(session, CARRY_OUT, payload, key=f"publishing:{act}:{publication.id}:{moment}", due=at)
