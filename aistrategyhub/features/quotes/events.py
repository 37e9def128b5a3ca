"""Facts of requests and offers."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class QuoteRequested(Fact):
    """Somebody asked for a quote, and it is no spam as far as one can tell."""

    fact_name = "quotes.requested"

    request_id: UUID


class OfferAccepted(Fact):
    """A customer accepted an offer: what was agreed can be collected."""

    fact_name = "quotes.offer_accepted"

    offer_id: UUID


class BalanceAsked(Fact):
    """The firm asks for the rest of what was agreed."""

    fact_name = "quotes.balance_asked"

    offer_id: UUID
