"""What the product asks of whoever carries its mail, and what it gets back. Speaks no vendor type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a mail."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class OutgoingMail:
    """A mail to one person, as text and as HTML.

    `key` is the id of the row it is sent for: the Message-ID is made from it, so a mail that was accepted and
    then sent again after a crash is recognisable as the same one. `sender` and `reply_to` may carry a name
    (`Studio Rossi <posta@example.it>`), `to` is a bare address. `headers` adds to those made here.
    """

    key: str
    sender: str
    to: str
    subject: str
    html: str = field(repr=False)
    text: str = field(repr=False)
    reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DeliveryReceipt:
    """The carrier took charge of the mail under this identifier. It says nothing of its being read."""

    provider_message_id: str


@dataclass(frozen=True)
class SenderLimits:
    """What a carrier lets one sender's mailbox do, all processes of all installations together."""

    sender: str
    per_minute: int
    parallel: int
    recipients_per_day: int


class MailUnavailable(DomainError):
    """The mail was not clearly accepted: send it again later under the same key. `reason` is for operators."""

    code = "MAIL_UNAVAILABLE"
    kind = Kind.UNAVAILABLE
    sentence = mark("La posta non parte in questo momento: l'invio sarà ritentato.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class MailThrottled(MailUnavailable):
    """The carrier did not take the mail and wants nothing from this sender for `retry_after`."""

    def __init__(self, reason: str, retry_after: timedelta) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class MailRefused(DomainError):
    """This mail can never be delivered as it is, for `reason`: trying again would change nothing."""

    code = "MAIL_REFUSED"
    kind = Kind.INVALID
    sentence = mark("L'e-mail è stata rifiutata: {reason}")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class MailNotConfigured(DomainError):
    """The environment variable `variable` is missing or unsafe: only a restart with another value mends this."""

    code = "MAIL_NOT_CONFIGURED"
    kind = Kind.UNAVAILABLE
    sentence = mark("L'invio della posta non è configurato: controlla {variable}.")

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(variable=variable)
        self.variable = variable
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.variable}: {self.reason}"


class MailGateway(Protocol):
    """Whoever carries mail. Calls end within a minute.

    A carrier with drafts is asked in two steps, so that the draft's handle can be committed in between: whatever
    happens then, only that draft is ever sent. `limits` is None where the carrier names none.
    """

    is_stand_in: bool
    limits: SenderLimits | None

    async def prepare(self, mail: OutgoingMail) -> str | None:
        """Lays the mail ready without sending it; its handle, or None where the carrier knows no drafts.

        Asked again for the same key it may answer with the same handle. Raises MailUnavailable or MailRefused.
        """
        ...

    async def send(self, mail: OutgoingMail, draft: str | None = None) -> DeliveryReceipt:
        """Hands the mail over, or the draft that was laid ready for it; a draft that left is not sent again.

        Raises MailUnavailable or MailRefused.
        """
        ...

    async def ping(self) -> None:
        """Returns when the carrier answers and lets us in. Raises MailUnavailable."""
        ...
