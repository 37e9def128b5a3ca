"""Facts of accounts."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class EmailVerified(Fact):
    """A person has shown that they read the mail of this address, which is now theirs."""

    fact_name = "accounts.email_verified"

    person_id: UUID
    email: str


class ExportRequested(Fact):
    """Somebody asked for a copy of everything that is kept about them."""

    fact_name = "accounts.export_requested"

    request_id: UUID


class PersonErased(Fact):
    """Nobody is behind this person any more: each room takes away what it holds of them, fiscal documents apart."""

    fact_name = "accounts.person_erased"

    person_id: UUID
