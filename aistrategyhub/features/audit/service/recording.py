"""Writing lines of the trail."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, find_principal
from aistrategyhub.core.ids import new_id, new_token
from aistrategyhub.core.origin import Origin, find_origin
from aistrategyhub.features.audit.models import ActorKind, AuditEntry, AuditOrigin, AuditPersonal
from aistrategyhub.features.audit.rules import divided, origin_digest, personal_digest
from aistrategyhub.features.audit.service.linking import link_at_commit
from aistrategyhub.infra.db import tenant_of


async def record(
    session: AsyncSession,
    action: str,
    entity_type: str,
    entity_id: UUID | None = None,
    *,
    ip_address: str | None = None,
    by: UUID | None = None,
    **changes: Any,
) -> None:
    """Adds a line to the trail in the caller's transaction: what was done, to what, by the acting person.

    `by` is who acts where the present request does not know them yet: whoever signs in. Address and browser are
    those of the request (`ip_address` where an edge knows better). Values under the name of a secret are masked;
    those under a personal name are kept apart, so that they can be erased.
    """
    principal = find_principal()
    kept, personal = divided(changes)
    entry = AuditEntry(
        id=new_id(),
        tenant_id=tenant_of(session),
        action=action,
        entity_type=entity_type,
        entity_id=entity_id,
        changes=kept,
        **({"actor_kind": ActorKind.PERSON, "user_id": by} if by else _actor(principal)),
    )
    if origin := _origin(ip_address):
        entry.origin_digest = _keep_origin(session, entry, origin)
    if personal:
        entry.personal_digest = _keep_personal(session, entry, personal)
    session.add(entry)
    link_at_commit(session, entry)


def _actor(principal: Principal | None) -> dict[str, Any]:
    if principal is None or principal.is_system:
        return {"actor_kind": ActorKind.SYSTEM}
    return {
        "actor_kind": _kind(principal),
        "user_id": principal.person_id,
        "impersonator_id": principal.impersonator_id,
        "api_key_id": principal.api_key_id,
    }


def _kind(principal: Principal) -> ActorKind:
    if principal.api_key_id is not None:
        return ActorKind.PROGRAM
    return ActorKind.PERSON if principal.is_signed_in else ActorKind.VISITOR


def _origin(ip_address: str | None) -> Origin | None:
    found = find_origin()
    if ip_address:
        return Origin.of(ip_address, found.user_agent if found else "")
    return found


def _keep_origin(session: AsyncSession, entry: AuditEntry, origin: Origin) -> str:
    salt = new_token()
    session.add(
        AuditOrigin(
            id=entry.id,
            tenant_id=entry.tenant_id,
            ip_address=origin.ip_address,
            user_agent=origin.user_agent,
            salt=salt,
            created_at=entry.created_at,
        )
    )
    return origin_digest(salt, origin.ip_address, origin.user_agent)


def _keep_personal(session: AsyncSession, entry: AuditEntry, values: dict[str, Any]) -> str:
    salt = new_token()
    session.add(AuditPersonal(id=entry.id, tenant_id=entry.tenant_id, kept=values, salt=salt))
    return personal_digest(salt, values)
