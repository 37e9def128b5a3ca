"""The checkout of a cart as a tab meets it, and as a program does."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.carts.models import Cart
from aistrategyhub.features.carts.queries import list_lines as list_cart_lines
from aistrategyhub.features.carts.service import use_coupon
from aistrategyhub.features.catalog.models import CatalogPrice
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.links import ordered_path
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_consents
from aistrategyhub.features.orders.state import CartCheckoutState
from tests.factories.carts import cookie_to, create_cart, create_coupon
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import COMPANY
from tests.features.orders.test_checkout import COMPANY_FORM, PERSON_FORM
from tests.harness.background import run_everything
from tests.harness.states import Tab

PAGE = "/cassa"
REVIEW = {"passo": "riepilogo"}
OWN = {"Origin": "http://localhost:3000"}


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


async def _open(tab: Tab, cart: Cart | None, *, page: str = PAGE, **query: str) -> None:
    tab.go(page, query=query, cookie=cookie_to(cart) if cart else "")
    await tab.send(CartCheckoutState.load)


async def _review(tab: Tab, cart: Cart, form: dict[str, Any] = COMPANY_FORM) -> None:
    await _open(tab, cart)
    await tab.send(CartCheckoutState.submit, data=form)
    await _open(tab, cart, **REVIEW)


async def _orders(session) -> list[Order]:
    return list((await session.execute(select(Order).order_by(Order.placed_at, Order.id))).scalars())


def _left_for(tab: Tab) -> list[str]:
    return [event.payload["path"] for event in tab.events if event.name == "_leave"]


async def test_data_then_review_then_one_order_and_its_page(session, tab):
    cart = await create_cart(session, await create_service(session), quantity=2)
    await _review(tab, cart, PERSON_FORM)
    assert tab.seen(CartCheckoutState, "is_review") is True
    assert plain(tab.seen(CartCheckoutState, "cart")["total_label"]) == "2.440,00 €"
    assert tab.seen(CartCheckoutState, "buyer_lines")[0] == "Niccolò D’Amico"
    assert "14 giorni del recesso" in tab.seen(CartCheckoutState, "early_start")

    await tab.send(CartCheckoutState.place, ticked={})
    assert tab.seen(CartCheckoutState, "errors") == {"terms": "Per ordinare serve accettare le condizioni di vendita."}
    assert await _orders(session) == []
    for _ in range(3):
        await tab.send(CartCheckoutState.place, ticked={"terms": "on", "early_start": "on"})
    [order] = await _orders(session)
    assert set(_left_for(tab)) == {ordered_path(order.id, "it")}
    assert len(await list_consents(session, order.id)) == 2
    assert (str(order.total), await list_cart_lines(session, cart.id)) == ("2440.00", [])
    await _open(tab, cart)
    assert tab.seen(CartCheckoutState, "is_empty") is True


async def test_the_confirmation_repeats_what_was_agreed_to(session, tab):
    await _review(tab, await create_cart(session, await create_service(session)), PERSON_FORM)
    await tab.send(CartCheckoutState.place, ticked={"terms": "on", "early_start": "on"})
    await run_everything(session)
    mail = (await session.execute(select(EmailSend))).scalars().first()
    assert "Ho letto e accetto le condizioni di vendita." in mail.html
    assert "14 giorni del recesso" in mail.html


async def test_what_was_typed_is_there_again_in_another_tab(session, tab):
    cart = await create_cart(session, await create_service(session))
    await _open(tab, cart)
    wrong = PERSON_FORM | {"person_fiscal_code": "X", "reminder": "on"}
    await tab.send(CartCheckoutState.submit, data=wrong)
    assert set(tab.seen(CartCheckoutState, "errors")) == {"fiscal_code"}
    await _open(tab, cart, **REVIEW)
    known = tab.seen(CartCheckoutState, "known")
    assert (known["contact"], known["city"], known["kind"]) == ("Niccolò D’Amico", "Firenze", "person")
    # The review wants right data: the form stands there, and says what is wrong.
    assert tab.seen(CartCheckoutState, "is_review") is False
    assert set(tab.seen(CartCheckoutState, "errors")) == {"fiscal_code"}


async def test_a_person_begins_with_their_profile_and_the_reminder_is_their_choice(session, tab):
    person = await create_somebody(session, Role.CUSTOMER)
    cart = await create_cart(session, await create_service(session), person_id=person.id)
    tab.principal = principal_of(person)
    await _open(tab, None)
    assert tab.seen(CartCheckoutState, "known")["email"] == person.email
    await tab.send(CartCheckoutState.submit, data=COMPANY_FORM | {"reminder": "on"})
    assert tab.seen(CartCheckoutState, "form_error") == "", tab.seen(CartCheckoutState, "errors")
    await session.refresh(cart)
    assert cart.reminder_email == person.email
    await tab.send(CartCheckoutState.submit, data=COMPANY_FORM)
    await session.refresh(cart)
    assert cart.reminder_agreed_at is None


async def test_a_price_that_changes_under_the_review_is_shown_before_anything_is_ordered(session, tab):
    cart = await create_cart(session, await create_service(session))
    await _review(tab, cart)
    await session.execute(update(CatalogPrice).values(amount=2000))
    await tab.send(CartCheckoutState.place, ticked={"terms": "on"})
    assert "è cambiato mentre lo guardavi" in tab.seen(CartCheckoutState, "form_error")
    assert plain(tab.seen(CartCheckoutState, "cart")["total_label"]) == "2.440,00 €"
    assert await _orders(session) == []
    await tab.send(CartCheckoutState.place, ticked={"terms": "on"})
    assert str((await _orders(session))[0].total) == "2440.00"


async def test_a_coupon_that_is_not_for_this_buyer_is_told_in_the_review(session, tab):
    slug = await create_service(session)
    first = await create_cart(session, slug)
    await _review(tab, first)
    await tab.send(CartCheckoutState.place, ticked={"terms": "on"})
    cart = await create_cart(session, slug)
    await create_coupon(session, "PRIMO", is_for_first_order=True)
    await use_coupon(session, cart, "PRIMO", "it")
    await _review(tab, cart)
    shown = tab.seen(CartCheckoutState, "cart")
    assert (shown["coupon_problem"], plain(shown["total_label"])) == (
        "Questo codice vale solo per il primo ordine.",
        "1.220,00 €",
    )
    await tab.send(CartCheckoutState.drop_coupon)
    assert tab.seen(CartCheckoutState, "cart")["coupon_code"] == ""
    assert tab.seen(CartCheckoutState, "is_review") is True


async def test_a_buyer_abroad_sees_their_vat_and_why(session, tab):
    cart = await create_cart(session, await create_service(session))
    swiss = COMPANY_FORM | {
        "vat_number": "CHE123456788",
        "sdi_code": None,
        "billing_address.country": "CH",
        "billing_address.zip": "6900",
        "billing_address.province": "",
    }
    await _review(tab, cart, swiss)
    [row] = tab.seen(CartCheckoutState, "cart")["vat"]
    assert (plain(row["vat_label"]), "7-ter" in row["reason"]) == ("0,00 €", True)


async def test_nothing_in_the_cart_and_nothing_to_order(session, tab):
    for page in (PAGE, f"/en{PAGE}"):
        await _open(tab, None, page=page, **REVIEW)
        assert tab.seen(CartCheckoutState, "is_empty") is True
    await tab.send(CartCheckoutState.submit, data=COMPANY_FORM)
    await tab.send(CartCheckoutState.place, ticked={"terms": "on"})
    assert await _orders(session) == []


async def test_nobody_orders_in_somebodys_name(session, tab):
    person = await create_somebody(session, Role.CUSTOMER)
    await create_cart(session, await create_service(session), person_id=person.id)
    tab.principal = principal_of(person, impersonator_id=new_id())
    await _open(tab, None)
    await tab.send(CartCheckoutState.submit, data=COMPANY_FORM)
    await _open(tab, None, **REVIEW)
    await tab.send(CartCheckoutState.place, ticked={"terms": "on"})
    assert await _orders(session) == []


class TestPrograms:
    async def test_items_and_carts_are_reckoned_with_the_reason_of_their_vat(self, api, session):
        slug = await create_service(session, price="1234.56")
        cart = await create_cart(session, slug, quantity=2)
        for asked, headers in (
            ({"items": [{"slug": slug, "quantity": 2}]}, OWN),
            ({}, OWN | {"Cookie": cookie_to(cart)}),
            ({"buyer": COMPANY}, OWN | {"Cookie": cookie_to(cart)}),
        ):
            answer = (await api.post("/api/v1/checkout/calculate", json=asked, headers=headers)).json()["data"]
            assert (answer["subtotal"], answer["tax_amount"], answer["total"]) == ("2469.12", "543.21", "3012.33")
            [vat] = answer["vat"]
            assert (vat["rate"], vat["vat"], "22%" in vat["reason"]) == ("22", "543.21", True)
        wrong = await api.post("/api/v1/checkout/calculate", json={"buyer": {"email": "x"}}, headers=OWN)
        assert wrong.status_code == 422
        assert await session.scalar(select(func.count()).select_from(Order)) == 0

    async def test_a_key_orders_once_and_a_total_of_the_browser_is_not_even_read(self, api, session):
        cart = await create_cart(session, await create_service(session))
        own = OWN | {"Cookie": cookie_to(cart)}
        version = (await api.get("/api/v1/cart", headers=own)).json()["data"]["version"]
        body = {"version": version, "buyer": COMPANY, "terms": True}
        path = "/api/v1/checkout/create-order-from-cart"
        tampered = await api.post(path, json=body | {"total": "0.01"}, headers=own)
        assert (tampered.status_code, tampered.json()["error"]["details"][0]["field"]) == (422, "total")
        unagreed = await api.post(path, json=body | {"terms": False}, headers=own)
        assert unagreed.json()["error"]["details"][0]["field"] == "terms"
        stale = await api.post(path, json=body | {"version": "x"}, headers=own)
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "CART_CHANGED")

        keyed = own | {"Idempotency-Key": "una volta"}
        made = [await api.post(path, json=body, headers=keyed) for _ in range(3)]
        assert [answer.status_code for answer in made] == [201] * 3
        assert len({answer.json()["data"]["order_id"] for answer in made}) == 1
        other = await api.post(path, json=body | {"early_start": True}, headers=keyed)
        assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
        again = await api.post(path, json=body, headers=own)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "CART_EMPTY")

    async def test_the_way_to_the_order_tells_the_browser_that_the_cart_is_empty(self, api, session):
        cart = await create_cart(session)
        order_id = new_id()
        answer = await api.get(ordered_path(order_id, "en"), headers={"Cookie": f"{cookie_to(cart)}; cart=3"})
        assert (answer.status_code, answer.headers["location"].startswith("/en/ordine/")) == (303, True)
        assert "cart=0" in ";".join(answer.headers.get_list("set-cookie"))
        assert (await api.get("/api/v1/checkout/ordered/AAAA")).status_code == 404


@pytest.mark.parametrize(
    "form", [{}, {"kind": ["x"]}, {"kind": "person", "email": 7, "billing_address.zip": "9" * 5000}]
)
async def test_nonsense_in_the_form_gets_sentences(session, tab, form):
    await _open(tab, await create_cart(session, await create_service(session)))
    await tab.send(CartCheckoutState.submit, data=form)
    assert tab.seen(CartCheckoutState, "errors")
    assert tab.seen(CartCheckoutState, "busy") is False
