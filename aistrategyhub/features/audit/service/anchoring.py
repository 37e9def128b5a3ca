"""Anchors: how far the chain went, said where whoever changes the database cannot unsay it."""

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.models import AuditAnchor, AuditHead
from aistrategyhub.infra.db import tenant_of

log = structlog.get_logger(__name__)


async def anchor(session: AsyncSession) -> tuple[int, str] | None:
    """Notes the head of the tenant's chain in a row and in the log; None when it has no lines yet."""
    head = (await session.execute(select(AuditHead.sequence, AuditHead.hash))).one_or_none()
    if head is None or head.sequence == 0:
        return None
    made = await session.execute(
        insert(AuditAnchor)
        .values(id=new_id(), sequence=head.sequence, hash=head.hash, created_at=now())
        .on_conflict_do_nothing(index_elements=["tenant_id", "sequence"])
        .returning(AuditAnchor.id)
    )
    if made.one_or_none():
        log.info("audit chain anchored", tenant_id=str(tenant_of(session)), sequence=head.sequence, hash=head.hash)
    return head.sequence, head.hash
