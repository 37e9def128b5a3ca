"""The mails of carts."""

from typing import ClassVar

from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.models import EmailType


class CartLeft(Mail):
    """To who asked for it: what lies in the cart that they left, and the way back. One press and no such mail comes
    again. Prices are net."""

    template: ClassVar[str] = "cart_left"
    email_type: ClassVar[EmailType] = EmailType.NOTIFICATION

    lines: list[tuple[str, str]]
    cart_url: str
    refuse_url: str

    def subject(self, locale: str) -> str:
        return _("Nel Suo carrello c’è ancora qualcosa")
