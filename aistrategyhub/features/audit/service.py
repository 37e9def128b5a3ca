"""Writing the audit trail."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.features.audit.models import AuditEntry


async def record(
    session: AsyncSession,
    action: str,
    entity_type: str,
    entity_id: UUID | None = None,
    *,
    ip_address: str | None = None,
    **changes: Any,
) -> None:
    """Adds a line to the trail in the caller's transaction: what was done, to what, by the acting person."""
    principal = find_principal()
    session.add(
        AuditEntry(
            action=action,
            entity_type=entity_type,
            entity_id=entity_id,
            user_id=principal.person_id if principal else None,
            changes=changes,
            ip_address=ip_address,
        )
    )
