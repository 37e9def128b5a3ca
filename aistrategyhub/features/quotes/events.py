"""Facts of the requests."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class QuoteRequested(Fact):
    """Somebody asked for a quote, and it is no spam as far as one can tell."""

    fact_name = "quotes.requested"

    request_id: UUID
