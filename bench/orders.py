"""Orders by the thousand with faults at every step, and whether the books agree with the provider to the cent."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.money import minor_units
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.catalog.queries import list_services
from aistrategyhub.features.invoicing.subscribers import SUBSCRIBERS
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import lock_order
from aistrategyhub.features.orders.rules import PAYABLE
from aistrategyhub.features.orders.service import OrderedItem, advance, place_order
from aistrategyhub.features.payments.models import Payment, RefundReason
from aistrategyhub.features.payments.rules import Extent, NothingToRefund, RefundAboveLeft, RefundChoice
from aistrategyhub.features.payments.service import (
    attach_intent,
    decide_refund,
    open_payment,
    send_refund,
    settle,
    settle_refunds,
)
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.outbox import delivery_jobs, relay
from aistrategyhub.infra.work import Postponed, Work, WorkStatus, claim, postpone
from aistrategyhub.integrations.stripe.gateway import GatewayUnavailable, IntentStatus
from bench.figures import Figure, Section
from bench.lab import Lab
from bench.ledger import Ledger
from faults import auditor
from faults.books import Books, read_rows
from faults.database import Database
from jobs.worker import perform

USUAL = 2_000
"""So many take less than ten minutes."""
_QUICK = 400
_AT_ONCE = 4
_BETWEEN_WORK = 50
_LOOK_EVERY_SECONDS = 1
# What happens to one order in so many.
_CRASHES, _REFUSES, _GIVES_UP, _IS_CANCELLED, _GOES_BACK = 0.1, 0.1, 0.05, 0.05, 0.2
_ADDRESS = {"street": "Corso Regio Parco 9", "city": "Torino", "zip": "10152", "province": "TO", "country": "IT"}
_BUYERS: tuple[dict[str, Any], ...] = (
    {"company_name": "Officine Bianchi S.r.l.", "vat_number": "12345678903", "sdi_code": "M5UXCR1"},
    {"name": "Niccolò D'Amico", "fiscal_code": "DMCNCL90C15D612N"},
    {
        "company_name": "Lago Ceresio SA",
        "vat_number": "CHE123456788",
        "billing_address": {"street": "Via Nassa 3", "city": "Lugano", "zip": "6900", "country": "CH"},
    },
)
# Nobody is written to here, no provider sends events, and what other rooms would do next waits.
_NOT_HERE = (auditor.mails_left_once, auditor.events_were_kept_once, auditor.nothing_is_stuck)
_RULES = tuple(rule for rule in auditor.RULES if rule not in _NOT_HERE)
_HOW = (
    "Orders of the catalogue's services by an Italian firm, an Italian person and a Swiss firm, with the product's own"
    f" verbs on its database, {_AT_ONCE} at a time in one process and without HTTP, PDFs and mails: placed, paid,"
    " invoiced with checked XML, given back in part or whole with credit notes. One in ten transactions is rolled back"
    " after its last statement and repeated, as when a process dies; payments are opened twice, news comes up to three"
    " times and late, cards are refused, payers give up, orders are cancelled while their money is on its way, the"
    " provider does not answer refunds or answers after the money left. In the end the auditor of `make faults`"
    " compares orders as they were confirmed, payments, refunds, coupons, invoices and their numbers with the"
    " provider's ledger, to the cent; only its rules about mails, webhooks and waiting work have nothing to look at."
    f" `--orders` says how many: {USUAL:,} are usual, 100,000 take some hours."
)

Act = Callable[[AsyncSession], Awaitable[Any]]


def measure(lab: Lab) -> Section:
    """How many, how fast, how many faults, and what does not agree."""
    # Money for cancelled orders is an error to the product, and here it comes by the hundred.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    server = lab.database
    count = lab.orders or lab.times(USUAL, _QUICK)
    figures = asyncio.run(_measure(count, Database(libpq_url(server.superuser_url))))
    return Section("orders", "Simulated orders", _HOW, figures)


async def _measure(count: int, database: Database) -> list[Figure]:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    since: datetime = database.value("SELECT now()")
    with acting_as(Principal.system(tenant.id)):
        trade = Trade(tenant.id, await _services(tenant.id))
        began = time.monotonic()
        await trade.run(count)
        took = time.monotonic() - began
    await close_engine()
    books = Books(
        **read_rows(database, since),
        charges=trade.ledger.charges(),
        returned=trade.ledger.returned(),
        acknowledged=trade.confirmed,
    )
    findings = [finding for rule in _RULES for finding in rule(books)]
    for finding in findings[:20]:
        print(f"  ! {finding}")
    charged = sum(Decimal(one["amount_captured"]) for one in books.charges) / 100
    return [
        Figure("Orders", len(books.orders)),
        Figure("Orders, invoices and credit notes included", len(books.orders) * 60 / took, "per minute"),
        Figure("Charged", float(charged), "EUR"),
        Figure("Faults", sum(trade.faults.values()) + trade.ledger.silences),
        Figure("Refunds", len(books.refunds)),
        Figure("Disagreements", len(findings), at_most=0),
    ]


async def _services(tenant_id: UUID) -> list[str]:
    async with unit_of_work(tenant_id) as session:
        page = await list_services(session, "it", page=PageRequest(1, MOST_PER_PAGE))
    return [service.slug for service in page.rows if service.is_buyable]


class Crash(Exception):
    """The process died after its last statement and before its commit."""


class Trade:
    """Buyers, a firm and a provider, who do to each order what chance says."""

    def __init__(self, tenant_id: UUID, services: list[str]) -> None:
        self._tenant = tenant_id
        self._services = services
        self._dice = Random(1)
        self.ledger = Ledger(Random(2))
        self.faults: Counter[str] = Counter()
        self.confirmed: list[dict[str, str]] = []
        self._jobs = {job.name: job for job in delivery_jobs(SUBSCRIBERS)}

    async def run(self, count: int) -> None:
        """Lets so many orders happen, and every document that follows from them."""
        numbers = iter(range(count))

        async def trade_on() -> None:
            for number in numbers:
                await self._happen()
                if number % _BETWEEN_WORK == 0:
                    await self._work()

        await asyncio.gather(*(trade_on() for _ in range(_AT_ONCE)))
        await self._work()
        while await self._is_waiting():
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            await self._work()

    async def _happen(self) -> None:
        order: Order = await self._do(self._place)
        self.confirmed.append({"order_number": order.number, "total": str(order.total)})
        name = await self._open(order)
        if self._chance(_REFUSES, "cards refused"):
            await self._hear(name, of_refusal=True)
        has_given_up = self._chance(_GIVES_UP, "given up")
        self.ledger.decide(name, IntentStatus.CANCELED if has_given_up else IntentStatus.SUCCEEDED)
        if self._chance(_IS_CANCELLED, "cancelled meanwhile"):
            await self._do(lambda session: self._cancel(session, order.id))
        for _time in range(self._dice.randint(1, 3)):
            await self._hear(name)
        if self.ledger.tell(name).status is IntentStatus.SUCCEEDED and self._dice.random() < _GOES_BACK:
            await self._give_back(order, name)

    async def _place(self, session: AsyncSession) -> Order:
        buyer = self._dice.choice(_BUYERS)
        data = {"email": f"acquisti{self._dice.getrandbits(48):x}@prova.example", "billing_address": _ADDRESS} | buyer
        items = [OrderedItem(self._dice.choice(self._services), self._dice.randint(1, 3))]
        return await place_order(session, items=items, buyer_data=data, locale="it")

    async def _open(self, order: Order) -> str:
        """Asks for the payment, twice where the first answer was lost before it was written down."""
        payment: Payment = (await self._do(lambda session: open_payment(session, order.id)))[1]
        name = self.ledger.open(payment.id, minor_units(order.total), order.number)
        if self._chance(_CRASHES, "intents not written down"):
            return name
        await self._do(lambda session: attach_intent(session, payment, self.ledger.tell(name)))
        return name

    async def _hear(self, name: str, *, of_refusal: bool = False) -> None:
        told, returned = self.ledger.tell(name, of_refusal=of_refusal), self.ledger.returned_of(name)

        async def act(session: AsyncSession) -> None:
            await settle(session, told)
            await settle_refunds(session, name, returned)

        await self._do(act)

    async def _cancel(self, session: AsyncSession, order_id: UUID) -> None:
        order = await lock_order(session, order_id)
        if order.status in PAYABLE:
            await advance(session, order, to=OrderStatus.CANCELLED)

    async def _give_back(self, order: Order, name: str) -> None:
        """All of it, a part, or more than is left; the provider is asked until it answers."""
        part = (order.total * self._dice.randint(1, 120) / 100).quantize(Decimal("0.01"))
        choice = RefundChoice(Extent.FULL) if self._dice.random() < 0.5 else RefundChoice(Extent.AMOUNT, part)
        try:
            refund = await self._do(
                lambda session: decide_refund(session, order.id, choice, reason=RefundReason.REQUESTED)
            )
        except (RefundAboveLeft, NothingToRefund):
            return
        is_answered = False
        while not is_answered:
            with suppress(GatewayUnavailable):
                await self._do(lambda session: send_refund(session, refund.id, self.ledger))
                is_answered = True
        await self._hear(name)

    async def _do(self, act: Act) -> Any:
        """One transaction; sometimes it is lost after its last statement, and done again."""
        if self._chance(_CRASHES, "transactions lost"):
            with suppress(Crash):
                async with unit_of_work(self._tenant) as session:
                    await act(session)
                    raise Crash
        async with unit_of_work(self._tenant) as session:
            return await act(session)

    async def _work(self) -> None:
        """Passes facts on to invoicing, and lets it do what follows."""
        while await relay(SUBSCRIBERS):
            pass
        while rows := await claim({name: job.lease for name, job in self._jobs.items()}, 50):
            for row in rows:
                try:
                    await perform(self._jobs[row.job], row)
                except Postponed as later:
                    await postpone(row, later)

    async def _is_waiting(self) -> bool:
        """Whether a document waits for another one that it corrects."""
        query = select(Work.id).where(Work.job.in_(self._jobs), Work.status == WorkStatus.READY).limit(1)
        async with transaction() as session:
            return (await session.execute(query)).first() is not None

    def _chance(self, one_in: float, what: str) -> bool:
        """Whether it happens this time; what happens is counted as a fault."""
        happens = self._dice.random() < one_in
        self.faults[what] += happens
        return happens
