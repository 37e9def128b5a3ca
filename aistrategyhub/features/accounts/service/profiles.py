"""Verbs of profiles."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.queries import lock_person
from aistrategyhub.features.accounts.queries.profiles import PersonWithProfile, get_profile
from aistrategyhub.features.accounts.rules.profile import PERSONAL, read_profile
from aistrategyhub.features.audit.service import record


async def update_profile(session: AsyncSession, person_id: UUID, changes: Mapping[str, Any]) -> PersonWithProfile:
    """The person with these fields changed and all others as they were. Raises InvalidInput, then nothing changed."""
    await lock_person(session, person_id)
    found = await get_profile(session, person_id)
    before = found.values()
    after = read_profile({**before, **changes}, email=found.person.email)
    changed = sorted(name for name in after if (after[name] or None) != (before[name] or None))
    for name in changed:
        is_personal = name in PERSONAL and name != "phone"
        setattr(found.person if is_personal else found.profile, name, after[name])
    if changed:
        found.profile.updated_at = now()
        session.add(found.profile)
        await session.flush()
        await record(session, "accounts.profile_changed", "user", person_id, fields=changed)
    return found
