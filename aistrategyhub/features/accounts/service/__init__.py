"""Verbs of people: register, sign in, sign out."""

# Whoever uses a verb of this room, a job too, ends what Redis remembers of sessions: its listener is in there.
import aistrategyhub.features.accounts.service.session_checks  # noqa: F401
from aistrategyhub.features.accounts.service.consents import record_consent
from aistrategyhub.features.accounts.service.people import create_person
from aistrategyhub.features.accounts.service.sessions import SignedIn, end_own_session, open_session, sign_out
from aistrategyhub.features.accounts.service.sign_in import (
    TooManyAttempts,
    Visitor,
    WrongCredentials,
    judge,
    knock,
)

__all__ = [
    "SignedIn",
    "TooManyAttempts",
    "Visitor",
    "WrongCredentials",
    "create_person",
    "end_own_session",
    "judge",
    "knock",
    "open_session",
    "record_consent",
    "sign_out",
]
