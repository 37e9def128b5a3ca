"""A provider of certified mail with SdI behind it: what our SMTP hands over comes back as receipts in the inbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path

from aistrategyhub.integrations.sdi.gateway import OutgoingFile, Reading
from aistrategyhub.integrations.sdi.pec import PecAccount, PecChannel
from aistrategyhub.integrations.sdi.rehearsal import Judge, Rehearsal
from tests.integrations.mail.smtp_server import PostOffice, smtp_server
from tests.integrations.sdi.imap_server import Inbox, imap_server

OURS = "meridiana@pec.example"
FIRST, ASSIGNED = "sdi01@pec.fatturapa.it", "sdi17@pec.fatturapa.it"


def notice(message_id: str, kind: str = "accettazione") -> bytes:
    """What the provider itself writes about a mail of ours."""
    message = EmailMessage(policy=WIRE)
    message["From"], message["To"] = "posta-certificata@provider.example", OURS
    message["Subject"] = f"{kind.upper()}: Invio file"
    message["X-Ricevuta"], message["X-Riferimento-Message-ID"] = kind, message_id
    message.set_content("Ricevuta del gestore")
    return message.as_bytes()


def envelope(
    files: list[tuple[str, bytes]], *, sender: str = ASSIGNED, claimed: str = "", prolog: str = '<?xml version="1.0"?>'
) -> bytes:
    """A certified mail with these files, from `sender` as the provider certifies it and `claimed` as it says."""
    inner = EmailMessage(policy=WIRE)
    inner["From"], inner["To"], inner["Subject"] = claimed or sender, OURS, "Invio notifica"
    inner.set_content("In allegato la ricevuta.")
    for name, content in files:
        inner.add_attachment(content, maintype="application", subtype="xml", filename=name)
    outer = EmailMessage(policy=WIRE)
    outer["From"], outer["To"] = f'"Per conto di: {sender}" <posta-certificata@provider.example>', OURS
    outer["Subject"], outer["X-Trasporto"] = "POSTA CERTIFICATA: Invio notifica", "posta-certificata"
    outer.set_content("Messaggio di posta certificata")
    facts = f'{prolog}<postacert tipo="posta-certificata"><intestazione><mittente>{sender}</mittente>'
    outer.add_attachment(
        f"{facts}</intestazione></postacert>".encode(), maintype="application", subtype="xml", filename="daticert.xml"
    )
    outer.add_attachment(inner, filename="postacert.eml")
    return outer.as_bytes()


@dataclass
class PecProvider:
    """The mailbox of the firm and SdI at the other end."""

    channel: PecChannel
    sdi: Rehearsal
    office: PostOffice
    inbox: Inbox
    delivered: set[str] = field(default_factory=set)

    async def carry(self) -> None:
        """Takes what was accepted to SdI, and what SdI says back into the inbox."""
        for mail in self.office.accepted:
            message_id = str(mail["Message-ID"])
            if message_id in self.delivered:
                continue
            self.delivered.add(message_id)
            self.inbox.mails.append(notice(message_id))
            for part in mail.iter_attachments():
                file = OutgoingFile(message_id.strip("<>"), part.get_filename() or "", part.get_payload(decode=True))
                await self.sdi.send(file, Reading())
        arrivals = await self.sdi.receive(Reading())
        self.inbox.mails += [envelope([(file.name, file.content)]) for file in arrivals.files]
        await self.sdi.keep(arrivals)


@asynccontextmanager
async def pec_provider(folder: Path, judge: Judge) -> AsyncIterator[PecProvider]:
    """A provider on loopback."""
    async with smtp_server(PostOffice()) as office, imap_server(Inbox()) as inbox:
        account = PecAccount(
            address=OURS,
            username="",
            password="",
            smtp_host="127.0.0.1",
            smtp_port=office.port,
            imap_host="127.0.0.1",
            imap_port=inbox.port,
            is_encrypted=False,
        )
        inbox.password = ""
        yield PecProvider(PecChannel(account), Rehearsal(folder, judge), office, inbox)
