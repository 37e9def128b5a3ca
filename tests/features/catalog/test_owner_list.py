"""The owner's list of items: search, filters, new ones, and one change for several."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.catalog.finders import find_categories, find_items
from aistrategyhub.features.catalog.models import CatalogItem, CatalogPrice, Category, ItemKind, ItemStatus, VatClass
from aistrategyhub.features.catalog.service import add_category, change_item
from aistrategyhub.features.catalog.state.owner.bulk import BulkState
from aistrategyhub.features.catalog.state.owner.items import AdminItemsState, NewItemState
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

LIST = AdminItemsState.event_handlers
NEW = NewItemState.event_handlers
BULK = BulkState.event_handlers


async def open_list(session: AsyncSession, tab: Tab, role: Role = Role.ADMIN, **query: str) -> Tab:
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go("/admin/servizi", query=query)
    await tab.send(LIST["arrive"])
    return tab


async def item_of(session: AsyncSession, slug: str) -> CatalogItem:
    query = select(CatalogItem).where(CatalogItem.slug == slug).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()


def names(tab: Tab) -> list[str]:
    return [row["name"] for row in tab.seen(AdminItemsState, "rows")]


async def three(session: AsyncSession) -> None:
    await create_service(session, slug="nis2", name="Valutazione NIS2", price="1500.00")
    await create_service(session, slug="dpia", name="DPIA", price="900.00", published=False)
    await create_service(session, slug="registro", name="Registro dei sistemi", kind=ItemKind.SERVICE_QUOTE, prices=[])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"ordine": "name"}, ["DPIA", "Registro dei sistemi", "Valutazione NIS2"]),
        ({"ordine": "-name"}, ["Valutazione NIS2", "Registro dei sistemi", "DPIA"]),
        ({"q": "valutàzione"}, ["Valutazione NIS2"]),
        ({"stato": "bozze"}, ["DPIA"]),
        ({"tipo": "service_quote"}, ["Registro dei sistemi"]),
        ({"stato": "archiviati"}, []),
        ({"stato": "%", "ordine": "name"}, ["DPIA", "Registro dei sistemi", "Valutazione NIS2"]),
        ({"categoria": "non-un-id", "ordine": "name"}, ["DPIA", "Registro dei sistemi", "Valutazione NIS2"]),
    ],
)
async def test_the_address_says_which_items_are_wanted(
    session: AsyncSession, tab: Tab, query: dict[str, str], expected: list[str]
) -> None:
    await three(session)
    await open_list(session, tab, **query)
    assert names(tab) == expected


async def test_a_line_says_price_state_and_what_waits(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab, ordine="name")
    lines = tab.seen(AdminItemsState, "rows")
    said = [(line["status_label"], line["price_label"].replace("\u00a0", " ")) for line in lines]
    assert said == [
        ("Bozza", "900,00 € + IVA"),
        ("Pubblicato", "Su preventivo"),
        ("Pubblicato", "1.500,00 € + IVA"),
    ]


async def test_a_hundred_items_cost_no_more_statements_than_three(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab)
    with counted_statements() as few:
        await tab.send(LIST["load"])
    for number in range(15):
        await create_service(session, slug=f"s-{number}", name=f"Servizio {number}", published=False)
    with counted_statements() as many:
        await tab.send(LIST["load"])
    assert len(tab.seen(AdminItemsState, "rows")) == 18
    assert len(many) == len(few)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SUPPORT])
async def test_only_who_edits_the_catalogue_sees_its_list(session: AsyncSession, tab: Tab, role: Role) -> None:
    await three(session)
    await open_list(session, tab, role)
    assert tab.values.get(AdminItemsState.get_full_name(), {}).get("rows_rx_state_", []) == []


async def test_a_new_item_is_a_draft_that_opens_at_once(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab, Role.EDITOR)
    await tab.send(NEW["start"])
    [category] = tab.seen(NewItemState, "categories")
    data = {"name": "Audit dei fornitori", "kind": "service_quote", "category_id": category["value"]}
    await tab.send(NEW["create"], data=data)
    made = await item_of(session, "audit-dei-fornitori")
    assert (made.status, made.kind, made.vat_class) == (ItemStatus.DRAFT, ItemKind.SERVICE_QUOTE, None)
    assert tab.events[-1].payload["path"] == f"/admin/servizi/{made.id}"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "  ", "kind": "digital"}, "name"),
        ({"name": "x" * 161, "kind": "digital"}, "name"),
        ({"name": "Audit", "kind": "digital", "category_id": "boh"}, "category_id"),
    ],
)
async def test_a_new_item_that_lacks_something_keeps_its_form(
    session: AsyncSession, tab: Tab, data: dict[str, str], field: str
) -> None:
    await three(session)
    await open_list(session, tab)
    await tab.send(NEW["start"])
    [category] = tab.seen(NewItemState, "categories")
    await tab.send(NEW["create"], data={"category_id": category["value"], **data})
    assert list(tab.seen(NewItemState, "errors")) == [field]
    assert tab.seen(NewItemState, "is_open") is True
    assert tab.seen(NewItemState, "busy") is False


async def choose(session: AsyncSession, tab: Tab, *slugs: str) -> None:
    for slug in slugs:
        await tab.send(LIST["choose"], item_id=str((await item_of(session, slug)).id), is_chosen=True)
    await tab.send(BULK["start"])


async def foresee(tab: Tab, act: str, value: str = "") -> list[tuple[str, str, str]]:
    await tab.send(BULK["choose_act"], act=act)
    await tab.send(BULK["foresee"], data={"value": value})
    rows = tab.seen(BulkState, "rows")
    return [(row["name"], row["after"].replace("\u00a0", " "), row["problem"]) for row in rows]


async def test_prices_of_several_are_seen_before_they_change(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab)
    await choose(session, tab, "nis2", "dpia", "registro")
    assert tab.seen(BulkState, "title") == "Modifica 3 servizi"
    assert await foresee(tab, "prices", "-10") == [
        ("DPIA", "810,00 € una volta", ""),
        ("Registro dei sistemi", "", "Non ha prezzi."),
        ("Valutazione NIS2", "1.350,00 € una volta", ""),
    ]
    assert tab.seen(BulkState, "apply_label") == "Applica a 2 servizi"
    amounts = select(CatalogPrice.amount).order_by(CatalogPrice.amount)
    assert list((await session.execute(amounts)).scalars()) == [Decimal(900), Decimal(1500)]
    await tab.send(BULK["apply"])
    assert list((await session.execute(amounts)).scalars()) == [Decimal(810), Decimal(1350)]
    assert tab.seen(AdminItemsState, "chosen") == []
    written = await session.execute(select(AuditEntry.action).where(AuditEntry.action == "catalog.items_changed"))
    assert len(written.all()) == 1


async def test_what_changed_since_it_was_foreseen_is_not_overwritten(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab)
    await choose(session, tab, "nis2", "dpia")
    await foresee(tab, "vat", "reduced")
    await change_item(session, (await item_of(session, "dpia")).id, vat_class=VatClass.SUPER_REDUCED)
    await tab.send(BULK["apply"])
    assert tab.seen(BulkState, "form_error").startswith("Nel frattempo qualcosa è cambiato")
    assert (await item_of(session, "nis2")).vat_class is VatClass.STANDARD


async def test_several_move_are_featured_and_archived(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    category = await add_category(session, name_it="Formazione")
    await open_list(session, tab)
    await choose(session, tab, "nis2", "dpia")
    for act, value in (("category", str(category.id)), ("feature", ""), ("archive", "")):
        await choose(session, tab, "nis2", "dpia")
        await foresee(tab, act, value)
        await tab.send(BULK["apply"])
    for slug in ("nis2", "dpia"):
        item = await item_of(session, slug)
        assert (item.category_id, item.is_featured, item.status) == (category.id, True, ItemStatus.ARCHIVED)


@pytest.mark.parametrize("percent", ["", "0", "tanto", "-100", "1001", "nan", "inf"])
async def test_a_percentage_that_makes_no_price(session: AsyncSession, tab: Tab, percent: str) -> None:
    await three(session)
    await open_list(session, tab)
    await choose(session, tab, "nis2")
    await foresee(tab, "prices", percent)
    assert list(tab.seen(BulkState, "errors")) == ["value"]


async def test_an_editor_may_not_change_prices_not_even_together(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab, Role.EDITOR)
    await choose(session, tab, "nis2")
    await foresee(tab, "prices", "5")
    assert tab.seen(BulkState, "form_error") == "Il tuo ruolo non permette questa operazione."
    assert tab.seen(BulkState, "rows") == []


async def test_the_palette_finds_items_and_categories(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    item = await item_of(session, "dpia")
    assert [(found.label, found.note) for found in await find_items(session, "dpia")] == [("DPIA", "Bozza")]
    assert (await find_items(session, "dpia"))[0].route == f"/admin/servizi/{item.id}"
    category = (await session.execute(select(Category))).scalar_one()
    [found] = await find_categories(session, "conformita")
    assert (found.label, found.route) == ("Conformità AI", f"/admin/servizi?categoria={category.id}")
