"""What comes with a mailed link that a page posts: who is signed in here, the browser's name, and a password."""

from fastapi import Request

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.api.entrance import visitor_of
from aistrategyhub.features.accounts.models import LinkPurpose
from aistrategyhub.features.accounts.queries.links import find_person_of_link
from aistrategyhub.features.accounts.rules import NOBODYS_HASH
from aistrategyhub.features.accounts.service.ownership import Shown
from aistrategyhub.features.accounts.service.passwords import fits
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.rate_limits import SIGN_IN, hit_or_refuse


async def shown_by(request: Request, token: str, purpose: LinkPurpose, password: str) -> Shown:
    """What this request shows beside the link. The password is tried outside every transaction, and not for ever."""
    principal = current_principal()
    person_id = None if principal.impersonator_id else principal.person_id
    device = visitor_of(request).device
    if not password:
        return Shown(person_id=person_id, device=device)
    if token.isascii():
        await hit_or_refuse(SIGN_IN, f"link|{fingerprint(token)}")
    async with unit_of_work() as session:
        person = await find_person_of_link(session, token, purpose)
    known_hash = (person.password_hash if person else None) or NOBODYS_HASH
    does_fit, _better_hash = await fits(password, known_hash)
    return Shown(person_id=person_id, device=device, tried_hash=known_hash, fits=does_fit)
