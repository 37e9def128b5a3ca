"""Facts of requests and offers."""

from uuid import UUID

from aistrategyhub.core.events import Fact
from aistrategyhub.features.quotes.models import Instalment


class QuoteRequested(Fact):
    """Somebody asked for a quote, and it is no spam as far as one can tell."""

    fact_name = "quotes.requested"

    request_id: UUID


class OfferAccepted(Fact):
    """A customer accepted an offer: what was agreed can be collected."""

    fact_name = "quotes.offer_accepted"

    offer_id: UUID


class InstalmentAsked(Fact):
    """The firm asks for a part of what was agreed: the balance, or one whose order was cancelled."""

    fact_name = "quotes.instalment_asked"

    offer_id: UUID
    instalment: Instalment
