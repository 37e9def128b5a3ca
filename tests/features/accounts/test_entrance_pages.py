"""The pages around signing in: what their address tells, and that opening a link uses nothing up."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import reflex as rx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import LinkPurpose, MailedLink
from aistrategyhub.features.accounts.pages.entrance import (
    password_reset_page,
    registration_page,
    verification_page,
)
from aistrategyhub.features.accounts.pages.profile import profile_page
from aistrategyhub.features.accounts.pages.public import sign_in_page
from aistrategyhub.features.accounts.pages.security import step_up_page
from aistrategyhub.features.accounts.service.links import issue_link
from aistrategyhub.features.accounts.state import AccountState
from aistrategyhub.features.accounts.state.entrance import (
    AddressChangeState,
    ForgottenPasswordState,
    PasswordResetState,
    RegistrationState,
    VerificationState,
)
from aistrategyhub.features.mailing.models import EmailSend
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

PASSWORD_PAGES = (
    sign_in_page,
    registration_page,
    password_reset_page,
    verification_page,
    step_up_page,
    profile_page,
)


async def _open(tab: Tab, state: type[rx.State], route: str, **query: str) -> None:
    tab.go(route, query=query)
    await tab.send(state.load)


async def test_a_refused_registration_keeps_what_was_typed(session: AsyncSession, tab: Tab) -> None:
    query = {"errore": "email:INVALID_EMAIL,password:PASSWORD_TOO_SHORT", "email": "x", "first_name": "Anna"}
    await _open(tab, RegistrationState, "/registrati", **query, last_name="Ferri", consents="terms")
    assert set(tab.seen(RegistrationState, "errors")) == {"email", "password"}
    assert "12" in tab.seen(RegistrationState, "errors")["password"]
    shown = [tab.seen(RegistrationState, name) for name in ("email", "first_name", "last_name", "consents")]
    assert shown == ["x", "Anna", "Ferri", ["terms"]]


@pytest.mark.parametrize("code", ["<script>alert(1)</script>", "email:NEVER_SEEN", "password:__class__", "{shortest}"])
@pytest.mark.parametrize("state", [RegistrationState, ForgottenPasswordState, VerificationState, AddressChangeState])
async def test_an_address_that_somebody_made_up_says_nothing_of_theirs(
    session: AsyncSession, tab: Tab, state: type[rx.State], code: str
) -> None:
    await _open(tab, state, "/registrati", errore=code)
    assert tab.seen(state, "errors") == {}
    assert tab.seen(state, "refusal") == "Non è riuscito. Riprova."


@pytest.mark.parametrize("page", PASSWORD_PAGES)
def test_a_password_is_typed_unseen_and_may_be_pasted(page: Callable[[], rx.Component]) -> None:
    drawn = str(page())
    inputs = re.findall(r'jsx\("input",\{[^}]*\}', drawn)
    passwords = [field for field in inputs if re.search(r'name"?:"(current_)?password"', field)]
    assert passwords
    assert all('type:"password"' in field for field in passwords)
    assert all(re.search(r'autoComplete"?:"(current|new)-password"', field) for field in passwords)
    assert "onPaste" not in drawn


async def test_opening_a_link_shows_the_form_and_uses_nothing_up(session: AsyncSession, tab: Tab) -> None:
    anna = await create_somebody(session)
    token = await issue_link(session, anna, LinkPurpose.RESET_PASSWORD, email=anna.email, lasts=timedelta(hours=1))
    for _time in range(3):
        await _open(tab, PasswordResetState, "/reimposta-password", token=token)
    assert tab.seen(PasswordResetState, "is_link_good") is True
    assert (await session.execute(select(MailedLink.used_at))).scalar_one() is None
    await _open(tab, PasswordResetState, "/reimposta-password", token=token[:-1] + "_")
    assert tab.seen(PasswordResetState, "is_link_good") is False
    assert anna.email not in str(tab.values)


async def test_the_english_page_speaks_english(session: AsyncSession, tab: Tab) -> None:
    await _open(tab, VerificationState, "/en/verifica-email", errore="LINK_REFUSED")
    assert tab.seen(VerificationState, "refusal").startswith("This link is no longer good")


class TestNotice:
    async def test_whoever_is_not_verified_can_ask_for_another_mail(self, session: AsyncSession, tab: Tab) -> None:
        anna = await create_somebody(session)
        anna.email_verified_at = None
        await session.flush()
        tab.principal = principal_of(anna)
        tab.go("/area-clienti")
        await tab.send(AccountState.load)
        assert tab.seen(AccountState, "is_unverified") is True
        await tab.send(AccountState.resend)
        await tab.send(AccountState.resend)
        assert tab.seen(AccountState, "has_resent") is True
        mails = (await session.execute(select(EmailSend))).scalars().all()
        assert [(mail.email_to, mail.template) for mail in mails] == [(anna.email, "accounts/verify_address")]

    async def test_visitors_cannot(self, session: AsyncSession, tab: Tab) -> None:
        await create_somebody(session)
        tab.go("/area-clienti")
        await tab.send(AccountState.resend)
        assert (await session.execute(select(EmailSend))).all() == []
