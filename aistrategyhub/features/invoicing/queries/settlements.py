"""What a period seems to owe in VAT: sales less purchases, by rate."""

from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.invoicing.rules.deducting import VatPart, VatPeriod
from aistrategyhub.features.invoicing.rules.periods import Period

# EsigibilitaIVA: I is owed in the period, D when it is paid, S by the buyer. A credit note takes back.
_OUTPUT = text("""
    SELECT (part ->> 'vat_rate')::numeric AS rate, coalesce(part ->> 'natura', '') AS reason,
        coalesce(part ->> 'due', 'I') AS due,
        sum(sign * (part ->> 'taxable')::numeric) AS taxable, sum(sign * (part ->> 'tax')::numeric) AS tax
    FROM (
        SELECT CASE WHEN i.document_type = 'TD04' THEN -1 ELSE 1 END AS sign,
            jsonb_array_elements(i.document -> 'summaries') AS part
        FROM invoices i
        LEFT JOIN invoice_transmissions t ON t.tenant_id = i.tenant_id AND t.file_name = i.file_name
        WHERE i.issue_date BETWEEN :first AND :last AND t.status IS DISTINCT FROM 'rejected'
    ) AS parts
    GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3
""")
_INPUTS = text("""
    SELECT rate, reason, sum(sign * taxable) AS taxable, sum(sign * tax) AS tax,
        sum(sign * round(tax * percent / 100, 2)) AS counts
    FROM (
        SELECT CASE WHEN r.document_type IN ('TD04', 'TD08') THEN -1 ELSE 1 END AS sign,
            r.deductible_percent AS percent,
            (part ->> 'vat_rate')::numeric AS rate, coalesce(part ->> 'natura', '') AS reason,
            (part ->> 'taxable')::numeric AS taxable, (part ->> 'tax')::numeric AS tax
        FROM received_invoices r, jsonb_array_elements(r.document -> 'summaries') AS part
        WHERE r.counts_on BETWEEN :first AND :last
    ) AS parts
    GROUP BY 1, 2 ORDER BY 1 DESC, 2
""")
_ZERO = Decimal("0.00")


async def read_settlement(session: AsyncSession, period: Period) -> VatPeriod:
    """Sales by their date, purchases by the day that counts for each."""
    days = {"first": period.first, "last": period.last}
    sold = (await session.execute(_OUTPUT, days)).all()
    bought = (await session.execute(_INPUTS, days)).all()
    output: dict[tuple[Decimal, str], VatPart] = {}
    for row in sold:
        known = output.get((row.rate, row.reason), VatPart(row.rate, row.reason, _ZERO, _ZERO, _ZERO))
        counts = row.tax if row.due == "I" else _ZERO
        output[row.rate, row.reason] = VatPart(
            row.rate, row.reason, known.taxable + row.taxable, known.tax + row.tax, known.counts + counts
        )
    return VatPeriod(
        output=list(output.values()),
        inputs=[VatPart(row.rate, row.reason, row.taxable, row.tax, row.counts) for row in bought],
        deferred=sum((row.tax for row in sold if row.due == "D"), _ZERO),
        split=sum((row.tax for row in sold if row.due == "S"), _ZERO),
    )
