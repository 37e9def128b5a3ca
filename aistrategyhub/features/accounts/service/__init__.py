"""Verbs of people: register, sign in, sign out."""

from aistrategyhub.features.accounts.service.consents import record_consent
from aistrategyhub.features.accounts.service.people import create_person
from aistrategyhub.features.accounts.service.sessions import SignedIn, WrongCredentials, sign_in, sign_out

__all__ = ["SignedIn", "WrongCredentials", "create_person", "record_consent", "sign_in", "sign_out"]
