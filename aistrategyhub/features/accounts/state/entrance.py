"""What the pages around signing in have to say: registration, forgotten passwords, mailed links.

Each is a native form that leads back to its page; the page reads from its address what came of it.
"""

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.models import LinkPurpose
from aistrategyhub.features.accounts.queries.links import find_person_of_link
from aistrategyhub.features.accounts.rules.refusals import field_sentences
from aistrategyhub.features.accounts.service.address_change import AddressTaken
from aistrategyhub.features.accounts.service.links import LinkRefused
from aistrategyhub.features.accounts.service.ownership import NotRecognised, NotTheirPassword
from aistrategyhub.infra.db import DatabaseUnavailable, unit_of_work
from aistrategyhub.infra.rate_limits import TooManyRequests

_NOBODY_YET = "whoever comes here is not signed in yet"
_LONGEST_TOKEN = 200
_REFUSALS = {
    LinkRefused.code: LinkRefused.sentence,
    AddressTaken.code: AddressTaken.sentence,
    NotRecognised.code: NotRecognised.sentence,
    NotTheirPassword.code: NotTheirPassword.sentence,
    TooManyRequests.code: mark("Troppe richieste in poco tempo: aspetta qualche minuto e riprova."),
    DatabaseUnavailable.code: DatabaseUnavailable.sentence,
}
_ANY_REFUSAL = mark("Non è riuscito. Riprova.")
_SEE_FIELDS = mark("Alcuni dati non sono corretti: correggili e riprova.")


class ToldMixin(rx.State, mixin=True):
    """What the address tells: the sentences of refused fields, the one of the whole form, what is done."""

    errors: dict[str, str] = {}
    refusal: str = ""
    done: str = ""
    is_loaded: bool = False
    asks_password: bool = False

    def _read_address(self) -> None:
        asked = self.router.url.query_parameters
        code = asked.get("errore", "")
        self.asks_password = code in (NotRecognised.code, NotTheirPassword.code)
        self.errors = field_sentences(code)
        self.refusal = _(_SEE_FIELDS if self.errors else _REFUSALS.get(code, _ANY_REFUSAL)) if code else ""
        self.done = asked.get("fatto", "")[:20]
        self.is_loaded = True

    def _asked(self, name: str, longest: int) -> str:
        return self.router.url.query_parameters.get(name, "")[:longest]


class RegistrationState(ToldMixin, rx.State):
    """Who was about to register, without the password."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""
    consents: list[str] = []

    @rx.event
    @public(_NOBODY_YET)
    async def load(self) -> None:
        self._read_address()
        self.email = self._asked("email", 255)
        self.first_name, self.last_name = self._asked("first_name", 100), self._asked("last_name", 100)
        self.consents = self._asked("consents", 100).split(",")


class ForgottenPasswordState(ToldMixin, rx.State):
    """Whose password was forgotten."""

    email: str = ""

    @rx.event
    @public(_NOBODY_YET)
    async def load(self) -> None:
        self._read_address()
        self.email = self._asked("email", 255)


class PasswordResetState(ToldMixin, rx.State):
    """The token that the address carries, for the form to post."""

    token: str = ""
    is_link_good: bool = False

    @rx.event
    @public("whoever holds the link is not signed in yet")
    async def load(self) -> None:
        self._read_address()
        self.token = self._asked("token", _LONGEST_TOKEN)
        async with unit_of_work() as session:
            person = await find_person_of_link(session, self.token, LinkPurpose.RESET_PASSWORD)
        self.is_link_good = person is not None


class VerificationState(ToldMixin, rx.State):
    """The token of a link that proves an address, and the address to send another to."""

    token: str = ""
    email: str = ""

    @rx.event
    @public("whoever holds the link is not signed in yet")
    async def load(self) -> None:
        self._read_address()
        self.token, self.email = self._asked("token", _LONGEST_TOKEN), self._asked("email", 255)


class AddressChangeState(ToldMixin, rx.State):
    """The token of one of the two links of an address change."""

    token: str = ""

    @rx.event
    @public("whoever holds the link may be signed in elsewhere")
    async def load(self) -> None:
        self._read_address()
        self.token = self._asked("token", _LONGEST_TOKEN)
