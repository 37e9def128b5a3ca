"""Consent, with a need that only these tests declare: the product has none."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.consent import (
    NeedsConsent,
    Purpose,
    declare_need,
    declared_needs,
    withdraw_need,
    wording_version,
)
from aistrategyhub.features.consent import jobs
from aistrategyhub.features.consent.models import ConsentRecord
from aistrategyhub.features.legal.rules import cookies
from aistrategyhub.ui.parts.consent import consent_again, consent_banner

FILMS = NeedsConsent(Purpose.EMBEDDED, "Filmati", "Il sito dei filmati riceve il tuo indirizzo.")
COUNTS = NeedsConsent(Purpose.STATISTICS, "Statistiche", "Contiamo le visite.")


@pytest.fixture
def asked() -> Iterator[tuple[NeedsConsent, ...]]:
    """A site that asks for two things."""
    for need in (FILMS, COUNTS):
        declare_need(need)
    yield declared_needs()
    for need in (FILMS, COUNTS):
        withdraw_need(need)


async def choose(api: httpx.AsyncClient, version: str, **choices: bool) -> httpx.Response:
    return await api.post("/api/v1/consent", json={"choices": choices, "wording_version": version})


async def records(session: AsyncSession) -> list[ConsentRecord]:
    return list((await session.execute(select(ConsentRecord).order_by(ConsentRecord.id))).scalars())


def test_the_product_needs_no_consent_so_nobody_is_asked() -> None:
    assert declared_needs() == ()
    assert consent_banner(declared_needs()).render() == consent_again(declared_needs()).render()
    assert "consent" not in {cookie.name for cookie in cookies()}


def test_where_something_needs_it_visitors_are_asked_and_can_come_back(asked: Any) -> None:
    banner = str(consent_banner(asked).render())

    for words in ("Filmati", "Statistiche", "Rifiuta tutto", "Accetta tutto", "Scegli", "Salva le scelte"):
        assert words in banner
    assert "data-consent" in str(consent_again(asked).render())
    assert "consent" in {cookie.name for cookie in cookies()}


@pytest.mark.parametrize(
    ("choices", "allowed"),
    [
        ({"embedded": True, "statistics": True}, "embedded.statistics"),
        ({"embedded": False, "statistics": True}, "statistics"),
        ({"embedded": False, "statistics": False}, "none"),
    ],
    ids=["all", "one of two", "refused"],
)
async def test_every_choice_is_kept_with_its_words_for_six_months(
    session: AsyncSession, api: httpx.AsyncClient, asked: Any, choices: dict[str, bool], allowed: str
) -> None:
    version = wording_version(asked)
    answer = await choose(api, version, **choices)

    assert answer.status_code == 201
    (record,) = await records(session)
    assert record.choices == choices
    assert record.wording["embedded"] == ["Filmati", "Il sito dei filmati riceve il tuo indirizzo."]
    assert timedelta(days=180) < record.expires_at - record.given_at < timedelta(days=184)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"consent={version}.{record.id}.{allowed};")
    assert "Max-Age=15724800" in cookie
    assert "HttpOnly" not in cookie


async def test_withdrawing_is_another_choice_and_both_stay_as_proof(
    session: AsyncSession, api: httpx.AsyncClient, asked: Any
) -> None:
    version = wording_version(asked)
    await choose(api, version, embedded=True, statistics=True)
    await choose(api, version, embedded=False, statistics=False)

    assert [set(record.choices.values()) for record in await records(session)] == [{True}, {False}]


async def test_nobody_agrees_to_words_they_did_not_see(
    session: AsyncSession, api: httpx.AsyncClient, asked: Any
) -> None:
    seen = wording_version(asked[:1])
    answer = await choose(api, seen, embedded=True, statistics=True)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "OTHER_WORDS_ASKED")
    assert await records(session) == []


@pytest.mark.parametrize("choices", [{}, {"embedded": True}, {"embedded": True, "statistics": True, "marketing": True}])
async def test_each_purpose_has_an_answer_of_its_own(
    session: AsyncSession, api: httpx.AsyncClient, asked: Any, choices: dict[str, bool]
) -> None:
    assert (await choose(api, wording_version(asked), **choices)).status_code == 422
    assert await records(session) == []


async def test_where_nothing_is_asked_nothing_is_kept(session: AsyncSession, api: httpx.AsyncClient) -> None:
    assert (await choose(api, wording_version(()), statistics=True)).status_code == 422
    assert await records(session) == []


async def test_a_proof_goes_a_year_after_it_expired(session: AsyncSession, api: httpx.AsyncClient, asked: Any) -> None:
    for _twice in range(2):
        await choose(api, wording_version(asked), embedded=True, statistics=False)
    old, _young = await records(session)
    old.expires_at = now() - timedelta(days=366)
    await session.flush()

    await jobs.forget_old(session, {})

    assert (await session.execute(select(func.count()).select_from(ConsentRecord))).scalar_one() == 1
