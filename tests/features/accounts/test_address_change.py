"""Another address to sign in with: both mailboxes say yes, the old one is told, nobody learns who has an account."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.service.address_change import (
    AddressTaken,
    ChangeAskedLately,
    ask_address_change,
    confirm_address_change,
)
from aistrategyhub.features.accounts.service.links import LinkRefused
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.people import cookie_of, create_somebody
from tests.features.accounts.conftest import Mails, token_in

OLD, NEW = "anna@prova.example", "anna.nuova@prova.example"
OWN = {"Origin": "http://localhost:3000"}


@pytest.fixture
async def anna(session: AsyncSession) -> Person:
    return await create_somebody(session, email=OLD)


async def _tokens(mails: Mails, to: str) -> list[str]:
    return [token_in(mail) for mail in await mails() if mail.email_to == to and "token=" in mail.text]


async def _ask(session: AsyncSession, mails: Mails, anna: Person, new: str = NEW) -> tuple[str, str]:
    await ask_address_change(session, anna.id, new)
    return (await _tokens(mails, OLD))[-1], (await _tokens(mails, new))[-1]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_it_changes_with_the_second_yes(
    session: AsyncSession, anna: Person, mails: Mails, order: tuple[int, int]
) -> None:
    tokens = await _ask(session, mails, anna)
    assert await confirm_address_change(session, tokens[order[0]]) is False
    assert anna.email == OLD
    assert await confirm_address_change(session, tokens[order[1]]) is True
    assert (anna.email, anna.email_verified_at is not None) == (NEW, True)
    told = (await mails())[-1]
    assert (told.email_to, told.template) == (OLD, "accounts/address_changed")
    facts = (await session.execute(select(OutboxFact.payload))).scalars().all()
    assert facts == [{"person_id": str(anna.id), "email": NEW}]


async def test_one_mailbox_cannot_answer_twice(session: AsyncSession, anna: Person, mails: Mails) -> None:
    _old, new = await _ask(session, mails, anna)
    await confirm_address_change(session, new)
    with pytest.raises(LinkRefused):
        await confirm_address_change(session, new)
    assert anna.email == OLD


async def test_a_yes_to_an_earlier_request_does_not_count(session: AsyncSession, anna: Person, mails: Mails) -> None:
    first_old, first_new = await _ask(session, mails, anna)
    await confirm_address_change(session, first_old)
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        _old, other = await _ask(session, mails, anna, "anna.terza@prova.example")
        with pytest.raises(LinkRefused):
            await confirm_address_change(session, first_new)
        assert await confirm_address_change(session, other) is False
    assert anna.email == OLD


async def test_it_is_forgotten_after_a_day(session: AsyncSession, anna: Person, mails: Mails) -> None:
    old, new = await _ask(session, mails, anna)
    await confirm_address_change(session, old)
    with time_machine.travel(now() + timedelta(hours=24), tick=False), pytest.raises(LinkRefused):
        await confirm_address_change(session, new)


async def test_an_address_that_has_an_account_is_not_told_apart(
    session: AsyncSession, anna: Person, mails: Mails
) -> None:
    holder = await create_somebody(session, Role.EDITOR, email=NEW)
    await ask_address_change(session, anna.id, NEW)
    sent = await mails()
    assert [mail.template for mail in sent if mail.email_to == NEW] == ["accounts/already_registered"]
    [old] = await _tokens(mails, OLD)
    assert await confirm_address_change(session, old) is False
    assert (anna.email, holder.email) == (OLD, NEW)


async def test_whoever_registers_the_address_first_has_it(session: AsyncSession, anna: Person, mails: Mails) -> None:
    old, new = await _ask(session, mails, anna)
    await confirm_address_change(session, old)
    await create_somebody(session, Role.EDITOR, email=NEW)
    with pytest.raises(AddressTaken):
        await confirm_address_change(session, new)
    assert anna.email == OLD


async def test_an_address_never_proven_is_not_asked(session: AsyncSession, anna: Person, mails: Mails) -> None:
    anna.email_verified_at = None
    await ask_address_change(session, anna.id, NEW)
    assert await _tokens(mails, OLD) == []
    assert await confirm_address_change(session, (await _tokens(mails, NEW))[0]) is True
    assert OLD not in {mail.email_to for mail in await mails()}


async def test_asking_again_at_once_is_refused(session: AsyncSession, anna: Person, mails: Mails) -> None:
    await _ask(session, mails, anna)
    with pytest.raises(ChangeAskedLately):
        await ask_address_change(session, anna.id, "x@prova.example")
    with pytest.raises(InvalidInput):
        await ask_address_change(session, anna.id, OLD)


class TestApi:
    URL = "/api/v1/users/me/email"

    async def _count(self, session: AsyncSession) -> int:
        return len((await session.execute(select(EmailSend.id))).all())

    async def test_it_wants_a_fresh_proof(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        [row] = (await session.execute(select(Session))).scalars()
        row.proved_at = now() - timedelta(minutes=11)
        await session.flush()
        stale = await api.post(self.URL, json={"email": NEW}, headers=cookie | OWN)
        assert (stale.status_code, stale.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED")
        row.proved_at = now()
        await session.flush()
        assert (await api.post(self.URL, json={"email": NEW}, headers=cookie | OWN)).status_code == 202
        assert await self._count(session) == 2

    async def test_a_colleague_acting_in_their_name_may_not(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        [row] = (await session.execute(select(Session))).scalars()
        row.impersonator_id = UUID(int=7)
        await session.flush()
        assert (await api.post(self.URL, json={"email": NEW}, headers=cookie | OWN)).status_code == 403
        assert await self._count(session) == 0

    @pytest.mark.parametrize("email", ["x", "", "mi\u212ae@prova.example", "a@b.example\r\nBcc: c@d.example"])
    async def test_what_is_no_address(self, api: httpx.AsyncClient, session: AsyncSession, email: str) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        answer = await api.post(self.URL, json={"email": email}, headers=cookie | OWN)
        assert [item["field"] for item in answer.json()["error"]["details"]] == ["email"]
        assert await self._count(session) == 0
