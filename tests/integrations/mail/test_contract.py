"""What every mail gateway promises, proven on a real SMTP server, on a local Graph and on the local mailbox."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from aistrategyhub.infra.settings import SmtpSecurity
from aistrategyhub.integrations.mail.gateway import Attachment, MailGateway, MailRefused, OutgoingMail
from aistrategyhub.integrations.mail.mailbox import Mailbox
from aistrategyhub.integrations.mail.smtp import SmtpServer
from tests.harness.microsoft.process import LocalMicrosoft
from tests.integrations.mail.smtp_server import PostOffice, smtp_server

KEY = "0198f3c2-0000-7000-8000-000000000001"
MAIL = OutgoingMail(
    key=KEY,
    sender="Studio Àncora <noreply@ancora.test>",
    to="giulia@cliente.test",
    reply_to="Segreteria <info@ancora.test>",
    subject="La Sua fattura è pronta: 1.220,00 €",
    html="<p>Gentile Giulia, perché no? " + "parola " * 400 + "</p>",
    text="Gentile Giulia,\n\nla fattura è in allegato.\n.\nUna riga che comincia con un punto.\n",
    attachments=(
        Attachment("fattura 1-2026.pdf", "application/pdf", bytes(range(256)) * 50),
        Attachment("è.xml", "application/xml", b"<Fattura>\r\n</Fattura>"),
    ),
    headers={"Auto-Submitted": "auto-generated"},
)


@dataclass(frozen=True)
class Carrier:
    """A gateway, and what those it delivered to now hold."""

    gateway: MailGateway
    delivered: Callable[[], list[EmailMessage]]


@pytest.fixture(params=["smtp", "mailbox", "graph"])
async def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Carrier]:
    if request.param == "mailbox":
        mailbox = Mailbox(tmp_path)
        yield Carrier(
            mailbox,
            lambda: [message_from_bytes(mail.raw, policy=default) for mail in mailbox.newest()],
        )
        return
    if request.param == "graph":
        microsoft: LocalMicrosoft = request.getfixturevalue("microsoft")
        yield Carrier(microsoft.gateway(), microsoft.sent)
        return
    async with smtp_server(PostOffice()) as office:
        gateway = SmtpServer("127.0.0.1", office.port, security=SmtpSecurity.NONE)
        yield Carrier(gateway, lambda: office.accepted)


async def test_a_mail_arrives_with_its_words_and_its_files_unchanged(carrier: Carrier) -> None:
    receipt = await carrier.gateway.send(MAIL)

    (message,) = carrier.delivered()
    assert receipt.provider_message_id == message["Message-ID"] == f"<{KEY}@ancora.test>"
    assert message["From"] == "Studio Àncora <noreply@ancora.test>"
    assert message["To"] == "giulia@cliente.test"
    assert message["Reply-To"] == "Segreteria <info@ancora.test>"
    assert message["Subject"] == "La Sua fattura è pronta: 1.220,00 €"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.tzinfo is not None
    assert _body(message, "plain") == MAIL.text
    assert _body(message, "html").rstrip() == MAIL.html
    assert [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in message.iter_attachments()
    ] == [(a.filename, a.content_type, a.content) for a in MAIL.attachments]


async def test_the_same_key_is_the_same_mail(carrier: Carrier) -> None:
    first = await carrier.gateway.send(MAIL)
    again = await carrier.gateway.send(MAIL)

    assert first == again
    assert {message["Message-ID"] for message in carrier.delivered()} == {f"<{KEY}@ancora.test>"}


async def test_laying_a_mail_ready_sends_nothing(carrier: Carrier) -> None:
    draft = await carrier.gateway.prepare(MAIL)
    assert carrier.delivered() == []

    receipt = await carrier.gateway.send(MAIL, draft)

    assert [message["Message-ID"] for message in carrier.delivered()] == [receipt.provider_message_id]


async def test_a_ping_sends_nothing(carrier: Carrier) -> None:
    await carrier.gateway.ping()

    assert carrier.delivered() == []


@pytest.mark.parametrize(
    "forged",
    [
        replace(MAIL, subject="Fattura\r\nBcc: tutti@altrove.test"),
        replace(MAIL, subject="Fattura\nBcc: tutti@altrove.test"),
        replace(MAIL, subject="Fattura\x85Bcc: tutti@altrove.test"),
        replace(MAIL, subject="Fattura\u2028Bcc: tutti@altrove.test"),
        replace(MAIL, subject="Fattura\x00"),
        replace(MAIL, subject="Fattura \ud800"),
        replace(MAIL, to="giulia@cliente.test\r\nBcc: tutti@altrove.test"),
        replace(MAIL, to="giulia@cliente.test, tutti@altrove.test"),
        replace(MAIL, to="giulia@cliente.test> SIZE=1"),
        replace(MAIL, to="Giulia <giulia@cliente.test>"),
        replace(MAIL, to=""),
        replace(MAIL, sender="Studio\nBcc: tutti@altrove.test <noreply@ancora.test>"),
        replace(MAIL, sender="nessuno"),
        replace(MAIL, reply_to="Info\r\nX: y <info@ancora.test>"),
        replace(MAIL, headers={"X-Studio": "uno\r\nBcc: tutti@altrove.test"}),
        replace(MAIL, headers={"X-Studio: uno\r\nBcc": "tutti@altrove.test"}),
        replace(MAIL, headers={"Bcc": "tutti@altrove.test"}),
        replace(MAIL, headers={"CONTENT-TYPE": "text/html"}),
        replace(MAIL, key="../../etc/passwd"),
        replace(MAIL, key="a\nb"),
        replace(MAIL, key=""),
        replace(MAIL, attachments=(Attachment("a\r\nX: y.pdf", "application/pdf", b"%"),)),
        replace(MAIL, attachments=(Attachment("../a.pdf", "application/pdf", b"%"),)),
        replace(MAIL, attachments=(Attachment("a.pdf", "application/pdf\r\nX: y", b"%"),)),
        replace(MAIL, attachments=(Attachment("a.eml", "message/rfc822", b"%"),)),
        replace(MAIL, attachments=(Attachment("", "application/pdf", b"%"),)),
        replace(MAIL, subject="Fattura \u202egpj.exe"),
        replace(MAIL, sender="Studio \u2066Rossi <noreply@ancora.test>"),
        replace(MAIL, to="giulia\u200b@cliente.test"),
        replace(MAIL, reply_to="\u061cInfo <info@ancora.test>"),
    ],
)
async def test_what_would_break_out_of_its_header_is_refused(carrier: Carrier, forged: OutgoingMail) -> None:
    with pytest.raises(MailRefused):
        await carrier.gateway.send(forged)

    assert carrier.delivered() == []


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")
