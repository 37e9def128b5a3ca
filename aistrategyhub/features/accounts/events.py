"""Facts of accounts."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class EmailVerified(Fact):
    """A person has shown that they read the mail of this address, which is now theirs."""

    fact_name = "accounts.email_verified"

    person_id: UUID
    email: str
