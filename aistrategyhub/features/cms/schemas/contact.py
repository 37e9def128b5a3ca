"""How the firm is reached, as its pages show it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FirmContact:
    """How to reach the firm. `mail_href` opens a message that already says what it is about."""

    company_name: str = ""
    street: str = ""
    city: str = ""
    email: str = ""
    mail_href: str = ""
    pec_email: str = ""
    phone: str = ""
    phone_href: str = ""
