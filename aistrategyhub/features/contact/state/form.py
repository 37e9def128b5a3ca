"""The contact form of a page that is awake."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_token
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.contact.queries import occasion_of
from aistrategyhub.features.contact.rules import form_data, read_inquiry
from aistrategyhub.features.contact.schemas import Inquiry
from aistrategyhub.features.contact.service import ProofSpent, receive_message
from aistrategyhub.features.contact.service.admission import admit
from aistrategyhub.features.contact.service.proofs import ProofRefused
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.ui.forms import FormMixin

_ANYBODY = "the firm wants to be reached"


class ContactFormState(FormMixin, rx.State):
    """A message being written: `about` is the service that the address names (`?servizio=`).

    `round` counts the proofs of work that the page was asked for; what is typed stays in the browser.
    """

    about: str = ""
    is_sent: bool = False
    round: int = 1
    _slug: str = ""
    _visit: str = ""
    _since: float = 0.0

    @rx.event
    @public(_ANYBODY)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy, self.is_sent = {}, "", False, False
        self._visit, self._since = new_token(), now().timestamp()
        asked = self.router.url.query_parameters
        slug = asked.get("servizio", "")
        async with unit_of_work() as session:
            occasion = await occasion_of(session, page="", service_slug=slug, locale=current_locale(), user_id=None)
        self._slug, self.about = occasion.service_slug, occasion.service_name

    @rx.event
    @public(_ANYBODY)
    async def submit(self, data: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            await self._send(data)
            self.is_sent = True

    @rx.event
    @public("changes only what this tab shows")
    async def write_another(self) -> None:
        self.errors, self.form_error, self.is_sent = {}, "", False
        self._visit = new_token()

    async def _send(self, data: dict[str, Any]) -> None:
        inquiry = read_inquiry(form_data(data))
        try:
            await self._receive(data, inquiry)
        except (ProofRefused, ProofSpent):
            self.round += 1
            raise

    async def _receive(self, data: dict[str, Any], inquiry: Inquiry) -> None:
        proof_key = await self._admit(str(data.get("proof") or ""))
        async with unit_of_work() as session:
            occasion = await occasion_of(
                session,
                page=local_path(self.router.url.path) or "",
                service_slug=self._slug,
                locale=current_locale(),
                user_id=current_principal().person_id,
            )
            await receive_message(
                session,
                inquiry,
                occasion,
                submit=self._visit,
                proof_key=proof_key,
                is_trapped=bool(data.get("website")),
            )

    async def _admit(self, proof: str) -> str | None:
        if not self._since:
            self._visit, self._since = new_token(), now().timestamp()
        spent = timedelta(seconds=now().timestamp() - self._since)
        return await admit(caller_at(self.router.session.client_ip), proof, spent)
