"""The owner's categories and price lists."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.catalog.models import ListAudience
from aistrategyhub.features.catalog.queries import list_price_lists, list_tree
from aistrategyhub.features.catalog.state.owner.categories import CategoriesState
from aistrategyhub.features.catalog.state.owner.price_lists import PriceListsState
from aistrategyhub.features.media.queries import find_uses
from aistrategyhub.features.media.service import take_in
from aistrategyhub.infra.storage.local import LocalStorage
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.pictures import new_picture
from tests.harness.states import Tab

TREE = CategoriesState.event_handlers
LISTS = PriceListsState.event_handlers


@pytest.fixture
async def owner(session: AsyncSession, tab: Tab) -> Tab:
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    tab.go("/admin/categorie")
    await tab.send(TREE["load"])
    return tab


async def add(tab: Tab, name: str, **more: str) -> str:
    """Adds a category; its id."""
    await tab.send(TREE["add"])
    await tab.send(TREE["save"], data={"name_it": name, **more})
    return next(item["id"] for item in tab.seen(CategoriesState, "items") if item["label"] == name)


def shape(tab: Tab) -> list[tuple[str, str]]:
    items = tab.seen(CategoriesState, "items")
    labels = {item["id"]: item["label"] for item in items}
    return [(item["label"], labels.get(item["parent"], "")) for item in items]


async def test_categories_are_added_below_one_another_and_put_in_order(owner: Tab) -> None:
    top = await add(owner, "Sicurezza", name_en="Security")
    await add(owner, "NIS2", parent_id=top)
    training = await add(owner, "Formazione")
    assert shape(owner) == [("Sicurezza", ""), ("NIS2", "Sicurezza"), ("Formazione", "")]
    await owner.send(TREE["move"], category_id=training, parent="", place=0)
    assert shape(owner) == [("Formazione", ""), ("Sicurezza", ""), ("NIS2", "Sicurezza")]
    await owner.send(TREE["move"], category_id=training, parent=top, place=1)
    assert shape(owner) == [("Sicurezza", ""), ("NIS2", "Sicurezza"), ("Formazione", "Sicurezza")]


async def test_a_category_is_not_moved_below_itself(owner: Tab) -> None:
    top = await add(owner, "Sicurezza")
    below = await add(owner, "NIS2", parent_id=top)
    await owner.send(TREE["move"], category_id=top, parent=below, place=0)
    assert owner.seen(CategoriesState, "refusal") == (
        "Una categoria non può stare dentro sé stessa né dentro una sua sottocategoria."
    )
    assert shape(owner) == [("Sicurezza", ""), ("NIS2", "Sicurezza")]
    await owner.send(TREE["open"], category_id=top)
    assert [choice["label"] for choice in owner.seen(CategoriesState, "parents")] == ["Nessuna: sta in cima"]


async def test_a_category_is_changed_and_says_what_it_holds(session: AsyncSession, owner: Tab) -> None:
    await create_service(session)
    await owner.send(TREE["load"])
    [held] = owner.seen(CategoriesState, "items")
    assert held["note"] == "1 servizio"
    await owner.send(TREE["open"], category_id=held["id"])
    data = {"name_it": "Intelligenza artificiale", "name_en": "AI", "slug": "", "description_it": "Che cosa chiede."}
    await owner.send(TREE["save"], data=data)
    [category] = await list_tree(session)
    assert (category.name_it, category.name_en, category.slug) == (
        "Intelligenza artificiale",
        "AI",
        "intelligenza-artificiale",
    )
    await owner.send(TREE["open"], category_id=held["id"])
    await owner.send(TREE["delete"])
    assert "contiene servizi" in owner.seen(CategoriesState, "form_error")
    assert len(await list_tree(session)) == 1


async def test_a_category_gets_a_picture_of_the_library_and_loses_it(
    session: AsyncSession, owner: Tab, tmp_path: Path
) -> None:
    kept = await take_in(session, LocalStorage(tmp_path), new_picture("PNG"), "Sede.png")
    await session.flush()
    category = await add(owner, "Sicurezza")
    await owner.send(TREE["open"], category_id=category)
    await owner.send(TREE["choose_picture"], target="category", media_id=str(kept.file.id))
    assert "/media/" in owner.seen(CategoriesState, "picture_src")
    await owner.send(TREE["save"], data={"name_it": "Sicurezza"})
    assert [row.image_id for row in await list_tree(session)] == [kept.file.id]
    assert [use.label for use in await find_uses(session, kept.file.id)] == ["Sicurezza"]
    await owner.send(TREE["open"], category_id=category)
    assert owner.seen(CategoriesState, "picture_id") == str(kept.file.id)
    await owner.send(TREE["drop_picture"])
    await owner.send(TREE["save"], data={"name_it": "Sicurezza"})
    assert [row.image_id for row in await list_tree(session)] == [None]


async def test_a_picture_that_is_not_in_the_library_is_refused(session: AsyncSession, owner: Tab) -> None:
    await owner.send(TREE["open"], category_id=await add(owner, "Sicurezza"))
    await owner.send(TREE["choose_picture"], target="category", media_id=str(new_id()))
    await owner.send(TREE["save"], data={"name_it": "Sicurezza"})
    assert owner.seen(CategoriesState, "form_error") == "Questa immagine non è nella libreria: scegline un’altra."
    assert [row.image_id for row in await list_tree(session)] == [None]


@pytest.mark.parametrize(
    ("data", "field"),
    [({"name_it": " "}, "name_it"), ({"name_it": "Altra", "slug": "sicurezza"}, "slug"), ({"name_it": "!!!"}, "slug")],
)
async def test_a_wrong_category_is_refused_at_its_field(owner: Tab, data: dict[str, str], field: str) -> None:
    await add(owner, "Sicurezza")
    await owner.send(TREE["add"])
    await owner.send(TREE["save"], data=data)
    assert list(owner.seen(CategoriesState, "errors")) == [field]
    assert owner.seen(CategoriesState, "is_open") is True
    assert shape(owner) == [("Sicurezza", "")]


async def test_an_empty_category_is_deleted(session: AsyncSession, owner: Tab) -> None:
    await owner.send(TREE["open"], category_id=await add(owner, "Sicurezza"))
    await owner.send(TREE["delete"])
    assert await list_tree(session) == []


async def save_list(tab: Tab, **data: Any) -> None:
    await tab.send(LISTS["save"], data={"name": "", "audience": "everyone", **data})


async def test_price_lists_are_added_made_default_and_deleted(session: AsyncSession, owner: Tab) -> None:
    await owner.send(LISTS["add"])
    await save_list(owner, name="Aziende", audience="firms")
    assert [(row["name"], row["is_default"]) for row in owner.seen(PriceListsState, "rows")] == [
        ("Listino", True),
        ("Aziende", False),
    ]
    firms = owner.seen(PriceListsState, "rows")[1]
    await owner.send(LISTS["open"], list_id=firms["id"])
    await owner.send(LISTS["make_default"])
    assert list(owner.seen(PriceListsState, "errors")) == ["audience"]
    await save_list(owner, name="Nuovo", audience="everyone")
    await owner.send(LISTS["open"], list_id=firms["id"])
    await owner.send(LISTS["make_default"])
    assert [(one.name, one.is_default) for one in await list_price_lists(session)] == [
        ("Nuovo", True),
        ("Listino", False),
    ]
    await owner.send(LISTS["open"], list_id=firms["id"])
    await owner.send(LISTS["delete"])
    assert "non si può eliminare" in owner.seen(PriceListsState, "form_error")
    old = owner.seen(PriceListsState, "rows")[1]
    await owner.send(LISTS["open"], list_id=old["id"])
    await owner.send(LISTS["delete"])
    assert [(one.name, one.audience) for one in await list_price_lists(session)] == [("Nuovo", ListAudience.EVERYONE)]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Listino"])
async def test_a_price_list_needs_a_name_of_its_own(owner: Tab, name: str) -> None:
    await owner.send(LISTS["add"])
    await save_list(owner, name="Primo")
    await owner.send(LISTS["add"])
    await save_list(owner, name=name)
    assert list(owner.seen(PriceListsState, "errors")) == ["name"]
    assert len(owner.seen(PriceListsState, "rows")) == 2


async def test_an_editor_arranges_categories_and_no_price_lists(session: AsyncSession, tab: Tab) -> None:
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    await add(tab, "Formazione")
    await tab.send(LISTS["add"])
    assert tab.events[-1].payload["text"] == "Il tuo ruolo non permette questa operazione."
    assert await list_price_lists(session) == []
