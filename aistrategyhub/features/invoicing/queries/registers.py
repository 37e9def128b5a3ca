"""Registers: what was issued in a period, by rate, and the stamp duty of a year."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.rules.periods import Period
from aistrategyhub.infra.db import each_by_id

# What SdI rejected does not count as issued; a credit note takes back.
_ISSUED = """
    FROM invoices i
    LEFT JOIN invoice_transmissions t ON t.tenant_id = i.tenant_id AND t.file_name = i.file_name
    WHERE i.issue_date BETWEEN :first AND :last
"""
_SIGN = "CASE WHEN i.document_type = 'TD04' THEN -1 ELSE 1 END"
_BY_RATE = text(f"""
    SELECT (part ->> 'vat_rate')::numeric AS rate, coalesce(part ->> 'natura', '') AS natura,
        sum({_SIGN} * (part ->> 'taxable')::numeric) AS taxable, sum({_SIGN} * (part ->> 'tax')::numeric) AS tax
    FROM (
        SELECT i.document_type, jsonb_array_elements(i.document -> 'summaries') AS part
        {_ISSUED} AND t.status IS DISTINCT FROM 'rejected'
    ) AS i
    GROUP BY 1, 2 ORDER BY 1 DESC, 2
""")
_TOTALS = text(f"""
    SELECT count(*) FILTER (WHERE t.status IS DISTINCT FROM 'rejected') AS documents,
        count(*) FILTER (WHERE t.status = 'rejected') AS rejected,
        coalesce(sum({_SIGN} * i.total) FILTER (WHERE t.status IS DISTINCT FROM 'rejected'), 0) AS total
    {_ISSUED}
""")
_STAMPS = text(f"""
    SELECT extract(quarter FROM i.issue_date)::int AS quarter, count(*) AS documents,
        sum((i.document ->> 'stamp_duty')::numeric) AS amount
    {_ISSUED} AND i.document ->> 'stamp_duty' IS NOT NULL AND t.status IS DISTINCT FROM 'rejected'
    GROUP BY 1 ORDER BY 1
""")


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What a rate, or a reason for none (`natura`), comes to in a period, credit notes taken off."""

    rate: Decimal
    natura: str
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Register:
    """A period's documents summed up. `rejected` ones are not among them."""

    documents: int
    rejected: int
    total: Decimal
    rates: Sequence[RateTotal]


@dataclass(frozen=True, slots=True)
class QuarterStamp:
    """The stamp duty that the documents of a quarter owe."""

    quarter: int
    documents: int
    amount: Decimal


async def read_register(session: AsyncSession, period: Period) -> Register:
    """What was issued in a period, by rate, the highest first."""
    days = {"first": period.first, "last": period.last}
    totals = (await session.execute(_TOTALS, days)).one()
    rates = [RateTotal(*row) for row in await session.execute(_BY_RATE, days)]
    return Register(totals.documents, totals.rejected, totals.total, rates)


async def read_stamps(session: AsyncSession, year: Period) -> Sequence[QuarterStamp]:
    """The stamp duty of a year's documents, by quarter; none for a quarter that owes nothing."""
    return [QuarterStamp(*row) for row in await session.execute(_STAMPS, {"first": year.first, "last": year.last})]


def each_document(session: AsyncSession, period: Period) -> AsyncIterator[Invoice]:
    """The documents of a period, the oldest first, a few hundred at a time."""
    query = select(Invoice).where(Invoice.issue_date.between(period.first, period.last))
    return each_by_id(session, query, Invoice)
