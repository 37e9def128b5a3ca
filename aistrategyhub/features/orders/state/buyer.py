"""Who buys, as every checkout asks it."""

from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.billing_form import BillingView
from aistrategyhub.core.territories import ITALY
from aistrategyhub.features.accounts.queries.profiles import get_billing_view
from aistrategyhub.ui.forms import FormMixin

_LONGEST_COUNTRY = 2


class BuyerFormMixin(FormMixin, rx.State, mixin=True):
    """The kind of buyer and the country decide which fields are asked; `known` fills them when they appear.
    `asks_tender` where public offices may order."""

    kind: str = BuyerKind.COMPANY.value
    country: str = ITALY
    known: BillingView = BillingView()
    asks_tender: bool = False

    @rx.event
    @public("changes only which fields this tab shows")
    async def choose_kind(self, kind: Literal["company", "person"]) -> None:
        self.kind = kind
        self.errors, self.form_error = {}, ""

    @rx.event
    @public("changes only which fields this tab shows")
    async def choose_country(self, country: str) -> None:
        self.country = country[:_LONGEST_COUNTRY]
        self.errors, self.form_error = {}, ""

    def _fill(self, known: BillingView) -> None:
        self.known, self.kind, self.country = known, known.kind, known.country


async def known_buyer(session: Any) -> BillingView:
    """The form as the profile of whoever is signed in fills it, empty for guests."""
    person_id = current_principal().person_id
    return await get_billing_view(session, person_id) if person_id else BillingView()
