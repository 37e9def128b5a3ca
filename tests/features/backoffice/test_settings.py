"""The settings as staff change them: wrong fields said, nobody overwritten, nothing typed is lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.text import LOCALES, _, speaking
from aistrategyhub.features.backoffice.rules.connections import connections
from aistrategyhub.features.backoffice.rules.sections import SECTIONS, draft_of, section_of
from aistrategyhub.features.backoffice.state.settings import AdminConnectionsState, AdminSettingState
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.prompts.schemas import ModelAccount, ModelPrices
from aistrategyhub.features.site_settings.queries import get_setting, list_versions
from aistrategyhub.features.site_settings.schemas import (
    IdleAccounts,
    OrderRules,
    ProfessionalFees,
    PublicOffices,
    SalesAbroad,
    SecurityRules,
    SellerInfo,
    Setting,
    SiteIdentity,
)
from aistrategyhub.features.site_settings.seed import seed
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.infra.settings import Settings
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

ROUTE = "/admin/impostazioni/[setting_section]"


@pytest.fixture
async def owner(session: AsyncSession, tenant: Tenant, tab: Tab) -> Tab:
    await seed(session, SeedPlan(tenant.id))
    person = await create_somebody(session, Role.SUPER_ADMIN)
    tab.principal = replace(principal_of(person), proved_at=now())
    return tab


async def _open(tab: Tab, slug: str) -> dict[str, str]:
    tab.go(ROUTE, setting_section=slug)
    await tab.send(AdminSettingState.load)
    return dict(tab.seen(AdminSettingState, "typed"))


# What models cost is kept with the prompts and their budgets, by whoever may change those.
IN_ANOTHER_SCREEN = {ModelPrices}


def test_every_typed_setting_has_a_section_and_every_field_words() -> None:
    own = {kind for kind in Setting.__subclasses__() if kind.__module__.startswith("aistrategyhub.")}
    assert {section.kind for section in SECTIONS} == own - IN_ANOTHER_SCREEN
    for locale in LOCALES:
        with speaking(locale):
            assert all(_(field.label) for section in SECTIONS for field in section.fields)


@pytest.mark.parametrize("slug", [section.slug for section in SECTIONS])
async def test_what_stands_in_the_form_makes_the_same_setting(session: AsyncSession, owner: Tab, slug: str) -> None:
    section = section_of(slug)
    assert section is not None
    given: dict[type[Setting], Setting] = {
        SecurityRules: SecurityRules(second_factor_roles=(Role.ADMIN,)),
        IdleAccounts: IdleAccounts(months=36),
        OrderRules: OrderRules(unpaid_days=30, follows_up=False),
        ModelAccount: ModelAccount(api_key=SecretStr("sk-ant-prova")),
        SalesAbroad: SalesAbroad(oss_since=date(2026, 7, 1)),
        PublicOffices: PublicOffices(sells=True, split_until=date(2029, 6, 30), split_law="Decisione (UE) 2026/1"),
        ProfessionalFees: ProfessionalFees(bills_fees=True, fund="TC02", fund_percent=Decimal("11.5"), withholding=""),
    }
    if section.kind in given:
        await save_setting(session, given[section.kind])
    stored = await get_setting(session, section.kind)
    # A secret is never shown: whoever changes it types it anew.
    assert section.read(draft_of(section, stored.plain_values()) | stored.given_secrets()) == stored


async def test_a_change_is_shown_saved_and_can_be_taken_back(session: AsyncSession, owner: Tab) -> None:
    typed = await _open(owner, "sito")
    await owner.send(AdminSettingState.write, name="site_name", text="Nuovo nome")
    assert owner.seen(AdminSettingState, "changes") == [
        {"field": "Nome del sito", "before": "Meridiana Compliance", "after": "Nuovo nome"}
    ]
    await owner.send(AdminSettingState.save, form={**typed, "site_name": "Nuovo nome"})
    assert (await get_setting(session, SiteIdentity)).site_name == "Nuovo nome"
    newest, oldest = owner.seen(AdminSettingState, "versions")
    assert (newest["version"], newest["by_label"], oldest["by_label"]) == (2, "Anna Ferri", "Il sistema")
    assert newest["differences"][0]["after"] == "Nuovo nome"
    await owner.send(AdminSettingState.restore, version=1)
    assert (await get_setting(session, SiteIdentity)).site_name == "Meridiana Compliance"
    assert owner.seen(AdminSettingState, "versions")[0]["note"] == "Ripristino della versione 1"


async def test_each_wrong_field_has_a_sentence_and_keeps_what_was_typed(session: AsyncSession, owner: Tab) -> None:
    typed = await _open(owner, "ditta")
    wrong = {"vat_number": "123", "iban": "IT00", "address.zip": "1", "email": "x"}
    await owner.send(AdminSettingState.save, form={**typed, **wrong})
    assert set(owner.seen(AdminSettingState, "errors")) == set(wrong)
    assert owner.seen(AdminSettingState, "typed")["vat_number"] == "123"
    assert len(await list_versions(session, SellerInfo)) == 1


async def test_two_people_at_once_see_each_other(session: AsyncSession, owner: Tab) -> None:
    typed = await _open(owner, "sito")
    theirs = (await get_setting(session, SiteIdentity)).model_copy(update={"claim_it": "Loro"})
    await save_setting(session, theirs)
    await session.flush()
    await owner.send(AdminSettingState.save, form={**typed, "site_name": "Mio"})
    assert "Qualcun altro" in owner.seen(AdminSettingState, "form_error")
    assert {change["field"] for change in owner.seen(AdminSettingState, "changes")} == {
        "Nome del sito",
        "Motto in italiano",
    }
    assert owner.seen(AdminSettingState, "typed")["site_name"] == "Mio"
    await owner.send(AdminSettingState.save, form={**typed, "site_name": "Mio"})
    assert (await get_setting(session, SiteIdentity)).site_name == "Mio"


async def test_an_old_proof_sends_to_prove_again_and_nothing_typed_is_lost(session: AsyncSession, owner: Tab) -> None:
    typed = await _open(owner, "sito")
    fresh = owner.principal
    owner.principal = replace(fresh, proved_at=None)
    await owner.send(AdminSettingState.save, form={**typed, "site_name": "Nuovo nome"})
    assert "/conferma-identita" in str(owner.events[-1])
    assert (await get_setting(session, SiteIdentity)).site_name == "Meridiana Compliance"
    owner.principal = fresh
    assert (await _open(owner, "sito"))["site_name"] == "Nuovo nome"


async def test_roles_are_ticked(session: AsyncSession, owner: Tab) -> None:
    await _open(owner, "sicurezza")
    await owner.send(AdminSettingState.tick, name="second_factor_roles.admin", is_ticked=True)
    assert owner.seen(AdminSettingState, "changes")[0]["after"] == "sì"
    await owner.send(
        AdminSettingState.save, form={"second_factor_roles.admin": "on", "second_factor_roles.guest": "on"}
    )
    assert (await get_setting(session, SecurityRules)).second_factor_roles == (Role.ADMIN,)


@pytest.mark.parametrize("months", ["", "11", "121", "-12", "dodici", "٣٦", "1e2"])
async def test_months_are_a_number_within_bounds(session: AsyncSession, owner: Tab, months: str) -> None:
    assert (await _open(owner, "riservatezza"))["months"] == "24"
    await owner.send(AdminSettingState.save, form={"is_on": "on", "months": months})
    assert set(owner.seen(AdminSettingState, "errors")) == {"months"}


async def test_a_trial_goes_to_whoever_asks(session: AsyncSession, owner: Tab) -> None:
    await _open(owner, "sito")
    await owner.send(AdminSettingState.send_trial)
    mail = (await session.execute(select(EmailSend))).scalar_one()
    assert (mail.email_to, mail.subject, mail.sender_name) == (
        "super_admin@prova.example",
        "Prova di invio",
        "Meridiana Compliance",
    )


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.CUSTOMER])
async def test_others_neither_see_nor_change(session: AsyncSession, owner: Tab, role: Role) -> None:
    person = await create_somebody(session, role)
    owner.principal = replace(principal_of(person), proved_at=now())
    owner.go(ROUTE, setting_section="sito")
    await owner.send(AdminSettingState.load)
    await owner.send(AdminConnectionsState.load)
    await owner.send(AdminSettingState.save, form={"site_name": "Mio"})
    await owner.send(AdminSettingState.restore, version=1)
    await owner.send(AdminSettingState.send_trial)
    assert owner.values.get(AdminSettingState.get_full_name(), {}).get("slug_rx_state_", "") == ""
    assert len(await list_versions(session, SiteIdentity)) == 1
    assert (await session.execute(select(EmailSend))).first() is None


async def test_a_section_that_is_not_there_is_said(owner: Tab) -> None:
    owner.go(ROUTE, setting_section="nessuna")
    await owner.send(AdminSettingState.load)
    assert owner.seen(AdminSettingState, "is_missing") is True


def test_connections_tell_whether_and_never_which() -> None:
    settings: Any = Settings.model_construct(stripe_secret_key=SecretStr("sk_live_" + "1" * 24))
    rows = connections(settings)
    assert (rows[0].tone, rows[1].tone) == ("action", "waiting")
    assert "sk_live" not in str(rows)


@pytest.mark.parametrize(
    ("slug", "typed", "wrong"),
    [
        ("vendite-estero", {"oss_since": "31/02/2026"}, ["oss_since"]),
        ("vendite-estero", {"oss_since": "2026-07-01", "crossed_on": "domani"}, ["crossed_on"]),
        ("uffici-pubblici", {"split_until": "", "split_law": "x"}, ["split_until"]),
        ("uffici-pubblici", {"split_until": "2026-13-01", "split_law": ""}, ["split_until", "split_law"]),
    ],
)
def test_wrong_days_are_refused_beside_their_fields(slug: str, typed: dict[str, str], wrong: list[str]) -> None:
    section = section_of(slug)
    assert section is not None
    with pytest.raises(InvalidInput) as refusal:
        section.read(typed)
    assert [error.field for error in refusal.value.fields] == wrong
