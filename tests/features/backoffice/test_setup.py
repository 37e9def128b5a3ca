"""A firm's own start: whole or not at all, apart from the demo, its numbering where it should be."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import Principal, Role, acting_as
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.backoffice.rules import read_firm
from aistrategyhub.features.backoffice.service import open_firm, set_up_firm
from aistrategyhub.features.catalog.seed import seed as seed_catalog
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.service import counter_name, issue_invoice
from aistrategyhub.features.orders.service import OrderedItem, mark_paid, place_order
from aistrategyhub.features.site_settings.queries import get_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.features.site_settings.seed import seed as seed_site_settings
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.queries import find_tenant_by_host, first_tenant
from aistrategyhub.features.tenants.service import create_tenant, give_domain
from aistrategyhub.infra import db
from aistrategyhub.infra.counters import next_number
from aistrategyhub.infra.embedded.postgres import DatabaseUrls
from aistrategyhub.infra.start import SIGN_INS_FILE
from tests.factories.firm import firm_data
from tests.factories.people import person_let_in

PASSWORD = "una frase lunga e mia"
_BUYER = {
    "company_name": "Officine Bianchi S.r.l.",
    "email": "acquisti@officinebianchi.example",
    "vat_number": "09876540155",
    "sdi_code": "M5UXCR1",
    "billing_address": {"street": "Corso Regio Parco 9", "city": "Torino", "zip": "10152", "province": "TO"},
}


async def _set_up(*, password: str | None = PASSWORD, **changes: Any) -> Tenant:
    draft = read_firm(firm_data(**changes), today=clock.today_in_rome(), needs_domain=False)
    async with db.transaction() as session:
        firm = await open_firm(session, draft)
        await db.enter_tenant(session, firm.id)
        with acting_as(Principal.system(firm.id)):
            await set_up_firm(session, firm, draft, password=password)
    return firm


def _number(number: int) -> str:
    return f"{clock.today_in_rome().year}/{number:05d}"


async def _invoiced_sale(session: AsyncSession) -> Invoice:
    """A sale of the acting firm, paid and invoiced; its catalogue and data must be there."""
    order = await place_order(
        session, items=[OrderedItem("toolkit-policy-ai-generativa")], buyer_data=_BUYER, locale="it"
    )
    await mark_paid(session, order, at=clock.now())
    return await issue_invoice(session, order.id)


async def test_the_firm_takes_the_place_of_the_demo(tenant: Tenant) -> None:
    firm = await _set_up()
    async with db.transaction() as session:
        assert (await first_tenant(session)).id == firm.id
        assert (await find_tenant_by_host(session, "www.studio-ferri.example")).id == firm.id
        demo = (await session.execute(select(Tenant).where(Tenant.id == tenant.id))).scalar_one()
        assert (demo.is_demo, demo.is_active) == (True, False)
    async with db.unit_of_work(firm.id) as session:
        assert (await get_setting(session, SellerInfo)).company_name == "Studio Ferri S.r.l."
        assert (await get_setting(session, SiteIdentity)).site_name == "Studio Ferri S.r.l."
        let_in = await person_let_in(session, "anna@studio-ferri.example", PASSWORD)
        assert let_in is not None
        assert let_in.role is Role.SUPER_ADMIN


async def test_setting_up_again_corrects_the_firm_and_keeps_the_password(tenant: Tenant) -> None:
    first = await _set_up()
    again = await _set_up(phone="+39 049 111 1111", password="tutta un'altra password")
    assert again.id == first.id
    async with db.unit_of_work(first.id) as session:
        assert (await get_setting(session, SellerInfo)).phone == "+39 049 111 1111"
        assert await person_let_in(session, "anna@studio-ferri.example", "tutta un'altra password") is None


async def test_without_a_password_nothing_is_set_up(tenant: Tenant) -> None:
    with pytest.raises(DomainError, match="PASSWORD_MISSING"):
        await _set_up(password=None)
    async with db.transaction() as session:
        assert (await first_tenant(session)).id == tenant.id


async def test_a_domain_of_another_living_site_is_not_taken(tenant: Tenant) -> None:
    async with db.transaction() as session:
        other = await create_tenant(session, slug="altra", name="Altra ditta")
        await give_domain(session, other, "www.studio-ferri.example")
    with pytest.raises(DomainError, match="DOMAIN_TAKEN"):
        await _set_up()
    async with db.transaction() as session:
        assert (await first_tenant(session)).id == tenant.id


async def test_a_domain_of_the_demo_firm_passes_to_the_firm(tenant: Tenant) -> None:
    async with db.transaction() as session:
        await give_domain(session, await session.merge(tenant), "www.studio-ferri.example")
    firm = await _set_up()
    async with db.transaction() as session:
        assert (await find_tenant_by_host(session, "www.studio-ferri.example")).id == firm.id


async def test_numbering_goes_on_where_the_other_program_stopped(tenant: Tenant) -> None:
    firm = await _set_up(next_invoice_number=_number(42))
    await _set_up(next_invoice_number=_number(50))
    async with db.unit_of_work(firm.id) as session:
        assert await next_number(session, counter_name("", clock.today_in_rome().year)) == 50


async def test_the_demo_series_and_the_firms_own_never_meet(session: AsyncSession, tenant: Tenant) -> None:
    await seed_site_settings(session, SeedPlan(tenant.id))
    await seed_catalog(session, SeedPlan(tenant.id))
    assert (await _invoiced_sale(session)).invoice_number == f"DEMO/{_number(1)}"

    firm = await _set_up(next_invoice_number=_number(42))
    with acting_as(Principal.system(firm.id)):
        async with db.unit_of_work() as own:
            await seed_catalog(own, SeedPlan(firm.id))
            assert (await _invoiced_sale(own)).invoice_number == _number(42)

    for refused in (41, 42, 44):
        with pytest.raises(DomainError, match="NUMBERING_UNDER_WAY"):
            await _set_up(next_invoice_number=_number(refused))
    await _set_up(next_invoice_number=_number(43))


class TestCommand:
    """`hub setup` as a script runs it."""

    @pytest.fixture
    def run(self, committed: DatabaseUrls, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
        environment = {**os.environ, "DATA_DIR": str(tmp_path), "ENVIRONMENT": "test"}

        def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "aistrategyhub.cli", "setup", *arguments]
            return subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment, check=False)

        return run

    async def test_a_file_of_answers_and_a_password_from_a_pipe(self, run: Any, tmp_path: Path) -> None:
        config = tmp_path / "firm.json"
        config.write_text(json.dumps(firm_data()))
        (tmp_path / SIGN_INS_FILE).write_text("  the demo's passwords\n")
        arguments = ["--config", str(config), "--next-invoice-number", _number(42), "--password-stdin", "--json"]
        done = run(*arguments, stdin=PASSWORD + "\n")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {
            "firm": "Studio Ferri S.r.l.",
            "domains": ["www.studio-ferri.example"],
            "administrator": "anna@studio-ferri.example",
            "administrator_is_new": True,
            "next_invoice_number": _number(42),
        }
        assert not (tmp_path / SIGN_INS_FILE).exists()
        assert json.loads(run(*arguments, stdin=PASSWORD + "\n").stdout)["administrator_is_new"] is False

    async def test_wrong_answers_get_a_sentence_each_and_change_nothing(self, run: Any, tmp_path: Path) -> None:
        config = tmp_path / "firm.json"
        config.write_text(json.dumps(firm_data(vat_number="1", domains=["https://x"])))
        refused = run("--config", str(config), "--password-stdin", stdin=PASSWORD)
        assert refused.returncode == 1
        assert "vat_number: " in refused.stderr
        assert "domains: " in refused.stderr
        assert "Traceback" not in refused.stderr
        async with db.transaction() as session:
            assert await first_tenant(session) is None

    @pytest.mark.parametrize(
        ("arguments", "stdin", "said"),
        [
            (["--password-stdin"], "short", "at least 12"),
            ([], "", "PASSWORD"),
            (["--password-file", "/nowhere/at/all"], "", "cannot be read"),
        ],
    )
    async def test_a_missing_or_weak_password_stops_it(
        self, run: Any, tmp_path: Path, arguments: list[str], stdin: str, said: str
    ) -> None:
        config = tmp_path / "firm.json"
        config.write_text(json.dumps(firm_data()))
        refused = run("--config", str(config), *arguments, stdin=stdin)
        assert refused.returncode == 1
        assert said.lower() in refused.stderr.lower()
        async with db.transaction() as session:
            assert await first_tenant(session) is None
