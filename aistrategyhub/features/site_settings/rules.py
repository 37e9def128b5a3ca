"""How the firm's data become words. Pure."""

from decimal import Decimal
from typing import Any

from aistrategyhub.core.billing import Address
from aistrategyhub.core.text import _, money_label
from aistrategyhub.features.site_settings.schemas import SellerInfo


def legal_lines(seller: SellerInfo) -> list[str]:
    """What every page of a company's site must say (art. 2250 c.c., art. 35 DPR 633/1972)."""
    return [
        f"{seller.company_name}{_condition(seller)}, {seller.address.street}, {city_line(seller.address)}",
        " · ".join([*_registration(seller), _("partita IVA {number}", number=seller.vat_number)]),
        " · ".join([_("PEC {address}", address=seller.pec_email), seller.phone]),
        *_coordination(seller),
    ]


def organization(name: str, seller: SellerInfo | None) -> dict[str, Any]:
    """The firm as schema.org knows it. Other objects of a page call it `{"@id": "/#organization"}`."""
    known = {"@context": "https://schema.org", "@type": "Organization", "@id": "/#organization", "name": name}
    if seller is None:
        return {**known, "url": "/"}
    address = {
        "@type": "PostalAddress",
        "streetAddress": seller.address.street,
        "postalCode": seller.address.zip,
        "addressLocality": seller.address.city,
        "addressRegion": seller.address.province,
        "addressCountry": seller.address.country,
    }
    return {
        **known,
        "url": "/",
        "legalName": seller.company_name,
        "vatID": f"IT{seller.vat_number}",
        "email": seller.email,
        "telephone": seller.phone,
        "address": {part: value for part, value in address.items() if value},
    }


def city_line(address: Address) -> str:
    """`20144 Milano (MI)`; abroad there is no province."""
    city = f"{address.zip} {address.city}"
    return f"{city} ({address.province})" if address.province else city


def _condition(seller: SellerInfo) -> str:
    conditions = [_("società con unico socio")] if seller.sole_shareholder else []
    conditions += [_("in liquidazione")] if seller.in_liquidation else []
    return "".join(f", {condition}" for condition in conditions)


def _coordination(seller: SellerInfo) -> list[str]:
    """Art. 2497-bis c.c."""
    if not seller.coordinated_by:
        return []
    return [_("Società soggetta a direzione e coordinamento di {company}", company=seller.coordinated_by)]


def _capital(capital: Decimal, paid_in: Decimal | None) -> str:
    """Capital is told as what was paid in of it (art. 2250, second paragraph, c.c.)."""
    if paid_in is None or paid_in >= capital:
        return _("capitale sociale {amount} i.v.", amount=money_label(capital))
    return _("capitale sociale {amount}, versato {paid}", amount=money_label(capital), paid=money_label(paid_in))


def _registration(seller: SellerInfo) -> list[str]:
    lines = []
    if seller.share_capital is not None:
        lines.append(_capital(seller.share_capital, seller.paid_in_capital))
    if seller.rea_office and seller.rea_number:
        rea = f"{seller.rea_office}-{seller.rea_number}"
        lines.append(
            _("Registro delle imprese e codice fiscale {number}, REA {rea}", number=seller.fiscal_code, rea=rea)
        )
    return lines
