"""SMTP by aiosmtplib: one connection per mail, certificates checked, errors told apart by who can mend them."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiosmtplib

from aistrategyhub.infra.settings import Settings, SmtpSecurity
from aistrategyhub.integrations.mail.gateway import (
    DeliveryReceipt,
    MailNotConfigured,
    MailRefused,
    MailUnavailable,
    OutgoingMail,
)
from aistrategyhub.integrations.mail.message import compose

_STEP_SECONDS = 20
_MAIL_SECONDS = 60
_GOODBYE_SECONDS = 2
_TOO_BIG = 552
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SmtpServer:
    """A mail server. A password never travels unencrypted, except to this same machine."""

    is_stand_in = False
    limits = None

    def __init__(
        self,
        host: str,
        port: int = 587,
        *,
        username: str | None = None,
        password: str | None = None,
        security: SmtpSecurity = SmtpSecurity.STARTTLS,
    ) -> None:
        if password and security is SmtpSecurity.NONE and host not in _LOOPBACK:
            raise MailNotConfigured("SMTP_SECURITY", "a password needs starttls or tls")
        self._host = host
        self._port = port
        self._username = username
        self._password = password
        self._security = security

    @classmethod
    def from_settings(cls, settings: Settings) -> "SmtpServer":
        """The server that SMTP_HOST and its companions name."""
        if not settings.smtp_host:
            raise MailNotConfigured("SMTP_HOST", "is not set")
        return cls(
            settings.smtp_host,
            settings.smtp_port,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            security=settings.smtp_security,
        )

    async def prepare(self, mail: OutgoingMail) -> None:
        return None

    async def send(self, mail: OutgoingMail, draft: str | None = None) -> DeliveryReceipt:
        message = compose(mail)
        async with _told_apart(), self._connected() as server:
            await server.sendmail(
                message["From"].addresses[0].addr_spec,
                message["To"].addresses[0].addr_spec,
                message.as_bytes(),
            )
        return DeliveryReceipt(provider_message_id=message["Message-ID"])

    async def ping(self) -> None:
        async with _told_apart(), self._connected() as server:
            await server.noop()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        server = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._username,
            password=self._password,
            use_tls=self._security is SmtpSecurity.TLS,
            start_tls=self._security is SmtpSecurity.STARTTLS,
            timeout=_STEP_SECONDS,
        )
        try:
            async with asyncio.timeout(_MAIL_SECONDS):
                await server.connect()
                yield server
            # The mail was accepted: a server that is slow to say goodbye does not undo it.
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=_GOODBYE_SECONDS)
        finally:
            server.close()


@asynccontextmanager
async def _told_apart() -> AsyncIterator[None]:
    """A no to the address or the content is final; a no to us (login, sender) is mended by the operator."""
    try:
        yield
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _refusal(error.recipients[0]) from error
    except aiosmtplib.SMTPDataError as error:
        raise _refusal(error) from error
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error) if error.code == _TOO_BIG else MailUnavailable(_reason(error)) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise MailUnavailable(f"{type(error).__name__}: {error}") from error


def _refusal(error: aiosmtplib.SMTPResponseException) -> MailRefused | MailUnavailable:
    """RFC 5321 4.2.1: 5yz is a permanent no, 4yz asks to try again."""
    return MailRefused(_reason(error)) if error.code >= 500 else MailUnavailable(_reason(error))


def _reason(error: aiosmtplib.SMTPResponseException) -> str:
    """What the server said, on one line, without the addresses that servers like to repeat: it ends up in logs."""
    return _ADDRESS.sub("<address>", " ".join(f"{error.code} {error.message}".split()))
