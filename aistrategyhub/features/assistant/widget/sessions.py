"""Sessions of the widget: a signed word of who opened a bot's window, and on which site (RFC 7519).

Nothing is stored: a session holds for half an hour, on the origin it was made for alone. While it is no older than
half a day it is made anew for whoever shows it, so that a visitor goes on where they were.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import mark
from aistrategyhub.infra.encryption import derive_key
from aistrategyhub.infra.settings import get_settings

SESSION_LASTS = timedelta(minutes=30)
RENEWED_FOR = timedelta(hours=12)
_ALGORITHM = "HS256"
_TYPE = "widget"
_CLAIMS = ("exp", "iat", "aud", "sub", "typ", "began")
_LONGEST = 1_000


class SessionInvalid(DomainError):
    """The session was not made here, is over, or was made for another site or bot."""

    code = "WIDGET_SESSION_INVALID"
    kind = Kind.UNAUTHENTICATED
    sentence = mark("La sessione è scaduta. Riprova.")


@dataclass(frozen=True)
class WidgetSession:
    """A visitor of `bot_id`'s window on `origin`, since `began`. `conversation` is the token of what they say there;
    `person_id` is who was signed in, on our own pages alone."""

    bot_id: UUID
    origin: str
    began: datetime
    conversation: str = ""
    person_id: UUID | None = None

    def talking(self, conversation: str) -> "WidgetSession":
        """The same visitor in this conversation."""
        return replace(self, conversation=conversation)


def sign_session(session: WidgetSession) -> str:
    """The session as the browser keeps it, good from now on."""
    at = now()
    claims = {
        "typ": _TYPE,
        "sub": str(session.bot_id),
        "aud": session.origin,
        "began": int(session.began.timestamp()),
        "talk": session.conversation,
        "who": _name_of(session.person_id),
        "iat": at,
        "exp": at + SESSION_LASTS,
    }
    return jwt.encode(claims, _key(), algorithm=_ALGORITHM)


def read_session(
    text: str, *, bot_id: UUID, origin: str, person_id: UUID | None = None, is_renewal: bool = False
) -> WidgetSession:
    """The session that a browser shows on this origin while this person is signed in. Raises SessionInvalid, also
    where it was made for somebody else, or for nobody.

    Renewing takes one that is over too, while its visitor began no longer than RENEWED_FOR ago.
    """
    if len(text) > _LONGEST:
        raise SessionInvalid
    options = {"require": list(_CLAIMS), "strict_aud": True, "verify_exp": False, "verify_iat": False}
    try:
        claims = jwt.decode(text, _key(), algorithms=[_ALGORITHM], audience=origin, options=options)
    except jwt.PyJWTError as error:
        raise SessionInvalid from error
    began = datetime.fromtimestamp(claims["began"], UTC)
    is_over = not is_renewal and now().timestamp() >= claims["exp"]
    if claims["typ"] != _TYPE or read_id(claims["sub"]) != bot_id or is_over or now() >= began + RENEWED_FOR:
        raise SessionInvalid
    if claims.get("who", "") != _name_of(person_id):
        raise SessionInvalid
    return WidgetSession(bot_id, origin, began, str(claims.get("talk", "")), person_id)


def _name_of(person_id: UUID | None) -> str:
    return str(person_id) if person_id else ""


def _key() -> bytes:
    secret = get_settings().secret_key
    if secret is None:
        raise RuntimeError("SECRET_KEY is not set: start through `hub`, which keeps one in DATA_DIR")
    return derive_key(secret.get_secret_value(), "widget sessions")
