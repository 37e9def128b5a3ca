"""What the palette finds in the rooms of the demo firm, and for whom."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.access import Role
from aistrategyhub.features.orders.models import Order
from aistrategyhub.ui import palette
from tests.factories.people import create_somebody, principal_of
from tests.factories.publications import create_note
from tests.harness.states import Tab


@pytest.fixture(autouse=True)
def finders() -> Iterator[None]:
    before = list(palette._finders)
    palette.offer([finder for feature in registry.features() for finder in feature.finders])
    yield
    palette.offer(before)


async def _found(tab: Tab, q: str) -> dict[str, list[str]]:
    """The routes of what was found, by kind."""
    await tab.send(palette.PaletteState.search, q=q)
    routes: dict[str, list[str]] = {}
    for row in tab.seen(palette.PaletteState, "found"):
        routes.setdefault(row["kind"], []).append(row["route"])
    return routes


async def test_staff_find_an_order_its_invoice_a_person_and_a_service(demo: AsyncSession, tab: Tab) -> None:
    owner = await create_somebody(demo, Role.SUPER_ADMIN, email="elena@findable.example")
    tab.principal = principal_of(owner)
    number = (await demo.execute(select(Order.number).order_by(Order.placed_at).limit(1))).scalar_one()
    by_number = await _found(tab, number)
    assert by_number["Ordini"] == [f"/admin/ordini/{number}"]
    assert by_number["Fatture"] == [f"/admin/ordini/{number}"]
    assert (await _found(tab, "elena@findable"))["Persone"] == [f"/admin/persone/{owner.id}"]
    assert (await _found(tab, "nis2"))["Servizi"][0].startswith("/servizi/")


async def test_a_customer_finds_their_own_orders_and_nobody_elses(demo: AsyncSession, tab: Tab) -> None:
    customer = await create_somebody(demo, Role.CUSTOMER)
    tab.principal = principal_of(customer)
    own, other = (await demo.execute(select(Order).order_by(Order.number).limit(2))).scalars()
    await demo.execute(update(Order).where(Order.id == own.id).values(user_id=customer.id))
    assert set(await _found(tab, own.number)) == {"I tuoi ordini"}
    assert await _found(tab, other.number) == {}
    assert "Persone" not in await _found(tab, "example")


async def test_editors_find_publications_and_customers_do_not(session: AsyncSession, tab: Tab) -> None:
    note = await create_note(session, "Il metodo delle quattro settimane")
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    assert (await _found(tab, "quattro settimane"))["Pubblicazioni"] == [f"/admin/note/{note.id}"]
    tab.principal = principal_of(await create_somebody(session, Role.CUSTOMER))
    assert await _found(tab, "quattro settimane") == {}


@pytest.mark.parametrize("q", ["%", "__", "' OR 1=1 --", "\\\\", "<script>", "٣٤", "x" * 5_000])
async def test_whatever_is_asked_is_only_looked_for(demo: AsyncSession, tab: Tab, q: str) -> None:
    tab.principal = principal_of(await create_somebody(demo, Role.SUPER_ADMIN))
    assert set(await _found(tab, q)) <= {"Ordini", "Fatture", "Persone", "Servizi", "I tuoi ordini", "Pubblicazioni"}
    assert tab.events == []
