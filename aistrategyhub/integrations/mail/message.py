"""An outgoing mail as RFC 5322 bytes. What would break out of its header line is refused, never repaired."""

import re
import unicodedata
from collections.abc import Iterator
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from email_validator import EmailNotValidError, validate_email

from aistrategyhub.core.clock import now
from aistrategyhub.integrations.mail.gateway import Attachment, MailRefused, OutgoingMail

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_CONTENT_TYPE = re.compile(r"(application|audio|image|text|video)/[a-z0-9][a-z0-9.+-]{0,100}")
_OURS = re.compile(
    r"(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|return-path|received|(resent|content)-.*)",
    re.IGNORECASE,
)
_LINE_BREAKING = {"Cc", "Cs", "Zl", "Zp"}
# Unicode's controls of direction (UAX #9) and invisible joints: they make a name read as another one.
_MISLEADING = frozenset("\u061c\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_key(text: str) -> bool:
    """Whether the text can name a mail: letters, digits, hyphens and underscores, as in a UUID."""
    return _KEY.fullmatch(text) is not None


def message_id(mail: OutgoingMail) -> str:
    """The Message-ID: the same for the same key and sender, however often the mail is sent."""
    return f"<{mail.key}@{sender_address(mail.sender).domain}>"


def sender_address(sender: str) -> Address:
    """`Name <name@domain>` or a bare address, parsed. Raises MailRefused."""
    name, spec = parseaddr(sender)
    try:
        address = Address(name, addr_spec=spec)
    except (MessageError, ValueError, IndexError) as error:
        raise MailRefused(f"not an address: {sender!r}") from error
    if not (spec.isascii() and address.username and address.domain):
        raise MailRefused(f"not an address: {sender!r}")
    return address


def recipient_address(to: str) -> Address:
    """A bare address, its domain in ASCII. Raises MailRefused."""
    try:
        # Without `test_environment` the reserved domain .test, where demo people live, would be refused.
        valid = validate_email(to, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise MailRefused(f"not an address: {error}") from error
    return Address(addr_spec=valid.ascii_email or valid.normalized)


def compose(mail: OutgoingMail) -> EmailMessage:
    """The whole message: text, HTML, attachments. Raises MailRefused when a header cannot be written safely."""
    check_headers(mail)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender_address(mail.sender)
    message["To"] = recipient_address(mail.to)
    if mail.reply_to:
        message["Reply-To"] = sender_address(mail.reply_to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = message_id(mail)
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for attachment in mail.attachments:
        _attach(message, attachment)
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    maintype, subtype = attachment.content_type.split("/")
    message.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.filename)


def check_headers(mail: OutgoingMail) -> None:
    """Raises MailRefused when a header of this mail would say something else than it seems to."""
    if not is_key(mail.key):
        raise MailRefused(f"not a key: {mail.key!r}")
    for what, text in _header_texts(mail):
        if any(unicodedata.category(letter) in _LINE_BREAKING for letter in text):
            raise MailRefused(f"line break or control character in {what}")
        if not _MISLEADING.isdisjoint(text):
            raise MailRefused(f"invisible character that misleads in {what}")
    for name in mail.headers:
        if not _HEADER_NAME.fullmatch(name) or _OURS.fullmatch(name):
            raise MailRefused(f"header {name!r} cannot be added")
    for attachment in mail.attachments:
        if not attachment.filename or "/" in attachment.filename or "\\" in attachment.filename:
            raise MailRefused(f"not a file name: {attachment.filename!r}")
        if not _CONTENT_TYPE.fullmatch(attachment.content_type):
            raise MailRefused(f"not a content type: {attachment.content_type!r}")


def _header_texts(mail: OutgoingMail) -> Iterator[tuple[str, str]]:
    yield "sender", mail.sender
    yield "recipient", mail.to
    yield "reply-to", mail.reply_to or ""
    yield "subject", mail.subject
    for name, value in mail.headers.items():
        yield f"header {name!r}", name + value
    for attachment in mail.attachments:
        yield "attachment name", attachment.filename
