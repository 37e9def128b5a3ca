"""The firm's data as its site must say them."""

from decimal import Decimal
from typing import Any

import pytest

from aistrategyhub.core.billing import Address
from aistrategyhub.core.text import speaking
from aistrategyhub.features.site_settings.rules import city_line, legal_lines
from aistrategyhub.features.site_settings.schemas import SellerInfo


def seller(**changes: Any) -> SellerInfo:
    values = {
        "company_name": "Meridiana Compliance S.r.l.",
        "vat_number": "24680130150",
        "fiscal_code": "24680130150",
        "address": Address(street="Via Tortona 27", city="Milano", zip="20144", province="MI"),
        "rea_office": "MI",
        "rea_number": "2100000",
        "share_capital": Decimal("20000.00"),
        "email": "info@meridiana.example",
        "pec_email": "meridiana@pec.example",
        "phone": "+39 02 0000 0000",
    }
    return SellerInfo.model_validate(values | changes)


@pytest.mark.parametrize(
    ("changes", "first", "second"),
    [
        (
            {},
            "Meridiana Compliance S.r.l., Via Tortona 27, 20144 Milano (MI)",
            "capitale sociale 20.000,00 € i.v. · Registro delle imprese e codice fiscale 24680130150, REA MI-2100000"
            " · partita IVA 24680130150",
        ),
        (
            {"sole_shareholder": True, "in_liquidation": True},
            "Meridiana Compliance S.r.l., società con unico socio, in liquidazione, Via Tortona 27, 20144 Milano (MI)",
            "capitale sociale 20.000,00 € i.v. · Registro delle imprese e codice fiscale 24680130150, REA MI-2100000"
            " · partita IVA 24680130150",
        ),
        (
            {"company_name": "Studio Rossi", "share_capital": None, "rea_number": None},
            "Studio Rossi, Via Tortona 27, 20144 Milano (MI)",
            "partita IVA 24680130150",
        ),
    ],
    ids=["company", "one shareholder, winding up", "professional"],
)
def test_every_page_says_what_the_law_asks(changes: dict[str, Any], first: str, second: str) -> None:
    lines = [line.replace("\xa0", " ") for line in legal_lines(seller(**changes))]

    assert lines == [first, second, "PEC meridiana@pec.example · +39 02 0000 0000"]


@pytest.mark.parametrize(
    ("paid_in", "said"),
    [
        (None, "capitale sociale 20.000,00 € i.v."),
        ("20000", "capitale sociale 20.000,00 € i.v."),
        ("5000", "capitale sociale 20.000,00 €, versato 5.000,00 €"),
    ],
)
def test_capital_is_told_as_what_was_paid_in_of_it(paid_in: str | None, said: str) -> None:
    lines = legal_lines(seller(paid_in_capital=paid_in))

    assert lines[1].replace("\xa0", " ").startswith(f"{said} · ")


def test_whoever_directs_the_firm_is_named() -> None:
    assert legal_lines(seller(coordinated_by="Gruppo Sole S.p.A."))[-1] == (
        "Società soggetta a direzione e coordinamento di Gruppo Sole S.p.A."
    )


def test_the_data_are_said_in_english_too() -> None:
    with speaking("en"):
        assert legal_lines(seller())[1] == (
            "share capital €20,000.00 fully paid up · Companies Register and tax code 24680130150, REA MI-2100000"
            " · VAT number 24680130150"
        )


def test_an_address_abroad_has_no_province() -> None:
    abroad = Address(street="Rue de la Loi 1", city="Bruxelles", zip="1000", country="BE")
    assert city_line(abroad) == "1000 Bruxelles"
