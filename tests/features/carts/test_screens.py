"""The cart and the coupons as tabs meet them: real events, real gate, real database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.carts.links import refusal_url
from aistrategyhub.features.carts.models import Cart, CartReminderRefusal, Coupon
from aistrategyhub.features.carts.service import agree_to_reminder, change_quantity, remove_item
from aistrategyhub.features.carts.state import AdminCouponsState, CartReminderState, CartState, StopRemindersState
from aistrategyhub.features.catalog.models import CatalogItem, CatalogPrice, ItemStatus
from tests.factories.carts import cookie_to, create_cart, create_coupon
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

PAGE = "/carrello"
ADMIN = "/admin/codici-sconto"


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


async def _open(tab: Tab, cart: Cart | None, *, page: str = PAGE, **query: str) -> None:
    tab.go(page, query=query, cookie=cookie_to(cart) if cart else "")
    await tab.send(CartState.load)


async def test_a_guest_sees_lines_vat_and_total(session, tab):
    cart = await create_cart(session, await create_service(session, price="1234.56"), quantity=2)
    await _open(tab, cart)
    shown = tab.seen(CartState, "cart")
    [line] = shown["lines"]
    assert (line["name"], line["quantity"], line["route"]) == ("Gap assessment", "2", "/servizi/gap-assessment")
    assert (plain(line["firms_label"]), plain(line["people_label"])) == (
        "2.469,12 € + IVA",
        "3.012,33 € IVA inclusa",
    )
    assert (plain(shown["subtotal_label"]), plain(shown["total_label"])) == ("2.469,12 €", "3.012,33 €")
    assert [(plain(row["rate_label"]), plain(row["vat_label"])) for row in shown["vat"]] == [
        ("IVA 22% su 2.469,12 €", "543,21 €")
    ]
    assert shown["vat"][0]["reason"] == "Chi compra è in Italia: si paga l’IVA italiana, 22%."


@pytest.mark.parametrize("cookie", ["", "__Host-cart=AAAA", "__Host-cart=", "altro=1"])
async def test_who_holds_no_cart_sees_an_empty_one(session, tab, cookie):
    await create_cart(session, await create_service(session))
    tab.go(PAGE, cookie=cookie)
    await tab.send(CartState.load)
    assert (tab.seen(CartState, "cart")["lines"], tab.seen(CartState, "is_loaded")) == ([], True)


async def test_a_person_finds_theirs_and_what_they_put_in_before_signing_in(session, tab):
    slug, other = await create_service(session), await create_service(session, slug="dpia", name="DPIA")
    person = await create_somebody(session)
    await create_cart(session, slug, person_id=person.id)
    brought = await create_cart(session, other)
    tab.principal = principal_of(person)
    await _open(tab, brought)
    assert {line["name"] for line in tab.seen(CartState, "cart")["lines"]} == {"Gap assessment", "DPIA"}


async def test_changed_prices_and_what_is_gone_are_said_plainly(session, tab):
    slug, other = await create_service(session), await create_service(session, slug="dpia", name="DPIA")
    cart = await create_cart(session, slug, other)
    await session.execute(update(CatalogPrice).values(amount=900))
    gone = update(CatalogItem).where(CatalogItem.slug == other).values(status=ItemStatus.ARCHIVED)
    await session.execute(gone)
    await _open(tab, cart)
    shown = tab.seen(CartState, "cart")
    assert [plain(line["notice"]) for line in shown["lines"]] == [
        "Il prezzo di «Gap assessment» è cambiato: era 1.000,00 €, adesso è 900,00 €.",
        "«DPIA» non è più in vendita: non sarà nell’ordine.",
    ]
    assert [line["is_for_sale"] for line in shown["lines"]] == [True, False]
    assert (shown["has_changes"], shown["can_order"], plain(shown["total_label"])) == (True, True, "1.098,00 €")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", ""),
        ("INVALID_QUANTITY", "La quantità è un numero intero da 1 a 100."),
        ("ITEM_NOT_FOUND", "Questo servizio non c’è, o non è più in vendita."),
        ("<script>", "Non è stato possibile: riprova tra poco."),
    ],
)
async def test_why_an_act_was_refused_is_said(session, tab, code, sentence):
    await _open(tab, await create_cart(session, await create_service(session)), detto=code)
    assert tab.seen(CartState, "said") == sentence


async def test_what_was_taken_out_can_be_put_back_while_it_is_out(session, tab):
    cart = await create_cart(session, await create_service(session), quantity=3)
    item = (await session.execute(select(CatalogItem.id))).scalar_one()
    assert await remove_item(session, cart, item) == 3
    await _open(tab, cart, tolto=str(item), pezzi="3")
    assert tab.seen(CartState, "undo") == {"slug": "gap-assessment", "name": "Gap assessment", "quantity": "3"}
    for query in ({"tolto": "altro", "pezzi": "3"}, {"tolto": str(item), "pezzi": "-1"}, {"tolto": str(item)}):
        await _open(tab, cart, **query)
        assert tab.seen(CartState, "undo")["slug"] == "", query


async def test_a_coupon_is_used_refused_and_dropped_and_nothing_is_lost(session, tab):
    cart = await create_cart(session, await create_service(session))
    await create_coupon(session)
    await _open(tab, cart)
    await tab.send(CartState.use_coupon, form={"code": "MAI-VISTO"})
    assert tab.seen(CartState, "form_error") == "Questo codice non c’è: controlla come è scritto."
    assert tab.seen(CartState, "busy") is False
    await tab.send(CartState.use_coupon, form={"code": " prova10 "})
    shown = tab.seen(CartState, "cart")
    assert (shown["coupon_code"], plain(shown["discount_label"]), plain(shown["total_label"])) == (
        "PROVA10",
        "−100,00 €",
        "1.098,00 €",
    )
    await tab.send(CartState.drop_coupon)
    assert (tab.seen(CartState, "cart")["coupon_code"], tab.seen(CartState, "form_error")) == ("", "")


async def test_a_coupon_that_no_longer_counts_says_why(session, tab):
    cart = await create_cart(session, await create_service(session), quantity=2)
    await create_coupon(session, "DUEMILA", minimum=2000)
    await _open(tab, cart)
    await tab.send(CartState.use_coupon, form={"code": "DUEMILA"})
    item = (await session.execute(select(CatalogItem.id))).scalar_one()
    await change_quantity(session, cart, item, 1)
    await _open(tab, cart)
    shown = tab.seen(CartState, "cart")
    assert plain(shown["coupon_problem"]) == "Questo codice vale da 2.000,00 € in su, IVA esclusa."
    assert plain(shown["total_label"]) == "1.220,00 €"


async def test_a_reminder_is_agreed_to_and_taken_back(session, tab):
    cart = await create_cart(session, await create_service(session))
    await _open(tab, cart)
    await tab.send(CartReminderState.agree, form={"email": "nessuno"})
    assert "email" in tab.seen(CartReminderState, "errors")
    await tab.send(CartReminderState.agree, form={"email": "Anna@prova.example"})
    assert tab.seen(CartReminderState, "address") == "anna@prova.example"
    await tab.send(CartReminderState.take_back)
    assert tab.seen(CartReminderState, "address") == ""
    await session.refresh(cart)
    assert (cart.reminder_email, cart.reminder_agreed_at) == ("anna@prova.example", None)


async def test_the_link_of_the_mail_refuses_all_of_them(session, tab):
    cart = await create_cart(session, await create_service(session))
    await agree_to_reminder(session, cart, email="anna@prova.example", locale="it")
    route = f"{PAGE}/non-scrivermi/[reminder_key]"
    for key, done in (("AAAA", False), (refusal_url(cart.id, "it").rpartition("/")[2], True)):
        tab.go(route, reminder_key=key)
        await tab.send(StopRemindersState.arrive)
        await tab.send(StopRemindersState.refuse)
        assert (tab.seen(StopRemindersState, "is_done"), tab.seen(StopRemindersState, "is_missing")) == (done, not done)
    assert (await session.execute(select(CartReminderRefusal.address))).scalars().all() == ["anna@prova.example"]


class TestCoupons:
    @pytest.fixture
    async def owner(self, session, tab) -> Tab:
        tab.principal = principal_of(await create_somebody(session, Role.ADMIN), proved_at=now())
        tab.go(ADMIN)
        await tab.send(AdminCouponsState.arrive)
        return tab

    async def test_they_are_listed_searched_and_narrowed(self, session, owner):
        await create_coupon(session, "ADESSO", most_uses=5, is_for_first_order=True)
        await create_coupon(session, "DOMANI", amount="50.00", starts_at=now() + timedelta(days=1))
        await owner.send(AdminCouponsState.load)
        rows = owner.seen(AdminCouponsState, "rows")
        assert [(row["code"], plain(row["worth_label"]), row["status_label"]) for row in rows] == [
            ("DOMANI", "50,00 €", "Non ancora"),
            ("ADESSO", "10%", "Valido"),
        ]
        assert (rows[1]["uses_label"], rows[1]["terms_label"]) == ("0 / 5", "solo il primo ordine")
        await owner.send(AdminCouponsState.choose, standing="validi")
        assert [row["code"] for row in owner.seen(AdminCouponsState, "rows")] == ["ADESSO"]
        await owner.send(AdminCouponsState.choose, standing="tutti")
        await owner.send(AdminCouponsState.search, q="dom")
        assert [row["code"] for row in owner.seen(AdminCouponsState, "rows")] == ["DOMANI"]

    async def test_one_is_made_and_ended(self, session, owner):
        await create_service(session)
        await owner.send(AdminCouponsState.add)
        wrong = {"code": "x", "percent": "dieci", "items": ""}
        await owner.send(AdminCouponsState.make, form=wrong)
        assert set(owner.seen(AdminCouponsState, "errors")) == {"code", "percent"}
        await owner.send(AdminCouponsState.make, form={"code": "corso", "percent": "20", "items": "mai-visto"})
        assert set(owner.seen(AdminCouponsState, "errors")) == {"items"}
        assert owner.seen(AdminCouponsState, "is_open") is True
        await owner.send(AdminCouponsState.make, form={"code": "corso", "percent": "20", "items": "gap-assessment\n"})
        assert owner.seen(AdminCouponsState, "is_open") is False
        [row] = owner.seen(AdminCouponsState, "rows")
        assert (row["code"], row["terms_label"]) == ("CORSO", "per 1 servizio")
        await owner.send(AdminCouponsState.end, coupon_id=row["coupon_id"])
        assert owner.seen(AdminCouponsState, "rows")[0]["status_label"] == "Chiuso"

    async def test_making_and_ending_want_a_fresh_proof(self, session, owner):
        coupon = await create_coupon(session)
        owner.principal = replace(owner.principal, proved_at=None)
        await owner.send(AdminCouponsState.add)
        await owner.send(AdminCouponsState.make, form={"code": "corso", "percent": "20"})
        await owner.send(AdminCouponsState.end, coupon_id=str(coupon.id))
        assert {event.payload["path"].partition("?")[0] for event in owner.events if event.name == "_redirect"} == {
            "/conferma-identita"
        }
        codes = (await session.execute(select(Coupon.code).where(Coupon.ended_at.is_(None)))).scalars().all()
        assert codes == ["PROVA10"]

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR])
    async def test_others_see_none(self, session, tab, role):
        await create_coupon(session)
        tab.principal = principal_of(await create_somebody(session, role))
        tab.go(ADMIN)
        await tab.send(AdminCouponsState.load)
        assert tab.seen(AdminCouponsState, "rows") == []
