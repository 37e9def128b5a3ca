"""Which gateway carries the mail of this installation."""

from pathlib import Path

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.mail.gateway import MailGateway, MailNotConfigured
from aistrategyhub.integrations.mail.mailbox import Mailbox
from aistrategyhub.integrations.mail.smtp import SmtpServer


def mail_gateway(settings: Settings) -> MailGateway:
    """SMTP when SMTP_HOST is set, else the local mailbox. Raises MailNotConfigured in production without it."""
    if settings.smtp_host:
        return SmtpServer.from_settings(settings)
    if settings.is_production:
        raise MailNotConfigured("SMTP_HOST", "is not set, and the local mailbox never runs in production")
    return local_mailbox(settings)


def local_mailbox(settings: Settings) -> Mailbox:
    """The folder of mails below DATA_DIR, to read what was sent. Raises MailNotConfigured in production."""
    if settings.is_production:
        raise MailNotConfigured("ENVIRONMENT", "the local mailbox never runs in production")
    return Mailbox(Path(settings.data_dir) / "mailbox")
