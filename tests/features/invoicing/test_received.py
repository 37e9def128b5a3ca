"""What suppliers billed: taken in from files and by certified mail, once, safely; its VAT counted in a settlement."""

import base64
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.fatturapa.archives import CorruptArchive
from aistrategyhub.features.invoicing.models import ReceivedFile, ReceivedInvoice, Supplier
from aistrategyhub.features.invoicing.queries.received import (
    ReceivedNotFound,
    list_received,
    list_received_aside,
    read_received,
)
from aistrategyhub.features.invoicing.queries.settlements import read_settlement
from aistrategyhub.features.invoicing.rules.periods import read_period
from aistrategyhub.features.invoicing.service import (
    Imported,
    decide_deduction,
    import_files,
    issue_invoice,
    paper_of_received,
    receive,
    received_archive,
    take_from_sdi,
)
from aistrategyhub.features.orders.service import mark_paid
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.sdi.gateway import Arrival, Arrivals, Reading
from tests.factories.invoices import line
from tests.factories.people import cookie_of
from tests.factories.received import STATIONER, billed, metadata
from tests.factories.sales import create_order, create_seller
from tests.features.invoicing.fatturapa.test_opening import signed
from tests.features.invoicing.fatturapa.test_simplified import PLAIN as SIMPLIFIED

OWN = {"Origin": "http://localhost:3000"}
NAME = "IT12345678903_00001.xml"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def packed(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


async def _import(session: AsyncSession, data: bytes, name: str = NAME) -> Sequence[Imported]:
    await create_seller(session)
    return await import_files(session, name, data)


async def _documents(session: AsyncSession) -> list[ReceivedInvoice]:
    return list((await session.execute(select(ReceivedInvoice).order_by(ReceivedInvoice.number))).scalars())


class TestImport:
    @pytest.mark.parametrize(
        "data",
        [billed(), signed(billed()), base64.b64encode(signed(billed()))],
        ids=["plain", "signed", "signed, in base64"],
    )
    async def test_a_document_is_read_and_its_supplier_known(self, session: AsyncSession, data: bytes) -> None:
        (done,) = await _import(session, data)
        assert (done.outcome, len(done.invoice_ids)) == ("new", 1)
        (document,) = await _documents(session)
        assert (document.number, document.supplier_name, document.total) == (
            "45/A",
            "Cartoleria Verdi S.n.c.",
            Decimal("1220.00"),
        )
        (supplier,) = (await session.execute(select(Supplier))).scalars()
        assert (supplier.country, supplier.tax_number) == ("IT", "12345678903")
        (file,) = (await session.execute(select(ReceivedFile))).scalars()
        assert file.raw == data

    async def test_the_same_again_is_known_however_it_is_packed(self, session: AsyncSession) -> None:
        await _import(session, billed())
        assert [one.outcome for one in await _import(session, billed())] == ["known"]
        assert [one.outcome for one in await _import(session, signed(billed()))] == ["known"]
        assert len(await _documents(session)) == 1
        assert len((await session.execute(select(ReceivedFile))).scalars().all()) == 1

    async def test_a_supplier_is_one_whatever_they_call_themselves(self, session: AsyncSession) -> None:
        renamed = replace(STATIONER, party=replace(STATIONER.party, company_name="Cartoleria Verdi S.r.l."))
        await _import(session, billed())
        await _import(session, billed("46/A", seller=renamed))
        (supplier,) = (await session.execute(select(Supplier))).scalars()
        assert supplier.name == "Cartoleria Verdi S.r.l."
        assert [one.supplier_name for one in await _documents(session)] == [
            "Cartoleria Verdi S.n.c.",
            "Cartoleria Verdi S.r.l.",
        ]

    async def test_a_simplified_one_is_read_and_its_vat_told_apart(self, session: AsyncSession) -> None:
        firm, supplier = "09876540155", "12345678903"
        said = SIMPLIFIED.replace(firm, "?").replace(supplier, firm).replace("?", supplier)
        (done,) = await _import(session, said.encode())
        assert (done.outcome, done.words) == ("new", "")
        (document,) = await _documents(session)
        assert (document.document_type, document.supplier_name) == ("TD07", "Trattoria Gallo S.r.l.")
        assert (document.net, document.tax, document.total) == (
            Decimal("363.64"),
            Decimal("36.36"),
            Decimal("400.00"),
        )
        detail = await read_received(session, document.id)
        assert (detail.title, [line.total_label for line in detail.lines]) == ("Fattura semplificata", ["363,64\xa0€"])
        assert (await paper_of_received(document)).startswith(b"%PDF")
        (row,) = (await list_received(session, PageRequest(1, 20))).rows
        assert row.kind_label == "Fattura semplificata"

    async def test_a_simplified_credit_note_takes_back(self, session: AsyncSession) -> None:
        firm, supplier = "09876540155", "12345678903"
        said = SIMPLIFIED.replace(firm, "?").replace(supplier, firm).replace("?", supplier)
        await _import(session, said.encode())
        credit = said.replace("TD07", "TD08").replace("7/S", "8/S").replace("400.00", "110.00")
        await _import(session, credit.encode())
        settlement = await read_settlement(session, read_period("2026-11"))
        (part,) = settlement.inputs
        assert (part.taxable, part.tax) == (Decimal("263.64"), Decimal("26.36"))

    async def test_an_archive_brings_all_that_can_be_read(self, session: AsyncSession) -> None:
        data = packed(
            **{
                "IT12345678903_00001_MT_001.xml": metadata(NAME),
                NAME: billed("1"),
                "IT12345678903_00002.xml.p7m": signed(billed("2")),
                "broken.xml": b"<a",
                "note.txt": b"Ciao",
            }
        )
        done = {one.name: one.outcome for one in await _import(session, data, "novembre.zip")}
        assert done == {
            "IT12345678903_00001_MT_001.xml": "metadata",
            NAME: "new",
            "IT12345678903_00002.xml.p7m": "new",
            "broken.xml": "refused",
            "note.txt": "refused",
        }
        names = {file.name: file.identifier for file in (await session.execute(select(ReceivedFile))).scalars()}
        assert names == {NAME: "7654321", "IT12345678903_00002.xml.p7m": None}

    async def test_metadata_of_a_file_that_is_not_here(self, session: AsyncSession) -> None:
        (done,) = await _import(session, metadata("IT12345678903_00009.xml"), "x_MT_001.xml")
        assert (done.outcome, "IT12345678903_00009.xml" in done.words) == ("refused", True)

    async def test_what_is_made_out_to_somebody_else(self, session: AsyncSession) -> None:
        await create_seller(session, vat_number="01234567897", fiscal_code="01234567897")
        (done,) = await import_files(session, NAME, billed())
        assert done.outcome == "refused"
        assert "Meridiana" in done.words
        assert await _documents(session) == []

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\x00\x01\x02",
            b"<a/>",
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
            billed().replace(b"2026-11-21", b"ieri"),
        ],
        ids=["empty", "binary", "another XML", "external entity", "entities in entities", "a date that is none"],
    )
    async def test_hostile_and_broken_files_leave_nothing(self, session: AsyncSession, data: bytes) -> None:
        (done,) = await _import(session, data)
        assert (done.outcome, bool(done.words)) == ("refused", True)
        assert (await session.execute(select(ReceivedFile))).first() is None

    async def test_an_archive_that_is_none_and_one_too_large(self, session: AsyncSession) -> None:
        with pytest.raises(CorruptArchive):
            await _import(session, b"PK\x03\x04 broken", "x.zip")
        (done,) = await _import(session, packed(bomb=b"\0" * 40_000_000), "x.zip")
        assert done.outcome == "refused"
        (nested,) = await _import(session, packed(inner=packed(a=billed())), "x.zip")
        assert nested.outcome == "refused"

    async def test_the_application_cannot_change_what_came(self, committed_tenant) -> None:
        async with unit_of_work(committed_tenant) as session:
            await _import(session, billed())
        for statement in (
            "UPDATE received_invoices SET total = 1",
            "DELETE FROM received_invoices",
            "UPDATE received_files SET raw = ''",
            "DELETE FROM received_files",
        ):
            with pytest.raises(DBAPIError, match="permission denied"):
                async with unit_of_work(committed_tenant) as session:
                    await session.execute(text(statement))


class _Mailbox:
    """A channel that brought what suppliers billed."""

    name, is_stand_in = "pec", False

    def __init__(self, *files: tuple[str, bytes]) -> None:
        self._files = files

    async def receive(self, reading: Reading) -> Arrivals:
        return Arrivals([], reading, 0, [Arrival(name, content, AT) for name, content in self._files])


class TestFromSdi:
    async def test_it_comes_by_certified_mail(self, session: AsyncSession) -> None:
        await create_seller(session)
        named = "IT12345678903_00001_MT_001.xml"
        for _time in range(2):
            await receive(session, _Mailbox((NAME, billed()), (named, metadata(NAME))))
        (document,) = await _documents(session)
        assert document.received_on == date(2026, 11, 22)
        shown = await read_received(session, document.id)
        assert shown.identifier == "7654321"

    async def test_what_cannot_be_read_is_kept_aside_once(self, session: AsyncSession) -> None:
        await create_seller(session)
        for _time in range(2):
            assert (await take_from_sdi(session, NAME, b"<a", AT)).outcome == "refused"
        (aside,) = await list_received_aside(session)
        assert (aside.name, bool(aside.problem)) == (NAME, True)
        (file,) = (await session.execute(select(ReceivedFile))).scalars()
        assert file.raw == b"<a"


class TestReading:
    async def test_a_list_by_search_and_order(self, session: AsyncSession) -> None:
        for number in ("1", "2", "3"):
            await _import(session, billed(number))
        for q in ("verdi", "123456789", "2"):
            assert (await list_received(session, PageRequest(), q=q)).total >= 1
        assert (await list_received(session, PageRequest(), q="%")).total == 0
        page = await list_received(session, PageRequest(1, 2), sort="number", descending=False)
        assert ([row.number for row in page.rows], page.total) == (["1", "2"], 3)

    async def test_a_document_in_words(self, session: AsyncSession) -> None:
        (done,) = await _import(session, billed())
        shown = await read_received(session, done.invoice_ids[0])
        assert (shown.title, shown.number, shown.supplier_name) == ("Fattura", "45/A", "Cartoleria Verdi S.n.c.")
        assert [row.total_label for row in shown.lines] == ["1.000,00\u00a0€"]
        assert shown.sums[-1].amount_label == "1.220,00\u00a0€"
        with pytest.raises(ReceivedNotFound):
            await read_received(session, new_id())

    async def test_a_period_for_the_accountant(self, committed_tenant) -> None:
        async with unit_of_work(committed_tenant) as session:
            await _import(session, billed())
            await _import(session, billed("46/A", document_type=DocumentType.TD04))
        pieces = [piece async for piece in received_archive(committed_tenant, read_period("2026-11"))]
        with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
            names, register = archive.namelist(), archive.read("registro-acquisti.csv").decode("utf-8-sig")
        assert len([name for name in names if name.startswith("xml/")]) == 2
        assert "-1220,00" in register
        empty = [piece async for piece in received_archive(committed_tenant, read_period("2025"))]
        assert zipfile.ZipFile(io.BytesIO(b"".join(empty))).namelist() == ["registro-acquisti.csv"]


class TestSettlement:
    async def test_sales_less_purchases(self, session: AsyncSession) -> None:
        await create_seller(session)
        order = await create_order(session, price="1000.00")
        await mark_paid(session, order, at=order.placed_at)
        await issue_invoice(session, order.id)
        period = read_period(today_in_rome().isoformat()[:7])
        day = today_in_rome()
        (done,) = await import_files(session, NAME, billed(issued_on=day, lines=[line(price="500.00")]))
        settled = await read_settlement(session, period)
        assert (settled.owed, settled.deducted, settled.balance) == (
            Decimal("220.00"),
            Decimal("110.00"),
            Decimal("110.00"),
        )
        await decide_deduction(session, done.invoice_ids[0], day, Decimal(40))
        assert (await read_settlement(session, period)).deducted == Decimal("44.00")
        await import_files(
            session, "b.xml", billed("9", issued_on=day, lines=[line(price="50.00")], document_type=DocumentType.TD04)
        )
        assert (await read_settlement(session, period)).deducted == Decimal("33.00")

    async def test_an_empty_period(self, session: AsyncSession) -> None:
        settled = await read_settlement(session, read_period("2020"))
        assert (settled.output, settled.inputs, settled.balance) == ([], [], Decimal("0.00"))

    async def test_a_late_one_counts_when_it_came(self, session: AsyncSession) -> None:
        (done,) = await _import(session, billed(issued_on=date(2026, 9, 30)))
        await decide_deduction(session, done.invoice_ids[0], date(2026, 11, 20), Decimal(100))
        assert (await read_settlement(session, read_period("2026-09"))).deducted == 0
        assert (await read_settlement(session, read_period("2026-11"))).deducted == Decimal("220.00")


class TestApi:
    @pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.SUPPORT, 403), (Role.CUSTOMER, 403)])
    async def test_who_takes_in_and_reads(
        self, api: httpx.AsyncClient, session: AsyncSession, role: Role, status: int
    ) -> None:
        await create_seller(session)
        headers = await cookie_of(session, role) | OWN
        answer = await api.post(f"/api/v1/admin/received-invoices?name={NAME}", content=billed(), headers=headers)
        assert answer.status_code == status
        listed = await api.get("/api/v1/admin/received-invoices", headers=headers)
        assert listed.status_code == status
        if status == 200:
            assert answer.json()["data"]["outcome"] == "new"
            (row,) = listed.json()["data"]
            (file,) = (await session.execute(select(ReceivedFile))).scalars()
            fetched = await api.get(f"/api/v1/admin/received-files/{file.id}", headers=headers)
            assert fetched.content == billed()
            paper = await api.get(f"/api/v1/admin/received-invoices/{row['id']}.pdf", headers=headers)
            assert paper.content.startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("files", "outcome"),
        [
            ({"a.xml": b"<a", "b.txt": b"Ciao"}, "refused"),
            ({"a.xml": b"<a", "b.xml": billed()}, "known"),
            ({"a.xml": b"<a", "b.xml": billed(), "c.xml": billed("46/A")}, "new"),
        ],
        ids=["nothing", "what is known", "something"],
    )
    async def test_an_archive_is_as_good_as_the_best_in_it(
        self, api: httpx.AsyncClient, session: AsyncSession, files: dict[str, bytes], outcome: str
    ) -> None:
        await _import(session, billed())
        headers = await cookie_of(session, Role.ADMIN) | OWN
        address = "/api/v1/admin/received-invoices"
        answer = await api.post(f"{address}?name=a.zip", content=packed(**files), headers=headers)
        assert answer.json()["data"]["outcome"] == outcome
        assert "a.xml: " in answer.json()["data"]["words"]
        found = await api.get(f"{address}?q=46/A", headers=headers)
        assert len(found.json()["data"]) == (outcome == "new")

    async def test_what_is_refused_says_why(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        await create_seller(session)
        headers = await cookie_of(session, Role.ADMIN) | OWN
        answer = await api.post("/api/v1/admin/received-invoices?name=a.xml", content=b"<a", headers=headers)
        assert answer.json()["data"]["outcome"] == "refused"
        assert answer.json()["data"]["words"]
        broken = await api.post("/api/v1/admin/received-invoices?name=a.zip", content=b"PK\x03\x04", headers=headers)
        assert broken.status_code in (409, 422)
