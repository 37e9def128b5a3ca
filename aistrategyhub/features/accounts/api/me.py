"""What a person sees and changes of themselves."""

from fastapi import APIRouter

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.features.accounts import queries
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.schemas import PersonBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["accounts"])


@router.get("/users/me")
@requires(AccountsPermission.READ_OWN)
async def me() -> Envelope[PersonBody]:
    """The person signed in."""
    async with unit_of_work() as session:
        return ok(PersonBody.of(await queries.get_person(session, current_principal().person_id)))
