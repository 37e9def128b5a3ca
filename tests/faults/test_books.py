"""The books are read as they stand in a real database, and what is wrong there is found."""

import ast
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aistrategyhub.core.clock import now
from aistrategyhub.features.invoicing.service import issue_invoice
from aistrategyhub.features.payments.service import settle
from aistrategyhub.infra import db
from aistrategyhub.infra.embedded.postgres import DatabaseUrls
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.settings import ROOT
from faults.auditor import audit
from faults.books import Books, MailboxReader, read_rows
from faults.database import Database
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of

INTENT = "pi_prova"


@pytest.fixture
async def books(committed: DatabaseUrls, committed_tenant: UUID) -> tuple[Database, dict[str, Any]]:
    """One paid and invoiced order, and what else its provider and its mailbox would say of it."""
    async with db.unit_of_work(committed_tenant) as session:
        await create_seller(session)
        order = await create_order(session)
        payment = await create_open_payment(session, order, intent_id=INTENT)
        await settle(session, intent_of(order, payment, intent_id=INTENT))
        invoice = await issue_invoice(session, order.id)
    database = Database(libpq_url(committed.superuser))
    database.rows("UPDATE outbox SET relayed_at = now()")
    database.rows(
        "INSERT INTO email_sends (tenant_id, id, email_to, email_type, template, locale, sender_name, subject, html,"
        " text, attachments, status, provider_message_id, request_key, queued_at, is_fiscal) VALUES"
        " (%s, gen_random_uuid(), 'a@prova.example', 'transactional', 'invoice', 'it', '', '', '', '', '[]', 'sent',"
        " '<1@prova>', %s, now(), true)",
        committed_tenant,
        f"invoice:{invoice.id}",
    )
    charge = {"payment_intent": INTENT, "status": "succeeded", "amount_captured": int(order.total * 100)}
    said = {"charges": [charge | {"metadata": {"order_number": order.number}}], "mailbox": ["<1@prova>"]}
    return database, said


def read(database: Database, said: dict[str, Any]) -> Books:
    return Books(**read_rows(database, now() - timedelta(hours=1)), **said)


async def test_a_sale_as_the_product_books_it_is_right(books: tuple[Database, dict[str, Any]]) -> None:
    read_as_they_are = read(*books)
    assert [order["total"] for order in read_as_they_are.orders] == [Decimal("1220.00")]
    assert audit(read_as_they_are) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE payments SET received = received - 0.01", "another amount"),
        ("UPDATE payments SET status = 'pending'", "was charged and is not booked"),
        ("UPDATE orders SET status = 'awaiting_payment', paid_at = NULL", "is awaiting_payment"),
        ("UPDATE orders SET refunded = 1", "went back"),
        ("UPDATE counters SET value = value + 1 WHERE name LIKE 'invoices:%%'", "not at its last number"),
        ("UPDATE email_sends SET status = 'failed'", "did not arrive"),
        ("UPDATE outbox SET relayed_at = NULL", "was not passed on"),
        (
            "INSERT INTO work (id, tenant_id, job, payload, status, attempts, max_attempts, next_attempt_at,"
            " created_at) SELECT gen_random_uuid(), id, 'a.b', '{}', 'dead', 12, 12, now(), now() FROM tenants",
            "a.b is dead",
        ),
        (
            "INSERT INTO provider_events (id, tenant_id, provider, event_id, event_type, payload, received_at)"
            " SELECT gen_random_uuid(), id, 'stripe', 'evt_1', 'charge.succeeded', '{}', now() FROM tenants",
            "was not acted on",
        ),
    ],
)
async def test_what_somebody_writes_into_the_tables_is_found(
    books: tuple[Database, dict[str, Any]], statement: str, said: str
) -> None:
    database, told = books
    database.rows(statement)
    found = audit(read(database, told))
    assert any(said in finding for finding in found), found


def test_the_auditor_asks_no_room() -> None:
    """Whoever looks at the books must not use the code that wrote them."""
    for name in ("auditor", "books", "database", "stand_in"):
        tree = ast.parse((ROOT / "faults" / f"{name}.py").read_text())
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [module for module in modules if module.startswith("aistrategyhub")], name


def test_a_mail_in_the_mailbox_is_known_by_its_message_id(tmp_path: Path) -> None:
    reader = MailboxReader(tmp_path)
    assert reader.message_ids() == []
    (tmp_path / "1.eml").write_bytes(b"Message-ID: <1@prova>\r\nSubject: a\r\n\r\nb\r\n")
    assert reader.message_ids() == reader.message_ids() == ["<1@prova>"]
