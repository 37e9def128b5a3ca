"""The application asks publications where an address went, and keeps its own addresses from them."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import aistrategyhub as product
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.publishing import service
from aistrategyhub.prerender.serving import Gone, Moved
from tests.factories.publications import create_note, publish_note


@pytest.mark.usefixtures("redis_url")
async def test_the_server_answers_what_publications_know(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.move(session, note.id, slugs={"it": "dopo", "en": "after"})
    redirect = await service.add_redirect(session, source="/vecchia?id=3", target="/dopo#modulo", status=302)
    ended = await service.add_redirect(session, source="/finita", status=410)
    tenant = note.tenant_id
    assert await product.where_it_went(tenant, "/prima?da=mail") == Moved("/dopo")
    assert await product.where_it_went(tenant, "/en/prima") == Moved("/en/after")
    assert await product.where_it_went(tenant, "/vecchia?id=3") == Moved("/dopo#modulo", 302)
    assert await product.where_it_went(tenant, "/finita") == Gone()
    assert await product.where_it_went(tenant, "/mai") is None
    assert await service.write_hits(session) == 2
    for one in (redirect, ended):
        await session.refresh(one)
        assert one.hits == 1


@pytest.mark.parametrize("route", sorted({page.route for page in product.PAGES if page.route.count("[") == 0}))
async def test_the_rooms_own_addresses_are_not_given_away(session: AsyncSession, route: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await create_note(session, slug=route.strip("/").split("/")[0])
    assert {error.code for error in refusal.value.fields} <= {"SLUG_RESERVED", "EMPTY_SLUG"}
    with pytest.raises(InvalidInput) as refusal:
        await service.add_redirect(session, source=route, target="https://altrove.example")
    assert refusal.value.fields[0].code == "IS_A_PAGE"
