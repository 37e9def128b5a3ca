"""The Graph gateway against a local Microsoft: never twice, files of any size, errors told apart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aistrategyhub.integrations.mail.gateway import (
    Attachment,
    MailNotConfigured,
    MailRefused,
    MailThrottled,
    MailUnavailable,
)
from aistrategyhub.integrations.msgraph import calls, token
from tests.harness.microsoft.process import SENDER, LocalMicrosoft
from tests.integrations.mail.test_contract import MAIL

MB = 1_000_000


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gateway that waits half a second for each answer."""
    monkeypatch.setattr(calls, "_STEP_SECONDS", 0.5)
    monkeypatch.setattr(token, "_STEP_SECONDS", 0.5)


class TestSend:
    async def test_it_leaves_from_the_mailbox_under_the_firms_name(self, microsoft: LocalMicrosoft) -> None:
        await microsoft.gateway().send(replace(MAIL, sender="Studio Àncora <altro@altrove.test>"))

        (message,) = microsoft.sent()
        assert message["From"] == f"Studio Àncora <{SENDER}>"
        assert message["Message-ID"] == f"<{MAIL.key}@ancora.test>"

    @pytest.mark.parametrize("sizes", [[2 * MB], [4 * MB], [2 * MB, 7 * MB], [9 * MB]])
    async def test_files_of_any_size_arrive_whole(self, microsoft: LocalMicrosoft, sizes: list[int]) -> None:
        files = tuple(
            Attachment(f"allegato {number}.pdf", "application/pdf", bytes([number]) * size)
            for number, size in enumerate(sizes)
        )

        await microsoft.gateway().send(replace(MAIL, attachments=files))

        (message,) = microsoft.sent()
        arrived = [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()]
        assert arrived == [(file.filename, file.content) for file in files]
        assert message.get_body(("plain",)).get_content().startswith("Gentile Giulia")

    async def test_a_draft_whose_files_were_cut_off_is_made_anew(self, microsoft: LocalMicrosoft) -> None:
        mail = replace(MAIL, attachments=(Attachment("a.pdf", "application/pdf", b"a" * 7 * MB),))
        microsoft.fault("upload", "unavailable", retry_after=1)
        with pytest.raises(MailThrottled):
            await microsoft.gateway().send(mail)

        await microsoft.gateway().send(mail)

        (message,) = microsoft.sent()
        assert len([*message.iter_attachments()]) == 1
        assert microsoft.ask("state")["drafts"] == 0


class TestNeverTwice:
    @pytest.mark.parametrize("changes_ids", [False, True], ids=["same id", "new id"])
    @pytest.mark.parametrize("kind", ["accepted_then_timeout", "accepted_then_cut"])
    async def test_accepted_but_never_told(
        self, microsoft: LocalMicrosoft, impatient: None, kind: str, changes_ids: bool
    ) -> None:
        gateway = microsoft.gateway()
        microsoft.ask("set", changes_ids=changes_ids)
        draft = await gateway.prepare(MAIL)
        microsoft.fault("send", kind)
        with pytest.raises(MailUnavailable):
            await gateway.send(MAIL, draft)

        receipt = await microsoft.gateway().send(MAIL, draft)

        assert len(microsoft.sent()) == 1
        assert receipt.provider_message_id == f"<{MAIL.key}@ancora.test>"

    async def test_a_draft_that_was_made_but_never_told_is_found(
        self, microsoft: LocalMicrosoft, impatient: None
    ) -> None:
        microsoft.fault("draft", "accepted_then_timeout")
        with pytest.raises(MailUnavailable):
            await microsoft.gateway().prepare(MAIL)

        await microsoft.gateway().send(MAIL)

        assert len(microsoft.sent()) == 1
        assert microsoft.ask("state")["drafts"] == 0

    async def test_when_nobody_can_know_it_is_not_sent(self, microsoft: LocalMicrosoft) -> None:
        gateway = microsoft.gateway()
        draft = await gateway.prepare(MAIL)
        await gateway.send(MAIL, draft)
        microsoft.ask("forget")

        with pytest.raises(MailRefused, match="whether the mail left cannot be known"):
            await gateway.send(MAIL, draft)

        assert len(microsoft.sent()) == 1


class TestErrors:
    @pytest.mark.parametrize(
        ("where", "kind", "retry_after", "error", "reason"),
        [
            ("send", "throttle", 17, MailThrottled, "Graph: 429 ApplicationThrottled"),
            ("send", "throttle", None, MailThrottled, "Graph: 429 ApplicationThrottled"),
            ("send", "unavailable", 5, MailThrottled, "Graph: 503 ServiceUnavailable"),
            ("send", "unavailable", None, MailUnavailable, "Graph: 503 ServiceUnavailable"),
            ("send", "broken", None, MailUnavailable, "Graph: 500 InternalServerError"),
            ("send", "denied", None, MailUnavailable, "Graph: 403 ErrorAccessDenied"),
            ("draft", "too_large", None, MailRefused, "Graph: 413 ErrorMessageSizeExceeded"),
            ("draft", "malformed", None, MailUnavailable, "unreadable answer"),
            ("look", "malformed", None, MailUnavailable, "unreadable answer"),
            ("token", "throttle", 3, MailUnavailable, "Microsoft sign-in"),
            ("token", "malformed", None, MailUnavailable, "Microsoft sign-in"),
            ("token", "broken", None, MailUnavailable, "Microsoft sign-in"),
        ],
    )
    async def test_whoever_can_mend_it_decides(
        self,
        microsoft: LocalMicrosoft,
        where: str,
        kind: str,
        retry_after: int | None,
        error: type[MailUnavailable | MailRefused],
        reason: str,
    ) -> None:
        microsoft.fault(where, kind, retry_after=retry_after)

        with pytest.raises(error, match=reason) as raised:
            await microsoft.gateway().send(MAIL)

        assert type(raised.value) is error
        assert microsoft.sent() == []
        if isinstance(raised.value, MailThrottled):
            assert raised.value.retry_after == timedelta(seconds=retry_after or 60)

    async def test_an_address_that_graph_refuses_is_refused_for_good(self, microsoft: LocalMicrosoft) -> None:
        with pytest.raises(MailRefused, match="Graph: 400 ErrorInvalidRecipients"):
            await microsoft.gateway().send(replace(MAIL, to="nessuno@refused.test"))

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"secret": "wrong"}, r"invalid_client \(AADSTS7000215\)"),
            ({"client_id": "somebody"}, r"unauthorized_client \(AADSTS700016\)"),
            ({"sender": "other@ancora.test"}, "Graph: 404 ErrorInvalidUser"),
            ({"authority": "https://localhost:1"}, "Microsoft sign-in"),
            ({"base_url": "https://localhost:1/v1.0"}, "Microsoft sign-in: invalid_scope"),
            ({"ca_file": None}, "Microsoft sign-in: SSLError"),
        ],
    )
    async def test_what_an_operator_can_mend_waits(
        self, microsoft: LocalMicrosoft, changes: dict[str, object], reason: str
    ) -> None:
        with pytest.raises(MailUnavailable, match=reason):
            await microsoft.gateway(**changes).ping()

    async def test_no_secret_and_no_address_in_a_reason(self, microsoft: LocalMicrosoft) -> None:
        with pytest.raises(MailUnavailable) as raised:
            await microsoft.gateway(secret="s3gr3t0").ping()

        assert "s3gr3t0" not in str(raised.value)
        assert "Trace ID" not in str(raised.value)


class TestToken:
    async def test_one_token_serves_many_mails(self, microsoft: LocalMicrosoft) -> None:
        gateway = microsoft.gateway()
        for number in range(3):
            await gateway.send(replace(MAIL, key=f"mail-{number}"))

        assert microsoft.ask("state")["tokens_issued"] == 1

    async def test_a_token_revoked_in_flight_is_replaced_and_the_mail_leaves_once(
        self, microsoft: LocalMicrosoft
    ) -> None:
        gateway = microsoft.gateway()
        await gateway.ping()
        microsoft.fault("send", "unauthorized")

        await gateway.send(MAIL)

        assert len(microsoft.sent()) == 1
        assert microsoft.ask("state")["tokens_issued"] == 2

    async def test_an_expired_token_is_replaced(self, microsoft: LocalMicrosoft) -> None:
        microsoft.ask("set", token_seconds=0)
        gateway = microsoft.gateway()
        with pytest.raises(MailUnavailable, match="401"):
            await gateway.ping()
        microsoft.ask("set", token_seconds=3600)

        await gateway.ping()

    async def test_a_certificate_may_stand_for_the_secret(self, microsoft: LocalMicrosoft) -> None:
        await microsoft.gateway(secret=None, certificate=microsoft.certificate).ping()

    @pytest.mark.parametrize("content", ["", "-----BEGIN CERTIFICATE-----\n"])
    async def test_a_certificate_without_key_is_named(self, microsoft: LocalMicrosoft, content: str) -> None:
        wrong = microsoft.folder / "wrong.pem"
        wrong.write_text(content)

        with pytest.raises(MailNotConfigured, match="MS_GRAPH_CLIENT_CERTIFICATE"):
            await microsoft.gateway(secret=None, certificate=wrong).ping()

    async def test_the_environments_own_bundle_does_not_win(
        self, microsoft: LocalMicrosoft, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(microsoft.folder / "server.pem"))

        await microsoft.gateway().ping()

    async def test_a_silent_sign_in_ends(self, microsoft: LocalMicrosoft, impatient: None) -> None:
        microsoft.fault("token", "accepted_then_timeout")

        with pytest.raises(MailUnavailable, match="Microsoft sign-in: ReadTimeout"):
            await microsoft.gateway().ping()
