"""Certified mail (PEC) as it arrives: the provider's envelope, who really sent it, and the files inside.

The sender is that of `daticert.xml`, which the provider wrote: anybody can write a From.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from lxml import etree

from aistrategyhub.integrations.sdi.receipts import LARGEST_ARCHIVE

_RECEIPT_NAME = re.compile(
    r"[A-Z]{2}[A-Za-z0-9]{2,28}_[A-Za-z0-9]{1,5}_(RC|NS|MC|NE|DT|AT|EC|SE)_[A-Za-z0-9]{1,3}\.\w{3}"
)
_INVOICE_NAME = re.compile(
    r"[A-Z]{2}[A-Za-z0-9]{2,28}_[A-Za-z0-9]{1,5}(_MT_[A-Za-z0-9]{1,3})?\.xml(\.p7m)?", re.IGNORECASE
)
_DEEPEST = 3
_LONGEST_FACTS = 100_000
# A mail of SdI is no larger than 30 MB, its attachments in base64.
_LARGEST_INVOICE = 30_000_000


@dataclass(frozen=True, slots=True)
class CertifiedMail:
    """What an envelope carries: `sender` as the provider certifies it, the receipts by their names, and the invoices of
    suppliers with their metadata."""

    sender: str
    receipts: tuple[tuple[str, bytes], ...]
    is_provider_notice: bool
    about_message: str
    invoices: tuple[tuple[str, bytes], ...] = ()


def open_certified(raw: bytes) -> CertifiedMail | None:
    """The certified mail in these bytes; None for any other mail, however strange."""
    try:
        message = message_from_bytes(raw, policy=default)
        kind = str(message.get("X-Trasporto", "")).strip().lower()
        notice = str(message.get("X-Ricevuta", "")).strip().lower()
        if notice:
            return CertifiedMail("", (), is_provider_notice=True, about_message=_message_id(message))
        if kind != "posta-certificata":
            return None
        inner = next((part for part in _parts(message) if _name(part).lower() == "postacert.eml"), None)
        certified = next((part for part in _parts(message) if _name(part).lower() == "daticert.xml"), None)
        if inner is None or certified is None:
            return None
        return CertifiedMail(
            sender=_certified_sender(_bytes(certified)),
            receipts=tuple(_files_in(inner, _RECEIPT_NAME, LARGEST_ARCHIVE)),
            is_provider_notice=False,
            about_message="",
            invoices=tuple(_files_in(inner, _INVOICE_NAME, _LARGEST_INVOICE)),
        )
    except (ValueError, LookupError, AttributeError, TypeError, etree.XMLSyntaxError):
        return None


def _files_in(part: EmailMessage, named: re.Pattern[str], largest: int, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    for inner in _parts(part):
        name = _name(inner)
        if named.fullmatch(name):
            content = _bytes(inner)
            if len(content) <= largest:
                yield name, content
        elif inner.get_content_type() == "message/rfc822" and depth < _DEEPEST:
            yield from _files_in(inner, named, largest, depth + 1)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a mail, also those of the one that an attached message is."""
    payload = message.get_payload()
    if not isinstance(payload, list):
        return
    for part in payload:
        if part.get_content_maintype() == "multipart":
            yield from _parts(part)
        else:
            yield part


def _name(part: EmailMessage) -> str:
    return part.get_filename() or ""


def _bytes(part: EmailMessage) -> bytes:
    return part.get_payload(decode=True) or b""


def _message_id(message: EmailMessage) -> str:
    return str(message.get("X-Riferimento-Message-ID", "")).strip()


def _certified_sender(data: bytes) -> str:
    """The `mittente` of daticert.xml; empty when it says none."""
    if len(data) > _LONGEST_FACTS or b"<!" in data.replace(b"\0", b""):
        return ""
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False, huge_tree=False)
    return (etree.fromstring(data, parser).findtext(".//mittente") or "").strip().lower()
