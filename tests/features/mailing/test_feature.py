"""What `hub doctor` says of the mail server."""

import pytest

from aistrategyhub.core.feature import Check
from aistrategyhub.features.mailing.feature import FEATURE, check_mail_server
from aistrategyhub.infra.settings import get_settings
from tests.harness.microsoft.process import LocalMicrosoft
from tests.integrations.mail.smtp_server import PostOffice, smtp_server


@pytest.fixture
def environment(data_dir: object, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    get_settings.cache_clear()
    return monkeypatch


async def test_nothing_of_a_server_where_the_mailbox_stands_in(environment: pytest.MonkeyPatch) -> None:
    assert FEATURE.checks is check_mail_server
    assert await check_mail_server() == []


async def test_a_server_that_answers(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SMTP_HOST", "127.0.0.1")
    environment.setenv("SMTP_SECURITY", "none")
    async with smtp_server(PostOffice()) as office:
        environment.setenv("SMTP_PORT", str(office.port))
        get_settings.cache_clear()

        assert await check_mail_server() == [Check("Mail server", "ok", "answers")]


async def test_a_server_that_does_not(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SMTP_HOST", "127.0.0.1")
    async with smtp_server(PostOffice()) as office:
        environment.setenv("SMTP_PORT", str(office.port))
    get_settings.cache_clear()

    (check,) = await check_mail_server()

    assert (check.name, check.state) == ("Mail server", "missing")
    assert "SMTPConnectError" in check.detail


@pytest.mark.parametrize(
    ("variables", "detail"),
    [
        ({"ENVIRONMENT": "production"}, "MS_GRAPH_CLIENT_ID: is not set, nor is SMTP_HOST"),
        ({"SMTP_HOST": "mail.example.it", "SMTP_PASSWORD": "x", "SMTP_SECURITY": "none"}, "SMTP_SECURITY: a password"),
    ],
)
async def test_settings_that_cannot_send(
    environment: pytest.MonkeyPatch, variables: dict[str, str], detail: str
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    get_settings.cache_clear()

    (check,) = await check_mail_server()

    assert check.state == "missing"
    assert check.detail.startswith(detail)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Check("Mail server", "ok", "answers")),
        (
            {"MS_GRAPH_CLIENT_SECRET": "wrong"},
            Check("Mail server", "missing", "Microsoft sign-in: invalid_client (AADSTS7000215)"),
        ),
        ({"MS_GRAPH_SENDER": "other@ancora.test"}, Check("Mail server", "missing", "Graph: 404 ErrorInvalidUser")),
        ({"MS_GRAPH_TENANT_ID": ""}, Check("Mail server", "missing", "MS_GRAPH_TENANT_ID: is not set")),
    ],
)
async def test_microsofts_own_word_for_what_is_wrong(
    environment: pytest.MonkeyPatch, microsoft: LocalMicrosoft, changes: dict[str, str], expected: Check
) -> None:
    for name, value in (microsoft.environment | changes).items():
        environment.setenv(name, value)
    get_settings.cache_clear()

    assert await check_mail_server() == [expected]
