"""How the SMTP client tells a final no from a try-again, and what it never sends in the clear."""

import asyncio
from pathlib import Path

import pytest

from aistrategyhub.infra.settings import Settings, SmtpSecurity
from aistrategyhub.integrations.mail.gateway import MailNotConfigured, MailRefused, MailUnavailable
from aistrategyhub.integrations.mail.smtp import SmtpServer
from tests.integrations.mail.smtp_server import PostOffice, self_signed, smtp_server
from tests.integrations.mail.test_contract import KEY, MAIL


def _client(office: PostOffice, **options: object) -> SmtpServer:
    return SmtpServer("127.0.0.1", office.port, **{"security": SmtpSecurity.NONE} | options)


@pytest.mark.parametrize(
    ("office", "error", "reason"),
    [
        (PostOffice(recipient_answer="451 4.3.0 Greylisted"), MailUnavailable, "451 4.3.0 Greylisted"),
        (PostOffice(recipient_answer="550 5.1.1 User unknown"), MailRefused, "550 5.1.1 User unknown"),
        (
            PostOffice(recipient_answer="550 <giulia@cliente.test>: no such user here"),
            MailRefused,
            "^550 <address>: no such user here$",
        ),
        (PostOffice(data_answer="451 4.7.1 Later, please"), MailUnavailable, "451 4.7.1 Later, please"),
        (PostOffice(data_answer="554 5.7.1 Looks like spam"), MailRefused, "554 5.7.1 Looks like spam"),
        (PostOffice(sender_answer="552 5.3.4 Too big"), MailRefused, "552 5.3.4 Too big"),
        (PostOffice(sender_answer="550 5.7.1 Not your domain"), MailUnavailable, "550 5.7.1 Not your domain"),
    ],
)
async def test_the_server_says_no(office: PostOffice, error: type[Exception], reason: str) -> None:
    async with smtp_server(office):
        with pytest.raises(error, match=reason):
            await _client(office).send(MAIL)

    assert office.accepted == []


async def test_the_envelope_names_sender_and_recipient_only() -> None:
    async with smtp_server(PostOffice()) as office:
        await _client(office).send(MAIL)

    assert office.envelopes == [("noreply@ancora.test", ["giulia@cliente.test"])]


async def test_accepted_then_dropped_is_tried_again_and_recognisable() -> None:
    async with smtp_server(PostOffice(drops=True)) as office:
        with pytest.raises(MailUnavailable):
            await _client(office).send(MAIL)
        office.drops = False
        await _client(office).send(MAIL)

    assert [message["Message-ID"] for message in office.accepted] == [f"<{KEY}@ancora.test>"] * 2


async def test_nobody_listens() -> None:
    async with smtp_server(PostOffice()) as office:
        pass

    with pytest.raises(MailUnavailable):
        await _client(office).send(MAIL)
    with pytest.raises(MailUnavailable):
        await _client(office).ping()


async def test_a_server_that_never_answers_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aistrategyhub.integrations.mail.smtp._MAIL_SECONDS", 0.2)

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        mute = PostOffice(port=server.sockets[0].getsockname()[1])
        with pytest.raises(MailUnavailable, match="TimeoutError"):
            await _client(mute).send(MAIL)


@pytest.mark.parametrize("security", [SmtpSecurity.STARTTLS, SmtpSecurity.TLS])
async def test_a_trusted_server_gets_the_password_and_the_mail(
    security: SmtpSecurity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    upgraded = security is SmtpSecurity.STARTTLS
    async with smtp_server(PostOffice(), tls=context, starttls=upgraded, auth=True) as office:
        await _client(office, security=security, username="studio", password="right").send(MAIL)

    assert office.logins == [("studio", "right")]
    assert len(office.accepted) == 1


@pytest.mark.parametrize("security", [SmtpSecurity.STARTTLS, SmtpSecurity.TLS])
async def test_a_server_with_an_unknown_certificate_gets_nothing(security: SmtpSecurity, tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    upgraded = security is SmtpSecurity.STARTTLS
    async with smtp_server(PostOffice(), tls=context, starttls=upgraded, auth=True) as office:
        with pytest.raises(MailUnavailable, match="certificate"):
            await _client(office, security=security, username="studio", password="right").send(MAIL)

    assert office.logins == []


async def test_a_server_without_starttls_gets_nothing() -> None:
    async with smtp_server(PostOffice()) as office:
        with pytest.raises(MailUnavailable):
            await _client(office, security=SmtpSecurity.STARTTLS).send(MAIL)

    assert office.accepted == []


async def test_a_wrong_password_is_the_operators_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with smtp_server(PostOffice(), tls=context, starttls=True, auth=True) as office:
        with pytest.raises(MailUnavailable, match="535"):
            await _client(office, security=SmtpSecurity.STARTTLS, username="studio", password="wrong").send(MAIL)


def test_a_password_never_goes_in_the_clear_to_another_machine() -> None:
    with pytest.raises(MailNotConfigured, match="SMTP_SECURITY"):
        SmtpServer("mail.example.it", username="studio", password="right", security=SmtpSecurity.NONE)


def test_settings_name_the_server() -> None:
    with pytest.raises(MailNotConfigured, match="SMTP_HOST"):
        SmtpServer.from_settings(Settings(_env_file=None))
