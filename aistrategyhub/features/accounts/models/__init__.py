"""People, how they prove who they are, and the sessions they hold.

Whatever opens a door is stored as a fingerprint or sealed: a dump of these tables signs nobody in.
"""

from aistrategyhub.features.accounts.models.consents import Consent, ConsentPurpose, ConsentTrace
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
from aistrategyhub.features.accounts.models.doors import KnownDevice, SignInBrake
from aistrategyhub.features.accounts.models.people import Person, Profile
from aistrategyhub.features.accounts.models.privacy_requests import (
    PrivacyRequest,
    RequestKind,
    RequestOrigin,
    RequestStatus,
)
from aistrategyhub.features.accounts.models.sessions import LoginAttempt, RefreshToken, Session, SessionKind

__all__ = [
    "ApiKey",
    "Challenge",
    "ChallengeKind",
    "Consent",
    "ConsentPurpose",
    "ConsentTrace",
    "Identity",
    "IdentityProvider",
    "KnownDevice",
    "LinkPurpose",
    "LoginAttempt",
    "MailedLink",
    "Passkey",
    "Person",
    "PrivacyRequest",
    "Profile",
    "RecoveryCode",
    "RefreshToken",
    "RequestKind",
    "RequestOrigin",
    "RequestStatus",
    "Session",
    "SessionKind",
    "SignInBrake",
]
