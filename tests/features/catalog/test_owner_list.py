"""The owner's list of items: search, filters, new ones, and one change for several."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import PermissionDenied, Role
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.catalog.components.owner.items import items_table
from aistrategyhub.features.catalog.finders import find_categories, find_items
from aistrategyhub.features.catalog.models import (
    BillingUnit,
    CatalogItem,
    CatalogPrice,
    Category,
    ItemKind,
    ItemStatus,
    ListAudience,
)
from aistrategyhub.features.catalog.queries import find_service, list_prices
from aistrategyhub.features.catalog.schemas import ItemSort, PriceDraft
from aistrategyhub.features.catalog.service import (
    ChangedSince,
    NothingToUndo,
    add_category,
    change_item,
    create_price_list,
    set_prices,
)
from aistrategyhub.features.catalog.state.owner.bulk import BulkState
from aistrategyhub.features.catalog.state.owner.items import AdminItemsState, NewItemState
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.vat.schemas import VatClass
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
        ({"ordine": "kind"}, ["Valutazione NIS2", "DPIA", "Registro dei sistemi"]),
        ({"ordine": "status"}, ["DPIA", "Valutazione NIS2", "Registro dei sistemi"]),
        ({"ordine": "price"}, ["DPIA", "Valutazione NIS2", "Registro dei sistemi"]),
        ({"ordine": "-price"}, ["Valutazione NIS2", "DPIA", "Registro dei sistemi"]),
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


async def test_the_list_can_be_sorted_by_category(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    audits = await add_category(session, name_it="Audit")
    await change_item(session, (await item_of(session, "registro")).id, category_id=audits.id)
    await open_list(session, tab, ordine="category")
    assert names(tab)[0] == "Registro dei sistemi"
    await tab.send(LIST["sort_by"], column="category")
    assert names(tab)[2] == "Registro dei sistemi"


def test_every_column_that_offers_an_order_has_one() -> None:
    offered = set(re.findall(r'sort_by", \(\{ \["column"\] : "([a-z_]+)"', str(items_table().render())))
    assert offered == set(ItemSort)


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


async def test_what_was_changed_together_is_taken_back_as_a_whole(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    firms = await create_price_list(session, name="Aziende", audience=ListAudience.FIRMS)
    item = await item_of(session, "nis2")
    hourly = PriceDraft(amount=Decimal(80), billing_unit=BillingUnit.HOUR)
    await set_prices(session, item.id, [PriceDraft(amount=Decimal(1500)), hourly])
    await set_prices(session, item.id, [PriceDraft(amount=Decimal(1200))], price_list_id=firms.id)
    before = await list_prices(session, [item.id])
    await open_list(session, tab)
    await choose(session, tab, "nis2", "dpia")
    await foresee(tab, "prices", "10")
    await tab.send(BULK["apply"])
    assert tab.seen(BulkState, "last_label").startswith(
        "Ultima modifica insieme: «Aumenta o riduci i prezzi», 2 servizi"
    )
    assert await list_prices(session, [item.id]) != before

    await tab.send(BULK["undo"])

    assert await list_prices(session, [item.id]) == before
    assert tab.seen(BulkState, "last_label") == ""
    assert [line["price_label"].replace("\u00a0", " ") for line in tab.seen(AdminItemsState, "rows")].count(
        "1.500,00 € + IVA"
    ) == 1
    undone = select(AuditEntry.changes).where(AuditEntry.action == "catalog.undone")
    assert [changes["act"] for changes in (await session.execute(undone)).scalars()] == ["prices"]
    with pytest.raises(NothingToUndo):
        await tab.send(BULK["undo"])


async def test_putting_away_is_taken_back_and_a_draft_stays_a_draft(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    words_id = (await item_of(session, "nis2")).publication_id
    words = await get_publication(session, words_id)
    unfinished = {"it": {**words.draft["it"], "name": "Ancora da finire"}}
    await publishing.save_draft(session, words_id, unfinished, revision=words.draft_revision)
    await open_list(session, tab)
    await choose(session, tab, "nis2", "dpia")
    await foresee(tab, "archive")
    await tab.send(BULK["apply"])
    assert await find_service(session, "nis2", "it") is None

    await tab.send(BULK["undo"])

    assert (await find_service(session, "nis2", "it")).name == "Valutazione NIS2"
    assert (await get_publication(session, words_id)).draft["it"]["name"] == "Ancora da finire"
    assert (await item_of(session, "dpia")).status is ItemStatus.DRAFT


async def test_what_was_changed_again_is_not_taken_back(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab)
    await choose(session, tab, "nis2", "dpia")
    await foresee(tab, "feature")
    await tab.send(BULK["apply"])
    await change_item(session, (await item_of(session, "dpia")).id, vat_class=VatClass.REDUCED)
    with pytest.raises(ChangedSince):
        await tab.send(BULK["undo"])
    assert (await item_of(session, "nis2")).is_featured is True


async def test_one_takes_back_what_one_did_oneself_and_may_do(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab)
    await choose(session, tab, "nis2")
    await foresee(tab, "prices", "10")
    await tab.send(BULK["apply"])
    owner, tab.principal = tab.principal, principal_of(await create_somebody(session, Role.EDITOR))
    with pytest.raises(PermissionDenied):
        await tab.send(BULK["undo"])
    await tab.send(BULK["load"])
    assert tab.seen(BulkState, "last_label") == ""
    tab.principal = owner
    await tab.send(BULK["load"])
    assert tab.seen(BulkState, "last_label") != ""


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


async def test_several_leave_the_site_and_come_back_with_the_right_to_publish(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    await open_list(session, tab)
    owner = tab.principal
    writer = replace(owner, permissions=owner.permissions - {PublishingPermission.PUBLISH})
    tab.principal = writer
    await choose(session, tab, "nis2")
    await foresee(tab, "archive")
    assert tab.seen(BulkState, "form_error") == "Il tuo ruolo non permette questa operazione."
    tab.principal = owner
    await foresee(tab, "archive")
    await tab.send(BULK["apply"])
    tab.principal = writer
    with pytest.raises(PermissionDenied):
        await tab.send(BULK["undo"])
    assert (await item_of(session, "nis2")).status is ItemStatus.ARCHIVED


async def test_the_palette_finds_items_and_categories(session: AsyncSession, tab: Tab) -> None:
    await three(session)
    item = await item_of(session, "dpia")
    assert [(found.label, found.note) for found in await find_items(session, "dpia")] == [("DPIA", "Bozza")]
    assert (await find_items(session, "dpia"))[0].route == f"/admin/servizi/{item.id}"
    category = (await session.execute(select(Category))).scalar_one()
    [found] = await find_categories(session, "conformita")
    assert (found.label, found.route) == ("Conformità AI", f"/admin/servizi?categoria={category.id}")
