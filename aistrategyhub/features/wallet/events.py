"""Facts of the wallet."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class DefaultCardChanged(Fact):
    """Somebody has another card to be charged on: a new one, or one of theirs that they chose."""

    fact_name = "wallet.default_card_changed"

    person_id: UUID
    card_id: UUID
