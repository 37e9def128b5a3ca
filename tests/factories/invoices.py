"""Sellers, buyers and documents with every field defaulted."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.features.invoicing.document.amounts import line_total, summarise
from aistrategyhub.features.invoicing.document.codes import DocumentType, PaymentMethod, PaymentTerms, TaxRegime
from aistrategyhub.features.invoicing.document.model import (
    CompanyRegister,
    Instalment,
    InvoiceDocument,
    Line,
    Party,
    Payment,
    Seller,
)
from aistrategyhub.features.invoicing.document.parties import party_of, recipient_of
from aistrategyhub.features.invoicing.document.parts import PostalAddress, TaxId

MERIDIANA = Seller(
    party=Party(
        company_name="Meridiana Compliance S.r.l.",
        tax_id=TaxId("IT", "09876540155"),
        fiscal_code="09876540155",
        address=PostalAddress(street="Via Tortona 27", city="Milano", zip="20144", province="MI", country="IT"),
    ),
    tax_regime=TaxRegime.RF01,
    register=CompanyRegister(
        office="MI", number="2100000", share_capital=Decimal("20000.00"), has_single_shareholder=False
    ),
    phone="+39 02 5555 0127",
    email="studio@meridiana.example",
    website="meridiana.example",
)


def company(**changes: Any) -> Buyer:
    return read_buyer(
        {
            "company_name": "Officine Bianchi S.r.l.",
            "email": "acquisti@officinebianchi.example",
            "vat_number": "12345678903",
            "sdi_code": "M5UXCR1",
            "billing_address": {"street": "Corso Regio Parco 9", "city": "Torino", "zip": "10152", "province": "TO"},
            **changes,
        }
    )


def private_person(**changes: Any) -> Buyer:
    return read_buyer(
        {
            "name": "Niccolò D’Amico",
            "email": "niccolo@damico.example",
            "fiscal_code": "DMCNCL90C15D612N",
            "billing_address": {
                "street": "Borgo San Jacopo 3",
                "city": "Firenze",
                "zip": "50125",
                "province": "FI",
                "country": "IT",
            },
            **changes,
        }
    )


def line(
    number: int = 1, price: str = "1000.00", *, quantity: str | None = "1", rate: str = "22", **changes: Any
) -> Line:
    amount = None if quantity is None else Decimal(quantity)
    adjustments = changes.get("adjustments", ())
    return Line(
        **{
            "number": number,
            "description": "Valutazione di impatto sui diritti fondamentali (AI Act, art. 27)",
            "quantity": amount,
            "unit_price": Decimal(price),
            "total": line_total(Decimal(price), amount, adjustments),
            "vat_rate": Decimal(rate),
            **changes,
        }
    )


def invoice(lines: Iterable[Line] | None = None, *, buyer: Buyer | None = None, **changes: Any) -> InvoiceDocument:
    """A TD01 of the demo firm, paid by card on its day unless `payments` says otherwise."""
    buyer = buyer or company()
    chosen = tuple(lines) if lines is not None else (line(),)
    fields: dict[str, Any] = {
        "document_type": DocumentType.TD01,
        "number": "2026/00001",
        "issued_on": date(2026, 11, 21),
        "seller": MERIDIANA,
        "buyer": party_of(buyer),
        "recipient": recipient_of(buyer),
        "lines": chosen,
        "summaries": summarise(chosen),
        **changes,
    }
    if "payments" not in fields:
        total = InvoiceDocument(**fields).total
        paid = Instalment(method=PaymentMethod.MP08, amount=total, due_date=fields["issued_on"])
        fields["payments"] = (Payment(PaymentTerms.FULL, (paid,)),)
    return InvoiceDocument(**fields)
