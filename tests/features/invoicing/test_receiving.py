"""Receipts: kept as they came, once, and only then believed."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.models import SdiReceipt, TransmissionStatus
from aistrategyhub.features.invoicing.service import take_receipt
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.queries import list_events
from aistrategyhub.integrations.sdi.gateway import Reading
from aistrategyhub.integrations.sdi.receipts import ReceiptError, ReceiptKind
from aistrategyhub.integrations.sdi.writing import Facts, write_receipt
from tests.factories.sales import PERSON
from tests.features.invoicing.transmissions import issued, listen, rehearsal_of, send

_HOSTILE = {
    "malformed": b"<RicevutaConsegna",
    "entities": b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    "empty": b"",
    "another thing": b"<html/>",
}


def bomb() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("at.xml", b" " * 50_000_000)
    return content.getvalue()


def receipt_about(file_name: str, kind: str = "RC", *, identifier: int = 1_000_000_001, **changes: object) -> bytes:
    said = {"file_hash": "ab" * 32, "at": clock.now(), "recipient": "M5UXCR1"}
    return write_receipt(
        Facts(kind=ReceiptKind(kind), is_public=False, identifier=identifier, file_name=file_name, **(said | changes))
    )


async def count(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(SdiReceipt))).scalar_one()


@pytest.mark.parametrize(
    ("sdi_code", "status", "event"),
    [
        ("M5UXCR1", TransmissionStatus.DELIVERED, "sdi_delivered"),
        ("WWWWWWW", TransmissionStatus.UNDELIVERABLE, "sdi_undeliverable"),
        ("ZZZZZZZ", TransmissionStatus.REJECTED, "sdi_rejected"),
    ],
)
async def test_what_sdi_says_is_where_the_document_stands(
    session: AsyncSession, books: Path, sdi_code: str, status: TransmissionStatus, event: str
) -> None:
    invoice = await issued(session, sdi_code=sdi_code)
    transmission = await send(session, invoice)
    assert await listen(session) == 1
    assert transmission.status is status
    assert [one.kind for one in await list_events(session, invoice.order_id)][-1] == event
    assert transmission.answered_at is not None
    assert await listen(session) == 0


async def test_a_private_person_is_told_where_the_invoice_lies(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session, buyer=PERSON)
    await send(session, invoice)
    await listen(session)
    query = select(EmailSend).where(EmailSend.request_key == f"sdi-reserved-area:{invoice.id}")
    mail = (await session.execute(query)).scalar_one()
    assert mail.email_to == PERSON["email"]
    assert "area riservata" in mail.text


async def test_a_rejection_tells_the_owner_why_and_by_when(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session, sdi_code="ZZZZZZZ")
    transmission = await send(session, invoice)
    await listen(session)
    assert [finding["code"] for finding in transmission.findings] == ["00311"]
    query = select(EmailSend).where(EmailSend.request_key == f"sdi:{transmission.id}:rejected")
    mail = (await session.execute(query)).scalar_one()
    assert mail.email_to == "studio@meridiana.example"
    assert "00311" in mail.text
    assert f"/admin/fatture/{invoice.id}" in mail.html


@pytest.mark.parametrize(
    "switches", [{"duplicate": True}, {"corrupt": True}, {"reorder": True}, {"duplicate": True, "corrupt": True}]
)
async def test_a_disturbed_sdi_changes_nothing(session: AsyncSession, books: Path, switches: dict[str, bool]) -> None:
    await rehearsal_of(session, **switches)
    invoice = await issued(session)
    transmission = await send(session, invoice)
    await listen(session)
    assert transmission.status is TransmissionStatus.DELIVERED
    events = [one.kind for one in await list_events(session, invoice.order_id)]
    assert events.count("sdi_delivered") == 1
    assert await count(session) == 1 + switches.get("corrupt", False)


async def test_a_receipt_given_twice_is_kept_once(session: AsyncSession, books: Path) -> None:
    await send(session, await issued(session))
    rehearsal = await rehearsal_of(session)
    (arrival,) = (await rehearsal.receive(Reading())).files
    assert await take_receipt(session, arrival.name, arrival.content, arrival.arrived_at)
    assert not await take_receipt(session, "another-name.xml", arrival.content, arrival.arrived_at)
    assert await count(session) == 1


@pytest.mark.parametrize("content", [*_HOSTILE.values(), bomb()], ids=[*_HOSTILE, "bomb"])
async def test_what_cannot_be_read_is_kept_aside_with_the_reason(
    session: AsyncSession, books: Path, content: bytes
) -> None:
    transmission = await send(session, await issued(session))
    await take_receipt(session, f"{transmission.file_name[:-4]}_RC_001.xml", content, clock.now())
    kept = (await session.execute(select(SdiReceipt))).scalar_one()
    assert (kept.kind, kept.transmission_id, kept.raw) == (None, None, content)
    assert kept.words
    assert transmission.status is TransmissionStatus.SENT


async def test_a_receipt_about_no_file_of_ours_is_kept_aside(session: AsyncSession, books: Path) -> None:
    transmission = await send(session, await issued(session))
    about = receipt_about("IT99999999999_00001.xml", "NS", errors=[ReceiptError("00200", "")])
    await take_receipt(session, "IT99999999999_00001_NS_001.xml", about, clock.now())
    kept = (await session.execute(select(SdiReceipt))).scalar_one()
    assert (kept.kind, kept.transmission_id, kept.about_file) == ("NS", None, "IT99999999999_00001.xml")
    assert transmission.status is TransmissionStatus.SENT


async def test_a_receipt_of_another_sending_of_the_file_says_nothing_of_this_one(
    session: AsyncSession, books: Path
) -> None:
    transmission = await send(session, await issued(session))
    foreign = receipt_about(transmission.file_name, "NS", identifier=42, errors=[ReceiptError("00305", "")])
    await take_receipt(session, "x_NS_001.xml", foreign, clock.now())
    assert transmission.status is TransmissionStatus.SENT
    await listen(session)
    assert transmission.status is TransmissionStatus.DELIVERED


async def test_a_late_answer_counts(session: AsyncSession, books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await rehearsal_of(session, delay=3600)
    transmission = await send(session, await issued(session))
    assert await listen(session) == 0
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await listen(session) == 1
    assert transmission.status is TransmissionStatus.DELIVERED


@pytest.mark.parametrize("statement", ["UPDATE sdi_receipts SET kind = 'RC'", "DELETE FROM sdi_receipts"])
async def test_postgresql_keeps_receipts_as_they_came(session: AsyncSession, books: Path, statement: str) -> None:
    await send(session, await issued(session))
    await listen(session)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text(statement))
