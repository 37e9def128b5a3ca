"""Bank statements: read as banks write them, kept once, proposed to orders, booked once."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aistrategyhub.core import clock
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.queries import OrderNotFound
from aistrategyhub.features.payments.api.receiving import read_statement
from aistrategyhub.features.payments.queries import list_receipts_of, list_statement_lines
from aistrategyhub.features.payments.rules.matching import Fit, OpenOrder, numbers_in, propose, same_name
from aistrategyhub.features.payments.rules.statements import Statement, UnreadableStatement, credit, read_day, read_sum
from aistrategyhub.features.payments.service import (
    LineAlreadyBooked,
    OtherAccount,
    book_line,
    book_sure,
    forget_lines,
    import_statement,
    proposals_for,
    set_aside,
    undo_receipt,
)
from aistrategyhub.features.site_settings.schemas import BankTransfer
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.db import unit_of_work
from tests.factories.sales import create_order

TODAY = clock.today_in_rome()
FIRST = PageRequest(1, 50)

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId></GrpHdr>
<Stmt><Id>1</Id><Acct><Id><IBAN>IT60X0542811101000000123456</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">1220.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{booked}</Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>TRN-1</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr>{payer}</Dbtr></RltdPties>
<RmtInf><Ustrd>SALDO ORD-2026-</Ustrd><Ustrd>00012</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{booked}</Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>{booked}</Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{booked}</Sts>
<BookgDt><DtTm>2026-11-21T10:00:00+01:00</DtTm></BookgDt><NtryDtls>
<TxDtls><Amt Ccy="EUR">20.00</Amt><RmtInf><Ustrd>uno</Ustrd></RmtInf></TxDtls>
<TxDtls><Amt Ccy="EUR">30.00</Amt><RmtInf><Ustrd>due</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1.220,00", "1220.00"),
        ("1,220.00", "1220.00"),
        ("+1220,5", "1220.50"),
        ("1 220,00 €", "1220.00"),
        ("-3", "-3.00"),
        ("1.220", "1220.00"),
        ("0,01", "0.01"),
        ("EUR 12.50", "12.50"),
        ("", None),
        ("abc", None),
        ("1.2.3", None),
        ("12,345,6", None),
        ("1e9", None),
        ("9" * 11, None),
        ("9" * 5000, None),
    ],
)
def test_sums_as_banks_write_them(written: str, amount: str | None) -> None:
    assert read_sum(written) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20/11/2026", date(2026, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        ("20.11.2026", date(2026, 11, 20)),
        ("2026-11-20T08:00", date(2026, 11, 20)),
        ("11/20/2026", None),
        ("ieri", None),
    ],
)
def test_days_as_banks_write_them(written: str, day: date | None) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("Bonifico ORD-2026-00012", ["ORD-2026-00012"]),
        ("saldo ord 2026 12", ["ORD-2026-00012"]),
        ("ORD2026/00012 ORD-2026-00012", ["ORD-2026-00012"]),
        ("ORD-2026- 00012", ["ORD-2026-00012"]),
        ("ORD-2026-00012 e ORD-2026-00013", ["ORD-2026-00012", "ORD-2026-00013"]),
        ("fattura 2026/12", []),
        ("ORD-2026-123456789", []),
        ("", []),
    ],
)
def test_numbers_however_they_were_typed(words: str, numbers: list[str]) -> None:
    assert numbers_in(words) == numbers


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Officine Bianchi S.r.l.", "OFFICINE BIANCHI SRL", True),
        ("Niccolò D’Amico", "D'AMICO NICCOLO", True),
        ("Officine Bianchi", "Officine Rossi", False),
        ("", "", False),
        ("S.r.l.", "SRL", False),
    ],
)
def test_names_however_banks_spell_them(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


ORDERS = [
    OpenOrder("ORD-2026-00001", "Officine Bianchi S.r.l.", Decimal("1220.00"), "EUR", True),
    OpenOrder("ORD-2026-00002", "Officine Bianchi S.r.l.", Decimal("610.00"), "EUR", True),
    OpenOrder("ORD-2026-00003", "Ada Rossi", Decimal("610.00"), "EUR", True),
    OpenOrder("ORD-2026-00004", "Ada Rossi", Decimal("99.00"), "EUR", False),
    OpenOrder("ORD-2026-00005", "Ugo Neri", Decimal("50.00"), "EUR", True),
    OpenOrder("ORD-2026-00006", "Neri Ugo", Decimal("50.00"), "EUR", True),
]


@pytest.mark.parametrize(
    ("words", "payer", "amount", "fit", "number"),
    [
        ("ORD-2026-00001", "chiunque", "1220.00", Fit.SURE, "ORD-2026-00001"),
        ("ORD-2026-00001", "Officine Bianchi", "1000.00", Fit.OTHER_SUM, "ORD-2026-00001"),
        ("ORD-2026-00004", "Ada Rossi", "99.00", Fit.CLOSED, "ORD-2026-00004"),
        ("ORD-2026-00099", "Ada Rossi", "610.00", Fit.UNKNOWN_NUMBER, ""),
        ("ORD-2026-00001 ORD-2026-00002", "Officine Bianchi", "1830.00", Fit.AMBIGUOUS, ""),
        ("saldo fattura", "OFFICINE BIANCHI SRL", "610.00", Fit.LIKELY, "ORD-2026-00002"),
        ("saldo", "Ugo Neri", "50.00", Fit.AMBIGUOUS, ""),
        ("saldo", "Ada Rossi", "99.00", Fit.NONE, ""),
        ("saldo", "", "610.00", Fit.NONE, ""),
    ],
)
def test_proposals(words: str, payer: str, amount: str, fit: Fit, number: str) -> None:
    proposal = propose(words, payer, Decimal(amount), ORDERS)
    assert (proposal.fit, proposal.order.number if proposal.order else "") == (fit, number)


class TestReading:
    @pytest.mark.parametrize("mark", [";", ",", "\t"])
    def test_a_csv_keeps_what_came_in(self, mark):
        rows = [
            ["Data", "Ordinante", "Causale", "Importo"],
            ["20/11/2026", "Officine Bianchi", "ORD-2026-00001", '"1.220,00"'],
            ["20/11/2026", "Bolletta", "luce", '"-80,00"'],
            ["", "", "", ""],
        ]
        found = read_statement("\r\n".join(mark.join(row) for row in rows).encode())
        assert found.credits == [
            credit(date(2026, 11, 20), Decimal(1220), "Officine Bianchi", "ORD-2026-00001"),
        ]
        assert found.passed_over == 1

    def test_a_bank_with_a_column_for_each_direction_and_windows_letters(self):
        text = "Data contabile;Descrizione;Dare;Avere\n20/11/26;Pagò Niccolò;;12,00\n21/11/26;Uscita;5,00;\n"
        found = read_statement(text.encode("cp1252"))
        assert [(one.amount, one.words) for one in found.credits] == [(Decimal(12), "Pagò Niccolò")]

    @pytest.mark.parametrize(
        ("version", "booked", "payer"),
        [
            ("02", "BOOK", "<Nm>Ada</Nm>"),
            ("08", "<Cd>BOOK</Cd>", "<Pty><Nm>Ada</Nm></Pty>"),
        ],
    )
    def test_camt_of_old_and_new_banks(self, version, booked, payer):
        found = read_statement(CAMT.format(version=version, booked=booked, payer=payer).encode())
        assert [(one.amount, one.payer, one.words, one.booked_on.day) for one in found.credits] == [
            (Decimal(1220), "Ada", "SALDO ORD-2026- 00012", 20),
            (Decimal(20), "", "uno", 21),
            (Decimal(30), "", "due", 21),
        ]
        assert (found.passed_over, found.iban) == (2, "IT60X0542811101000000123456")
        assert found.credits[0].bank_reference == "TRN-1"

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"   \n",
            b"\x00\x01\x02",
            b"Nome;Cognome\nAda;Rossi\n",
            b"Data;Importo;Causale\nieri;10,00;x\n",
            b"Data;Importo;Causale\n20/11/2026;molto;x\n",
            b"Data;Importo;Causale;Divisa\n20/11/2026;10,00;x;USD\n",
            b"Data;Importo;Causale\n20/11/2026;" + b"9" * 200_000 + b";x\n",
            b"<html/>",
            b"<Document><BkToCstmrStmt>",
            b'<!DOCTYPE d [<!ENTITY a "b">]><Document><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>',
            b"<Document><BkToCstmrStmt><Stmt><Ntry><Amt>NaN</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry></Stmt>"
            b"</BkToCstmrStmt></Document>",
            b"Data;Importo;Causale\n" + b"20/11/2026;1,00;x\n" * 5001,
        ],
    )
    def test_what_is_no_statement_is_refused(self, data):
        with pytest.raises(UnreadableStatement) as refusal:
            read_statement(data)
        assert refusal.value.values["reason"]


def statement(*lines: tuple[str, str, str]) -> Statement:
    return Statement([credit(TODAY, Decimal(amount), payer, words) for amount, payer, words in lines])


async def open_lines(session: Any) -> list[Any]:
    return [line for line, _booked in (await list_statement_lines(session, FIRST, only_open=True)).rows]


class TestKeeping:
    async def test_a_line_is_kept_once_however_often_it_comes(self, session):
        twice = statement(("10", "Ada", "x"), ("10", "Ada", "x"), ("10", "Ada", "y"))
        assert (await import_statement(session, twice)).new == 3
        again = await import_statement(session, twice)
        assert (again.new, again.known) == (0, 3)
        assert (await import_statement(session, statement(("10", "Ada", "x")))).known == 1
        assert len(await open_lines(session)) == 3

    async def test_another_account_is_refused(self, session):
        holder = {"takes_transfers": True, "account_holder": "Noi", "account_iban": "IT60X0542811101000000123456"}
        await save_setting(session, BankTransfer(**holder))
        with pytest.raises(OtherAccount):
            await import_statement(session, Statement([], iban="DE89370400440532013000"))

    async def test_what_is_about_no_order_is_forgotten_and_never_new_again(self, session):
        await import_statement(session, statement(("10", "Ada", "affitto")))
        (line,) = await open_lines(session)
        await set_aside(session, line.id)
        assert await open_lines(session) == []
        assert await forget_lines(session, before=clock.now() + timedelta(days=1)) == 1
        await session.refresh(line)
        assert (line.payer, line.words) == ("", "")
        assert (await import_statement(session, statement(("10", "Ada", "affitto")))).known == 1


class TestBooking:
    async def test_a_line_pays_its_order(self, session):
        order = await create_order(session)
        await import_statement(session, statement(("1220", "x", f"saldo {order.number}"), ("1220", "altri", "boh")))
        lines = await open_lines(session)
        assert {one.fit for one in await proposals_for(session, lines)} == {Fit.SURE, Fit.NONE}
        assert await book_sure(session, lines) == 1
        assert order.status is OrderStatus.PAID
        (receipt,) = await list_receipts_of(session, order.id)
        assert (receipt.amount, receipt.received_on, receipt.reference) == (
            Decimal(1220),
            TODAY,
            f"saldo {order.number}",
        )
        assert [line.payer for line in await open_lines(session)] == ["altri"]

    async def test_two_sure_lines_for_one_order_book_one(self, session):
        order = await create_order(session)
        await import_statement(session, statement(("1220", "x", order.number), ("1220", "y", order.number)))
        assert await book_sure(session, await open_lines(session)) == 1
        (left,) = await open_lines(session)
        assert [one.fit for one in await proposals_for(session, [left])] == [Fit.CLOSED]

    async def test_never_twice_and_again_after_it_was_taken_back(self, session):
        order = await create_order(session)
        await import_statement(session, statement(("20", "x", order.number)))
        (line,) = await open_lines(session)
        receipt = await book_line(session, line.id, order.number)
        with pytest.raises(LineAlreadyBooked):
            await book_line(session, line.id, order.number)
        with pytest.raises(LineAlreadyBooked):
            await set_aside(session, line.id)
        await undo_receipt(session, receipt.id)
        await book_line(session, line.id, order.number)
        assert [bool(one.undone_at) for one in await list_receipts_of(session, order.id)] == [True, False]

    async def test_an_unknown_order_leaves_it_open(self, session):
        await import_statement(session, statement(("20", "x", "y")))
        (line,) = await open_lines(session)
        with pytest.raises(OrderNotFound):
            await book_line(session, line.id, "ORD-2026-99999")

    async def test_eight_at_once_book_it_once(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            order = await create_order(session)
            await import_statement(session, statement(("1220", "x", order.number)))
            (line,) = await open_lines(session)

        async def book() -> bool:
            try:
                async with unit_of_work(committed_tenant) as session:
                    await book_line(session, line.id, order.number)
            except LineAlreadyBooked:
                return False
            return True

        assert sum(await asyncio.gather(*(book() for _ in range(8)))) == 1
        async with unit_of_work(committed_tenant) as session:
            assert len(await list_receipts_of(session, order.id)) == 1

    async def test_the_same_file_imported_twice_at_once_is_kept_once(self, committed_tenant):
        async def bring() -> int:
            async with unit_of_work(committed_tenant) as session:
                return (await import_statement(session, statement(("7", "a", "b"), ("8", "c", "d")))).new

        assert sum(await asyncio.gather(*(bring() for _ in range(5)))) == 2
