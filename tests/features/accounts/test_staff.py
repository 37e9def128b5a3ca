"""What colleagues do about accounts: each act has its effect, its line in the trail and its mail, or none of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.models import LinkPurpose, MailedLink, Passkey, Person, RecoveryCode, Session
from aistrategyhub.features.accounts.queries.directory import PersonNotFound
from aistrategyhub.features.accounts.rules.staff import LastOwner, OwnAccount, RoleNotYours
from aistrategyhub.features.accounts.service import open_session, staff
from aistrategyhub.features.accounts.service.invitations import HasPassword, invite, invite_again
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra import db
from tests.factories.people import create_somebody, principal_of

INVITED = {
    "email": "nuova@prova.example",
    "first_name": "Nora",
    "last_name": "Riva",
    "role": "editor",
    "language": "it",
}


@contextmanager
def acting(person: Person) -> Iterator[None]:
    with acting_as(replace(principal_of(person), proved_at=now())):
        yield


@pytest.fixture
async def admin(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.ADMIN)


@pytest.fixture
async def owner(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.SUPER_ADMIN)


@pytest.fixture
async def customer(session: AsyncSession) -> Person:
    person = await create_somebody(session, Role.CUSTOMER)
    first = await open_session(session, person, methods=["password"], ip_address=None, user_agent="telefono")
    await open_session(
        session, person, methods=["password"], ip_address=None, user_agent="telefono", device=first.device
    )
    return person


async def _count(session: AsyncSession, *wanted: Any) -> int:
    return (await session.execute(select(func.count()).select_from(Session).where(*wanted))).scalar_one()


async def _last_line(session: AsyncSession, person: Person) -> AuditEntry:
    query = select(AuditEntry).where(AuditEntry.entity_id == person.id).order_by(AuditEntry.created_at.desc())
    return (await session.execute(query.limit(1))).scalar_one()


async def _subjects(session: AsyncSession, person: Person) -> list[str]:
    query = select(EmailSend.subject).where(EmailSend.email_to == person.email).order_by(EmailSend.queued_at)
    return list((await session.execute(query)).scalars())


async def test_a_new_role_ends_the_sessions_is_noted_and_told(
    session: AsyncSession, admin: Person, customer: Person
) -> None:
    with acting(admin):
        await staff.change_role(session, customer.id, Role.EDITOR)
    line = await _last_line(session, customer)
    assert customer.role is Role.EDITOR
    assert await _count(session, Session.user_id == customer.id) == 0
    assert (line.action, line.user_id) == ("accounts.role_changed", admin.id)
    assert line.changes == {"before": {"role": "customer"}, "after": {"role": "editor"}}
    assert await _subjects(session, customer) == ["Il Suo ruolo è cambiato"]


async def test_the_role_one_has_already_changes_nothing(session: AsyncSession, admin: Person, customer: Person) -> None:
    with acting(admin):
        await staff.change_role(session, customer.id, Role.CUSTOMER)
    assert await _count(session, Session.user_id == customer.id) == 2
    assert await _subjects(session, customer) == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPER_ADMIN, Role.GUEST])
async def test_an_admin_makes_no_admins(session: AsyncSession, admin: Person, customer: Person, role: Role) -> None:
    with acting(admin), pytest.raises(RoleNotYours):
        await staff.change_role(session, customer.id, role)
    assert customer.role is Role.CUSTOMER


ACTS: list[Callable[[AsyncSession, UUID], Awaitable[Any]]] = [
    lambda session, person_id: staff.change_role(session, person_id, Role.CUSTOMER),
    staff.deactivate,
    staff.reactivate,
    staff.reset_second_factor,
    staff.end_all_sessions,
    lambda session, person_id: staff.end_session(session, person_id, new_id()),
]


@pytest.mark.parametrize("act", ACTS)
async def test_an_admin_does_nothing_to_the_owner_to_themselves_or_to_nobody(
    session: AsyncSession, admin: Person, owner: Person, act: Callable[[AsyncSession, UUID], Awaitable[Any]]
) -> None:
    with acting(admin):
        for person_id, refusal in ((owner.id, RoleNotYours), (admin.id, OwnAccount), (new_id(), PersonNotFound)):
            with pytest.raises(refusal):
                await act(session, person_id)
    assert (owner.role, owner.is_active, admin.role) == (Role.SUPER_ADMIN, True, Role.ADMIN)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SUPPORT, Role.CUSTOMER])
@pytest.mark.parametrize("act", ACTS)
async def test_who_looks_after_nobody_is_refused_by_the_verb_itself(
    session: AsyncSession, role: Role, act: Callable[[AsyncSession, UUID], Awaitable[Any]]
) -> None:
    other = await create_somebody(session, Role.CUSTOMER, email="altra@prova.example")
    with acting(await create_somebody(session, role)), pytest.raises(RoleNotYours):
        await act(session, other.id)


async def test_a_shut_account_has_no_sessions_and_opens_again(
    session: AsyncSession, admin: Person, customer: Person
) -> None:
    with acting(admin):
        await staff.deactivate(session, customer.id)
        assert (customer.is_active, await _count(session, Session.user_id == customer.id)) == (False, 0)
        await staff.deactivate(session, customer.id)
        await staff.reactivate(session, customer.id)
    assert customer.is_active
    assert await _subjects(session, customer) == [
        "Il Suo account è stato disattivato",
        "Il Suo account è di nuovo attivo",
    ]


async def test_one_session_of_two_is_ended_and_another_persons_is_not(
    session: AsyncSession, admin: Person, customer: Person
) -> None:
    other = await create_somebody(session, Role.CUSTOMER, email="altra@prova.example")
    await open_session(session, other, methods=["password"], ip_address=None, user_agent="")
    query = select(Session.id, Session.user_id)
    of = [(row.id, row.user_id) for row in await session.execute(query)]
    own, foreign = (next(item for item, user in of if user == who.id) for who in (customer, other))
    with acting(admin):
        await staff.end_session(session, customer.id, own)
        await staff.end_session(session, customer.id, foreign)
        assert await _count(session) == 2
        await staff.end_all_sessions(session, customer.id)
    assert await _count(session, Session.user_id == customer.id) == 0
    assert await _count(session, Session.user_id == other.id) == 1


async def test_a_lost_second_factor_goes_with_codes_and_passkeys(
    session: AsyncSession, admin: Person, customer: Person
) -> None:
    customer.mfa_secret, customer.mfa_enabled_at, customer.mfa_last_step = "sealed", now(), 7
    session.add(RecoveryCode(user_id=customer.id, code_fingerprint="f"))
    session.add(Passkey(user_id=customer.id, credential_id="c", public_key=b"k", name="Chiave"))
    await session.flush()
    with acting(admin):
        await staff.reset_second_factor(session, customer.id)
    assert (customer.mfa_secret, customer.mfa_enabled_at, customer.mfa_last_step) == (None, None, None)
    for table in (RecoveryCode, Passkey):
        assert (await session.execute(select(func.count()).select_from(table))).scalar_one() == 0
    assert await _count(session, Session.user_id == customer.id) == 0
    assert (await _last_line(session, customer)).changes == {"before": {"totp": True, "passkeys": 1}}
    assert await _subjects(session, customer) == ["La verifica in due passaggi è stata rimossa dal Suo account"]


async def test_the_last_owner_stays(session: AsyncSession, owner: Person) -> None:
    second = await create_somebody(session, Role.SUPER_ADMIN, email="seconda@prova.example")
    with acting(second):
        await staff.change_role(session, owner.id, Role.ADMIN)
    with acting(owner), pytest.raises(RoleNotYours):
        await staff.deactivate(session, second.id)
    # The command line may do everything, but not that.
    for act in (staff.deactivate, ACTS[0]):
        with pytest.raises(LastOwner):
            await act(session, second.id)
    assert (second.role, second.is_active) == (Role.SUPER_ADMIN, True)


async def test_two_owners_who_demote_each_other_at_once_leave_one(committed_tenant: UUID) -> None:
    async with db.unit_of_work() as session:
        owners = [
            await create_somebody(session, Role.SUPER_ADMIN, email=f"titolare{number}@prova.example")
            for number in range(2)
        ]

    async def demote(actor: Person, other: Person) -> str:
        try:
            with acting(actor):
                async with db.unit_of_work() as session:
                    await staff.change_role(session, other.id, Role.ADMIN)
        except DomainError as refusal:
            return refusal.code
        return "done"

    answers = await asyncio.gather(demote(*owners), demote(*reversed(owners)))
    async with db.unit_of_work() as session:
        query = select(func.count()).select_from(Person).where(Person.role == Role.SUPER_ADMIN)
        assert (await session.execute(query)).scalar_one() == 1
    assert sorted(answers) == ["LAST_OWNER", "done"]


async def test_an_invited_person_has_a_link_and_no_password(session: AsyncSession, admin: Person) -> None:
    with acting(admin):
        person = await invite(session, INVITED | {"email": " Nuova@Prova.example "})
        with pytest.raises(InvalidInput) as refused:
            await invite(session, INVITED)
    links = (await session.execute(select(MailedLink).where(MailedLink.user_id == person.id))).scalars().all()
    mail = (await session.execute(select(EmailSend).where(EmailSend.email_to == INVITED["email"]))).scalar_one()
    assert (person.email, person.role, person.password_hash) == ("nuova@prova.example", Role.EDITOR, None)
    assert person.email_verified_at is None
    assert [link.purpose for link in links] == [LinkPurpose.RESET_PASSWORD]
    assert "/reimposta-password?token=" in mail.html
    assert [error.code for error in refused.value.fields] == ["EMAIL_TAKEN"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"email": ""}, "email", "REQUIRED"),
        ({"email": "senza chiocciola"}, "email", "INVALID_EMAIL"),
        ({"first_name": ""}, "first_name", "REQUIRED"),
        ({"first_name": "Eva\r\nBcc: tutti@prova.example"}, "first_name", "INVALID_CHARACTERS"),
        ({"role": "guest"}, "role", "UNKNOWN_VALUE"),
        ({"role": "root"}, "role", "UNKNOWN_VALUE"),
        ({"role": None}, "role", "UNKNOWN_VALUE"),
        ({"language": "de"}, "language", "UNKNOWN_VALUE"),
        ({"is_active": True}, "is_active", "UNKNOWN_FIELD"),
    ],
)
async def test_a_wrong_invitation_makes_nobody(
    session: AsyncSession, admin: Person, change: dict[str, Any], field: str, code: str
) -> None:
    with acting(admin), pytest.raises(InvalidInput) as refused:
        await invite(session, INVITED | change)
    assert [(error.field, error.code) for error in refused.value.fields] == [(field, code)]
    assert (await session.execute(select(func.count()).select_from(EmailSend))).scalar_one() == 0


async def test_an_admin_invites_no_owner(session: AsyncSession, admin: Person) -> None:
    with acting(admin), pytest.raises(RoleNotYours):
        await invite(session, INVITED | {"role": "super_admin"})


async def test_a_second_invitation_ends_the_first_link(session: AsyncSession, admin: Person, customer: Person) -> None:
    with acting(admin):
        person = await invite(session, INVITED)
        await invite_again(session, person.id)
        with pytest.raises(HasPassword):
            await invite_again(session, customer.id)
    live = select(func.count()).select_from(MailedLink).where(MailedLink.expires_at > now())
    assert (await session.execute(live)).scalar_one() == 1
    assert len(await _subjects(session, person)) == 2
