"""What a bank transfer for an order says, in words and as a QR code. Pure: no database, no clock."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from segno import helpers

from aistrategyhub.core.clock import start_of_day
from aistrategyhub.core.latin import latin
from aistrategyhub.core.text import date_label, money_label
from aistrategyhub.features.payments.schemas.transfers import TransferView
from aistrategyhub.features.site_settings.schemas import BankTransfer

# A transfer sent on the last day arrives on the next working day (art. 20 D.Lgs. 11/2010), after holidays at worst.
GRACE = timedelta(days=5)
_LONGEST_HOLDER = 70


def transfer_view(
    account: BankTransfer, *, reference: str, left: Decimal, due_on: date, received: Decimal = Decimal(0)
) -> TransferView:
    """What to write into the bank's form, and the QR code that fills it in (EPC069-12)."""
    return TransferView(
        holder=account.account_holder,
        iban=account.account_iban,
        iban_label=grouped(account.account_iban),
        bic=account.account_bic,
        amount=f"{left:.2f}".replace(".", ","),
        amount_label=money_label(left),
        received_label=money_label(received) if received else "",
        reference=reference,
        due_label=date_label(due_on),
        qr_image=qr_image(account, left, reference),
    )


def qr_image(account: BankTransfer, amount: Decimal, reference: str) -> str:
    """The QR code that fills in a bank's form, as a `data:` image, dark on light with its margin."""
    code = helpers.make_epc_qr(
        name=latin(account.account_holder)[:_LONGEST_HOLDER],
        iban=account.account_iban,
        amount=amount,
        text=reference,
        bic=account.account_bic or None,
        encoding="utf-8",
    )
    return code.svg_data_uri(scale=5, border=4, light="white")


def grouped(iban: str) -> str:
    """`IT60 X054 2811 …`, as people read it."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def waits_until(due_on: date) -> datetime:
    """Until when an order waits for a transfer that is asked for by this day."""
    return start_of_day(due_on + GRACE + timedelta(days=1))
