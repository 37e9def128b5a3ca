"""What goes to a public office is signed before it leaves; a key that is missing or over stops it with a sentence."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import Role
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.feature import check_signature
from aistrategyhub.features.invoicing.models import (
    Invoice,
    InvoiceSignature,
    InvoiceTransmission,
    ReceivedFile,
    TransmissionStatus,
)
from aistrategyhub.features.invoicing.queries.documents import get_document_detail
from aistrategyhub.features.invoicing.rules.signing import days_until, is_to_be_signed, signed_name, warning_of
from aistrategyhub.features.invoicing.service import (
    CannotSign,
    hand_over,
    import_files,
    judge_as_sdi,
    make_ready,
    plan_transmission,
    send_again,
    sign_document,
    signature_words,
    signatures_of_received,
    take_from_sdi,
    transmitting,
    watch_certificate,
)
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.settings import SignatureFormat, SignatureScope, get_settings
from aistrategyhub.integrations.sdi.gateway import Handover, OutgoingFile, Reading
from aistrategyhub.integrations.signing.rehearsal import NAME as REHEARSED
from tests.factories.people import cookie_of
from tests.factories.received import billed
from tests.factories.sales import create_seller
from tests.factories.signing import SIGNER, pkcs12_of, rsa_key, signing_key
from tests.features.invoicing.fatturapa.test_opening import signed as enveloped
from tests.features.invoicing.transmissions import issued, issued_to_office, listen, rehearsal_of, send, transmissions

PUBLIC, SCOPE_ALL = SignatureScope.PUBLIC, SignatureScope.ALL


class Post:
    """A channel that is no rehearsal."""

    name, is_stand_in = "pec", False

    def __init__(self) -> None:
        self.sent: list[OutgoingFile] = []

    async def send(self, file: OutgoingFile, reading: Reading) -> Handover:
        self.sent.append(file)
        return Handover("<one@pec.example>")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    carrier = Post()

    async def channel_of(session: AsyncSession) -> Post:
        return carrier

    monkeypatch.setattr(transmitting, "channel_of", channel_of)
    return carrier


@pytest.fixture
async def first_firm(session: AsyncSession, tenant: Tenant) -> Tenant:
    """The firm of the tests, whose key it is: a demo firm signs with nobody's."""
    tenant.is_demo = False
    session.add(tenant)
    await session.flush()
    return tenant


@pytest.fixture
def put_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def put(**about: object) -> None:
        path = tmp_path / "firma.p12"
        path.write_bytes(pkcs12_of(rsa_key(), signing_key("rsa", **about).certificate))
        monkeypatch.setattr(get_settings(), "signature_key_file", path)
        monkeypatch.setattr(get_settings(), "signature_key_password", SecretStr("segreta"))

    return put


async def findings(session: AsyncSession, invoice: Invoice) -> list[tuple[str, str]]:
    (transmission,) = await transmissions(session, invoice)
    assert transmission.status is TransmissionStatus.BLOCKED
    return [(one["code"], one["words"]) for one in transmission.findings]


async def mails(session: AsyncSession, prefix: str) -> list[EmailSend]:
    query = select(EmailSend).where(EmailSend.request_key.startswith(prefix)).order_by(EmailSend.queued_at)
    return list((await session.execute(query)).scalars())


async def send_by(session: AsyncSession, invoice: Invoice) -> InvoiceTransmission:
    planned = await plan_transmission(session, invoice.id)
    if ready := await make_ready(session, planned.id):
        await hand_over(session, planned.id, ready)
    return planned


class TestRehearsal:
    async def test_a_public_office_gets_it_signed_by_nobody(self, session: AsyncSession, books: Path) -> None:
        invoice = await issued_to_office(session)
        transmission = await send(session, invoice)
        assert (await rehearsal_of(session)).files() == [f"{invoice.file_name}.p7m"]
        assert transmission.file_name == invoice.file_name
        (kept,) = (await session.execute(select(InvoiceSignature))).scalars()
        assert kept.signer == REHEARSED
        assert judge(kept.signed_name, kept.content).is_accepted
        await listen(session)
        assert transmission.status is TransmissionStatus.ACCEPTED

    async def test_an_unsigned_one_would_be_refused(self, session: AsyncSession, books: Path) -> None:
        invoice = await issued_to_office(session)
        judged = judge_as_sdi(invoice.file_name, invoice.xml)
        assert [error.code for error in judged.errors] == ["00102"]

    async def test_between_private_parties_nothing_is_signed(self, session: AsyncSession, books: Path) -> None:
        invoice = await issued(session)
        await send(session, invoice)
        assert (await rehearsal_of(session)).files() == [invoice.file_name]
        assert (await session.execute(select(InvoiceSignature))).first() is None


class TestByCertifiedMail:
    async def test_without_a_key_it_waits_and_says_why(
        self, session: AsyncSession, post: Post, first_firm: Tenant
    ) -> None:
        invoice = await issued_to_office(session)
        await send_by(session, invoice)
        ((code, words),) = await findings(session, invoice)
        assert (code, "nessuna chiave" in words, post.sent) == ("FIRMA", True, [])
        (mail,) = await mails(session, "sdi:")
        assert "nessuna chiave" in mail.text
        detail = await get_document_detail(session, invoice.id)
        assert detail.findings[0].remedy
        assert "ufficio pubblico" in detail.signature

    @pytest.mark.parametrize(
        ("form", "suffix"), [(SignatureFormat.CADES, ".p7m"), (SignatureFormat.XADES, "")], ids=["CAdES", "XAdES"]
    )
    async def test_it_leaves_signed_once_a_key_is_there(
        self, session: AsyncSession, post: Post, first_firm: Tenant, put_key, monkeypatch, form, suffix: str
    ) -> None:
        invoice = await issued_to_office(session)
        planned = await send_by(session, invoice)
        put_key()
        monkeypatch.setattr(get_settings(), "signature_format", form)
        await send_again(session, planned.id)
        await send_by(session, invoice)
        (file,) = post.sent
        assert file.name == invoice.file_name + suffix
        verdict = judge(file.name, file.content)
        assert verdict.is_accepted
        assert [signature.signer for signature in verdict.signatures] == [SIGNER]
        detail = await get_document_detail(session, invoice.id)
        assert SIGNER in detail.signature
        assert detail.signed_path.endswith("/signed")

    async def test_it_is_signed_once_however_often_it_is_tried(
        self, session: AsyncSession, post: Post, first_firm: Tenant, put_key
    ) -> None:
        put_key()
        invoice = await issued_to_office(session)
        first = await sign_document(session, invoice)
        assert (await sign_document(session, invoice)).id == first.id
        await send_by(session, invoice)
        assert post.sent[0].content == first.content

    async def test_all_are_signed_where_the_firm_chose_so(
        self, session: AsyncSession, post: Post, first_firm: Tenant, put_key, monkeypatch
    ) -> None:
        put_key()
        monkeypatch.setattr(get_settings(), "signature_scope", SCOPE_ALL)
        invoice = await issued(session)
        await send_by(session, invoice)
        assert post.sent[0].name == f"{invoice.file_name}.p7m"

    @pytest.mark.parametrize(
        ("about", "word"),
        [({"begins": -400, "ends": -1}, "scaduto"), ({"begins": 3, "ends": 30}, "vale solo dal")],
        ids=["expired", "not valid yet"],
    )
    async def test_a_certificate_that_is_not_good_signs_nothing(
        self, session: AsyncSession, post: Post, first_firm: Tenant, put_key, about: dict, word: str
    ) -> None:
        put_key(**about)
        invoice = await issued_to_office(session)
        await send_by(session, invoice)
        ((code, words),) = await findings(session, invoice)
        assert (code, word in words, post.sent) == ("FIRMA", True, [])
        assert word in await signature_words(session)
        assert (await session.execute(select(InvoiceSignature))).first() is None

    async def test_a_certificate_for_something_else_signs_nothing(
        self, session: AsyncSession, post: Post, first_firm: Tenant, put_key
    ) -> None:
        put_key(usages=["key_encipherment"])
        invoice = await issued_to_office(session)
        await send_by(session, invoice)
        ((_code, words),) = await findings(session, invoice)
        assert "non è fatto per firmare" in words

    async def test_a_wrong_password_is_not_tried_again_and_again(
        self, session: AsyncSession, post: Post, first_firm: Tenant, put_key, monkeypatch
    ) -> None:
        put_key()
        monkeypatch.setattr(get_settings(), "signature_key_password", SecretStr("sbagliata"))
        invoice = await issued_to_office(session)
        await send_by(session, invoice)
        ((_code, words),) = await findings(session, invoice)
        assert "SIGNATURE_KEY_PASSWORD" in words
        assert "sbagliata" not in words
        (check,) = await check_signature()
        assert (check.state, "SIGNATURE_KEY_PASSWORD" in check.detail) == (State.MISSING, True)

    async def test_a_demo_firm_never_signs_with_the_firms_key(self, session: AsyncSession, post: Post, put_key) -> None:
        put_key()
        invoice = await issued_to_office(session)
        with pytest.raises(CannotSign):
            await sign_document(session, invoice)
        assert (await sign_document(session, invoice, is_rehearsed=True)).signer == REHEARSED


async def test_postgresql_refuses_to_change_a_signature(session: AsyncSession, books: Path) -> None:
    await send(session, await issued_to_office(session))
    for change in ("UPDATE invoice_signatures SET signer = 'x'", "DELETE FROM invoice_signatures"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with session.begin_nested():
                await session.execute(text(change))


class TestCertificateThatEnds:
    @pytest.mark.parametrize(
        ("days", "step", "word"),
        [(45, None, ""), (29, 30, "scade"), (6, 7, "scade"), (1, 1, "scade"), (-1, 0, "scaduto")],
        ids=["45 days", "29 days", "6 days", "tomorrow", "over"],
    )
    async def test_the_firm_is_told_once_for_each_step(
        self, session: AsyncSession, first_firm: Tenant, put_key, days: int, step: int | None, word: str
    ) -> None:
        await create_seller(session)
        put_key(begins=-400, ends=days)
        await watch_certificate(session)
        await watch_certificate(session)
        found = await mails(session, "certificate:")
        assert [mail.request_key.rsplit(":", 1)[1] for mail in found] == ([] if step is None else [str(step)])
        assert all(word in mail.text and SIGNER in mail.text for mail in found)
        assert (word in await signature_words(session)) if word else (await signature_words(session) == "")
        (check,) = await check_signature()
        assert check.state is {None: State.OK, 0: State.MISSING}.get(step, State.WARNING)

    async def test_without_a_key_there_is_nothing_to_watch(self, session: AsyncSession, first_firm: Tenant) -> None:
        await create_seller(session)
        await watch_certificate(session)
        assert await mails(session, "certificate:") == []
        (check,) = await check_signature()
        assert check.state is State.OK

    def test_the_steps(self) -> None:
        assert [warning_of(days) for days in (31, 30, 8, 7, 2, 1, 0, -1)] == [None, 30, 30, 7, 7, 1, 1, 0]
        now = clock.now()
        assert (days_until(now + timedelta(hours=30), now), days_until(now - timedelta(hours=1), now)) == (1, -1)


def test_what_is_signed() -> None:
    assert is_to_be_signed(is_public=True, scope=PUBLIC, has_key=False)
    assert not is_to_be_signed(is_public=False, scope=PUBLIC, has_key=True)
    assert is_to_be_signed(is_public=False, scope=SCOPE_ALL, has_key=True)
    assert not is_to_be_signed(is_public=False, scope=SCOPE_ALL, has_key=False)
    assert signed_name("a.xml", SignatureFormat.CADES) == "a.xml.p7m"
    assert signed_name("a.xml", SignatureFormat.XADES) == "a.xml"


class TestOverHttp:
    async def test_whoever_carries_files_fetches_the_signed_one(
        self, api: httpx.AsyncClient, session: AsyncSession, first_firm: Tenant, put_key
    ) -> None:
        put_key()
        invoice = await issued_to_office(session)
        address = f"/api/v1/admin/invoices/{invoice.id}/signed"
        support = await cookie_of(session, Role.SUPPORT)
        assert (await api.get(address, headers=support)).status_code == 403
        admin = await cookie_of(session, Role.ADMIN)
        answer = await api.get(address, headers=admin)
        assert answer.status_code == 200, answer.text
        assert f"{invoice.file_name}.p7m" in answer.headers["content-disposition"]
        assert judge(f"{invoice.file_name}.p7m", answer.content).is_accepted

    async def test_without_a_key_it_says_so(
        self, api: httpx.AsyncClient, session: AsyncSession, first_firm: Tenant
    ) -> None:
        invoice = await issued_to_office(session)
        admin = await cookie_of(session, Role.ADMIN)
        answer = await api.get(f"/api/v1/admin/invoices/{invoice.id}/signed", headers=admin)
        assert answer.status_code == 503
        assert "nessuna chiave" in answer.text


class TestReceived:
    async def test_who_signed_is_told(self, session: AsyncSession) -> None:
        await create_seller(session)
        (done,) = await import_files(session, "IT12345678903_00001.xml.p7m", enveloped(billed()))
        (words,) = await signatures_of_received(session, done.invoice_ids[0])
        assert "Firma di prova" in words

    async def test_a_broken_signature_is_not_taken_in(self, session: AsyncSession) -> None:
        await create_seller(session)
        broken = enveloped(billed()).replace(b"Cartoleria Verdi", b"Cartoleria Rossi")
        (done,) = await import_files(session, "IT12345678903_00001.xml.p7m", broken)
        assert (done.outcome, "00102" in done.words) == ("refused", True)
        expired = enveloped(billed("46/A"), days=-1)
        brought = await take_from_sdi(session, "IT12345678903_00002.xml.p7m", expired, clock.now())
        assert (brought.outcome, "00100" in brought.words) == ("refused", True)
        (kept,) = (await session.execute(select(ReceivedFile))).scalars()
        assert "00100" in kept.problem
