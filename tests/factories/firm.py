"""A firm's answers to `hub setup`, every one right unless changed."""

from typing import Any


def firm_data(**changes: Any) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "company_name": "Studio Ferri S.r.l.",
        "vat_number": "12345678903",
        "address": {"street": "Via Roma 12", "city": "Padova", "zip": "35121", "province": "PD"},
        "email": "studio@studio-ferri.example",
        "pec_email": "studio-ferri@pec.example",
        "phone": "+39 049 000 0000",
        "domains": ["www.studio-ferri.example"],
        "admin": {"email": "anna@studio-ferri.example", "first_name": "Anna", "last_name": "Ferri"},
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}
