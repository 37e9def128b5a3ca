"""The client of any OpenID provider: its documents are kept for an hour, its tokens are believed only when proven."""

import re
import time
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from aistrategyhub.integrations.oidc.gateway import Assertion, AssertionRefused, Ceremony, Provider, ProviderUnavailable

with warnings.catch_warnings():
    # It would rather have httpx2, and does with httpx.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import AsyncOAuth2Client

_DOCUMENTS_LAST_SECONDS = 3600.0
# A token signed with an unknown key makes us look for new ones, but not more often than this.
_KEYS_REFETCH_SECONDS = 60.0
_SECONDS = 10.0
_LEEWAY_SECONDS = 60
_LARGEST_TOKEN = 16_384
# Whatever a document or a token says: neither `none` nor a key shared with the client (RFC 8725, 3.1).
_ALGORITHMS = ["RS256", "ES256"]
_CHOOSING = {"prompt": "select_account"}
# OIDC Core 3.1.2.1. Who ignores `prompt` and `max_age` at least says when it was: `auth_time` is asked for by name.
_ANEW = {"prompt": "login", "max_age": "0", "claims": '{"id_token":{"auth_time":{"essential":true}}}'}
_TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TENANT_PLACE = "{tenantid}"


class OpenIdClient:
    """One provider. An instance is kept for the life of the process: it remembers the provider's documents."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def address(self, ceremony: Ceremony, *, redirect_uri: str, hint: str = "", anew: bool = False) -> str:
        metadata = await self._read_metadata()
        extra = {"login_hint": hint} if hint else {}
        async with self._client(redirect_uri) as client:
            url, _state = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=ceremony.state,
                nonce=ceremony.nonce,
                code_verifier=ceremony.verifier,
                **(_ANEW if anew else _CHOOSING),
                **extra,
            )
        return url

    async def redeem(self, code: str, ceremony: Ceremony, *, redirect_uri: str) -> Assertion:
        metadata = await self._read_metadata()
        try:
            async with self._client(redirect_uri) as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"],
                    code=code,
                    code_verifier=ceremony.verifier,
                    grant_type="authorization_code",
                )
        except AuthlibBaseError as error:
            raise AssertionRefused(f"{self.provider.name}: {error.error}") from error
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderUnavailable(f"{self.provider.name}: {type(error).__name__}") from error
        claims = await self._proven_claims(str(token.get("id_token", "")), token.get("access_token"), ceremony)
        return self._assertion(claims)

    def _client(self, redirect_uri: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self.provider.client_id,
            client_secret=self.provider.client_secret,
            scope="openid email profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_SECONDS,
            trust_env=False,
        )

    async def _proven_claims(self, id_token: str, access_token: Any, ceremony: Ceremony) -> Mapping[str, Any]:
        """The claims of the token, once signature, issuer, audience, times and nonce are right (OIDC Core 3.1.3.7)."""
        if not id_token or len(id_token) > _LARGEST_TOKEN:
            raise AssertionRefused(f"{self.provider.name}: no identity token, or one too large")
        try:
            decoded = await self._decode(id_token)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {"iss": {"essential": True, "value": await self._issuer_of(decoded.claims)}},
                {"nonce": ceremony.nonce, "client_id": self.provider.client_id, "access_token": access_token},
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, AuthlibBaseError, ValueError, TypeError) as error:
            raise AssertionRefused(f"{self.provider.name}: {type(error).__name__}") from error
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if audience != [self.provider.client_id]:
            raise AssertionRefused(f"{self.provider.name}: the token is for somebody else")
        return claims

    async def _decode(self, id_token: str) -> jwt.Token:
        try:
            return jwt.decode(id_token, await self._read_keys(), algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            # Its key may be newer than the set we remember.
            return jwt.decode(id_token, await self._read_keys(newer=True), algorithms=_ALGORITHMS)

    async def _issuer_of(self, claims: Mapping[str, Any]) -> str:
        """Who must have signed: with a provider of many tenants, the tenant that the token itself names."""
        issuer = str((await self._read_metadata())["issuer"])
        if _TENANT_PLACE not in issuer:
            return issuer
        tenant = str(claims.get("tid", ""))
        if not _TENANT.fullmatch(tenant):
            raise AssertionRefused(f"{self.provider.name}: the token names no tenant")
        return issuer.replace(_TENANT_PLACE, tenant)

    def _assertion(self, claims: Mapping[str, Any]) -> Assertion:
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise AssertionRefused(f"{self.provider.name}: the token names nobody")
        is_verified = any(claims.get(name) in (True, "true", 1, "1") for name in self.provider.verified_claims)
        return Assertion(
            provider=self.provider.name,
            subject=subject,
            email=_text(claims.get("email"), 255).lower(),
            email_is_verified=is_verified,
            first_name=_text(claims.get("given_name") or claims.get("name"), 100),
            last_name=_text(claims.get("family_name"), 100),
            authenticated_at=_moment(claims.get("auth_time")),
        )

    async def _read_metadata(self) -> dict[str, Any]:
        if self._metadata is None or time.monotonic() - self._metadata[0] > _DOCUMENTS_LAST_SECONDS:
            found = await self._fetch(f"{self.provider.issuer}/.well-known/openid-configuration")
            wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
            if not all(isinstance(found.get(name), str) for name in wanted):
                raise ProviderUnavailable(f"{self.provider.name}: its discovery document is not whole")
            if found["issuer"] != self.provider.issuer and _TENANT_PLACE not in found["issuer"]:
                raise ProviderUnavailable(f"{self.provider.name}: the document is another issuer's")
            self._metadata = (time.monotonic(), found)
        return self._metadata[1]

    async def _read_keys(self, *, newer: bool = False) -> KeySet:
        age = time.monotonic() - self._keys[0] if self._keys else None
        if age is None or age > (_KEYS_REFETCH_SECONDS if newer else _DOCUMENTS_LAST_SECONDS):
            found = await self._fetch(str((await self._read_metadata())["jwks_uri"]))
            self._keys = (time.monotonic(), KeySet.import_key_set(found))
        return self._keys[1]

    async def _fetch(self, url: str) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
                answer = await client.get(url)
            found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderUnavailable(f"{self.provider.name}: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise ProviderUnavailable(f"{self.provider.name}: not a document")
        return found


def _moment(seconds: Any) -> datetime | None:
    """A moment of a claim; None when there is none that a clock could show."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _text(value: Any, longest: int) -> str:
    """One printable line of a claim, which the person wrote themselves."""
    line = " ".join(str(value or "").split())
    return "".join(letter for letter in line if letter.isprintable())[:longest]
