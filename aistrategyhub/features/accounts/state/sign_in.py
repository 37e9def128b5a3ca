"""What the sign-in page has to say."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.rules import home_route, local_path
from aistrategyhub.features.accounts.service import WrongCredentials
from aistrategyhub.infra.db import DatabaseUnavailable
from aistrategyhub.infra.rate_limits import TooManyRequests
from aistrategyhub.ui.parts.base import localized

_LONGEST_EMAIL = 255

# What the form's address may say under `errore`; anything else gets the last sentence.
_REFUSALS = {
    WrongCredentials.code: WrongCredentials.sentence,
    TooManyRequests.code: mark("Troppi tentativi: aspetta un minuto e riprova."),
    DatabaseUnavailable.code: DatabaseUnavailable.sentence,
}
_ANY_REFUSAL = mark("L’accesso non è riuscito. Riprova.")


class SignInState(rx.State):
    """What the last attempt left in the address: the person's e-mail, why it was refused, where to go next."""

    email: str = ""
    next_path: str = ""
    refusal: str = ""

    @rx.event
    @public("whoever signs in is not signed in yet")
    async def load(self) -> Any:
        principal = current_principal()
        asked = self.router.url.query_parameters
        self.next_path = local_path(asked.get("next", "")) or ""
        if principal.is_signed_in:
            return rx.redirect(self.next_path or localized(home_route(principal.role)))
        self.email = asked.get("email", "")[:_LONGEST_EMAIL]
        code = asked.get("errore", "")
        self.refusal = _(_REFUSALS.get(code, _ANY_REFUSAL)) if code else ""
        return None
