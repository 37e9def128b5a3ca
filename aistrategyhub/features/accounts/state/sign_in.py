"""What the sign-in page has to say."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.rules import home_route, local_path
from aistrategyhub.features.accounts.rules.openid import (
    AccountExists,
    AddressUnproven,
    ProviderAway,
    ProviderRefused,
)
from aistrategyhub.features.accounts.service import TooManyAttempts, WrongCredentials
from aistrategyhub.features.accounts.service.challenges import ChallengeOver
from aistrategyhub.infra.db import DatabaseUnavailable
from aistrategyhub.infra.rate_limits import TooManyRequests
from aistrategyhub.ui.parts.base import localized

_LONGEST_EMAIL = 255

# What the form's address may say under `errore`; anything else gets the last sentence.
_REFUSALS = {
    WrongCredentials.code: WrongCredentials.sentence,
    TooManyAttempts.code: TooManyAttempts.sentence,
    ChallengeOver.code: ChallengeOver.sentence,
    TooManyRequests.code: mark("Troppi tentativi: aspetta un minuto e riprova."),
    DatabaseUnavailable.code: DatabaseUnavailable.sentence,
    ProviderAway.code: ProviderAway.sentence,
    ProviderRefused.code: ProviderRefused.sentence,
    AddressUnproven.code: AddressUnproven.sentence,
    AccountExists.code: AccountExists.sentence,
}
_ANY_REFUSAL = mark("L’accesso non è riuscito. Riprova.")

# What it may say under `fatto`.
_DONE = {"sbloccato": mark("Fatto: ora puoi accedere da questo dispositivo.")}
_LONGEST_WAIT_SECONDS = 3_600


class SignInState(rx.State):
    """What the page's address says: the person's e-mail, why they were refused or what is done, where to go next."""

    email: str = ""
    next_path: str = ""
    refusal: str = ""
    done: str = ""

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
        wait = _seconds(asked.get("attesa", ""))
        self.refusal = _(_REFUSALS.get(code, _ANY_REFUSAL), retry_after=wait) if code else ""
        done = _DONE.get(asked.get("fatto", ""))
        self.done = _(done) if done else ""
        return None


def _seconds(text: str) -> int:
    """How long to wait, as the address says it: anybody may have written it."""
    return min(int(text), _LONGEST_WAIT_SECONDS) if text.isascii() and text.isdigit() and len(text) < 6 else 60
