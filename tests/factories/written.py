"""Documents as somebody types them by hand."""

from typing import Any

from tests.factories.sales import COMPANY


def typed_row(key: str = "l1", **changes: Any) -> dict[str, Any]:
    """A line of 1,450 euro."""
    row = {
        "key": key,
        "description": "Consulenza sull’AI Act",
        "quantity": "1",
        "unit": "",
        "price": "1.450,00",
        "discount": "",
        "vat": "22",
        "law": "",
        "is_goods": False,
    }
    return row | changes


TYPED: dict[str, Any] = {
    "kind": "TD01",
    "locale": "it",
    "method": "MP05",
    "buyer": {
        "kind": "company",
        "company_name": COMPANY["company_name"],
        "vat_number": COMPANY["vat_number"],
        "sdi_code": COMPANY["sdi_code"],
        "email": COMPANY["email"],
        **{f"billing_address.{name}": value for name, value in COMPANY["billing_address"].items()},
    },
    "lines": [typed_row()],
}
