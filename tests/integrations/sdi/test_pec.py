"""Certified mail: the address that SdI assigns, mail that is not SdI's, servers that misbehave."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from aistrategyhub.infra.settings import SdiChannelChoice, Settings
from aistrategyhub.integrations.sdi.choose import sdi_channel
from aistrategyhub.integrations.sdi.gateway import Reading, SdiNotConfigured, SdiRefused, SdiUnavailable
from aistrategyhub.integrations.sdi.pec import PecAccount, PecChannel
from aistrategyhub.integrations.sdi.postacert import open_certified
from aistrategyhub.integrations.sdi.rehearsal import Rehearsal
from tests.integrations.sdi.pec_provider import ASSIGNED, FIRST, OURS, envelope, notice, pec_provider
from tests.integrations.sdi.test_contract import FILE, OTHER, judge

RECEIPT = ("IT09876540155_00001_RC_001.xml", b"<ricevuta/>")


async def test_the_first_file_goes_to_the_published_address_and_the_others_where_sdi_says(tmp_path: Path) -> None:
    async with pec_provider(tmp_path, judge) as provider:
        await provider.channel.send(FILE, Reading())
        await provider.carry()
        reading = (await provider.channel.receive(Reading())).reading
        await provider.channel.send(OTHER, reading)
        assert reading.address == ASSIGNED
        assert [to for _sender, to in provider.office.envelopes] == [[FIRST], [ASSIGNED]]
        assert str(provider.office.accepted[0]["Message-ID"]) == f"<{FILE.key}@pec.example>"


async def test_unrelated_mail_is_passed_over_and_left(tmp_path: Path) -> None:
    plain = EmailMessage()
    plain["From"], plain["Subject"] = "qualcuno@altrove.example", "Offerta"
    plain.set_content("Ciao")
    strangers = [
        plain.as_bytes(),
        b"",
        b"\xff\xfe\x00 garbage",
        envelope([RECEIPT], sender="truffa@pec.example", claimed=ASSIGNED),
        envelope([RECEIPT], sender="sdi01@pec.fatturapa.it.example"),
        envelope([("listino.pdf", b"%PDF"), ("IT01234567890_FPA01.xml", b"<fattura/>")]),
        notice("<another@pec.example>", "avvenuta-consegna"),
        b"X-Trasporto: posta-certificata\r\nContent-Type: multipart/mixed\r\n\r\nbroken",
    ]
    async with pec_provider(tmp_path, judge) as provider:
        provider.inbox.mails = [*strangers, envelope([RECEIPT])]
        arrivals = await provider.channel.receive(Reading())
        assert [(file.name, file.content) for file in arrivals.files] == [RECEIPT]
        assert arrivals.reading.cursor == f"1:{len(strangers) + 1}"
        assert len(provider.inbox.mails) == len(strangers) + 1


async def test_what_suppliers_billed_comes_with_its_metadata_last(tmp_path: Path) -> None:
    bill = ("IT12345678903_00001.xml.p7m", b"signed")
    about = ("IT12345678903_00001.xml_MT_001.xml", b"<a/>")
    named = ("IT12345678903_00001_MT_001.xml", b"<metadati/>")
    async with pec_provider(tmp_path, judge) as provider:
        provider.inbox.mails = [
            envelope([named, bill, about, RECEIPT]),
            envelope([bill], sender="truffa@pec.example", claimed=ASSIGNED),
        ]
        arrivals = await provider.channel.receive(Reading())
        assert [(one.name, one.content) for one in arrivals.invoices] == [bill, named]
        assert [(one.name, one.content) for one in arrivals.files] == [RECEIPT]


async def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    async with pec_provider(tmp_path, judge) as provider:
        provider.inbox.mails = [envelope([RECEIPT])]
        reading = (await provider.channel.receive(Reading())).reading
        assert (await provider.channel.receive(reading)).files == []
        provider.inbox.epoch = 2
        assert len((await provider.channel.receive(reading)).files) == 1


async def test_a_long_mailbox_is_read_a_handful_at_a_time(tmp_path: Path) -> None:
    async with pec_provider(tmp_path, judge) as provider:
        provider.inbox.mails = [envelope([(f"IT09876540155_{n:05d}_RC_001.xml", b"<a/>")]) for n in range(120)]
        reading, names = Reading(), []
        while files := (arrivals := await provider.channel.receive(reading)).files:
            names += [file.name for file in files]
            reading = arrivals.reading
        assert len(names) == len(set(names)) == 120


@pytest.mark.parametrize(
    ("answers", "error", "has_not_left"),
    [
        ({"recipient_answer": "451 4.7.1 Later"}, SdiUnavailable, True),
        ({"data_answer": "451 4.3.0 Later"}, SdiUnavailable, True),
        ({"recipient_answer": "550 5.1.1 No such mailbox"}, SdiRefused, None),
        ({"data_answer": "554 5.7.1 Virus"}, SdiRefused, None),
        ({"drops": True}, SdiUnavailable, False),
    ],
)
async def test_what_the_server_says_decides_whether_it_left(
    tmp_path: Path, answers: dict[str, object], error: type[Exception], has_not_left: bool | None
) -> None:
    async with pec_provider(tmp_path, judge) as provider:
        for name, value in answers.items():
            setattr(provider.office, name, value)
        with pytest.raises(error) as raised:
            await provider.channel.send(FILE, Reading())
        assert getattr(raised.value, "has_not_left", None) is has_not_left


async def test_accepted_and_then_dropped_is_found_by_the_providers_notice(tmp_path: Path) -> None:
    """The connection died after the server had the file: its `accettazione` tells that it left."""
    async with pec_provider(tmp_path, judge) as provider:
        provider.office.drops = True
        with pytest.raises(SdiUnavailable):
            await provider.channel.send(FILE, Reading())
        assert await provider.channel.find_departed(FILE, Reading()) is None
        await provider.carry()
        assert await provider.channel.find_departed(FILE, Reading()) is not None


async def test_servers_that_are_away() -> None:
    account = PecAccount(
        address=OURS,
        username="",
        password="",
        smtp_host="127.0.0.1",
        smtp_port=9,
        imap_host="127.0.0.1",
        imap_port=9,
        is_encrypted=False,
    )
    channel = PecChannel(account)
    with pytest.raises(SdiUnavailable) as unavailable:
        await channel.send(FILE, Reading())
    assert unavailable.value.has_not_left
    with pytest.raises(SdiUnavailable):
        await channel.receive(Reading())


def test_a_certified_sender_is_not_taken_from_facts_with_entities() -> None:
    opened = open_certified(envelope([RECEIPT], prolog='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'))
    assert opened is not None
    assert opened.sender == ""


class TestChoice:
    def test_outside_production_everything_is_rehearsed(self, tmp_path: Path) -> None:
        assert isinstance(sdi_channel(Settings(_env_file=None), tmp_path, judge), Rehearsal)

    def test_in_production_nothing_is_sent_unless_a_channel_is_chosen(self, tmp_path: Path) -> None:
        production = Settings(_env_file=None, environment="production")
        assert sdi_channel(production, tmp_path, judge) is None
        chosen = production.model_copy(update={"sdi_channel": SdiChannelChoice.REHEARSAL})
        assert isinstance(sdi_channel(chosen, tmp_path, judge), Rehearsal)

    def test_a_demo_firm_never_writes_to_sdi(self, tmp_path: Path) -> None:
        by_mail = Settings(_env_file=None, sdi_channel="pec")
        assert isinstance(sdi_channel(by_mail, tmp_path, judge, is_demo=True), Rehearsal)

    def test_a_mailbox_that_is_half_described_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SdiNotConfigured, match="PEC_PASSWORD"):
            sdi_channel(Settings(_env_file=None, sdi_channel="pec", pec_address=OURS), tmp_path, judge)

    def test_a_password_never_travels_open_to_another_machine(self) -> None:
        with pytest.raises(SdiNotConfigured, match="PEC_SECURITY"):
            PecAccount(
                address=OURS,
                username=OURS,
                password="x",
                smtp_host="pec.example",
                imap_host="pec.example",
                is_encrypted=False,
            )
