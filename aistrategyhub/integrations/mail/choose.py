"""Which gateway carries the mail of this installation."""

from functools import lru_cache
from pathlib import Path

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.mail.gateway import MailGateway, MailNotConfigured
from aistrategyhub.integrations.mail.mailbox import Mailbox
from aistrategyhub.integrations.mail.smtp import SmtpServer
from aistrategyhub.integrations.msgraph.account import GraphAccount
from aistrategyhub.integrations.msgraph.mail import GraphMail


def mail_gateway(settings: Settings) -> MailGateway:
    """Graph when MS_GRAPH_CLIENT_ID is set, SMTP when SMTP_HOST is, else the local mailbox.

    Raises MailNotConfigured in production without either, and when Graph is only half described.
    """
    if graph := graph_mail(settings):
        return graph
    if settings.smtp_host:
        return SmtpServer.from_settings(settings)
    if settings.is_production:
        raise MailNotConfigured(
            "MS_GRAPH_CLIENT_ID", "is not set, nor is SMTP_HOST, and the local mailbox never runs in production"
        )
    return local_mailbox(settings)


def graph_mail(settings: Settings) -> GraphMail | None:
    """The sender's mailbox at Microsoft, where Graph carries the mail. Raises MailNotConfigured when half described."""
    return _keeping_its_token(GraphAccount.from_settings(settings)) if settings.ms_graph_client_id else None


def local_mailbox(settings: Settings) -> Mailbox:
    """The folder of mails below DATA_DIR, to read what was sent. Raises MailNotConfigured in production."""
    if settings.is_production:
        raise MailNotConfigured("ENVIRONMENT", "the local mailbox never runs in production")
    return Mailbox(Path(settings.data_dir) / "mailbox")


@lru_cache(maxsize=4)
def _keeping_its_token(account: GraphAccount) -> GraphMail:
    return GraphMail(account)
