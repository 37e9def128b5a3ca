"""What the page that asks again who one is has to say."""

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.queries.directory import list_identities
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.accounts.rules.openid import ProofNotFresh, ProviderAway, ProviderRefused
from aistrategyhub.features.accounts.schemas.openid import ProviderWay
from aistrategyhub.features.accounts.service.passkeys import list_passkeys
from aistrategyhub.features.accounts.service.second_factor import WrongCode
from aistrategyhub.features.accounts.state.openid import proof_ways
from aistrategyhub.infra.db import DatabaseUnavailable, unit_of_work
from aistrategyhub.infra.rate_limits import TooManyRequests

_REFUSALS = {
    "WRONG_CREDENTIALS": mark("La password non è corretta."),
    WrongCode.code: WrongCode.sentence,
    TooManyRequests.code: mark("Troppi tentativi per questo account: riprova tra un'ora."),
    DatabaseUnavailable.code: DatabaseUnavailable.sentence,
    **{error.code: error.sentence for error in (ProofNotFresh, ProviderAway)},
    ProviderRefused.code: mark("La conferma con quel servizio non è riuscita: riprova con l’account collegato qui."),
}
_ANY_REFUSAL = mark("La conferma non è riuscita. Riprova.")


class StepUpState(rx.State):
    """By what the person can prove who they are, why the last proof was refused, where to go back to."""

    is_loaded: bool = False
    next_path: str = ""
    refusal: str = ""
    has_password: bool = False
    has_second_factor: bool = False
    has_passkeys: bool = False
    ways: list[ProviderWay] = []
    acts_for_another: bool = False

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        asked = self.router.url.query_parameters
        self.next_path = local_path(asked.get("next", "")) or ""
        code = asked.get("errore", "")
        self.refusal = _(_REFUSALS.get(code, _ANY_REFUSAL)) if code else ""
        principal = current_principal()
        self.acts_for_another = principal.impersonator_id is not None
        async with unit_of_work() as session:
            person = await get_person(session, principal.person_id)
            self.has_password = person.password_hash is not None
            self.has_second_factor = person.mfa_enabled_at is not None
            self.has_passkeys = bool(await list_passkeys(session, person.id))
            identities = await list_identities(session, person.id)
        # A provider's word does not stand in for a second factor.
        linked = [] if self.has_second_factor else [identity.provider for identity in identities]
        self.ways = proof_ways(linked, self.next_path)
        self.is_loaded = True
