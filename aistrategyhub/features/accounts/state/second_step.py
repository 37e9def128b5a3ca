"""What the page of the second step has to say."""

from typing import Any

import reflex as rx
from reflex_base.event.context import EventContext

from aistrategyhub.core.access import public
from aistrategyhub.core.text import _, mark, ngettext
from aistrategyhub.features.accounts.models import ChallengeKind
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.accounts.service.challenges import CHALLENGE_COOKIE, ChallengeOver, find_challenge
from aistrategyhub.features.accounts.service.passkeys import list_passkeys
from aistrategyhub.features.accounts.service.second_factor import WrongCode
from aistrategyhub.infra.db import DatabaseUnavailable, unit_of_work
from aistrategyhub.infra.http.acting import cookie_of
from aistrategyhub.infra.rate_limits import TooManyRequests
from aistrategyhub.ui.viewer import sign_in_address

_REFUSALS = {
    WrongCode.code: WrongCode.sentence,
    TooManyRequests.code: mark("Troppi tentativi per questo account: riprova tra un'ora."),
    DatabaseUnavailable.code: DatabaseUnavailable.sentence,
}
_ANY_REFUSAL = mark("La verifica non è riuscita. Riprova.")


class SecondStepState(rx.State):
    """Why the last code was refused, how many tries are left, where to go next."""

    next_path: str = ""
    refusal: str = ""
    tries_label: str = ""
    has_passkeys: bool = False

    @rx.event
    @public("whoever has shown only the password is not signed in yet")
    async def load(self) -> Any:
        asked = self.router.url.query_parameters
        self.next_path = local_path(asked.get("next", "")) or ""
        token = cookie_of(EventContext.get().router_data.get("headers") or {}, CHALLENGE_COOKIE)
        async with unit_of_work() as session:
            challenge = await find_challenge(session, token or "", ChallengeKind.SECOND_FACTOR)
            if challenge is None or challenge.person_id is None:
                return rx.redirect(f"{sign_in_address(self.next_path)}&errore={ChallengeOver.code}")
            self.has_passkeys = bool(await list_passkeys(session, challenge.person_id))
        code = asked.get("errore", "")
        self.refusal = _(_REFUSALS.get(code, _ANY_REFUSAL)) if code else ""
        left = challenge.tries_left
        self.tries_label = ngettext("Resta {count} tentativo.", "Restano {count} tentativi.", left) if code else ""
        return None
