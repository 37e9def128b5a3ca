"""The checkout as a browser tab meets it: real events, real gate, real database."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.arguments import InvalidArguments
from aistrategyhub.core.billing import BuyerKind, read_buyer
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.orders.links import order_path, read_order_key
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_consents, list_events
from aistrategyhub.features.orders.rules import read_checkout
from aistrategyhub.features.orders.state import CheckoutState
from tests.factories.catalog import create_service
from tests.harness.states import Tab

PAGE = "/acquista/[service_slug]"

COMPANY_FORM = {
    "kind": "company",
    "company_name": "Officine Bianchi S.r.l.",
    "vat_number": "12345678903",
    "fiscal_code": "",
    "sdi_code": "M5UXCR1",
    "pec_email": "",
    "name": "",
    "email": "acquisti@officinebianchi.example",
    "billing_address.street": "Corso Regio Parco 9",
    "billing_address.city": "Torino",
    "billing_address.zip": "10152",
    "billing_address.province": "to",
    "terms": "on",
}
PERSON_FORM = {
    "kind": "person",
    "person_name": "Niccolò D’Amico",
    "person_fiscal_code": "dmcncl90c15d612n",
    "email": "niccolo@damico.example",
    "billing_address.street": "Borgo San Jacopo 3",
    "billing_address.city": "Firenze",
    "billing_address.zip": "50125",
    "billing_address.province": "FI",
    "terms": "on",
}


async def _open(tab: Tab, slug: str, *, page: str = PAGE) -> None:
    tab.go(page, service_slug=slug)
    await tab.send(CheckoutState.load)


async def _submit(tab: Tab, form: dict[str, Any]) -> None:
    await tab.send(CheckoutState.submit, data=form)


async def _orders(session: AsyncSession) -> list[Order]:
    return list((await session.execute(select(Order).order_by(Order.placed_at, Order.id))).scalars())


def _redirects(tab: Tab) -> list[str]:
    return [event.payload["path"] for event in tab.events if event.name == "_redirect"]


async def test_it_shows_what_the_order_will_cost(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia", name="DPIA", price="1234.56")
    await _open(tab, "dpia")
    assert tab.seen(CheckoutState, "offer") == {
        "slug": "dpia",
        "name": "DPIA",
        "short_description": "Una prova.",
        "net_label": "1.234,56\xa0€",
        "vat_name": "IVA 22%",
        "vat_label": "271,60\xa0€",
        "vat_reason": "Chi compra è in Italia: si paga l’IVA italiana, 22%.",
        "total_label": "1.506,16\xa0€",
    }
    assert tab.seen(CheckoutState, "is_loaded") is True
    assert tab.seen(CheckoutState, "is_missing") is False


async def test_an_unknown_or_unpublished_service_is_missing(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="bozza", published=False)
    for slug in ("bozza", "mai-visto", "../../etc", "x" * 300):
        await _open(tab, slug)
        assert tab.seen(CheckoutState, "is_missing") is True, slug
        assert tab.seen(CheckoutState, "is_loaded") is True


async def test_a_service_by_quote_leads_to_a_quote(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="piano", name="Piano", price="1000.00", price_max="9000.00")
    await _open(tab, "piano")
    assert tab.seen(CheckoutState, "not_for_sale") == "«Piano» non si acquista online: richiedi un preventivo."
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    assert tab.seen(CheckoutState, "not_for_sale") == ""


@pytest.mark.parametrize(
    ("form", "name", "codes"),
    [
        (COMPANY_FORM, "Officine Bianchi S.r.l.", {"vat_number": "12345678903", "sdi_code": "M5UXCR1"}),
        (PERSON_FORM, "Niccolò D’Amico", {"fiscal_code": "DMCNCL90C15D612N", "vat_number": ""}),
    ],
)
async def test_a_right_form_places_an_order_and_leads_to_it(
    session: AsyncSession, tab: Tab, form: dict[str, Any], name: str, codes: dict[str, str]
) -> None:
    await create_service(session, slug="dpia", price="1000.00")
    await _open(tab, "dpia")
    await _submit(tab, form)
    [order] = await _orders(session)
    assert (order.buyer_name, str(order.total)) == (name, "1220.00")
    assert order.buyer.items() >= codes.items()
    assert _redirects(tab) == [order_path(order.id)]
    assert tab.seen(CheckoutState, "busy") is False


async def test_each_wrong_field_has_its_sentence_and_nothing_is_created(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    await _submit(tab, COMPANY_FORM | {"vat_number": "12345678901", "billing_address.zip": "1015", "sdi_code": ""})
    assert tab.seen(CheckoutState, "errors") == {
        "vat_number": "La partita IVA non è valida: controlla le 11 cifre.",
        "billing_address.zip": "Il CAP è di 5 cifre, zeri iniziali compresi.",
        "sdi_code": "Indica il codice destinatario di 7 caratteri oppure l'indirizzo PEC.",
    }
    assert tab.seen(CheckoutState, "form_error") == "Alcuni dati non sono corretti: correggili e riprova."
    assert tab.seen(CheckoutState, "busy") is False
    assert await _orders(session) == []
    assert _redirects(tab) == []

    await _submit(tab, COMPANY_FORM)
    assert tab.seen(CheckoutState, "errors") == {}
    assert len(await _orders(session)) == 1


async def test_the_english_page_speaks_english(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia", page=f"/en{PAGE}")
    await _submit(tab, PERSON_FORM | {"person_fiscal_code": "RSSMRA80A01H501X"})
    assert tab.seen(CheckoutState, "offer")["vat_name"] == "VAT 22%"
    assert "not valid" in tab.seen(CheckoutState, "errors")["fiscal_code"]
    await _submit(tab, PERSON_FORM)
    [order] = await _orders(session)
    assert order.locale == "en"
    assert _redirects(tab) == [order_path(order.id, "en")]


async def test_without_the_terms_nothing_is_ordered_and_the_box_says_so(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    await _submit(tab, COMPANY_FORM | {"terms": "", "vat_number": "1"})
    errors = tab.seen(CheckoutState, "errors")
    assert errors["terms"] == "Per ordinare serve accettare le condizioni di vendita."
    assert set(errors) == {"terms", "vat_number"}
    await _submit(tab, COMPANY_FORM | {"terms": ""})
    assert set(tab.seen(CheckoutState, "errors")) == {"terms"}
    assert await _orders(session) == []


@pytest.mark.parametrize(
    ("form", "kinds"),
    [
        (COMPANY_FORM, ["terms"]),
        (COMPANY_FORM | {"early_start": "on"}, ["terms"]),
        (PERSON_FORM, ["terms"]),
        (PERSON_FORM | {"early_start": "on"}, ["early_start", "terms"]),
    ],
    ids=["firm", "firm in a hurry", "person", "person in a hurry"],
)
async def test_what_was_agreed_to_is_kept_in_its_words(
    session: AsyncSession, tab: Tab, form: dict[str, Any], kinds: list[str]
) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    asked = tab.seen(CheckoutState, "early_start")
    assert asked.startswith("Chiedo che il servizio cominci subito")
    await _submit(tab, form)
    words = {"terms": "Ho letto e accetto le condizioni di vendita.", "early_start": asked}
    [order] = await _orders(session)
    agreed = [(one.kind.value, one.wording, one.locale) for one in await list_consents(session, order.id)]
    assert agreed == [(kind, words[kind], "it") for kind in kinds]
    events = [event.kind for event in await list_events(session, order.id)]
    assert ("early_start_asked" in events) == ("early_start" in kinds)


async def test_a_request_to_begin_at_once_is_another_answer(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    await _submit(tab, PERSON_FORM)
    await _submit(tab, PERSON_FORM | {"early_start": "on"})
    assert len(await _orders(session)) == 2


async def test_the_same_answers_sent_again_are_the_same_order(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    for _ in range(3):
        await _submit(tab, COMPANY_FORM)
    [order] = await _orders(session)
    assert set(_redirects(tab)) == {order_path(order.id)}


async def test_other_answers_or_another_visit_are_another_order(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    await _submit(tab, COMPANY_FORM)
    await _submit(tab, COMPANY_FORM | {"name": "Anna Bianchi"})
    await _open(tab, "dpia")
    await _submit(tab, COMPANY_FORM)
    assert len(await _orders(session)) == 3


async def test_only_what_the_chosen_kind_is_asked_counts(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    await _submit(tab, COMPANY_FORM | PERSON_FORM)
    [order] = await _orders(session)
    assert order.buyer["company_name"] == ""
    assert order.buyer_name == "Niccolò D’Amico"


async def test_choosing_the_kind_clears_the_other_kinds_errors(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    await _submit(tab, {"kind": "company"})
    assert tab.seen(CheckoutState, "errors")
    await tab.send(CheckoutState.choose_kind, kind="person")
    assert tab.seen(CheckoutState, "errors") == {}
    assert tab.seen(CheckoutState, "kind") == BuyerKind.PERSON.value


async def test_a_service_withdrawn_meanwhile_is_refused_in_the_form(session: AsyncSession, tab: Tab) -> None:
    await _open(tab, "mai-visto")
    await _submit(tab, COMPANY_FORM)
    assert tab.seen(CheckoutState, "form_error") == "Il servizio non esiste o non è più in vendita."
    assert await _orders(session) == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"kind": None, "email": 7, "billing_address.street": ["x"]},
        {"kind": "person", "person_name": {"a": 1}, "email": "x" * 5000},
        {"kind": "company", "company_name": "\t", "vat_number": "\N{PILE OF POO}" * 50},
    ],
)
async def test_whatever_a_browser_sends_creates_nothing(session: AsyncSession, tab: Tab, form: dict[str, Any]) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    await _submit(tab, form)
    assert tab.seen(CheckoutState, "errors")
    assert await _orders(session) == []


async def test_what_is_no_form_is_refused_before_the_handler(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia")
    await _open(tab, "dpia")
    for data in ("kind=company", ["kind"], COMPANY_FORM | {"name": "\x00"}):
        with pytest.raises(InvalidArguments):
            await tab.send(CheckoutState.submit, data=data)
    assert await _orders(session) == []
    assert _redirects(tab) == []


def test_the_address_of_an_order_opens_that_order_only(tenant: Any) -> None:
    order_id = new_id()
    key = order_path(order_id).rpartition("/")[2]
    assert read_order_key(key) == order_id
    assert order_path(order_id, "en") == f"/en/ordine/{key}"


@pytest.mark.parametrize("kind", [None, "", "company", "azienda"])
def test_a_form_without_a_known_kind_is_a_companys(kind: str | None) -> None:
    assert "vat_number" in read_checkout({"kind": kind})
    assert "vat_number" not in read_checkout({"kind": "person"})


def test_what_the_form_reads_is_judged_by_the_buyers_rules() -> None:
    assert read_buyer(read_checkout(COMPANY_FORM)).billing_address.province == "TO"
    with pytest.raises(InvalidInput):
        read_buyer(read_checkout({}))
