"""Mails as a room would define them, with every part of the letter in use."""

from datetime import date
from decimal import Decimal

from aistrategyhub.core.billing import Address
from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.rendering import Letterhead
from aistrategyhub.features.site_settings.schemas import SellerInfo

SELLER = SellerInfo(
    company_name="Àncora & Partners S.r.l.",
    vat_number="12345670017",
    fiscal_code="12345670017",
    address=Address(street="Via Po 7", city="Torino", zip="10124", province="TO"),
    rea_office="TO",
    rea_number="1234567",
    share_capital=Decimal("10000.00"),
    sole_shareholder=True,
    email="studio@ancora.test",
    pec_email="ancora@pec.test",
    phone="+39 011 000 0000",
)
LETTERHEAD = Letterhead(name="Àncora", site_url="https://ancora.test", seller=SELLER)


class InvoiceReady(Mail):
    """A customer's invoice is attached."""

    template = "invoice_ready"

    customer: str
    number: str
    issued_on: date
    net: Decimal
    vat: Decimal
    total: Decimal
    order_url: str

    def subject(self, locale: str) -> str:
        return _("Fattura {number} per {customer}", number=self.number, customer=self.customer)


INVOICE_READY = InvoiceReady(
    customer="Giulia Ferraris",
    number="2026/00042",
    issued_on=date(2026, 11, 21),
    net=Decimal("1000.00"),
    vat=Decimal("220.00"),
    total=Decimal("1220.00"),
    order_url="https://ancora.test/ordini/ORD-2026-00042",
)
