"""Whose files go which way."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml
from aistrategyhub.features.invoicing.service import channel_of, channel_words, judge_as_sdi
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import SdiChannelChoice, get_settings
from aistrategyhub.integrations.sdi.pec import PecChannel
from tests.factories.invoices import invoice


@pytest.fixture
def by_mail(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = get_settings()
    monkeypatch.setattr(settings, "sdi_channel", SdiChannelChoice.PEC)
    for name, value in {"pec_address": "a@pec.example", "pec_smtp_host": "x", "pec_imap_host": "x"}.items():
        monkeypatch.setattr(settings, name, value)


async def test_a_demo_firm_rehearses_whatever_is_chosen(session: AsyncSession, by_mail: None) -> None:
    channel = await channel_of(session)
    assert channel is not None
    assert channel.is_stand_in
    assert "Prova locale" in await channel_words(session)


async def test_the_one_mailbox_is_the_first_firms(
    session: AsyncSession, tenant: Tenant, by_mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant.is_demo = False
    session.add(tenant)
    await session.flush()
    monkeypatch.setattr(get_settings(), "pec_password", get_settings().secret_key)
    assert isinstance(await channel_of(session), PecChannel)
    assert await channel_words(session) == ""
    other = await create_tenant(session, slug="seconda", name="Seconda", is_demo=False)
    async with unit_of_work(other.id) as another:
        assert await channel_of(another) is None
        assert "a mano" in await channel_words(another)


async def test_a_mailbox_that_is_half_described_is_said(session: AsyncSession, tenant: Tenant, by_mail: None) -> None:
    tenant.is_demo = False
    session.add(tenant)
    await session.flush()
    assert "PEC_PASSWORD" in await channel_words(session)


def test_a_file_is_judged_as_sdi_would() -> None:
    xml = build_xml(invoice(), transmitter=TaxId("IT", "09876540155"), progressive="00001")
    judged = judge_as_sdi("IT09876540155_00001.xml", xml)
    assert (list(judged.errors), judged.is_public, judged.recipient, judged.has_pec) == ([], False, "M5UXCR1", False)
    assert judged.documents == [("09876540155", 2026, "2026/00001", "")]
    wrong = judge_as_sdi("IT09876540155_00001.xml", xml.replace(b"<PrezzoTotale>1000.00", b"<PrezzoTotale>900.00"))
    assert "00423" in [error.code for error in wrong.errors]
    assert [error.code for error in judge_as_sdi("x.xml", b"nothing").errors] == ["00106"]
