"""What SdI rejected is made out to the right buyer and sent again: same number, same date, another name."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf, InvoiceVersion, TransmissionStatus
from aistrategyhub.features.invoicing.rules import IllegalTransmission
from aistrategyhub.features.invoicing.service import (
    OtherCountry,
    StillWrong,
    correct_and_send,
    correcting,
    deliver_invoice,
    document_from,
    hand_over,
    make_ready,
)
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.queries import list_events
from aistrategyhub.infra.storage import LocalStorage
from tests.factories.sales import COMPANY
from tests.features.invoicing.transmissions import issued, listen, rehearsal_of, send, transmissions


def buyer(**changes: Any) -> Buyer:
    return read_buyer(COMPANY | changes)


async def rejected(session: AsyncSession) -> Invoice:
    invoice = await issued(session, sdi_code="ZZZZZZZ")
    await send(session, invoice)
    await listen(session)
    return invoice


def text_of(xml: bytes, path: str) -> str | None:
    return etree.fromstring(xml).findtext(f".//{path}")


async def test_a_wrong_code_is_corrected_and_accepted_with_the_same_number(session: AsyncSession, books: Path) -> None:
    invoice = await rejected(session)
    before = (invoice.invoice_number, invoice.issue_date, invoice.total, invoice.invoice_progressive)
    first_file, first_xml = invoice.file_name, invoice.xml
    planned = await correct_and_send(session, invoice.id, buyer(sdi_code="M5UXCR1"))
    assert (invoice.invoice_number, invoice.issue_date, invoice.total, invoice.invoice_progressive) == before
    assert invoice.file_name == planned.file_name != first_file
    assert text_of(invoice.xml, "CodiceDestinatario") == "M5UXCR1"
    assert text_of(invoice.xml, "Numero") == invoice.invoice_number
    assert document_from(invoice).recipient.code == "M5UXCR1"
    assert judge(invoice.file_name, invoice.xml).is_accepted
    await hand_over(session, planned.id, await make_ready(session, planned.id))
    await listen(session)
    assert [(one.attempt, one.status) for one in await transmissions(session, invoice)] == [
        (1, TransmissionStatus.RESENT),
        (2, TransmissionStatus.DELIVERED),
    ]
    kept = (await session.execute(select(InvoiceVersion))).scalar_one()
    assert (kept.file_name, kept.xml) == (first_file, first_xml)
    assert (await rehearsal_of(session)).files() == sorted([first_file, invoice.file_name])
    kinds = [event.kind for event in await list_events(session, invoice.order_id)]
    assert kinds[-5:] == ["sdi_sent", "sdi_rejected", "invoice_corrected", "sdi_sent", "sdi_delivered"]


async def test_the_buyer_gets_the_corrected_copy(session: AsyncSession, books: Path, tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "files")
    invoice = await rejected(session)
    await deliver_invoice(session, invoice.id, storage)
    planned = await correct_and_send(session, invoice.id, buyer(company_name="Officine Bianchi e Figli S.r.l."))
    assert (await session.execute(select(InvoicePdf))).first() is None
    await deliver_invoice(session, invoice.id, storage, attempt=planned.attempt)
    await deliver_invoice(session, invoice.id, storage, attempt=planned.attempt)
    query = select(EmailSend.request_key).where(EmailSend.request_key.startswith(f"invoice:{invoice.id}"))
    assert sorted((await session.execute(query)).scalars()) == [f"invoice:{invoice.id}", f"invoice:{invoice.id}:2"]
    assert invoice.buyer_name == "Officine Bianchi e Figli S.r.l."


async def test_only_what_was_rejected_is_corrected(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session)
    with pytest.raises(IllegalTransmission):
        await correct_and_send(session, invoice.id, buyer())
    await send(session, invoice)
    await listen(session)
    with pytest.raises(IllegalTransmission):
        await correct_and_send(session, invoice.id, buyer())


async def test_another_country_is_another_document(session: AsyncSession, books: Path) -> None:
    invoice = await rejected(session)
    abroad = {"street": "Rue de la Loi 1", "city": "Bruxelles", "zip": "1000", "country": "BE"}
    with pytest.raises(OtherCountry):
        await correct_and_send(
            session, invoice.id, buyer(billing_address=abroad, vat_number="BE0403019261", sdi_code="")
        )


async def test_what_sdi_would_reject_again_changes_nothing(
    session: AsyncSession, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await rejected(session)
    name = invoice.file_name
    monkeypatch.setattr(correcting, "judge", lambda name, xml: judge("IT1_1.xml", xml))
    with pytest.raises(StillWrong):
        await correct_and_send(session, invoice.id, buyer())
    await session.refresh(invoice)
    assert invoice.file_name == name


_CALL = text(
    "SELECT correct_rejected_invoice(:invoice, :version, '{\"buyer\": 1}'::jsonb, '{}'::jsonb, 'X', 'F.xml', ''::bytea)"
)


async def test_postgresql_corrects_nothing_that_was_not_rejected(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session)
    await send(session, invoice)
    await listen(session)
    with pytest.raises(DBAPIError, match="only an invoice that SdI rejected"):
        async with session.begin_nested():
            await session.execute(_CALL, {"invoice": invoice.id, "version": new_id()})


async def test_postgresql_keeps_everything_but_the_buyer(session: AsyncSession, books: Path) -> None:
    invoice = await rejected(session)
    said = dict(invoice.document)
    await session.execute(_CALL, {"invoice": invoice.id, "version": new_id()})
    await session.refresh(invoice)
    assert invoice.document == said | {"buyer": {"buyer": 1}, "recipient": {}}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices SET buyer_name = 'X'",
        "UPDATE invoice_versions SET buyer_name = 'X'",
        "DELETE FROM invoice_versions",
        "INSERT INTO invoice_versions SELECT * FROM invoice_versions",
    ],
)
async def test_postgresql_lets_the_application_write_no_history(
    session: AsyncSession, books: Path, statement: str
) -> None:
    await rejected(session)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text(statement))
