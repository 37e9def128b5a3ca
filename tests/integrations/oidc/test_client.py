"""Which tokens of a provider are believed: only its own, for us, of this moment, in answer to this very question."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from aistrategyhub.integrations.oidc.client import OpenIdClient
from aistrategyhub.integrations.oidc.gateway import Assertion, AssertionRefused, Ceremony, Provider, ProviderUnavailable
from tests.harness.identity_provider import CLIENT_ID, CLIENT_SECRET, TENANT, LocalProvider, serving

CEREMONY = Ceremony(state="s" * 64, nonce="n" * 64, verifier="v" * 64)
BACK = "http://localhost:3000/api/v1/auth/oidc/google/callback"
ANNA = {
    "sub": "1234567890",
    "email": "Anna@Ditta.example",
    "email_verified": True,
    "given_name": "Anna",
    "family_name": "Ferri",
}


@pytest.fixture
def google() -> Iterator[LocalProvider]:
    with serving(LocalProvider(person=dict(ANNA))) as provider:
        yield provider


@pytest.fixture
def microsoft() -> Iterator[LocalProvider]:
    with serving(LocalProvider(many_tenants=True, person=dict(ANNA) | {"xms_edov": True})) as provider:
        yield provider


def client_of(
    provider: LocalProvider, *, secret: str = CLIENT_SECRET, verified: str = "email_verified"
) -> OpenIdClient:
    return OpenIdClient(Provider("google", CLIENT_ID, secret, provider.issuer, (verified,)))


async def _sign_in(client: OpenIdClient, ceremony: Ceremony = CEREMONY, *, back: str = BACK) -> Assertion:
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(await client.address(CEREMONY, redirect_uri=BACK))
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    return await client.redeem(code, ceremony, redirect_uri=back)


async def test_who_signs_in_there_is_known_here(google: LocalProvider) -> None:
    anna = Assertion("google", "1234567890", "anna@ditta.example", True, "Anna", "Ferri")
    assert await _sign_in(client_of(google)) == anna


async def test_the_question_binds_browser_token_and_code(google: LocalProvider) -> None:
    asked = parse_qs(urlsplit(await client_of(google).address(CEREMONY, redirect_uri=BACK)).query)
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert (asked["state"], asked["nonce"], asked["redirect_uri"]) == ([CEREMONY.state], [CEREMONY.nonce], [BACK])
    assert CEREMONY.verifier not in str(asked)


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://accounts.google.com.evil.example"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": [CLIENT_ID, "somebody-else"]},
        {"aud": [CLIENT_ID, "somebody-else"], "azp": CLIENT_ID},
        {"aud": None},
        {"azp": "somebody-else"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"exp": "domani"},
        {"nbf": 4_000_000_000},
        {"iat": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 17},
        {"sub": ["1234567890"]},
    ],
)
async def test_a_token_that_says_something_else_is_refused(google: LocalProvider, lies: dict[str, Any]) -> None:
    google.lies = lies
    with pytest.raises(AssertionRefused):
        await _sign_in(client_of(google))


async def test_a_token_two_minutes_late_is_refused(google: LocalProvider) -> None:
    google.lies = {"exp": int(time.time()) - 120}
    with pytest.raises(AssertionRefused):
        await _sign_in(client_of(google))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_without_the_providers_own_signature_is_refused(google: LocalProvider, algorithm: str) -> None:
    google.algorithm = algorithm
    with pytest.raises(AssertionRefused):
        await _sign_in(client_of(google))


async def test_a_foreign_key_under_the_same_name_is_refused(google: LocalProvider) -> None:
    client = client_of(google)
    await _sign_in(client)
    google.key = RSAKey.generate_key(2048, {"kid": google.key.kid, "use": "sig", "alg": "RS256"})
    with pytest.raises(AssertionRefused):
        await _sign_in(client)


async def test_a_provider_that_changes_its_key_is_asked_again(
    google: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(google)
    await _sign_in(client)
    google.key = RSAKey.generate_key(2048, {"kid": "newer", "use": "sig", "alg": "RS256"})
    monkeypatch.setattr("aistrategyhub.integrations.oidc.client._KEYS_REFETCH_SECONDS", 0.0)
    assert (await _sign_in(client)).subject == "1234567890"


async def test_its_documents_are_asked_for_once(google: LocalProvider) -> None:
    client = client_of(google)
    await _sign_in(client)
    await _sign_in(client)
    assert google.seen.count("/.well-known/openid-configuration") == 1
    assert google.seen.count("/keys") == 1


async def test_a_code_counts_once_for_who_asked(google: LocalProvider) -> None:
    client = client_of(google)
    with pytest.raises(AssertionRefused):
        await client.redeem("made-up", CEREMONY, redirect_uri=BACK)
    with pytest.raises(AssertionRefused):
        await _sign_in(client, Ceremony(CEREMONY.state, CEREMONY.nonce, "w" * 64))
    with pytest.raises(AssertionRefused):
        await _sign_in(client, back="http://localhost:3000/elsewhere")
    with pytest.raises(AssertionRefused):
        await _sign_in(client_of(google, secret="wrong"))


async def test_a_provider_that_is_away_is_said_to_be(google: LocalProvider) -> None:
    google.is_away = True
    with pytest.raises(ProviderUnavailable):
        await client_of(google).address(CEREMONY, redirect_uri=BACK)
    with pytest.raises(ProviderUnavailable):
        await client_of(LocalProvider(port=9)).address(CEREMONY, redirect_uri=BACK)


async def test_a_document_of_another_issuer_is_not_read(google: LocalProvider) -> None:
    other = Provider("google", CLIENT_ID, CLIENT_SECRET, f"http://localhost:{google.port}", ("email_verified",))
    with pytest.raises(ProviderUnavailable):
        await OpenIdClient(other).address(CEREMONY, redirect_uri=BACK)


@pytest.mark.parametrize(
    ("claim", "value", "is_verified"),
    [
        ("email_verified", True, True),
        ("email_verified", "true", True),
        ("email_verified", False, False),
        ("email_verified", "false", False),
        ("email_verified", None, False),
        ("xms_edov", True, False),
    ],
)
async def test_an_address_counts_only_when_the_provider_vouches(
    google: LocalProvider, claim: str, value: Any, is_verified: bool
) -> None:
    google.lies = {"email_verified": None} | {claim: value}
    assert (await _sign_in(client_of(google))).email_is_verified is is_verified


class TestManyTenants:
    async def test_a_tenant_signs_under_its_own_name(self, microsoft: LocalProvider) -> None:
        assert (await _sign_in(client_of(microsoft, verified="xms_edov"))).email_is_verified

    @pytest.mark.parametrize(
        "lies",
        [
            {"tid": None},
            {"tid": "22222222-2222-3333-4444-555555555555"},
            {"tid": f"{TENANT}/../x"},
            {"tid": f"{TENANT}\n"},
            {"iss": "http://evil.example/" + TENANT},
        ],
    )
    async def test_and_under_no_other(self, microsoft: LocalProvider, lies: dict[str, Any]) -> None:
        microsoft.lies = lies
        with pytest.raises(AssertionRefused):
            await _sign_in(client_of(microsoft))

    async def test_its_word_on_an_address_is_another_claim(self, microsoft: LocalProvider) -> None:
        microsoft.lies = {"xms_edov": None, "email_verified": True}
        assert not (await _sign_in(client_of(microsoft, verified="xms_edov"))).email_is_verified


async def test_names_are_one_printable_line(google: LocalProvider) -> None:
    google.person |= {"given_name": "Anna\r\nBcc: tutti@x.example\x00", "family_name": "F" * 300}
    assertion = await _sign_in(client_of(google))
    assert assertion.first_name == "Anna Bcc: tutti@x.example"
    assert len(assertion.last_name) == 100
