"""SdI by certified mail: files leave by SMTP, receipts are read by IMAP, and unrelated mail is left where it is.

The first file goes to the address that SdI publishes; the sender of its first receipt names the one for all others.
"""

import asyncio
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import structlog

from aistrategyhub.core import clock
from aistrategyhub.integrations.sdi.gateway import (
    Arrival,
    Arrivals,
    Handover,
    OutgoingFile,
    Reading,
    SdiNotConfigured,
    SdiRefused,
    SdiUnavailable,
)
from aistrategyhub.integrations.sdi.postacert import open_certified

log = structlog.get_logger(__name__)

FIRST_ADDRESS = "sdi01@pec.fatturapa.it"
_SECONDS = 30
_SENDING_SECONDS = 60
_GOODBYE_SECONDS = 2
_AT_ONCE = 50
# SdI takes mails of 30 MB and answers with less.
_LARGEST_MAIL = 30_000_000
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class PecAccount:
    """A certified mailbox and how to reach it. `first_address` is where the first file goes."""

    address: str
    username: str
    password: str
    smtp_host: str
    smtp_port: int = 465
    imap_host: str
    imap_port: int = 993
    is_encrypted: bool = True
    first_address: str = FIRST_ADDRESS

    def __post_init__(self) -> None:
        if not self.is_encrypted and not {self.smtp_host, self.imap_host} <= set(_LOOPBACK):
            raise SdiNotConfigured("PEC_SECURITY", "none is for servers on this machine only")


class PecChannel:
    """One mailbox. The Message-ID is made from the file's key: what the provider accepted is known by it again."""

    name = "pec"
    is_stand_in = False

    def __init__(self, account: PecAccount) -> None:
        self._account = account

    async def send(self, file: OutgoingFile, reading: Reading) -> Handover:
        message = self._compose(file, reading.address or self._account.first_address)
        account = self._account
        server = aiosmtplib.SMTP(
            hostname=account.smtp_host,
            port=account.smtp_port,
            username=account.username or None,
            password=account.password or None,
            use_tls=account.is_encrypted,
            start_tls=False,
            timeout=_SECONDS,
        )
        is_connected = False
        try:
            async with asyncio.timeout(_SENDING_SECONDS):
                await server.connect()
                is_connected = True
                await server.send_message(message)
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=_GOODBYE_SECONDS)
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError) as error:
            raise _refusal(error) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise SdiUnavailable(f"{type(error).__name__}: {error}", has_not_left=not is_connected) from error
        finally:
            server.close()
        return Handover(reference=message["Message-ID"])

    async def find_departed(self, file: OutgoingFile, reading: Reading) -> Handover | None:
        message_id = self._message_id(file)
        found = await self._by_imap(_search_notices, message_id)
        return Handover(reference=message_id) if found else None

    async def receive(self, reading: Reading) -> Arrivals:
        return await self._by_imap(_read_new, reading, self._account.first_address)

    async def keep(self, arrivals: Arrivals) -> None:
        """The reading says how far we came; the mailbox is left as it is."""

    async def ping(self) -> None:
        await self._by_imap(lambda _mailbox: None)

    def _compose(self, file: OutgoingFile, to: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self._account.address, to
        message["Subject"] = f"Invio file {file.name}"
        message["Date"] = clock.now()
        message["Message-ID"] = self._message_id(file)
        message.set_content(f"In allegato il file {file.name}.\n")
        kind = "pkcs7-mime" if file.name.endswith(".p7m") else "xml"
        message.add_attachment(file.content, maintype="application", subtype=kind, filename=file.name)
        return message

    def _message_id(self, file: OutgoingFile) -> str:
        return f"<{file.key}@{self._account.address.rsplit('@', 1)[1]}>"

    async def _by_imap(self, act: Callable[..., Any], *values: Any) -> Any:
        def together() -> Any:
            with _mailbox(self._account) as mailbox:
                return act(mailbox, *values)

        try:
            return await asyncio.to_thread(together)
        except (imaplib.IMAP4.error, OSError, ssl.SSLError) as error:
            raise SdiUnavailable(f"{type(error).__name__}: {error}") from error


@contextmanager
def _mailbox(account: PecAccount) -> Iterator[imaplib.IMAP4]:
    """The inbox, opened for reading alone."""
    if account.is_encrypted:
        context = ssl.create_default_context()
        mailbox: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            account.imap_host, account.imap_port, ssl_context=context, timeout=_SECONDS
        )
    else:
        mailbox = imaplib.IMAP4(account.imap_host, account.imap_port, timeout=_SECONDS)
    try:
        mailbox.login(account.username, account.password)
        mailbox.select("INBOX", readonly=True)
        yield mailbox
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            mailbox.logout()


def _search_notices(mailbox: imaplib.IMAP4, message_id: str) -> bool:
    """Whether the provider wrote that it took our mail (`accettazione`)."""
    found = _uids(
        mailbox, "HEADER", "X-Riferimento-Message-ID", f'"{message_id}"', "HEADER", "X-Ricevuta", "accettazione"
    )
    return bool(found)


def _read_new(mailbox: imaplib.IMAP4, reading: Reading, first_address: str) -> Arrivals:
    """The receipts in the mails after the last one that was read, a handful at a time."""
    epoch = _epoch(mailbox)
    last = int(reading.cursor.rpartition(":")[2]) if reading.cursor.startswith(f"{epoch}:") else 0
    files, invoices, aside, address = [], [], 0, reading.address
    for uid in [uid for uid in _uids(mailbox, "UID", f"{last + 1}:*") if uid > last][:_AT_ONCE]:
        last = uid
        raw = _fetch(mailbox, uid)
        mail = open_certified(raw) if raw else None
        if mail is None or not _is_from_sdi(mail.sender, first_address):
            aside += 0 if mail and mail.is_provider_notice else 1
            continue
        if mail.receipts:
            address = mail.sender
        files += [Arrival(name, content, clock.now()) for name, content in mail.receipts]
        invoices += [Arrival(name, content, clock.now()) for name, content in mail.invoices]
    if aside:
        log.info("mails in the certified mailbox that are not from SdI", count=aside)
    invoices.sort(key=lambda arrival: "_MT_" in arrival.name.upper())
    return Arrivals(files, replace(reading, cursor=f"{epoch}:{last}", address=address), aside, invoices)


def _epoch(mailbox: imaplib.IMAP4) -> str:
    """UIDVALIDITY: with another one the numbers of the mails begin again (RFC 3501, 2.3.1.1)."""
    _code, values = mailbox.response("UIDVALIDITY")
    return (values[0] or b"0").decode() if values else "0"


def _uids(mailbox: imaplib.IMAP4, *criteria: str) -> list[int]:
    _code, values = mailbox.uid("SEARCH", *criteria)
    return sorted(int(uid) for uid in (values[0] or b"").split())


def _fetch(mailbox: imaplib.IMAP4, uid: int) -> bytes | None:
    """The mail, None when it is larger than any of SdI's."""
    _code, values = mailbox.uid("FETCH", str(uid), "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(value for value in values if isinstance(value, bytes)))
    if size and int(size[1]) > _LARGEST_MAIL:
        return None
    _code, values = mailbox.uid("FETCH", str(uid), "(BODY.PEEK[])")
    return next((value[1] for value in values if isinstance(value, tuple)), None)


def _is_from_sdi(sender: str, first_address: str) -> bool:
    """SdI writes from numbered mailboxes of one domain."""
    domain = first_address.rsplit("@", 1)[1].lower()
    return bool(re.fullmatch(rf"sdi\d+@{re.escape(domain)}", sender))


def _refusal(error: aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPDataError) -> SdiRefused | SdiUnavailable:
    """RFC 5321 4.2.1: 5yz is a permanent no, 4yz asks to try again."""
    first = error.recipients[0] if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else error
    words = f"{first.code} {first.message}"
    return SdiRefused(words) if first.code >= 500 else SdiUnavailable(words, has_not_left=True)
