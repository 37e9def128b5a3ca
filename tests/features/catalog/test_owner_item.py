"""One item's screens: page, prices, discounts, plans, questions, ties, facts."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import reflex as rx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.moments import wall_time
from aistrategyhub.features.catalog.models import (
    BillingUnit,
    CatalogItem,
    CatalogPrice,
    Discount,
    ItemKind,
    ItemStatus,
    ListAudience,
    PlanInterval,
)
from aistrategyhub.features.catalog.queries import (
    find_questionnaire,
    list_parts,
    list_plans,
    list_price_changes,
    list_prices,
    list_related,
)
from aistrategyhub.features.catalog.schemas import PlanDraft, PriceDraft
from aistrategyhub.features.catalog.service import (
    change_item,
    create_price_list,
    save_questionnaire,
    set_plans,
    set_prices,
)
from aistrategyhub.features.catalog.service.ending import ItemWasSold
from aistrategyhub.features.catalog.state.owner.discounts import ItemDiscountsState
from aistrategyhub.features.catalog.state.owner.facts import ItemFactsState
from aistrategyhub.features.catalog.state.owner.item import ItemState
from aistrategyhub.features.catalog.state.owner.page import ItemPageState
from aistrategyhub.features.catalog.state.owner.plans import ItemPlansState
from aistrategyhub.features.catalog.state.owner.prices import ItemPricesState, PriceHistoryState
from aistrategyhub.features.catalog.state.owner.questionnaire import QuestionnaireState
from aistrategyhub.features.catalog.state.owner.ties import BundleState, RelatedState
from aistrategyhub.features.publishing.queries import PublicationNotFound
from aistrategyhub.features.vat.schemas import VatClass
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_order, create_seller
from tests.harness.states import Tab

STATES: tuple[type[rx.State], ...] = (
    ItemState,
    ItemPageState,
    ItemPricesState,
    ItemDiscountsState,
    ItemPlansState,
    PriceHistoryState,
    QuestionnaireState,
    RelatedState,
    BundleState,
    ItemFactsState,
)


async def item_of(session: AsyncSession, slug: str) -> CatalogItem:
    query = select(CatalogItem).where(CatalogItem.slug == slug).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()


async def open_item(
    session: AsyncSession, tab: Tab, *, role: Role = Role.ADMIN, slug: str = "nis2", **changes: Any
) -> CatalogItem:
    """Somebody of this role opens a new item."""
    await create_service(session, **{"slug": slug, "name": "Valutazione NIS2", **changes})
    return await visit(session, tab, slug, role)


async def visit(session: AsyncSession, tab: Tab, slug: str, role: Role = Role.ADMIN) -> CatalogItem:
    item = await item_of(session, slug)
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go("/admin/servizi/[item_id]", item_id=str(item.id))
    for state in STATES:
        await tab.send(state.event_handlers["load"])
    return item


async def send(tab: Tab, state: type[rx.State], handler: str, **payload: Any) -> None:
    await tab.send(state.event_handlers[handler], **payload)


def lines(tab: Tab, state: type[rx.State], *names: str) -> list[tuple[str, ...]]:
    rows = tab.seen(state, "rows")
    return [tuple(str(row[name]).replace("\u00a0", " ") for name in names) for row in rows]


async def save_price(tab: Tab, **data: str) -> None:
    [default] = [choice for choice in tab.seen(ItemPricesState, "lists") if choice["label"] == "Listino"]
    sent = {"list_id": default["value"], "unit": "once", "amount": "", "amount_max": "", **data}
    await send(tab, ItemPricesState, "save", data=sent)


async def test_the_head_says_what_stands_where(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    head = tab.seen(ItemState, "head")
    assert (head["name"], head["status_label"], head["public_path"]) == (
        "Valutazione NIS2",
        "Pubblicato",
        "/servizi/nis2",
    )
    assert tab.seen(ItemState, "is_missing") is False


@pytest.mark.parametrize("item_id", ["boh", "00000000-0000-7000-8000-000000000000"])
async def test_an_item_that_is_not_there(session: AsyncSession, tab: Tab, item_id: str) -> None:
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    tab.go("/admin/servizi/[item_id]", item_id=item_id)
    await send(tab, ItemState, "load")
    assert tab.seen(ItemState, "is_missing") is True


async def test_a_part_is_shown_only_once_it_has_read_the_item_in_the_address(session: AsyncSession, tab: Tab) -> None:
    first = await open_item(session, tab)
    parts = [state for state in STATES if state is not ItemState]
    assert {tab.seen(state, "shown_of") for state in parts} == {str(first.id)}
    await send(tab, ItemPricesState, "add")
    await send(tab, RelatedState, "search", q="dpia")
    await send(tab, RelatedState, "load")
    assert tab.seen(RelatedState, "q") == "dpia"

    await create_service(session, slug="dpia", name="DPIA")
    second = await item_of(session, "dpia")
    tab.go("/admin/servizi/[item_id]", item_id=str(second.id))
    await send(tab, ItemState, "load")
    assert tab.seen(ItemState, "head")["id"] == str(second.id)
    assert {tab.seen(state, "shown_of") for state in parts} == {str(first.id)}
    for state in parts:
        await send(tab, state, "load")
    assert {tab.seen(state, "shown_of") for state in parts} == {str(second.id)}
    assert (tab.seen(ItemPricesState, "is_open"), tab.seen(RelatedState, "q")) == (False, "")


async def test_the_tab_is_remembered_by_the_address(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab)
    await tab.send(ItemState.event_handlers["show"], tab="prezzi")
    assert tab.events[-1].payload["query"] == "scheda=prezzi"
    tab.go("/admin/servizi/[item_id]", query={"scheda": "dati"}, item_id=str(item.id))
    await send(tab, ItemState, "load")
    assert tab.seen(ItemState, "tab") == "dati"


async def test_a_draft_is_published_once_nothing_is_missing(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, published=False, vat_class=None, prices=[])
    await send(tab, ItemPageState, "publish")
    assert tab.seen(ItemPageState, "unfinished") == [
        "Scegli la classe IVA prima di pubblicare.",
        "Indica il prezzo prima di pubblicare.",
    ]
    await change_item(session, item.id, vat_class=VatClass.STANDARD)
    await set_prices(session, item.id, [PriceDraft(amount=Decimal(100))])
    await send(tab, ItemPageState, "publish")
    assert tab.seen(ItemPageState, "unfinished") == []
    assert tab.seen(ItemState, "head")["status_label"] == "Pubblicato"
    assert (await item_of(session, "nis2")).status is ItemStatus.PUBLISHED


async def test_an_item_is_planned_and_withdrawn(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    await send(tab, ItemPageState, "begin_plan")
    tomorrow = wall_time(now() + timedelta(days=1))
    await send(tab, ItemPageState, "plan", data={"publish_at": "", "unpublish_at": tomorrow})
    page = tab.seen(ItemPageState, "page")
    assert page["unpublish_label"] != ""
    await send(tab, ItemPageState, "unpublish")
    assert (await item_of(session, "nis2")).status is ItemStatus.DRAFT
    assert tab.seen(ItemState, "head")["public_path"] == ""


async def test_a_page_that_is_not_open_is_neither_planned_nor_withdrawn(session: AsyncSession, tab: Tab) -> None:
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    gone = "Questo contenuto non esiste più: forse è stato eliminato."
    for handler in ("unpublish", "unplan"):
        with pytest.raises(PublicationNotFound):
            await send(tab, ItemPageState, handler)
    for handler, payload in (("publish", {}), ("plan", {"data": {}})):
        await send(tab, ItemPageState, handler, **payload)
        assert tab.seen(ItemPageState, "form_error") == gone, handler


async def test_a_plan_in_the_past_is_refused_beside_its_field(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    await send(tab, ItemPageState, "plan", data={"publish_at": "2020-01-01T09:00", "unpublish_at": ""})
    assert list(tab.seen(ItemPageState, "errors")) == ["publish_at"]


async def test_a_price_is_shown_before_and_with_vat(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab, price="1000.00", price_max="2500.00")
    assert lines(tab, ItemPricesState, "list_name", "unit_label", "net_label", "gross_label") == [
        ("Listino", "una volta", "da 1.000,00 € a 2.500,00 €", "da 1.220,00 € a 3.050,00 €")
    ]


async def test_a_firm_in_the_flat_rate_scheme_sees_prices_without_vat(session: AsyncSession, tab: Tab) -> None:
    await create_seller(session, regime_fiscale="RF19")
    await open_item(session, tab, price="1000.00")
    assert lines(tab, ItemPricesState, "net_label", "gross_label") == [("1.000,00 €", "1.000,00 €")]
    assert tab.seen(ItemPricesState, "vat_label") == "(senza IVA, per il regime della ditta)"
    await send(tab, ItemPricesState, "add")
    await send(tab, ItemPricesState, "foresee", field="amount", value="1.000")
    assert tab.seen(ItemPricesState, "gross_label").replace("\u00a0", " ") == "1.000,00 €"


async def test_prices_are_added_changed_and_taken_away_with_their_history(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, price="1000.00")
    await send(tab, ItemPricesState, "add")
    await save_price(tab, unit="day", amount="1.450,50")
    [once, day] = tab.seen(ItemPricesState, "rows")
    await send(tab, ItemPricesState, "open", key=once["id"])
    assert tab.seen(ItemPricesState, "form")["amount"] == "1000,00"
    await save_price(tab, amount="1200")
    await send(tab, ItemPricesState, "open", key=day["id"])
    await send(tab, ItemPricesState, "remove")
    assert lines(tab, ItemPricesState, "unit", "net_label") == [("once", "1.200,00 €")]
    assert tab.seen(ItemPricesState, "is_open") is False
    changes = await list_price_changes(session, item.id)
    assert [(one.amount, one.valid_until is None) for one in changes.rows if one.billing_unit is BillingUnit.ONCE] == [
        (Decimal(1200), True),
        (Decimal(1000), False),
    ]
    assert [one["value"] for one in tab.seen(PriceHistoryState, "series")[0]["points"]] == [1000.0, 1200.0, 1200.0]


async def test_a_price_whose_form_is_not_open_is_foreseen_as_nothing(session: AsyncSession, tab: Tab) -> None:
    await send(tab, ItemPricesState, "foresee", field="amount", value="1.000")
    assert tab.events == []
    await open_item(session, tab)
    await send(tab, ItemPricesState, "foresee", field="amount", value="1.000")
    assert tab.seen(ItemPricesState, "gross_label") == ""


async def test_what_a_buyer_would_pay_is_said_while_one_types(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    await send(tab, ItemPricesState, "add")
    await send(tab, ItemPricesState, "foresee", field="amount", value="1.000")
    assert tab.seen(ItemPricesState, "gross_label").replace("\u00a0", " ") == "1.220,00 €"
    await send(tab, ItemPricesState, "foresee", field="amount", value="mille")
    assert tab.seen(ItemPricesState, "gross_label") == ""


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "10,005"}, "amount"),
        ({"amount": "12 USD"}, "amount"),
        ({"amount": "500", "amount_max": "400"}, "amount_max"),
        ({"amount": "500", "unit": "once"}, "unit"),
    ],
)
async def test_a_price_that_is_none_is_refused_at_its_field(
    session: AsyncSession, tab: Tab, data: dict[str, str], field: str
) -> None:
    item = await open_item(session, tab)
    before = await list_prices(session, [item.id])
    await send(tab, ItemPricesState, "add")
    await save_price(tab, **{"unit": "hour", **data})
    assert list(tab.seen(ItemPricesState, "errors")) == [field]
    assert tab.seen(ItemPricesState, "is_open") is True
    assert await list_prices(session, [item.id]) == before


async def test_of_two_people_at_the_same_price_the_second_is_told(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, price="1000.00")
    [row] = tab.seen(ItemPricesState, "rows")
    await send(tab, ItemPricesState, "open", key=row["id"])
    await set_prices(session, item.id, [PriceDraft(amount=Decimal(1100))])
    await save_price(tab, amount="900")
    said = tab.seen(ItemPricesState, "form_error").replace("\u00a0", " ")
    assert said.startswith("Mentre lo modificavi qualcun altro ha cambiato questo prezzo: adesso è 1.100,00 €.")
    [price] = (await list_prices(session, [item.id]))[item.id]
    assert price.amount == Decimal(1100)
    await set_prices(session, item.id, [PriceDraft(amount=Decimal(7), billing_unit=BillingUnit.HOUR)])
    await send(tab, ItemPricesState, "remove")
    assert "ha tolto questo prezzo" in tab.seen(ItemPricesState, "form_error")


async def test_a_price_moves_to_another_list(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, price="1000.00")
    firms = await create_price_list(session, name="Aziende", audience=ListAudience.FIRMS)
    [row] = tab.seen(ItemPricesState, "rows")
    await set_prices(
        session,
        item.id,
        [PriceDraft(amount=Decimal(1000)), PriceDraft(amount=Decimal(9), billing_unit=BillingUnit.HOUR)],
    )
    await send(tab, ItemPricesState, "load")
    await send(tab, ItemPricesState, "open", key=row["id"])
    await save_price(tab, list_id=str(firms.id), amount="950")
    assert lines(tab, ItemPricesState, "list_name", "unit", "net_label") == [
        ("Listino", "hour", "9,00 €"),
        ("Aziende", "once", "950,00 €"),
    ]


async def test_the_last_price_of_what_is_on_sale_stays(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    [row] = tab.seen(ItemPricesState, "rows")
    await send(tab, ItemPricesState, "open", key=row["id"])
    await send(tab, ItemPricesState, "remove")
    assert tab.seen(ItemPricesState, "form_error") == "Indica il prezzo prima di pubblicare."
    assert (await session.execute(select(func.count()).select_from(CatalogPrice))).scalar_one() == 1


async def test_an_editor_sees_prices_and_changes_none(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab, role=Role.EDITOR)
    assert len(tab.seen(ItemPricesState, "rows")) == 1
    for state, handler, payload in (
        (ItemPricesState, "add", {}),
        (ItemPricesState, "save", {"data": {}}),
        (ItemDiscountsState, "start", {}),
        (ItemPlansState, "add", {}),
        (ItemFactsState, "delete", {}),
    ):
        await send(tab, state, handler, **payload)
        assert tab.events[-1].payload["text"] == "Il tuo ruolo non permette questa operazione.", handler
    assert (await item_of(session, "nis2")).status is ItemStatus.PUBLISHED


async def test_a_discount_stands_beside_the_lowest_price_before_it(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab, price="1000.00")
    await send(tab, ItemDiscountsState, "start")
    later = wall_time(now() + timedelta(days=20))
    await send(
        tab, ItemDiscountsState, "save", data={"kind": "percent", "value": "15", "starts_at": later, "ends_at": ""}
    )
    assert lines(tab, ItemDiscountsState, "reduction_label", "state_label", "lowest_label") == [
        ("−15%", "In programma", "1.000,00 €")
    ]
    [row] = tab.seen(ItemDiscountsState, "rows")
    await send(tab, ItemDiscountsState, "end", discount_id=row["id"])
    assert tab.seen(ItemDiscountsState, "rows") == []
    assert (await session.execute(select(func.count()).select_from(Discount))).scalar_one() == 0


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"value": "100"}, "value"),
        ({"value": ""}, "value"),
        ({"kind": "amount", "value": "1000"}, "value"),
        ({"value": "5", "starts_at": "2020-01-01T00:00"}, "starts_at"),
        ({"value": "5", "ends_at": "2020-01-01T00:00"}, "ends_at"),
        ({"value": "5", "ends_at": "domani"}, "ends_at"),
    ],
)
async def test_a_discount_that_is_none_is_refused_at_its_field(
    session: AsyncSession, tab: Tab, data: dict[str, str], field: str
) -> None:
    await open_item(session, tab, price="1000.00")
    await send(tab, ItemDiscountsState, "start")
    await send(
        tab,
        ItemDiscountsState,
        "save",
        data={"kind": "percent", "value": "", "starts_at": "", "ends_at": "", **data},
    )
    assert list(tab.seen(ItemDiscountsState, "errors")) == [field]
    assert tab.seen(ItemDiscountsState, "rows") == []


def plan(**data: str) -> Mapping[str, Any]:
    return {"interval": "month", "interval_count": "1", "amount": "90", "trial_days": "14", "notice_days": "30", **data}


async def test_plans_are_added_changed_and_taken_away(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, kind=ItemKind.SUBSCRIPTION)
    await send(tab, ItemPlansState, "add")
    await send(tab, ItemPlansState, "save", data=plan())
    await send(tab, ItemPlansState, "add")
    await send(tab, ItemPlansState, "save", data=plan(interval="year", amount="900"))
    assert lines(tab, ItemPlansState, "name", "price_label", "gross_label", "trial_label") == [
        ("ogni mese", "90,00 €", "109,80 €", "14 giorni"),
        ("ogni anno", "900,00 €", "1.098,00 €", "14 giorni"),
    ]
    [monthly, _yearly] = tab.seen(ItemPlansState, "rows")
    await send(tab, ItemPlansState, "open", plan_id=monthly["id"])
    await send(tab, ItemPlansState, "save", data=plan(interval="year"))
    assert list(tab.seen(ItemPlansState, "errors")) == ["interval"]
    await send(tab, ItemPlansState, "save", data=plan(amount="95"))
    await send(tab, ItemPlansState, "open", plan_id=tab.seen(ItemPlansState, "rows")[1]["id"])
    await send(tab, ItemPlansState, "remove")
    assert [(one.interval.value, one.amount) for one in await list_plans(session, item.id)] == [("month", Decimal(95))]


async def test_of_two_people_at_the_same_plans_the_second_is_told(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, kind=ItemKind.SUBSCRIPTION)
    await send(tab, ItemPlansState, "add")
    await set_plans(session, item.id, [PlanDraft(interval=PlanInterval.WEEK, amount=Decimal(30))])
    await send(tab, ItemPlansState, "save", data=plan())
    assert "qualcun altro ha cambiato i piani" in tab.seen(ItemPlansState, "form_error")
    assert [one.interval for one in await list_plans(session, item.id)] == [PlanInterval.WEEK]


async def ask(tab: Tab, label: str, kind: str = "text", **data: str) -> None:
    await send(tab, QuestionnaireState, "add")
    await send(tab, QuestionnaireState, "choose_kind", kind=kind)
    await send(tab, QuestionnaireState, "keep", data={"label_it": label, **data})


async def test_questions_are_asked_once_they_are_saved(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, kind=ItemKind.SERVICE_QUOTE)
    await ask(tab, "Quante persone siete?", "number", least="1")
    await ask(tab, "In quale settore?", "choice", choices_it="Energia\nSanità", is_required="on")
    await send(tab, QuestionnaireState, "move", key="in-quale-settore", place=0)
    assert lines(tab, QuestionnaireState, "label", "kind_label", "is_required") == [
        ("In quale settore?", "Una fra più risposte", "True"),
        ("Quante persone siete?", "Un numero", "False"),
    ]
    assert await find_questionnaire(session, item.id) is None
    assert tab.seen(QuestionnaireState, "is_changed") is True
    await send(tab, QuestionnaireState, "save")
    saved = await find_questionnaire(session, item.id)
    assert saved is not None
    assert [question.key for question in saved.questions] == ["in-quale-settore", "quante-persone-siete"]
    assert tab.seen(QuestionnaireState, "is_changed") is False


async def test_a_question_that_is_none_keeps_its_form(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab, kind=ItemKind.SERVICE_QUOTE)
    await ask(tab, "Quale?", "choice", choices_it="una sola")
    assert list(tab.seen(QuestionnaireState, "errors")) == ["choices_it"]
    assert tab.seen(QuestionnaireState, "is_open") is True
    assert tab.seen(QuestionnaireState, "is_changed") is False


async def test_of_two_people_at_the_same_questions_the_second_is_told(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab, kind=ItemKind.SERVICE_QUOTE)
    await ask(tab, "Mia")
    theirs = [{"key": "sua", "kind": "text", "labels": {"it": "Sua"}}]
    await save_questionnaire(session, item.id, theirs, version=0)
    await send(tab, QuestionnaireState, "save")
    assert "cambiato nel frattempo" in tab.seen(QuestionnaireState, "form_error")
    assert lines(tab, QuestionnaireState, "label") == [("Mia",)]
    saved = await find_questionnaire(session, item.id)
    assert saved is not None
    assert [question.key for question in saved.questions] == ["sua"]


async def test_related_items_are_found_tied_and_put_in_order(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab)
    for slug, name in (("dpia", "DPIA"), ("registro", "Registro")):
        await create_service(session, slug=slug, name=name)
        await send(tab, RelatedState, "search", q=slug)
        [found] = tab.seen(RelatedState, "found")
        await send(tab, RelatedState, "add", item_id=found["value"])
    registro = await item_of(session, "registro")
    await send(tab, RelatedState, "move", item_id=str(registro.id), place=0)
    assert [one.name for one in await list_related(session, item.id)] == ["Registro", "DPIA"]
    await send(tab, RelatedState, "search", q="dpia")
    assert tab.seen(RelatedState, "is_nothing_found") is True
    await send(tab, RelatedState, "remove", item_id=str(registro.id))
    assert lines(tab, RelatedState, "name") == [("DPIA",)]


async def test_a_bundle_does_not_hold_itself(session: AsyncSession, tab: Tab) -> None:
    bundle = await open_item(session, tab, kind=ItemKind.BUNDLE, published=False)
    await create_service(session, slug="dpia", name="DPIA")
    part = await item_of(session, "dpia")
    await send(tab, BundleState, "add", item_id=str(part.id))
    await send(tab, BundleState, "count", item_id=str(part.id), quantity="3")
    await send(tab, BundleState, "count", item_id=str(part.id), quantity="molti")
    assert [(one.name, one.quantity) for one in await list_parts(session, bundle.id)] == [("DPIA", 3)]
    await send(tab, BundleState, "add", item_id=str(bundle.id))
    assert tab.seen(BundleState, "form_error").startswith("Un pacchetto non può contenere sé stesso")
    assert len(await list_parts(session, bundle.id)) == 1


def facts(tab: Tab, **changes: str) -> dict[str, str]:
    form = tab.seen(ItemFactsState, "form")
    sent = {name: form[name] for name in ("kind", "category_id", "vat_class", "sku", "sort_order")}
    return sent | changes


async def test_facts_hold_at_once(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    await send(tab, ItemFactsState, "save", data=facts(tab, sku="NIS-1", vat_class="reduced", is_featured="on"))
    item = await item_of(session, "nis2")
    assert (item.sku, item.vat_class, item.is_featured) == ("NIS-1", VatClass.REDUCED, True)
    assert lines(tab, ItemPricesState, "gross_label") == [("1.100,00 €",)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sort_order": "primo"}, "sort_order"),
        ({"sort_order": "9" * 5000}, "sort_order"),
        ({"category_id": ""}, "category_id"),
        ({"sku": "x" * 61}, "sku"),
    ],
)
async def test_a_wrong_fact_is_refused_at_its_field(
    session: AsyncSession, tab: Tab, changes: dict[str, str], field: str
) -> None:
    await open_item(session, tab)
    await send(tab, ItemFactsState, "save", data=facts(tab, **changes))
    assert list(tab.seen(ItemFactsState, "errors")) == [field]


async def test_what_is_on_sale_keeps_its_vat_class(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    await send(tab, ItemFactsState, "save", data=facts(tab, vat_class=""))
    assert tab.seen(ItemFactsState, "errors")["vat_class"] == "Scegli la classe IVA prima di pubblicare."
    assert (await item_of(session, "nis2")).vat_class is VatClass.STANDARD


async def test_of_two_people_at_the_same_facts_the_second_is_told(session: AsyncSession, tab: Tab) -> None:
    item = await open_item(session, tab)
    await change_item(session, item.id, sku="SUO-1")
    await send(tab, ItemFactsState, "save", data=facts(tab, sku="MIO-1"))
    assert "qualcun altro ha cambiato questi dati" in tab.seen(ItemFactsState, "form_error")
    assert (await item_of(session, "nis2")).sku == "SUO-1"


async def test_an_item_is_archived_and_taken_up_again(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    await send(tab, ItemFactsState, "archive")
    assert (await item_of(session, "nis2")).status is ItemStatus.ARCHIVED
    assert tab.seen(ItemFactsState, "is_archived") is True
    await send(tab, ItemFactsState, "reopen")
    assert (await item_of(session, "nis2")).status is ItemStatus.DRAFT


async def test_what_was_never_sold_is_deleted_with_its_words(session: AsyncSession, tab: Tab) -> None:
    await open_item(session, tab)
    await send(tab, ItemFactsState, "delete")
    assert tab.events[-1].payload["path"] == "/admin/servizi"
    found = await session.execute(select(CatalogItem.id).where(CatalogItem.slug == "nis2"))
    assert found.first() is None
    await create_service(session, slug="nis2", name="Un altro")


async def test_what_was_ordered_is_not_deleted(session: AsyncSession, tab: Tab) -> None:
    await create_seller(session)
    await create_order(session)
    item = await visit(session, tab, "gap-assessment")
    with pytest.raises(ItemWasSold):
        await send(tab, ItemFactsState, "delete")
    still = await item_of(session, "gap-assessment")
    assert (still.status, still.publication_id) == (ItemStatus.PUBLISHED, item.publication_id)
