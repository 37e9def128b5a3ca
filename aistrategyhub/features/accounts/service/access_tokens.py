"""Access tokens of programs: JWT, signed and short; the session that one names is the truth (RFC 7519, RFC 8725).

Signed with HS256 by the first key of JWT_KEYS, or one derived from SECRET_KEY; every key there is believed, so that
keys change without signing anybody out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import jwt

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id, read_id
from aistrategyhub.features.accounts.rules.sessions import ACCESS_LASTS
from aistrategyhub.infra.encryption import derive_key
from aistrategyhub.infra.http.acting import InvalidToken
from aistrategyhub.infra.settings import get_settings, read_field_keys

_ISSUER = "aistrategyhub"
_ALGORITHM = "HS256"
_TYPE = "access"
_CLAIMS = ("exp", "iat", "nbf", "aud", "iss", "sub", "jti", "typ", "sid")
_DERIVED_KEY = "s1"
_LONGEST_TOKEN = 2_000


@dataclass(frozen=True)
class AccessToken:
    """What a token that holds says: whose it is, and by which session."""

    person_id: UUID
    session_id: UUID


def sign_access_token(tenant_id: UUID, person_id: UUID, session_id: UUID) -> str:
    """A token good for ACCESS_LASTS, for this tenant's API alone."""
    at = now()
    key_id, key = next(iter(_keys().items()))
    claims = {
        "iss": _ISSUER,
        "aud": str(tenant_id),
        "sub": str(person_id),
        "sid": str(session_id),
        "jti": str(new_id()),
        "typ": _TYPE,
        "iat": at,
        "nbf": at,
        "exp": at + ACCESS_LASTS,
    }
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"kid": key_id})


def read_access_token(tenant_id: UUID, token: str) -> AccessToken:
    """What the token says. Raises InvalidToken unless it is signed here, for this tenant, in time, and complete."""
    if len(token) > _LONGEST_TOKEN:
        raise InvalidToken
    try:
        key = _keys()[str(jwt.get_unverified_header(token).get("kid"))]
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            issuer=_ISSUER,
            audience=str(tenant_id),
            options={"require": list(_CLAIMS), "strict_aud": True},
        )
    except (jwt.PyJWTError, KeyError, ValueError) as error:
        raise InvalidToken from error
    person_id, session_id = _id_of(claims, "sub"), _id_of(claims, "sid")
    if claims["typ"] != _TYPE or person_id is None or session_id is None:
        raise InvalidToken
    return AccessToken(person_id, session_id)


def _id_of(claims: Mapping[str, object], name: str) -> UUID | None:
    value = claims[name]
    return read_id(value) if isinstance(value, str) else None


def _keys() -> dict[str, bytes]:
    settings = get_settings()
    if settings.secret_key is None:
        raise RuntimeError("SECRET_KEY is not set: start through `hub`, which keeps one in DATA_DIR")
    given = read_field_keys(settings.jwt_keys.get_secret_value()) if settings.jwt_keys else {}
    return given | {_DERIVED_KEY: derive_key(settings.secret_key.get_secret_value(), "access tokens")}
