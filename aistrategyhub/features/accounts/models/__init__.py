"""People, how they prove who they are, and the sessions they hold.

Whatever opens a door is stored as a fingerprint or sealed: a dump of these tables signs nobody in.
"""

from aistrategyhub.features.accounts.models.credentials import (
    ApiKey,
    Challenge,
    ChallengeKind,
    Identity,
    IdentityProvider,
    LinkPurpose,
    MailedLink,
    Passkey,
    RecoveryCode,
)
from aistrategyhub.features.accounts.models.people import Person, Profile
from aistrategyhub.features.accounts.models.sessions import LoginAttempt, RefreshToken, Session, SessionKind

__all__ = [
    "ApiKey",
    "Challenge",
    "ChallengeKind",
    "Identity",
    "IdentityProvider",
    "LinkPurpose",
    "LoginAttempt",
    "MailedLink",
    "Passkey",
    "Person",
    "Profile",
    "RecoveryCode",
    "RefreshToken",
    "Session",
    "SessionKind",
]
