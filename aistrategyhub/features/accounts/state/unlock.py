"""What the page behind the mailed link through a lock has to say."""

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.service.links import LinkRefused

_LONGEST_TOKEN = 200


class UnlockState(rx.State):
    """The token that the address carries, for the form to post, and why the last one was refused."""

    token: str = ""
    refusal: str = ""

    @rx.event
    @public("whoever holds the link is not signed in yet")
    async def load(self) -> None:
        asked = self.router.url.query_parameters
        self.token = asked.get("token", "")[:_LONGEST_TOKEN]
        self.refusal = _(LinkRefused.sentence) if asked.get("errore") or not self.token else ""
