"""How the firm is reached."""

import pytest

from aistrategyhub.core.billing import Address
from aistrategyhub.features.cms.rules import firm_contact
from aistrategyhub.features.site_settings.schemas import SellerInfo

SELLER = SellerInfo(
    company_name="Meridiana Compliance S.r.l.",
    vat_number="24680130150",
    fiscal_code="24680130150",
    address=Address(street="Via Tortona 27", city="Milano", zip="20144", province="MI"),
    email="info@meridiana.example",
    pec_email="meridiana@pec.example",
    phone="+39 02 0000 0000",
)


@pytest.mark.parametrize(
    ("subject", "href"),
    [
        ("", "mailto:info@meridiana.example"),
        ("Preventivo: NIS2 & AI", "mailto:info@meridiana.example?subject=Preventivo%3A%20NIS2%20%26%20AI"),
        ("a\r\nBcc: x@y.example", "mailto:info@meridiana.example?subject=a%0D%0ABcc%3A%20x%40y.example"),
    ],
)
def test_a_message_opens_with_its_subject(subject: str, href: str) -> None:
    contact = firm_contact(SELLER, subject)

    assert contact.mail_href == href
    assert (contact.phone_href, contact.city) == ("tel:+390200000000", "20144 Milano (MI)")
