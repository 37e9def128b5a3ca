"""Reads of profiles."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing_form import BillingView, view_of
from aistrategyhub.features.accounts.models import Person, Profile
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.rules.profile import BILLING, PERSONAL


@dataclass(frozen=True)
class PersonWithProfile:
    """A person with what their documents are made out to; an empty profile before they wrote one."""

    person: Person
    profile: Profile

    def values(self) -> dict[str, Any]:
        """What `rules.profile.read_profile` reads, as it stands."""
        personal = {name: getattr(self.person, name) for name in PERSONAL if name != "phone"}
        return personal | {name: getattr(self.profile, name) for name in ("phone", *BILLING)}


async def get_profile(session: AsyncSession, person_id: UUID) -> PersonWithProfile:
    """The person of this id, who must exist, with their profile."""
    person = await get_person(session, person_id)
    query = select(Profile).where(Profile.user_id == person_id)
    profile = (await session.execute(query)).scalar_one_or_none()
    return PersonWithProfile(person, profile or Profile(user_id=person_id))


async def get_billing_view(session: AsyncSession, person_id: UUID) -> BillingView:
    """The billing form as this person's profile fills it."""
    found = await get_profile(session, person_id)
    person = found.person
    return view_of(found.values(), contact=f"{person.first_name} {person.last_name}".strip(), email=person.email)
