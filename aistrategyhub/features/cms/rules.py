"""How the firm's data become the words of its site. Pure."""

from urllib.parse import quote

from aistrategyhub.core.text import _, money_label
from aistrategyhub.features.cms.schemas import FirmContact
from aistrategyhub.features.site_settings.schemas import SellerInfo


def legal_lines(seller: SellerInfo) -> list[str]:
    """What every page of a company's site must say (art. 2250 c.c., art. 35 DPR 633/1972)."""
    return [
        f"{seller.company_name}{_company_condition(seller)}, {_street_and_city(seller)}",
        " · ".join([*_registration(seller), _("partita IVA {number}", number=seller.vat_number)]),
        f"PEC {seller.pec_email}",
    ]


def firm_contact(seller: SellerInfo, subject: str = "") -> FirmContact:
    """How to reach the firm, about something if there is a subject."""
    address = seller.address
    return FirmContact(
        company_name=seller.company_name,
        street=address.street,
        city=f"{address.zip} {address.city} ({address.province})"
        if address.province
        else f"{address.zip} {address.city}",
        email=seller.email,
        mail_href=f"mailto:{seller.email}" + (f"?subject={quote(subject)}" if subject else ""),
        pec_email=seller.pec_email,
        phone=seller.phone,
        phone_href="tel:" + "".join(sign for sign in seller.phone if sign.isdigit() or sign == "+"),
    )


def _company_condition(seller: SellerInfo) -> str:
    conditions = [_("a socio unico")] if seller.sole_shareholder else []
    conditions += [_("in liquidazione")] if seller.in_liquidation else []
    return "".join(f", {condition}" for condition in conditions)


def _street_and_city(seller: SellerInfo) -> str:
    contact = firm_contact(seller)
    return f"{contact.street}, {contact.city}"


def _registration(seller: SellerInfo) -> list[str]:
    lines = []
    if seller.share_capital is not None:
        lines.append(_("capitale sociale {amount} i.v.", amount=money_label(seller.share_capital)))
    if seller.rea_office and seller.rea_number:
        lines.append(
            _(
                "Registro delle imprese e codice fiscale {number}, REA {rea}",
                number=seller.fiscal_code,
                rea=f"{seller.rea_office}-{seller.rea_number}",
            )
        )
    return lines
