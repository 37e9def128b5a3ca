"""A person's own data: what they read, what they change, what is refused with a sentence per field."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.billing_form import BillingView
from aistrategyhub.features.accounts.models import Person, Profile
from aistrategyhub.features.accounts.queries.profiles import get_billing_view
from aistrategyhub.features.accounts.service.profiles import update_profile
from aistrategyhub.features.accounts.state.profile import OwnPasswordState, ProfileState
from aistrategyhub.features.orders.state import CheckoutState
from tests.factories.catalog import create_service
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.factories.sales import create_order
from tests.harness.states import Tab

ME = "/api/v1/users/me"
OWN = {"Origin": "http://localhost:3000"}
ADDRESS = {"street": "Corso Regio Parco 9", "city": "Torino", "zip": "10152", "province": "to"}
COMPANY = {
    "company_name": "Officine Bianchi S.r.l.",
    "vat_number": "IT 12345678903",
    "sdi_code": "m5uxcr1",
    "billing_address": ADDRESS,
}


async def _patch(api: httpx.AsyncClient, cookie: dict[str, str], **changes: Any) -> httpx.Response:
    return await api.patch(ME, json=changes, headers=cookie | OWN)


async def test_data_are_tidied_and_the_rest_stays(api: httpx.AsyncClient, session: AsyncSession) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    first = (await _patch(api, cookie, **COMPANY, phone="+39 011 555 0127")).json()["data"]
    second = (await _patch(api, cookie, first_name="  Anna   Maria ", language="en", timezone="Europe/Paris")).json()
    seen = (await api.get(ME, headers=cookie)).json()["data"]
    assert (first["vat_number"], first["sdi_code"]) == ("12345678903", "M5UXCR1")
    assert first["billing_address"] == ADDRESS | {"province": "TO", "country": "IT"}
    assert seen == second["data"]
    assert (seen["first_name"], seen["last_name"], seen["language"]) == ("Anna Maria", "Ferri", "en")
    assert (seen["timezone"], seen["phone"], seen["is_email_verified"]) == ("Europe/Paris", "+39 011 555 0127", True)
    assert seen["company_name"] == "Officine Bianchi S.r.l."
    assert (await session.execute(select(func.count()).select_from(Profile))).scalar_one() == 1


async def test_null_empties_a_field(api: httpx.AsyncClient, session: AsyncSession) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    await _patch(api, cookie, **COMPANY)
    data = (await _patch(api, cookie, **dict.fromkeys(COMPANY))).json()["data"]
    assert [data[name] for name in COMPANY] == [None] * 4


async def test_data_may_be_incomplete(api: httpx.AsyncClient, session: AsyncSession) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    answer = await _patch(api, cookie, vat_number="12345678903")
    assert (answer.status_code, answer.json()["data"]["vat_number"]) == (200, "12345678903")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"vat_number": "12345678901"}, "vat_number", "INVALID_VAT_NUMBER"),
        ({"fiscal_code": "DMCNCL90C15D612X"}, "fiscal_code", "INVALID_FISCAL_CODE"),
        ({"sdi_code": "ABC"}, "sdi_code", "INVALID_SDI_CODE"),
        ({"pec_email": "non una pec"}, "pec_email", "INVALID_EMAIL"),
        ({"pec_email": "sdi01@pec.fatturapa.it"}, "pec_email", "SDI_MAILBOX"),
        ({"billing_address": {**ADDRESS, "zip": "123"}}, "billing_address.zip", "INVALID_ZIP"),
        ({"billing_address": {**ADDRESS, "province": "ZZ"}}, "billing_address.province", "INVALID_PROVINCE"),
        ({"billing_address": {**ADDRESS, "planet": "Mars"}}, "billing_address.planet", "EXTRA_FORBIDDEN"),
        ({"first_name": ""}, "first_name", "REQUIRED"),
        ({"first_name": None}, "first_name", "REQUIRED"),
        ({"last_name": "Ferri\r\nBcc: x@y.example"}, "last_name", "INVALID_CHARACTERS"),
        ({"language": "fr"}, "language", "UNKNOWN_LANGUAGE"),
        ({"timezone": "Mars/Olympus"}, "timezone", "UNKNOWN_TIME_ZONE"),
        ({"timezone": "../../etc/passwd"}, "timezone", "UNKNOWN_TIME_ZONE"),
        ({"phone": "chiamami"}, "phone", "INVALID_PHONE"),
        ({"role": "super_admin"}, "role", "EXTRA_FORBIDDEN"),
        ({"email": "altro@prova.example"}, "email", "EXTRA_FORBIDDEN"),
        ({"email_verified_at": "2026-01-01"}, "email_verified_at", "EXTRA_FORBIDDEN"),
    ],
)
async def test_a_wrong_field_has_its_sentence_and_changes_nothing(
    api: httpx.AsyncClient, session: AsyncSession, changes: dict[str, Any], field: str, code: str
) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    before = (await api.get(ME, headers=cookie)).json()["data"]
    answer = (
        await _patch(api, cookie, phone="+39 011 555 0127", **changes)
        if "phone" not in changes
        else await _patch(api, cookie, **changes)
    )
    [detail] = answer.json()["error"]["details"]
    assert (answer.status_code, detail["field"], detail["code"]) == (422, field, code)
    assert detail["message"]
    assert (await api.get(ME, headers=cookie)).json()["data"] == before


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "'; DELETE FROM users; --", "{{7*7}}", "%00 \\u0000"])
async def test_whatever_is_written_is_text(api: httpx.AsyncClient, session: AsyncSession, text: str) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    assert (await _patch(api, cookie, last_name=text)).json()["data"]["last_name"] == text
    assert (await session.execute(select(func.count()).select_from(Person))).scalar_one() == 1


async def test_another_site_changes_nothing(api: httpx.AsyncClient, session: AsyncSession) -> None:
    cookie = await cookie_of(session, Role.CUSTOMER)
    answer = await api.patch(ME, json={"first_name": "X"}, headers=cookie | {"Origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_the_checkout_begins_with_what_is_known(session: AsyncSession, tab: Tab) -> None:
    anna = await create_somebody(session)
    await create_service(session)
    await update_profile(session, anna.id, COMPANY)
    tab.go("/acquista/[service_slug]", service_slug="gap-assessment")
    await tab.send(CheckoutState.load)
    assert tab.seen(CheckoutState, "known")["vat_number"] == ""
    tab.principal = principal_of(anna)
    await tab.send(CheckoutState.load)
    known = tab.seen(CheckoutState, "known")
    assert (known["vat_number"], known["contact"], known["email"]) == ("12345678903", "Anna Ferri", anna.email)
    assert (known["street"], known["province"], tab.seen(CheckoutState, "kind")) == (ADDRESS["street"], "TO", "company")


async def test_a_private_person_is_known_as_one(session: AsyncSession) -> None:
    anna = await create_somebody(session)
    await update_profile(session, anna.id, {"fiscal_code": "DMCNCL90C15D612N", "billing_address": ADDRESS})
    view = await get_billing_view(session, anna.id)
    assert (view.kind, view.fiscal_code) == ("person", "DMCNCL90C15D612N")
    other = await get_billing_view(session, (await create_somebody(session, Role.EDITOR)).id)
    assert other == BillingView(contact="Anna Ferri", email="editor@prova.example")


class TestOwnOrders:
    async def test_orders_and_invoices_are_ones_own(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        person = (await session.execute(select(Person))).scalar_one()
        own, _guests = await create_order(session), await create_order(session, slug="altro")
        own.user_id = person.id
        await session.flush()
        answer = (await api.get(f"{ME}/orders", headers=cookie, params={"per_page": 1})).json()
        assert [order["order_number"] for order in answer["data"]] == [own.number]
        assert (answer["pagination"]["total"], answer["pagination"]["per_page"]) == (1, 1)
        invoices = (await api.get(f"{ME}/invoices", headers=cookie)).json()
        assert (invoices["data"], invoices["pagination"]["total"]) == ([], 0)

    @pytest.mark.parametrize("path", ["orders", "invoices"])
    async def test_visitors_have_none(self, api: httpx.AsyncClient, session: AsyncSession, path: str) -> None:
        assert (await api.get(f"{ME}/{path}")).status_code in (401, 403)

    @pytest.mark.parametrize("query", [{"page": 0}, {"per_page": 101}, {"page": "x"}])
    async def test_odd_pages_are_refused(
        self, api: httpx.AsyncClient, session: AsyncSession, query: dict[str, Any]
    ) -> None:
        cookie = await cookie_of(session, Role.CUSTOMER)
        assert (await api.get(f"{ME}/orders", headers=cookie, params=query)).status_code == 422


class TestPage:
    FORM = {
        "first_name": "Anna",
        "last_name": "Ferri",
        "phone": "",
        "language": "it",
        "timezone": "Europe/Rome",
        "kind": "company",
        "company_name": "Officine Bianchi S.r.l.",
        "vat_number": "12345678903",
        "fiscal_code": "",
        "sdi_code": "M5UXCR1",
        "pec_email": "",
        **{f"billing_address.{name}": value for name, value in ADDRESS.items()},
    }

    @pytest.fixture
    async def anna(self, session: AsyncSession, tab: Tab) -> Person:
        anna = await create_somebody(session)
        tab.principal = principal_of(anna)
        tab.go("/profilo")
        await tab.send(ProfileState.load)
        return anna

    async def test_it_shows_and_saves(self, session: AsyncSession, tab: Tab, anna: Person) -> None:
        assert tab.seen(ProfileState, "person")["email"] == anna.email
        await tab.send(ProfileState.save, data=self.FORM | {"first_name": "Annalisa"})
        await session.refresh(anna)
        assert (anna.first_name, tab.seen(ProfileState, "busy")) == ("Annalisa", False)
        assert tab.seen(ProfileState, "billing")["vat_number"] == "12345678903"
        await tab.send(ProfileState.save, data=self.FORM | {"kind": "person", "person_fiscal_code": "DMCNCL90C15D612N"})
        assert tab.seen(ProfileState, "billing")["kind"] == "person"
        assert tab.seen(ProfileState, "billing")["vat_number"] == ""

    async def test_a_refusal_stands_beside_its_field(self, session: AsyncSession, tab: Tab, anna: Person) -> None:
        await tab.send(ProfileState.save, data=self.FORM | {"vat_number": "1", "billing_address.zip": "x"})
        assert set(tab.seen(ProfileState, "errors")) == {"vat_number", "billing_address.zip"}
        assert (await session.execute(select(Profile))).all() == []

    async def test_a_firm_abroad_has_its_country_and_no_province(
        self, session: AsyncSession, tab: Tab, anna: Person
    ) -> None:
        abroad = {"country": "DE", "street": "Torstraße 1", "city": "Berlin", "zip": "10119"}
        billing = {f"billing_address.{name}": value for name, value in abroad.items()}
        form = {name: value for name, value in self.FORM.items() if name != "billing_address.province"}
        await tab.send(ProfileState.choose_country, country="DE")
        await tab.send(ProfileState.save, data=form | billing | {"vat_number": "DE136695976", "sdi_code": ""})
        assert tab.seen(ProfileState, "errors") == {}
        profile = (await session.execute(select(Profile))).scalar_one()
        assert profile.billing_address == abroad | {"province": ""}
        assert (profile.vat_number, tab.seen(ProfileState, "country")) == ("136695976", "DE")
        assert tab.seen(ProfileState, "billing")["country"] == "DE"

    @pytest.mark.parametrize("country", ["XX", "Italia", "<script>"])
    async def test_a_country_that_is_none_is_refused(self, tab: Tab, anna: Person, country: str) -> None:
        await tab.send(ProfileState.save, data=self.FORM | {"billing_address.country": country})
        assert set(tab.seen(ProfileState, "errors")) == {"billing_address.country"}

    async def test_visitors_neither_see_nor_save(self, session: AsyncSession, tab: Tab) -> None:
        tab.go("/profilo")
        await tab.send(ProfileState.load)
        await tab.send(ProfileState.save, data=self.FORM)
        assert "is_loaded_rx_state_" not in tab.values.get(ProfileState.get_full_name(), {}) or not tab.seen(
            ProfileState, "is_loaded"
        )
        assert (await session.execute(select(Profile))).all() == []

    async def test_the_password_form_says_what_was_wrong(self, session: AsyncSession, tab: Tab, anna: Person) -> None:
        query = {"errore": "current_password:WRONG_PASSWORD,password:PASSWORD_COMMON,x:<script>"}
        tab.go("/profilo", query=query)
        await tab.send(OwnPasswordState.load)
        errors = tab.seen(OwnPasswordState, "errors")
        assert set(errors) == {"current_password", "password"}
        assert "<" not in str(errors)
