"""Screens of people."""

from aistrategyhub.features.accounts.state.corner import AccountState
from aistrategyhub.features.accounts.state.sign_in import SignInState

__all__ = ["AccountState", "SignInState"]
