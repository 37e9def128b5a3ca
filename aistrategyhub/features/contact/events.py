"""Facts of the messages."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class MessageReceived(Fact):
    """Somebody wrote to the firm, and it is no spam as far as one can tell."""

    fact_name = "contact.message_received"

    message_id: UUID
