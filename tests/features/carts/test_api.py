"""The cart over HTTP: no cookie before something is in it, bad input has a sentence, a key changes it once."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Session
from aistrategyhub.features.carts.links import read_cart_key, resume_url
from aistrategyhub.features.carts.models import Cart
from aistrategyhub.features.carts.service import end_coupon
from aistrategyhub.features.orders.service import OrderedItem, place_order
from tests.factories.carts import create_cart, create_coupon
from tests.factories.catalog import create_service
from tests.factories.people import cookie_of
from tests.factories.sales import COMPANY

CART = "/api/v1/cart"
OWN = {"Origin": "http://localhost:3000"}


def _cookies(answer) -> dict[str, str]:
    given = [header.partition(";") for header in answer.headers.get_list("set-cookie")]
    return {name.partition("=")[0]: name.partition("=")[2] for name, _semicolon, _more in given}


def _as_browser(answer) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in _cookies(answer).items()), **OWN}


async def _put_in(api, slug: str = "gap-assessment", **more):
    return await api.post(f"{CART}/items", json={"slug": slug, "quantity": more.pop("quantity", 1)}, **more)


async def test_looking_gives_no_cookie_and_makes_no_cart(api):
    answer = await api.get(CART)
    assert (answer.status_code, _cookies(answer)) == (200, {})
    assert answer.json()["data"]["items"] == []


async def test_what_is_put_in_is_found_by_a_signed_cookie_that_no_script_reads(api, session):
    await create_service(session, price="1234.56")
    added = await _put_in(api, quantity=2)
    [key] = [header for header in added.headers.get_list("set-cookie") if header.startswith("__Host-cart=")]
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in key.split(";")}
    assert _cookies(added)["cart"] == "2"
    api.cookies.clear()
    found = (await api.get(CART, headers=_as_browser(added))).json()["data"]
    assert (found["count"], found["subtotal"], found["tax_amount"], found["total"]) == (
        2,
        "2469.12",
        "543.21",
        "3012.33",
    )
    line = found["items"][0]
    assert (line["slug"], line["unit_price"], line["seen_price"]) == ("gap-assessment", "1234.56", "1234.56")


@pytest.mark.parametrize("key", ["", "x", "AAAA", "A" * 43, "../../etc"])
async def test_a_forged_cookie_finds_nothing(api, session, key):
    await create_cart(session, await create_service(session))
    answer = await api.get(CART, headers={"Cookie": f"__Host-cart={key}"})
    assert (answer.status_code, answer.json()["data"]["items"]) == (200, [])


@pytest.mark.parametrize("quantity", [0, -1, 10**9, 1.5, "due", None, [1], {}])
async def test_a_quantity_that_is_none_gets_a_sentence_and_no_cookie(api, session, quantity):
    await create_service(session)
    answer = await _put_in(api, quantity=quantity)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], _cookies(answer)) == (422, "VALIDATION_ERROR", {})
    assert error["details"][0]["message"] == "La quantità è un numero intero da 1 a 100."


async def test_prices_of_the_browser_are_not_even_read(api, session):
    await create_service(session)
    answer = await api.post(f"{CART}/items", json={"slug": "gap-assessment", "quantity": 1, "unit_price": "0.01"})
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (422, "unit_price")


async def test_the_same_key_puts_in_once(api, session):
    await create_service(session)
    first = await _put_in(api)
    api.cookies.clear()
    headers = _as_browser(first) | {"Idempotency-Key": "una volta"}
    for _ in range(3):
        again = await _put_in(api, headers=headers)
    assert again.json()["data"]["count"] == 2
    other = await _put_in(api, quantity=5, headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")


async def test_change_take_out_and_empty(api, session):
    await create_service(session)
    headers = _as_browser(await _put_in(api))
    api.cookies.clear()
    item = (await api.get(CART, headers=headers)).json()["data"]["items"][0]["item_id"]
    changed = await api.patch(f"{CART}/items/{item}", json={"quantity": 7}, headers=headers)
    assert changed.json()["data"]["count"] == 7
    missing = await api.patch(
        f"{CART}/items/{'0' * 8}-0000-0000-0000-{'0' * 12}", json={"quantity": 7}, headers=headers
    )
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "NOT_IN_CART")
    for path in (f"{CART}/items/{item}", CART):
        assert (await api.delete(path, headers=headers)).json()["data"]["count"] == 0


async def test_a_coupon_is_used_and_given_up(api, session):
    await create_service(session)
    await create_coupon(session)
    headers = _as_browser(await _put_in(api))
    api.cookies.clear()
    used = (await api.post(f"{CART}/coupon", json={"code": " prova10 "}, headers=headers)).json()["data"]
    assert (used["coupon"]["code"], used["discount"], used["total"]) == ("PROVA10", "100.00", "1098.00")
    refused = await api.post(f"{CART}/coupon", json={"code": "MAI-VISTO"}, headers=headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "COUPON_UNKNOWN")
    assert (await api.delete(f"{CART}/coupon", headers=headers)).json()["data"]["coupon"] is None


async def test_signing_in_brings_the_cart_along_and_takes_its_cookie(api, session):
    await create_service(session)
    guest = _as_browser(await _put_in(api, quantity=3))
    api.cookies.clear()
    person = await cookie_of(session, Role.CUSTOMER)
    both = {"Cookie": f"{guest['Cookie']}; {person['Cookie']}", **OWN}
    joined = await api.get(CART, headers=both)
    assert (joined.json()["data"]["count"], _cookies(joined)["__Host-cart"]) == (3, '""')
    api.cookies.clear()
    # Elsewhere, signed in: the same. In the old browser, signed out: nothing.
    assert (await api.get(CART, headers=person | OWN)).json()["data"]["count"] == 3
    api.cookies.clear()
    assert (await api.get(CART, headers=guest)).json()["data"]["count"] == 0


async def test_forms_work_by_themselves_and_lead_to_the_cart(api, session):
    await create_service(session)
    added = await api.post(f"{CART}/form/add", data={"slug": "gap-assessment", "quantity": "2", "locale": "en"})
    assert (added.status_code, added.headers["location"]) == (303, "/en/carrello")
    assert _cookies(added)["cart"] == "2"
    headers = _as_browser(added)
    api.cookies.clear()
    item = (await api.get(CART, headers=headers)).json()["data"]["items"][0]["item_id"]
    for path, data, said in (
        ("change", {"item": item, "quantity": "1,5"}, "INVALID_QUANTITY"),
        ("change", {"item": "altro", "quantity": "2"}, "NOT_IN_CART"),
        ("add", {"slug": "mai-visto"}, "ITEM_NOT_FOUND"),
    ):
        answer = await api.post(f"{CART}/form/{path}", data=data, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/carrello?detto={said}"), path
    for path, data in (("change", {"item": item, "quantity": "5"}), ("prices", {})):
        answer = await api.post(f"{CART}/form/{path}", data=data, headers=headers)
        assert answer.headers["location"] == "/carrello", path
    removed = await api.post(f"{CART}/form/remove", data={"item": item}, headers=headers)
    assert removed.headers["location"] == f"/carrello?tolto={item}&pezzi=5"
    again = await api.post(f"{CART}/form/remove", data={"item": item}, headers=headers)
    assert again.headers["location"] == "/carrello"
    assert (await api.get(CART, headers=headers)).json()["data"]["count"] == 0


async def test_a_form_of_another_site_is_refused(api, session):
    await create_service(session)
    answer = await api.post(
        f"{CART}/form/add", data={"slug": "gap-assessment"}, headers={"Origin": "https://x.example"}
    )
    assert (answer.status_code, _cookies(answer)) == (403, {})


async def test_a_mail_about_the_cart_is_agreed_to_and_taken_back(api, session):
    await create_service(session)
    headers = _as_browser(await _put_in(api))
    api.cookies.clear()
    wrong = await api.post(f"{CART}/reminder", json={"email": "non un indirizzo", "agreed": True}, headers=headers)
    assert (wrong.status_code, wrong.json()["error"]["details"][0]["field"]) == (422, "email")
    for agreed, address in ((True, "anna@prova.example"), (False, None)):
        body = {"email": "Anna@Prova.example", "agreed": agreed}
        assert (await api.post(f"{CART}/reminder", json=body, headers=headers)).status_code == 200
        cart = (await session.execute(select(Cart).execution_options(populate_existing=True))).scalar_one()
        assert (cart.reminder_email if cart.reminder_agreed_at else None) == address


async def test_another_browser_goes_on_with_what_is_in_a_cart_and_not_with_what_was_typed(api, session):
    left = await create_cart(session, await create_service(session), quantity=2)
    left.answers = {"name": "Anna Ferri"}
    await session.flush()
    path = urlsplit(resume_url(left.id)).path
    there = await api.get(path)
    assert (there.status_code, there.headers["location"], _cookies(there)["cart"]) == (303, "/carrello", "2")
    found = read_cart_key(_cookies(there)["__Host-cart"])
    copy = (await session.execute(select(Cart).where(Cart.id == found))).scalar_one()
    assert (copy.id != left.id, copy.answers) == (True, {})
    api.cookies.clear()
    # Whoever has a cart keeps it, and no other text opens one.
    own = _as_browser(await _put_in(api))
    api.cookies.clear()
    assert _cookies(await api.get(path, headers=own))["cart"] == "1"
    api.cookies.clear()
    assert _cookies(await api.get("/api/v1/cart/resume/AAAA")) == {}


async def test_signing_out_takes_the_count_along(api, session):
    headers = await cookie_of(session, Role.CUSTOMER) | OWN
    gone = await api.post("/api/v1/auth/logout", headers=headers)
    assert _cookies(gone)["cart"] == '""'


class TestCouponsOfTheFirm:
    async def test_whoever_may_makes_lists_and_ends_them(self, api, session):
        await create_service(session)
        headers = await cookie_of(session, Role.ADMIN) | OWN
        body = {"code": "natale", "percent": "15", "items": ["gap-assessment"], "most_uses": 10}
        made = await api.post("/api/v1/coupons", json=body, headers=headers)
        assert (made.status_code, made.json()["data"]["code"]) == (201, "NATALE")
        again = await api.post("/api/v1/coupons", json=body, headers=headers)
        assert again.json()["error"]["details"][0]["code"] == "CODE_TAKEN"
        wrong = await api.post("/api/v1/coupons", json={"code": "x", "percent": "-1"}, headers=headers)
        assert {item["field"] for item in wrong.json()["error"]["details"]} == {"code", "percent"}
        coupon_id = made.json()["data"]["coupon_id"]
        order = await place_order(
            session,
            items=[OrderedItem("gap-assessment")],
            buyer_data=COMPANY,
            locale="it",
            coupon_code="NATALE",
        )
        assert order.coupon_code == "NATALE"
        ended = await api.post(f"/api/v1/coupons/{coupon_id}/end", headers=headers)
        assert (ended.json()["data"]["ended_at"] is not None, ended.json()["data"]["uses"]) == (True, 1)
        listed = (await api.get("/api/v1/coupons", headers=headers)).json()
        assert (listed["pagination"]["total"], listed["data"][0]["uses"]) == (1, 1)

    async def test_a_request_repeated_under_its_key_is_done_once(self, api, session):
        headers = await cookie_of(session, Role.ADMIN) | OWN | {"Idempotency-Key": "una volta"}
        body = {"code": "pasqua", "percent": "15"}
        made, again = [await api.post("/api/v1/coupons", json=body, headers=headers) for _ in range(2)]
        assert (again.status_code, again.json()["data"]) == (201, made.json()["data"])
        other = await api.post("/api/v1/coupons", json=body | {"percent": "20"}, headers=headers)
        assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
        address = f"/api/v1/coupons/{made.json()['data']['coupon_id']}/end"
        ended, once_more = [await api.post(address, headers=headers) for _ in range(2)]
        assert ended.json()["data"] == once_more.json()["data"]
        assert ended.json()["data"]["ended_at"]

    async def test_they_are_searched_and_narrowed(self, api, session):
        headers = await cookie_of(session, Role.ADMIN) | OWN
        tomorrow = now() + timedelta(days=1)
        await create_coupon(session, "ADESSO", starts_at=now() - timedelta(days=2))
        await create_coupon(session, "DOMANI", starts_at=tomorrow)
        await create_coupon(session, "IERI", starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1))
        await end_coupon(session, (await create_coupon(session, "MAI", starts_at=tomorrow)).id)
        for asked, codes in (
            ("?standing=open", {"ADESSO"}),
            ("?standing=not_yet", {"DOMANI"}),
            ("?standing=over", {"IERI", "MAI"}),
            ("?q=ma", {"DOMANI", "MAI"}),
            ("?q=100%25", set()),
        ):
            listed = (await api.get(f"/api/v1/coupons{asked}", headers=headers)).json()
            assert ({row["code"] for row in listed["data"]}, listed["pagination"]["total"]) == (codes, len(codes))

    async def test_an_item_that_is_not_there_is_said_by_name(self, api, session):
        headers = await cookie_of(session, Role.ADMIN) | OWN
        body = {"code": "natale", "percent": "15", "items": ["mai-visto"]}
        refused = await api.post("/api/v1/coupons", json=body, headers=headers)
        assert refused.status_code == 422
        [detail] = refused.json()["error"]["details"]
        assert (detail["field"], "mai-visto" in detail["message"]) == ("items", True)

    async def test_making_and_ending_want_a_fresh_proof(self, api, session):
        headers = await cookie_of(session, Role.ADMIN) | OWN
        coupon = await create_coupon(session)
        await session.execute(update(Session).values(proved_at=now() - timedelta(days=1)))
        for path, body in (("", {"code": "natale", "percent": "15"}), (f"/{coupon.id}/end", {})):
            refused = await api.post(f"/api/v1/coupons{path}", json=body, headers=headers)
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED"), path

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR])
    async def test_others_do_not(self, api, session, role):
        headers = await cookie_of(session, role) | OWN
        assert (await api.get("/api/v1/coupons", headers=headers)).status_code == 403
        assert (await api.post("/api/v1/coupons", json={"code": "ABC"}, headers=headers)).status_code == 403
