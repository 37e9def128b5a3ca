"""Erasing a person: nothing of them is left anywhere but in fiscal documents, which few may read."""

import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from redis.asyncio import Redis
from sqlalchemy import String, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.privacy import Retention
from aistrategyhub.features.accounts.emails.privacy import ErasurePostponed
from aistrategyhub.features.accounts.models import (
    Consent,
    LinkPurpose,
    MailedLink,
    Person,
    PrivacyRequest,
    RequestKind,
    RequestOrigin,
    RequestStatus,
    Session,
)
from aistrategyhub.features.accounts.queries import find_person_by_email, get_person
from aistrategyhub.features.accounts.queries.privacy_requests import find_open_request
from aistrategyhub.features.accounts.rules.privacy_requests import LastSuperAdmin, NothingToCancel
from aistrategyhub.features.accounts.rules.staff import LastOwner
from aistrategyhub.features.accounts.service.erasure import addresses_of, erase_person
from aistrategyhub.features.accounts.service.privacy_requests import cancel_erasure, request_erasure, request_export
from aistrategyhub.features.accounts.service.session_checks import session_of_cookie
from aistrategyhub.features.accounts.service.sessions import open_session
from aistrategyhub.features.accounts.service.staff import change_role
from aistrategyhub.features.assessments.models import Sitting
from aistrategyhub.features.assessments.queries import get_sitting
from aistrategyhub.features.assessments.service import start
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.queries import (
    InvoiceRestricted,
    find_open_invoice_of_order,
    get_readable_invoice,
    list_invoices,
)
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_notes
from aistrategyhub.features.orders.service import advance, forget_unpaid_guests, mark_paid, write_note
from aistrategyhub.features.portal.jobs import find_due
from aistrategyhub.features.portal.service.erasure import OrderUnderWay, ask_for_erasure, warn_idle_customers
from aistrategyhub.features.quotes.models import QuoteRequest
from aistrategyhub.features.site_settings.schemas import IdleAccounts
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.db import metadata, unit_of_work
from aistrategyhub.infra.personal_data import DataSubject, declared, rows_of, tables_of_people
from aistrategyhub.infra.redis import reach
from aistrategyhub.infra.settings import ROOT, get_settings
from aistrategyhub.infra.storage import Storage, storage_for
from tests.factories.assessments import create_published
from tests.factories.people import create_somebody, principal_of
from tests.factories.quotes import create_request
from tests.factories.sales import PERSON, create_open_payment, create_order
from tests.features.portal.conftest import ANNA, ANNAS_ADDRESS, BRUNO, CardProvider
from tests.harness.background import run_everything
from tests.harness.statements import counted_statements

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
async def clock() -> AsyncIterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as coordinates:
        yield coordinates


async def _erase(session: AsyncSession, person: Person, clock: time_machine.Traveller) -> PrivacyRequest:
    request = await ask_for_erasure(session, person.id, language="it")
    await run_everything(session)
    clock.shift(timedelta(days=7, minutes=1))
    await _tick(session)
    await session.refresh(request)
    return request


async def _tick(session: AsyncSession) -> None:
    """What the clock of the jobs sets going every ten minutes."""
    await find_due(session, {})
    await run_everything(session)


async def _places_of(session: AsyncSession, word: str) -> set[str]:
    """Every column of every table in which some row contains the word."""
    found = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            text = func.encode(column, "escape") if column.type.python_type is bytes else cast(column, String)
            if await session.scalar(select(func.count()).select_from(table).where(func.lower(text).contains(word))):
                found.add(f"{table.name}.{column.name}")
    return found


async def test_the_provider_of_cards_is_told_to_forget_them(
    clock: time_machine.Traveller, session: AsyncSession, anna: Person, bruno: Person, provider: CardProvider
) -> None:
    await _erase(session, anna, clock)
    assert provider.forgotten == [f"cus_{ANNAS_ADDRESS.rpartition('.')[2]}"]


async def test_nothing_is_left_but_what_the_law_wants(
    clock: time_machine.Traveller,
    session: AsyncSession,
    anna: Person,
    bruno: Person,
    storage: Storage,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    await request_export(session, anna.id, language="it")
    await run_everything(session)
    before = await _places_of(session, ANNA)
    assert {"users.email", "orders.buyer", "provider_events.payload", "login_attempts.email"} <= before
    brunos = await _places_of(session, BRUNO)
    request = await _erase(session, anna, clock)
    assert request.status is RequestStatus.DONE
    fiscal = {
        f"{table}.{column}"
        for holdings in declared().values()
        for table, holding in holdings.items()
        for column, personal in holding.personal.items()
        if personal.retention is Retention.FISCAL
    }
    left = await _places_of(session, ANNA) | await _places_of(session, ANNAS_ADDRESS)
    mails = {column for column in left if column.startswith("email_sends.")}
    # The name under what they wrote is part of the work (art. 8 and 20 L. 633/1941); the pages under it are to be
    # written anew.
    signed = {"authors.name", "authors.slug", "prerender_requests.name"}
    assert left - fiscal - mails == signed
    assert all(mail.is_fiscal for mail in await _mails_naming(session, ANNA))
    assert await _places_of(session, BRUNO) == brunos
    # What SdI was sent stays in its own books, of which the local one's are a folder.
    kept = ("/invoices/", "/sdi/")
    assert [path for path in _files(tmp_path) if not any(place in str(path) for place in kept)] == []
    assert ANNA not in caplog.text
    assert ANNAS_ADDRESS not in caplog.text


def _files(folder: Path) -> list[Path]:
    """Files that name the person, and every archive."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if path.suffix == ".zip" or ANNA.encode() in path.read_bytes().lower()]


async def _mails_naming(session: AsyncSession, word: str) -> list[EmailSend]:
    mails = (await session.execute(select(EmailSend).execution_options(populate_existing=True))).scalars()
    return [mail for mail in mails if word in f"{mail.email_to}{mail.html}{mail.text}{mail.attachments}".lower()]


async def test_the_account_is_a_number_that_nobody_is_behind(
    clock: time_machine.Traveller, session: AsyncSession, anna: Person
) -> None:
    await _erase(session, anna, clock)
    person = await get_person(session, anna.id)
    assert (person.email, person.is_active) == (f"{person.id.hex}@erased.invalid", False)
    assert (person.first_name, person.password_hash, person.mfa_secret) == ("", None, None)
    assert person.erased_at == now()
    assert await find_person_by_email(session, f"{ANNA}@prova.example") is None
    assert (await session.execute(select(Session).where(Session.user_id == anna.id))).all() == []


async def test_no_room_keeps_rows_that_open_a_door_or_describe_somebody(
    clock: time_machine.Traveller, session: AsyncSession, anna: Person
) -> None:
    """By the map: a new table of somebody's rows must be emptied, or said here to stay, and why."""
    subject = DataSubject(anna.id, frozenset({anna.email}))
    await _erase(session, anna, clock)
    tables = [table for _room, table, _holding in tables_of_people()]
    kept = {table.name for table in tables if (await session.execute(rows_of(subject, table))).first()}
    numbers = {"users", "privacy_requests", "consents", "audit_logs"}
    books = {"orders", "order_items", "order_events", "payments", "refunds", "refund_lines", "provider_events"}
    books |= {"receipts", "statement_lines", "disputes"}
    # What was agreed to with an order, and what it was for, without who or from where.
    books |= {"order_milestones", "order_consents", "subscriptions", "subscription_charges", "subscription_events"}
    documents = {"invoices", "invoice_pdfs", "invoice_restrictions", "email_sends"}
    documents |= {"invoice_versions", "invoice_transmissions", "sdi_receipts"}
    assert kept == numbers | books | documents


async def test_a_colleague_who_is_erased_acts_in_nobodys_name_any_more(
    clock: time_machine.Traveller, session: AsyncSession, anna: Person
) -> None:
    colleague = await create_somebody(session, Role.SUPPORT)
    borrowed = Session(
        user_id=anna.id, impersonator_id=colleague.id, token_fingerprint="f", expires_at=now() + timedelta(days=30)
    )
    session.add(borrowed)
    await _erase(session, colleague, clock)
    assert (await session.execute(select(Session.id).where(Session.id == borrowed.id))).first() is None


async def test_an_address_given_up_and_taken_by_another_is_the_others(
    clock: time_machine.Traveller, session: AsyncSession, storage: Storage
) -> None:
    former = await create_somebody(session, email="prima@prova.example")
    for email in ("ceduto@prova.example", "abbandonato@prova.example"):
        await _prove(session, former, email)
    heir = await create_somebody(session, email="ceduto@prova.example")
    note = ErasurePostponed(name="Erede", on_label="domani", page_url="https://prova.example", order="X")
    kept = await queue_mail(session, note, to=heir.email, locale="it")
    gone = await queue_mail(session, note, to="abbandonato@prova.example", locale="it")
    assert addresses_of(former) == {former.email}
    await _erase(session, former, clock)
    await session.refresh(kept)
    await session.refresh(gone)
    assert (kept.email_to, gone.email_to) == (heir.email, "")


async def _prove(session: AsyncSession, person: Person, email: str) -> None:
    session.add(
        MailedLink(
            user_id=person.id,
            purpose=LinkPurpose.VERIFY_EMAIL,
            token_fingerprint=fingerprint(email),
            email=email,
            expires_at=now(),
            used_at=now(),
        )
    )
    await session.flush()


async def test_what_was_agreed_to_stays_without_who_it_was(
    clock: time_machine.Traveller, session: AsyncSession, anna: Person
) -> None:
    await _erase(session, anna, clock)
    kept = (await session.execute(select(Consent).where(Consent.user_id == anna.id))).scalars().all()
    assert len(kept) == 4
    assert ANNA not in "".join(consent.wording + consent.place for consent in kept)


async def test_invoices_are_for_whoever_keeps_the_books(
    clock: time_machine.Traveller, session: AsyncSession, anna: Person
) -> None:
    await _erase(session, anna, clock)
    invoice = (await session.execute(select(Invoice))).scalar_one()
    assert ANNA in invoice.buyer_name
    assert await find_open_invoice_of_order(session, invoice.order_id) is None
    with acting_as(principal_of(await create_somebody(session, Role.SUPPORT))), pytest.raises(InvoiceRestricted):
        await get_readable_invoice(session, invoice.id)
    with acting_as(principal_of(await create_somebody(session, Role.ADMIN))):
        assert (await get_readable_invoice(session, invoice.id)).xml == invoice.xml
    [hidden] = (await list_invoices(session, may_read_restricted=False)).rows
    assert (hidden.number, hidden.buyer_name, hidden.xml_path) == (invoice.invoice_number, "dati riservati", "")
    assert (await list_invoices(session, q=ANNA, may_read_restricted=False)).rows == []
    assert [row.buyer_name for row in (await list_invoices(session, q=ANNA)).rows] == [invoice.buyer_name]


async def test_what_was_asked_without_signing_in_goes_too(
    clock: time_machine.Traveller, session: AsyncSession, storage: Storage
) -> None:
    person = await create_somebody(session)
    request = await create_request(session, email=person.email)
    assessment = await create_published(session)
    sitting, _assessment, _version = await get_sitting(
        session, await start(session, assessment.slug, locale="it", person_id=None)
    )
    sitting.email = person.email
    await session.flush()
    others = await create_request(session, submit="another visit")
    await _erase(session, person, clock)
    left = select(QuoteRequest.id).where(QuoteRequest.id.in_((request.id, others.id)))
    assert (await session.execute(left)).scalars().all() == [others.id]
    assert await session.scalar(select(func.count()).select_from(Sitting)) == 0


async def test_orders_keep_their_amounts(clock: time_machine.Traveller, session: AsyncSession, anna: Person) -> None:
    await _erase(session, anna, clock)
    order = (await session.execute(select(Order).execution_options(populate_existing=True))).scalar_one()
    assert (order.email, order.buyer_name, order.user_id) == ("", "", anna.id)
    assert order.total == order.subtotal + order.tax_amount > 0


class TestWaiting:
    """Seven days in which a person may think again."""

    async def test_before_its_time_nothing_happens(
        self, clock: time_machine.Traveller, session: AsyncSession, anna: Person
    ) -> None:
        request = await ask_for_erasure(session, anna.id, language="it")
        clock.shift(timedelta(days=6, hours=23))
        await _tick(session)
        assert (request.status, anna.erased_at) == (RequestStatus.REQUESTED, None)
        assert (await ask_for_erasure(session, anna.id, language="it")).id == request.id

    async def test_the_mail_says_until_when(
        self, clock: time_machine.Traveller, session: AsyncSession, anna: Person
    ) -> None:
        await ask_for_erasure(session, anna.id, language="en")
        query = select(EmailSend).where(EmailSend.template == "accounts/erasure_scheduled")
        mail = (await session.execute(query)).scalar_one()
        assert mail.subject == "Your account will be erased on 28 November 2026"
        assert "/en/profilo/privacy" in mail.html

    async def test_who_cancels_stays(self, clock: time_machine.Traveller, session: AsyncSession, anna: Person) -> None:
        request = await ask_for_erasure(session, anna.id, language="it")
        await cancel_erasure(session, anna.id)
        clock.shift(timedelta(days=8))
        await _tick(session)
        assert (request.status, anna.erased_at) == (RequestStatus.CANCELLED, None)
        with pytest.raises(NothingToCancel):
            await cancel_erasure(session, anna.id)

    async def test_afterwards_there_is_nothing_to_cancel(
        self, clock: time_machine.Traveller, session: AsyncSession, anna: Person
    ) -> None:
        await _erase(session, anna, clock)
        with pytest.raises(NothingToCancel):
            await cancel_erasure(session, anna.id)


class TestOrdersUnderWay:
    async def test_an_order_that_waits_for_its_payment_refuses_it(
        self, session: AsyncSession, storage: Storage
    ) -> None:
        person = await create_somebody(session)
        with acting_as(principal_of(person)):
            order = await create_order(session)
        await create_open_payment(session, order)
        with pytest.raises(OrderUnderWay) as refusal:
            await ask_for_erasure(session, person.id, language="it")
        assert refusal.value.values == {"order": order.number}

    @pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.PROCESSING])
    async def test_so_does_one_that_is_being_carried_out(self, session: AsyncSession, status: OrderStatus) -> None:
        person = await create_somebody(session)
        with acting_as(principal_of(person)):
            order = await create_order(session)
        await mark_paid(session, order, at=now())
        if status is not OrderStatus.PAID:
            await advance(session, order, to=status)
        await session.flush()
        with pytest.raises(OrderUnderWay):
            await ask_for_erasure(session, person.id, language="it")

    async def test_one_placed_meanwhile_without_signing_in_postpones_it(
        self, clock: time_machine.Traveller, session: AsyncSession
    ) -> None:
        person = await create_somebody(session, email="niccolo@damico.example")
        request = await ask_for_erasure(session, person.id, language="it")
        clock.shift(timedelta(days=7, minutes=1))
        order = await create_order(session, buyer=PERSON)
        await mark_paid(session, order, at=now())
        await _tick(session)
        assert (request.status, request.scheduled_for) == (RequestStatus.REQUESTED, now() + timedelta(days=7))
        await advance(session, order, to=OrderStatus.COMPLETED)
        clock.shift(timedelta(days=7, minutes=1))
        await _tick(session)
        assert (request.status, order.user_id) == (RequestStatus.DONE, person.id)
        await session.refresh(order)
        assert order.buyer_name == ""

    async def test_an_order_never_paid_is_cancelled_with_the_account(
        self, clock: time_machine.Traveller, session: AsyncSession
    ) -> None:
        person = await create_somebody(session)
        with acting_as(principal_of(person)):
            order = await create_order(session)
        await _erase(session, person, clock)
        await session.refresh(order)
        assert (order.status, order.email) == (OrderStatus.CANCELLED, "")


async def test_the_last_super_admin_cannot_go(session: AsyncSession) -> None:
    last = await create_somebody(session, Role.SUPER_ADMIN)
    with pytest.raises(LastSuperAdmin):
        await request_erasure(session, last.id, language="it")
    await create_somebody(session, Role.SUPER_ADMIN, email="altra@prova.example")
    assert (await request_erasure(session, last.id, language="it")).status is RequestStatus.REQUESTED


async def test_of_two_super_admins_one_goes_and_the_other_can_neither_go_nor_be_demoted(session: AsyncSession) -> None:
    going, staying = [
        await create_somebody(session, Role.SUPER_ADMIN, email=f"titolare{number}@prova.example") for number in range(2)
    ]
    await request_erasure(session, going.id, language="it")
    with pytest.raises(LastSuperAdmin):
        await request_erasure(session, staying.id, language="it")
    with acting_as(principal_of(going)), pytest.raises(LastOwner):
        await change_role(session, staying.id, Role.ADMIN)


async def test_an_idle_account_whose_person_signs_in_stays(
    clock: time_machine.Traveller, session: AsyncSession
) -> None:
    person = await create_somebody(session)
    request = await request_erasure(session, person.id, language="it", origin=RequestOrigin.IDLE_ACCOUNT)
    assert request.scheduled_for == START + timedelta(days=30)
    clock.shift(timedelta(days=20))
    person.last_login = now()
    clock.shift(timedelta(days=10, minutes=1))
    await _tick(session)
    assert (request.status, person.erased_at) == (RequestStatus.CANCELLED, None)
    assert await find_open_request(session, person.id, RequestKind.ERASURE) is None


async def test_idle_accounts_are_warned_only_when_the_owner_wants_it(
    clock: time_machine.Traveller, session: AsyncSession
) -> None:
    idle = await create_somebody(session, email="ferma@prova.example")
    await create_somebody(session, Role.EDITOR)
    clock.shift(timedelta(days=740))
    recent = await create_somebody(session, email="nuova@prova.example")
    assert await warn_idle_customers(session) == 0
    await save_setting(session, IdleAccounts(is_on=True))
    assert await warn_idle_customers(session) == 1
    assert await warn_idle_customers(session) == 0
    mail = (await session.execute(select(EmailSend))).scalar_one()
    assert (mail.email_to, mail.template) == (idle.email, "accounts/idle_account")
    clock.shift(timedelta(days=30, minutes=1))
    await _tick(session)
    assert idle.erased_at == now()
    assert recent.erased_at is None


async def test_asking_who_is_idle_costs_the_same_for_many(clock: time_machine.Traveller, session: AsyncSession) -> None:
    people = [await create_somebody(session, email=f"ferma{number}@prova.example") for number in range(6)]
    buyer = PERSON | {"email": people[0].email}
    with acting_as(principal_of(people[0])):
        order = await create_order(session, buyer=buyer)
    order.status = OrderStatus.PROCESSING
    await save_setting(session, IdleAccounts(is_on=True))
    clock.shift(timedelta(days=740))
    with counted_statements() as sent:
        assert await warn_idle_customers(session) == 5
    assert sum("FROM orders" in statement for statement in sent) == 1
    assert await find_open_request(session, people[0].id, RequestKind.ERASURE) is None


async def test_guests_who_never_paid_are_forgotten_after_a_year(
    clock: time_machine.Traveller, session: AsyncSession, anna: Person
) -> None:
    with acting_as(Principal(tenant_id=anna.tenant_id)):
        old = await create_order(session, buyer=PERSON, slug="vecchio")
        clock.shift(timedelta(days=200))
        recent = await create_order(session, buyer=PERSON, slug="recente")
        for order in (old, recent):
            await write_note(session, order, "Niccolò D’Amico ha telefonato")
    clock.shift(timedelta(days=170))
    assert await forget_unpaid_guests(session, before=now() - timedelta(days=365)) == 1
    await session.refresh(old)
    await session.refresh(recent)
    assert (old.email, old.status) == ("", OrderStatus.CANCELLED)
    assert (await list_notes(session, old.id), len(await list_notes(session, recent.id))) == ([], 1)
    assert (recent.email, recent.status) == ("niccolo@damico.example", OrderStatus.PENDING)


async def test_a_session_that_redis_remembers_ends_at_once(committed_tenant: UUID, redis_url: str) -> None:
    async with unit_of_work(committed_tenant) as session:
        person = await create_somebody(session)
        opened = await open_session(session, person, methods=["password"], ip_address=None, user_agent="")
    for _time in range(2):
        assert (await session_of_cookie(committed_tenant, opened.token)).person_id == person.id
    async with unit_of_work(committed_tenant) as session:
        request = await request_erasure(session, person.id, language="it")
        await erase_person(session, request, storage_for(get_settings()))
    assert await session_of_cookie(committed_tenant, opened.token) is None
    async with reach() as redis:
        kept = [await read(redis, key) for key in await redis.keys("*")]
    assert person.email not in str(kept)


async def read(redis: Redis, key: bytes) -> object:
    """What lies under a key, whichever kind it is of."""
    match (await redis.type(key)).decode():
        case "hash":
            return await redis.hgetall(key)
        case "set":
            return await redis.smembers(key)
        case "zset":
            return await redis.zrange(key, 0, -1)
        case "list":
            return await redis.lrange(key, 0, -1)
        case _:
            return await redis.get(key)


def test_the_job_process_tells_redis_too() -> None:
    """The listener that ends what Redis remembers works only where its module is loaded."""
    look = "import sys; from aistrategyhub import registry; registry.jobs(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "aistrategyhub.features.accounts.service.session_checks" in done.stdout.split()
