"""Which gateway an installation gets."""

from pathlib import Path

import pytest

from aistrategyhub.infra.settings import Environment, Settings
from aistrategyhub.integrations.mail.choose import local_mailbox, mail_gateway
from aistrategyhub.integrations.mail.gateway import MailNotConfigured
from aistrategyhub.integrations.mail.mailbox import Mailbox
from aistrategyhub.integrations.mail.smtp import SmtpServer


@pytest.mark.parametrize(
    ("environment", "smtp_host", "kind"),
    [
        (Environment.DEVELOPMENT, None, Mailbox),
        (Environment.TEST, None, Mailbox),
        (Environment.DEVELOPMENT, "mail.example.it", SmtpServer),
        (Environment.PRODUCTION, "mail.example.it", SmtpServer),
    ],
)
def test_smtp_where_a_host_is_named(
    environment: Environment, smtp_host: str | None, kind: type, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, environment=environment, smtp_host=smtp_host, data_dir=tmp_path)

    assert isinstance(mail_gateway(settings), kind)


def test_the_mailbox_never_stands_in_for_production(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, environment=Environment.PRODUCTION, data_dir=tmp_path)

    with pytest.raises(MailNotConfigured, match="SMTP_HOST"):
        mail_gateway(settings)
    with pytest.raises(MailNotConfigured, match="ENVIRONMENT"):
        local_mailbox(settings)
