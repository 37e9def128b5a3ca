"""Credit notes of refunds: the part that went back, linked, numbered apart; and the turn of the year."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

from aistrategyhub.core import clock
from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.queries import InvoiceNotFound, is_restricted
from aistrategyhub.features.invoicing.service import (
    CreditAboveInvoice,
    deliver_invoice,
    document_from,
    issue_credit_note,
    issue_invoice,
    restrict_documents,
    write_invoice,
)
from aistrategyhub.features.invoicing.subscribers import credit
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.queries import list_events, list_lines
from aistrategyhub.features.orders.service import OrderedItem, forget_buyer, mark_paid, place_order
from aistrategyhub.features.payments.events import RefundedLine, RefundSucceeded
from aistrategyhub.infra.storage import LocalStorage
from aistrategyhub.infra.work import Postponed
from tests.factories.people import create_somebody
from tests.factories.sales import COMPANY, create_order, create_seller


async def invoiced_order(session, **options):
    await create_seller(session)
    order = await create_order(session, **options)
    await mark_paid(session, order, at=order.placed_at)
    return order, await issue_invoice(session, order.id)


async def part_of(session, order, net: str, vat: str) -> RefundedLine:
    (line,) = await list_lines(session, order.id)
    amounts = {"net": Decimal(net), "vat": Decimal(vat), "gross": Decimal(net) + Decimal(vat)}
    return RefundedLine(order_line_id=line.id, line_number=line.line_number, **amounts)


async def notes_of(session, invoice_id):
    query = select(Invoice).where(Invoice.corrects_id == invoice_id).order_by(Invoice.invoice_progressive)
    return (await session.execute(query)).scalars().all()


def text_of(invoice: Invoice, path: str) -> str | None:
    return etree.fromstring(invoice.xml).findtext(f".//{path}")


async def test_a_refunded_part_becomes_a_credit_note_of_its_invoice(session):
    order, invoice = await invoiced_order(session)
    lines = [await part_of(session, order, "100.00", "22.00")]
    note = await issue_credit_note(session, order.id, new_id(), lines, amount=Decimal("122.00"))
    assert judge(note.file_name, note.xml).is_accepted
    assert (note.document_type, note.total, note.tax_amount) == ("TD04", Decimal("122.00"), Decimal("22.00"))
    assert text_of(note, "TipoDocumento") == "TD04"
    assert text_of(note, "DatiFattureCollegate/IdDocumento") == invoice.invoice_number
    assert text_of(note, "DatiFattureCollegate/Data") == invoice.issue_date.isoformat()
    assert text_of(note, "CodiceDestinatario") == "M5UXCR1"
    assert [one.id for one in await notes_of(session, invoice.id)] == [note.id]
    assert [event.kind for event in await list_events(session, order.id)][-1] == "credit_note_issued"


async def test_credit_notes_are_numbered_apart_and_once_for_each_refund(session):
    order, invoice = await invoiced_order(session)
    lines = [await part_of(session, order, "100.00", "22.00")]
    first_refund = new_id()
    first = await issue_credit_note(session, order.id, first_refund, lines, amount=Decimal("122.00"))
    again = await issue_credit_note(session, order.id, first_refund, lines, amount=Decimal("122.00"))
    second = await issue_credit_note(session, order.id, new_id(), lines, amount=Decimal("122.00"))
    year = invoice.invoice_year
    assert first.id == again.id
    assert [first.invoice_number, second.invoice_number] == [f"DEMO-NC/{year}/00001", f"DEMO-NC/{year}/00002"]
    assert len({invoice.file_name, first.file_name, second.file_name}) == 3


async def test_no_more_is_credited_than_was_invoiced(session):
    order, invoice = await invoiced_order(session)
    lines = [await part_of(session, order, "1000.00", "220.00")]
    order_id, invoice_id = order.id, invoice.id
    await issue_credit_note(session, order_id, new_id(), lines, amount=Decimal("1220.00"))
    cent = [await part_of(session, order, "0.01", "0.00")]
    with pytest.raises(CreditAboveInvoice, match="CREDIT_ABOVE_INVOICE"):
        async with session.begin_nested():
            await issue_credit_note(session, order_id, new_id(), cent, amount=Decimal("0.01"))
    assert len(await notes_of(session, invoice_id)) == 1


async def test_cents_between_the_lines_and_their_sum_are_the_rounding_of_the_note(session):
    order, _invoice = await invoiced_order(session)
    lines = [await part_of(session, order, "0.02", "0.01"), await part_of(session, order, "0.02", "0.01")]
    note = await issue_credit_note(session, order.id, new_id(), lines, amount=Decimal("0.06"))
    assert note.total == Decimal("0.06")
    assert document_from(note).rounding == Decimal("0.01")
    assert judge(note.file_name, note.xml).is_accepted


async def test_a_refund_without_vat_keeps_the_law_of_the_sale(session):
    await create_seller(session, regime_fiscale="RF19")
    order = await create_order(session)
    await mark_paid(session, order, at=order.placed_at)
    await issue_invoice(session, order.id)
    lines = [await part_of(session, order, "100.00", "0.00")]
    note = await issue_credit_note(session, order.id, new_id(), lines, amount=Decimal("100.00"))
    assert text_of(note, "DettaglioLinee/Natura") == "N2.2"
    assert text_of(note, "RiferimentoNormativo") == "Regime forfettario, art. 1 commi 54-89 L. 190/2014"
    assert text_of(note, "ImportoBollo") == "2.00"


async def test_before_the_invoice_there_is_nothing_to_correct(session):
    await create_seller(session)
    order = await create_order(session)
    await mark_paid(session, order, at=order.placed_at)
    lines = [await part_of(session, order, "100.00", "22.00")]
    with pytest.raises(InvoiceNotFound):
        await issue_credit_note(session, order.id, new_id(), lines, amount=Decimal("122.00"))


async def all_of(session, order) -> RefundSucceeded:
    return RefundSucceeded(
        order_id=order.id,
        refund_id=new_id(),
        payment_id=new_id(),
        amount=Decimal("1220.00"),
        currency="EUR",
        reason="requested",
        lines=(await part_of(session, order, "1000.00", "220.00"),),
        succeeded_at=datetime.now(UTC),
    )


async def test_a_note_waits_for_its_invoice_however_long(session):
    await create_seller(session)
    order = await create_order(session)
    await mark_paid(session, order, at=order.placed_at)
    fact = await all_of(session, order)
    with pytest.raises(Postponed) as later:
        await credit(session, fact)
    assert timedelta() < later.value.due - clock.now() <= timedelta(minutes=1)
    invoice = await issue_invoice(session, order.id)
    await credit(session, fact)
    assert [note.refund_id for note in await notes_of(session, invoice.id)] == [fact.refund_id]


async def test_the_note_of_somebody_erased_is_kept_for_the_law_alone_and_mailed_to_nobody(session, tmp_path: Path):
    order, invoice = await invoiced_order(session)
    person = await create_somebody(session, Role.CUSTOMER)
    order.user_id = person.id
    await session.flush()
    await forget_buyer(session, person.id)
    await restrict_documents(session, person.id)
    await session.refresh(order)
    await credit(session, await all_of(session, order))
    [note] = await notes_of(session, invoice.id)
    assert note.buyer_name == COMPANY["company_name"]
    assert await is_restricted(session, note.id)
    await deliver_invoice(session, note.id, LocalStorage(tmp_path))
    assert list((await session.execute(select(EmailSend))).scalars()) == []


async def test_money_that_went_back_brings_note_pdf_and_mail(session, tmp_path: Path):
    order, _invoice = await invoiced_order(session)
    await credit(session, await all_of(session, order))
    query = select(Invoice).where(Invoice.document_type == DocumentType.TD04)
    note = (await session.execute(query)).scalar_one()
    await deliver_invoice(session, note.id, LocalStorage(tmp_path))
    mail = (await session.execute(select(EmailSend))).scalar_one()
    assert mail.subject == f"Nota di credito {note.invoice_number}"
    assert [item["filename"] for item in mail.attachments] == [
        f"nota-di-credito-{note.invoice_number.replace('/', '-')}.pdf",
        note.file_name,
    ]
    assert "invoice_sent" not in [event.kind for event in await list_events(session, order.id)]


async def test_the_year_of_a_number_turns_at_midnight_in_rome(session):
    await create_seller(session)
    order = await create_order(session)
    second = await place_order(session, items=[OrderedItem("gap-assessment")], buyer_data=COMPANY, locale="it")
    for one in (order, second):
        await mark_paid(session, one, at=one.placed_at)
    before = await write_invoice(session, order, at=datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC))
    after = await write_invoice(session, second, at=datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    assert [(one.issue_date, one.invoice_number) for one in (before, after)] == [
        (date(2025, 12, 31), "DEMO/2025/00001"),
        (date(2026, 1, 1), "DEMO/2026/00001"),
    ]


async def test_dates_never_go_backwards_within_a_series(session):
    await create_seller(session)
    order = await create_order(session)
    second = await place_order(session, items=[OrderedItem("gap-assessment")], buyer_data=COMPANY, locale="it")
    for one in (order, second):
        await mark_paid(session, one, at=one.placed_at)
    await write_invoice(session, order, at=datetime(2026, 3, 10, 12, tzinfo=UTC))
    late = await write_invoice(session, second, at=datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert (late.invoice_progressive, late.issue_date) == (2, date(2026, 3, 10))
