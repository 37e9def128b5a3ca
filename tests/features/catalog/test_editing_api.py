"""Items and categories over HTTP for those who sell them."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.queries import find_service, list_items, list_tree
from aistrategyhub.features.catalog.service import add_category, create_category
from aistrategyhub.features.publishing.models import PublicationVersion
from tests.factories.catalog import create_service
from tests.factories.people import cookie_of, program_of
from tests.factories.sales import create_order, create_seller

ITEMS = "/api/v1/editor/services"
CATEGORIES = "/api/v1/editor/categories"
OWN = {"Origin": "http://localhost:3000"}
WORDS = {"it": {"name": "Registro dei sistemi AI", "short_description": "Quali sistemi usi."}}


@pytest.fixture
async def owner(session: AsyncSession) -> dict[str, str]:
    await create_category(session, slug="ai-compliance", name_it="Conformità AI", name_en="AI compliance")
    return OWN | await cookie_of(session, Role.ADMIN)


def new(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "service_fixed",
        "category": "ai-compliance",
        "content": WORDS,
        "vat_class": "standard",
        "prices": [{"amount": "1450.00"}],
        **changes,
    }


async def made(api: httpx.AsyncClient, owner: dict[str, str], **changes: Any) -> dict[str, Any]:
    answer = await api.post(ITEMS, json=new(**changes), headers=owner)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def test_an_item_is_made_priced_published_withdrawn_and_put_away(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
) -> None:
    item = await made(api, owner, sku="R-1", slugs={"it": "registro", "en": "register"})
    address = f"{ITEMS}/{item['id']}"
    assert (item["status"], item["slugs"], item["revision"]) == ("draft", {"it": "registro", "en": "register"}, 1)
    assert [(price["amount"], price["billing_unit"]) for price in item["prices"]] == [("1450.00", "once")]
    assert await find_service(session, "registro", "it") is None

    live = await api.post(f"{address}/publish", json={"revision": 1, "note": "Prima uscita"}, headers=owner)
    assert (live.status_code, live.json()["data"]["status"]) == (200, "published")
    assert (await session.execute(select(PublicationVersion.note))).scalars().all() == ["Prima uscita"]
    assert (await find_service(session, "registro", "it")).sku == "R-1"
    withdrawn = (await api.post(f"{address}/unpublish", headers=owner)).json()["data"]
    away = (await api.post(f"{address}/archive", headers=owner)).json()["data"]
    again = (await api.post(f"{address}/reopen", headers=owner)).json()["data"]
    assert [one["status"] for one in (withdrawn, away, again)] == ["draft", "archived", "draft"]
    assert (await api.delete(address, headers=owner)).status_code == 204
    assert (await api.get(address, headers=owner)).json()["error"]["code"] == "ITEM_NOT_FOUND"
    acts = select(AuditEntry.action).where(AuditEntry.action.like("catalog.item_%"))
    assert set((await session.execute(acts)).scalars()) == {
        "catalog.item_created",
        "catalog.item_published",
        "catalog.item_withdrawn",
        "catalog.item_archived",
        "catalog.item_deleted",
    }


async def test_what_is_sent_changes_and_the_rest_stays(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
) -> None:
    item = await made(api, owner, sku="R-1")
    address = f"{ITEMS}/{item['id']}"
    await add_category(session, name_it="NIS2", slug="nis2")

    moved = await api.patch(address, json={"category": "nis2", "slugs": {"it": "registro-ai"}}, headers=owner)
    assert moved.status_code == 200, moved.text
    changed = moved.json()["data"]
    assert (changed["category"], changed["slugs"]["it"], changed["slugs"]["en"]) == (
        "nis2",
        "registro-ai",
        item["slugs"]["en"],
    )
    assert (changed["sku"], changed["vat_class"], changed["kind"]) == ("R-1", "standard", "service_fixed")
    words = {"it": {**WORDS["it"], "name": "Registro AI"}}
    saved = await api.put(f"{address}/draft", json={"revision": 1, "content": words}, headers=owner)
    assert (saved.json()["data"]["content"]["it"]["name"], saved.json()["data"]["revision"]) == ("Registro AI", 2)
    late = await api.put(f"{address}/draft", json={"revision": 1, "content": WORDS}, headers=owner)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "EDITED_MEANWHILE")
    told = {detail["field"]: detail["message"] for detail in late.json()["error"]["details"]}
    assert told["revision"] == "2"


async def test_prices_take_the_place_of_those_before_and_leave_a_history(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
) -> None:
    address = f"{ITEMS}/{(await made(api, owner))['id']}"
    prices = [{"amount": "1200", "amount_max": "1800.50"}, {"amount": "95.00", "billing_unit": "hour"}]
    answer = await api.put(f"{address}/prices", json={"prices": prices}, headers=owner)
    assert [(one["billing_unit"], one["amount"], one["amount_max"]) for one in answer.json()["data"]["prices"]] == [
        ("once", "1200.00", "1800.50"),
        ("hour", "95.00", None),
    ]
    told = select(AuditEntry.changes).where(AuditEntry.action == "catalog.prices_changed").order_by(AuditEntry.id)
    first, second = (await session.execute(told)).scalars()
    assert (first["after"], second["before"]) == ([{"amount": "1450.00", "billing_unit": "once"}],) * 2
    elsewhere = {"prices": [{"amount": "1"}], "price_list_id": str(new_id())}
    refused = await api.put(f"{address}/prices", json=elsewhere, headers=owner)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "PRICE_LIST_NOT_FOUND")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"prices": [{"amount": "500", "amount_max": "400"}]}, "prices.0.amount_max", "RANGE_GOES_DOWN"),
        ({"prices": [{"amount": "-5"}]}, "prices.0.amount", "AMOUNT_NEGATIVE"),
        ({"prices": [{"amount": "0"}]}, "prices.0.amount", "AMOUNT_ZERO"),
        ({"prices": [{"amount": "10.005"}]}, "prices.0.amount", "AMOUNT_DECIMALS"),
        ({"prices": [{"amount": "1e12"}]}, "prices.0.amount", "AMOUNT_TOO_HIGH"),
        ({"prices": [{"amount": "5", "currency": "USD"}]}, "prices.0.currency", "WRONG_CURRENCY"),
        ({"prices": [{"amount": "5"}, {"amount": "6"}]}, "prices.1.billing_unit", "REPEATED_UNIT"),
        ({"category": "nessuna"}, "category", "CATEGORY_NOT_FOUND"),
        ({"sku": "x" * 61}, "sku", "TOO_LONG"),
        ({"slugs": {"it": "!!!"}}, "slugs.it", None),
        ({"slugs": {"it": "preso", "en": "taken"}}, "slugs.en", "PATH_TAKEN"),
        ({"content": {"en": {"name": "Only English"}}}, "it", None),
        ({"content": {"it": {"name": "x", "colore": "rosso"}}}, "it.colore", None),
        ({"prices": [{"amount": "mille"}]}, "prices.0.amount", None),
        ({"kind": "pizza"}, "kind", None),
        ({"colore": "rosso"}, "colore", None),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_field_and_nothing_is_made(
    session: AsyncSession,
    api: httpx.AsyncClient,
    owner: dict[str, str],
    changes: dict[str, Any],
    field: str,
    code: str | None,
) -> None:
    await create_service(session, slug="altro", slug_en="taken")
    answer = await api.post(ITEMS, json=new(**changes), headers=owner)
    assert answer.status_code == 422, answer.text
    [detail] = [one for one in answer.json()["error"]["details"] if one["field"].endswith(field)]
    assert detail["message"]
    assert code is None or detail["code"] == code
    assert (await list_items(session)).total == 1


async def test_what_is_unfinished_is_not_published_and_says_all_it_lacks(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
) -> None:
    item = await made(api, owner, vat_class=None, prices=[], content={"it": {"name": "Registro"}})
    answer = await api.post(f"{ITEMS}/{item['id']}/publish", json={}, headers=owner)
    assert answer.status_code == 422
    codes = {detail["code"] for detail in answer.json()["error"]["details"]}
    assert {"VAT_CLASS_MISSING", "PRICE_MISSING"} < codes


async def test_what_is_on_sale_cannot_lose_its_vat_class_or_its_price(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
) -> None:
    address = f"{ITEMS}/{(await made(api, owner))['id']}"
    await api.post(f"{address}/publish", json={}, headers=owner)
    taxed = await api.patch(address, json={"vat_class": None}, headers=owner)
    priced = await api.put(f"{address}/prices", json={"prices": []}, headers=owner)
    assert [answer.json()["error"]["details"][0]["code"] for answer in (taxed, priced)] == [
        "VAT_CLASS_MISSING",
        "PRICE_MISSING",
    ]


async def test_what_was_ordered_is_not_deleted(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
) -> None:
    await create_seller(session)
    await create_order(session, slug="venduto")
    item = (await list_items(session)).rows[0]
    answer = await api.delete(f"{ITEMS}/{item.id}", headers=owner)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ITEM_WAS_SOLD")


async def test_items_are_listed_in_whatever_state(
    session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
) -> None:
    await create_service(session, slug="nis2", name="Valutazione NIS2", price="1500.00")
    await create_service(session, slug="dpia", name="DPIA", price="900.00", published=False)
    await create_service(session, slug="quota", name="Quota", kind=ItemKind.SERVICE_QUOTE, prices=[])

    async def listed(query: str) -> list[str]:
        return [row["slug"] for row in (await api.get(f"{ITEMS}?{query}", headers=owner)).json()["data"]]

    assert await listed("sort=name") == ["dpia", "quota", "nis2"]
    assert await listed("sort=-price") == ["nis2", "dpia", "quota"]
    assert await listed("status=draft") == ["dpia"]
    assert await listed("q=valutàzione") == ["nis2"]
    assert await listed("sort=name&per_page=1&page=2") == ["quota"]
    assert (await api.get(f"{ITEMS}?sort=slug", headers=owner)).status_code == 422


class TestCategories:
    async def test_a_branch_is_added_changed_moved_and_removed(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
    ) -> None:
        top = (await api.post(CATEGORIES, json={"name_it": "Sicurezza", "name_en": "Security"}, headers=owner)).json()
        body = {"name_it": "NIS2", "parent_id": top["data"]["id"]}
        below = (await api.post(CATEGORIES, json=body, headers=owner)).json()["data"]
        assert (below["slug"], below["depth"]) == ("nis2", 1)
        address = f"{CATEGORIES}/{below['id']}"
        renamed = await api.patch(address, json={"name_en": "NIS2 rules"}, headers=owner)
        assert (renamed.json()["data"]["name_it"], renamed.json()["data"]["name_en"]) == ("NIS2", "NIS2 rules")
        moved = await api.patch(address, json={"parent_id": None}, headers=owner)
        assert (moved.json()["data"]["depth"], moved.json()["data"]["name_en"]) == (0, "NIS2 rules")
        tree = (await api.get(CATEGORIES, headers=owner)).json()["data"]
        assert [row["slug"] for row in tree] == ["ai-compliance", "nis2", "sicurezza"]
        assert (await api.delete(address, headers=owner)).status_code == 204
        assert (await api.delete(address, headers=owner)).status_code == 404
        assert [row.slug for row in await list_tree(session)] == ["ai-compliance", "sicurezza"]

    async def test_a_branch_is_not_moved_below_its_own_child(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
    ) -> None:
        top = await add_category(session, name_it="Sicurezza")
        below = await add_category(session, name_it="NIS2", parent_id=top.id)
        answer = await api.patch(f"{CATEGORIES}/{top.id}", json={"parent_id": str(below.id)}, headers=owner)
        assert answer.status_code == 422
        assert answer.json()["error"]["details"][0]["code"] == "INTO_ITSELF"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"name_it": " "}, "name_it"),
            ({"name_it": "x" * 121}, "name_it"),
            ({"name_it": "Altra", "slug": "ai-compliance"}, "slug"),
            ({"name_it": "Altra", "parent_id": str(new_id())}, "parent_id"),
            ({"name_it": "Altra", "image_id": str(new_id())}, "image_id"),
            ({"name_it": "Altra", "sort_order": -1}, "sort_order"),
        ],
    )
    async def test_a_wrong_branch_is_refused_by_its_field(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str], body: dict[str, Any], field: str
    ) -> None:
        answer = await api.post(CATEGORIES, json=body, headers=owner)
        assert answer.status_code == 422
        assert answer.json()["error"]["details"][0]["field"].endswith(field)
        assert len(await list_tree(session)) == 1

    async def test_a_branch_that_holds_something_stays(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
    ) -> None:
        await create_service(session)
        [branch] = await list_tree(session)
        answer = await api.delete(f"{CATEGORIES}/{branch.id}", headers=owner)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "CATEGORY_IN_USE")


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SUPPORT])
    async def test_nobody_else_writes_or_reads_drafts(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str], role: Role
    ) -> None:
        item = await made(api, owner)
        headers = OWN | await cookie_of(session, role)
        for method, address, body in (
            ("GET", ITEMS, None),
            ("POST", ITEMS, new()),
            ("GET", f"{ITEMS}/{item['id']}", None),
            ("PATCH", f"{ITEMS}/{item['id']}", {"sku": "X"}),
            ("PUT", f"{ITEMS}/{item['id']}/draft", {"revision": 1, "content": WORDS}),
            ("PUT", f"{ITEMS}/{item['id']}/prices", {"prices": []}),
            ("POST", f"{ITEMS}/{item['id']}/publish", {}),
            ("POST", f"{ITEMS}/{item['id']}/unpublish", None),
            ("POST", f"{ITEMS}/{item['id']}/archive", None),
            ("POST", f"{ITEMS}/{item['id']}/reopen", None),
            ("DELETE", f"{ITEMS}/{item['id']}", None),
            ("GET", CATEGORIES, None),
            ("POST", CATEGORIES, {"name_it": "Altra"}),
            ("PATCH", f"{CATEGORIES}/{new_id()}", {"name_it": "Altra"}),
            ("DELETE", f"{CATEGORIES}/{new_id()}", None),
            ("GET", "/api/v1/editor/price-lists", None),
        ):
            answer = await api.request(method, address, json=body, headers=headers)
            assert (answer.status_code, answer.json()["success"]) == (403, False), (method, address)
        assert (await list_items(session)).rows[0].sku == ""

    async def test_an_editor_writes_but_sets_no_prices_and_deletes_nothing(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
    ) -> None:
        editor = OWN | await cookie_of(session, Role.EDITOR)
        item = await made(api, editor, prices=[])
        priced = await api.post(ITEMS, json=new(sku="P"), headers=editor)
        put = await api.put(f"{ITEMS}/{item['id']}/prices", json={"prices": [{"amount": "1"}]}, headers=editor)
        deleted = await api.delete(f"{ITEMS}/{item['id']}", headers=editor)
        assert [answer.status_code for answer in (priced, put, deleted)] == [403, 403, 403]
        assert (await list_items(session)).total == 1

    async def test_what_is_on_the_site_leaves_it_with_the_right_to_publish(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
    ) -> None:
        address = f"{ITEMS}/{(await made(api, owner))['id']}"
        writer = await program_of(session, "catalog:edit")
        slugs, sku = {"slugs": {"it": "altrove"}}, {"sku": "S-1"}
        for is_live, expected in ((False, [200, 200, 200, 200]), (True, [200, 403, 403, 409])):
            if is_live:
                await api.post(f"{address}/publish", json={}, headers=owner)
            answers = [
                await api.patch(address, json=sku, headers=writer),
                await api.patch(address, json=slugs, headers=writer),
                await api.post(f"{address}/archive", headers=writer),
                await api.post(f"{address}/reopen", headers=writer),
            ]
            assert [answer.status_code for answer in answers] == expected
        publisher = await program_of(session, "catalog:edit", "publishing:publish")
        assert (await api.post(f"{address}/archive", headers=publisher)).status_code == 200

    async def test_a_page_of_another_site_writes_nothing(
        self, session: AsyncSession, api: httpx.AsyncClient, owner: dict[str, str]
    ) -> None:
        answer = await api.post(ITEMS, json=new(), headers=owner | {"Origin": "https://altrove.example"})
        assert answer.status_code == 403
        assert (await list_items(session)).total == 0
