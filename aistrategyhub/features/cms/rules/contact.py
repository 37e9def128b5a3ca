"""How the firm's data become the words of its site. Pure."""

from urllib.parse import quote

from aistrategyhub.features.cms.schemas import FirmContact
from aistrategyhub.features.site_settings.rules import city_line
from aistrategyhub.features.site_settings.schemas import SellerInfo


def firm_contact(seller: SellerInfo, subject: str = "") -> FirmContact:
    """How to reach the firm, about something if there is a subject."""
    return FirmContact(
        company_name=seller.company_name,
        street=seller.address.street,
        city=city_line(seller.address),
        email=seller.email,
        mail_href=f"mailto:{seller.email}" + (f"?subject={quote(subject)}" if subject else ""),
        pec_email=seller.pec_email,
        phone=seller.phone,
        phone_href="tel:" + "".join(sign for sign in seller.phone if sign.isdigit() or sign == "+"),
    )
