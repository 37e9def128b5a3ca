"""Which gateway an installation gets."""

from pathlib import Path

import pytest

from aistrategyhub.infra.settings import Environment, Settings
from aistrategyhub.integrations.mail.choose import local_mailbox, mail_gateway
from aistrategyhub.integrations.mail.gateway import MailNotConfigured, SenderLimits
from aistrategyhub.integrations.mail.mailbox import Mailbox
from aistrategyhub.integrations.mail.smtp import SmtpServer
from aistrategyhub.integrations.msgraph.mail import GraphMail


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


_GRAPH = {
    "ms_graph_tenant_id": "5f3c7c1e-0000-4000-8000-00000000a0c0",
    "ms_graph_client_id": "0d9b2a54-0000-4000-8000-00000000c11e",
    "ms_graph_client_secret": "segreto",
    "ms_graph_sender": "noreply@ancora.test",
}


def test_graph_wins_over_smtp_and_keeps_its_token(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, smtp_host="mail.example.it", data_dir=tmp_path, **_GRAPH)

    chosen = mail_gateway(settings)

    assert isinstance(chosen, GraphMail)
    assert mail_gateway(settings) is chosen
    assert chosen.limits == SenderLimits("noreply@ancora.test", 30, 4, 10_000)


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"ms_graph_tenant_id": None}, "MS_GRAPH_TENANT_ID"),
        ({"ms_graph_client_secret": None}, "MS_GRAPH_CLIENT_SECRET"),
        ({"ms_graph_sender": None}, "MS_GRAPH_SENDER"),
        ({"ms_graph_sender": "nobody"}, "MS_GRAPH_SENDER"),
        ({"ms_graph_sender": "a@b.test\r\nBcc: c@d.test"}, "MS_GRAPH_SENDER"),
        ({"ms_graph_base_url": "http://graph.microsoft.com/v1.0"}, "MS_GRAPH_BASE_URL"),
        ({"ms_graph_authority": "http://login.microsoftonline.com"}, "MS_GRAPH_AUTHORITY"),
    ],
)
def test_a_half_described_graph_is_named_and_nothing_stands_in_for_it(
    changes: dict[str, object], variable: str, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, **_GRAPH | changes)

    with pytest.raises(MailNotConfigured, match=variable):
        mail_gateway(settings)


def test_the_mailbox_never_stands_in_for_production(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, environment=Environment.PRODUCTION, data_dir=tmp_path)

    with pytest.raises(MailNotConfigured, match=r"MS_GRAPH_CLIENT_ID.*SMTP_HOST"):
        mail_gateway(settings)
    with pytest.raises(MailNotConfigured, match="ENVIRONMENT"):
        local_mailbox(settings)
