"""A person finds their own questionnaires again, and nobody else's."""

from collections.abc import Awaitable, Callable

import pytest
from httpx import AsyncClient as Api
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.assessments import service
from aistrategyhub.features.assessments.rules.addresses import SITTING_ROUTE, SITTINGS_API
from aistrategyhub.features.assessments.state.own import OwnSittingsState
from aistrategyhub.infra.signing import sign_id
from tests.factories.assessments import create_published
from tests.factories.people import create_somebody, principal_of
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

Begin = Callable[..., Awaitable[str]]


@pytest.fixture
async def customer(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.CUSTOMER)


@pytest.fixture
async def begin(session: AsyncSession, customer: Person) -> Begin:
    """Begins and answers a questionnaire, the customer's unless told; its key."""
    await create_published(session)

    async def begin(*, by: Person | None = customer, is_finished: bool = True) -> str:
        token = await service.start(session, "prova", locale="it", person_id=by.id if by else None)
        await service.answer(session, token, {"first": "yes"})
        if is_finished:
            await service.finish(session, token)
        return token

    return begin


async def test_the_list_leads_back_to_answers_report_and_pdf(
    api: Api, tab: Tab, customer: Person, begin: Begin
) -> None:
    await begin()
    tab.principal = principal_of(customer)
    tab.go("/area-clienti/valutazioni")

    await tab.send(OwnSittingsState.arrive)

    (row,) = tab.seen(OwnSittingsState, "rows")
    assert (row["title"], row["status_label"], row["score_label"], row["level"]) == (
        "title",
        "Completata",
        "50/100",
        "Basso",
    )
    key = row["answers_route"].removeprefix(f"{SITTING_ROUTE}/")
    assert row["result_route"] == f"{SITTING_ROUTE}/{key}/esito"
    assert row["pdf_address"] == f"{SITTINGS_API}/{key}/report.pdf?locale=it"
    assert (await api.get(f"{SITTINGS_API}/{key}")).json()["data"]["answers"] == {"first": "yes"}


async def test_only_their_own_and_no_preview(session: AsyncSession, tab: Tab, customer: Person, begin: Begin) -> None:
    other = await create_somebody(session, Role.CUSTOMER, email="altra@prova.example")
    await begin(is_finished=False)
    await begin(by=other)
    await begin(by=None)
    assessment = await create_published(session, slug="altra")
    await service.start_preview(session, assessment.id, locale="it", person_id=customer.id)
    tab.principal = principal_of(customer)
    tab.go("/area-clienti/valutazioni")

    await tab.send(OwnSittingsState.arrive)

    (row,) = tab.seen(OwnSittingsState, "rows")
    assert (row["status_label"], row["is_finished"], row["score_label"]) == ("1 risposta su 2", False, "")


async def test_a_page_of_many_costs_as_many_statements_as_one_of_few(tab: Tab, customer: Person, begin: Begin) -> None:
    tab.principal = principal_of(customer)
    tab.go("/area-clienti/valutazioni")
    counts = []
    for more in (1, 21):
        for _one in range(more):
            await begin()
        with counted_statements() as statements:
            await tab.send(OwnSittingsState.load)
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert (len(tab.seen(OwnSittingsState, "rows")), tab.seen(OwnSittingsState, "total")) == (20, 22)


async def test_a_visitor_has_no_list(tab: Tab, begin: Begin) -> None:
    await begin(by=None)
    tab.go("/area-clienti/valutazioni")

    await tab.send(OwnSittingsState.load)

    assert tab.seen(OwnSittingsState, "is_loaded") is False
    assert tab.seen(OwnSittingsState, "rows") == []


async def test_a_key_signed_for_something_else_opens_nothing(session: AsyncSession, api: Api, customer: Person) -> None:
    answer = await api.get(f"{SITTINGS_API}/{sign_id('quotes.prefill', customer.id)}")

    assert answer.status_code == 404
