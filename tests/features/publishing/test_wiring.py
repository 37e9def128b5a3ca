"""The application asks publications where an address went, and keeps its own addresses from them."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import PlainTextResponse

from aistrategyhub import aistrategyhub as product
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.publishing import service
from aistrategyhub.features.tenants.queries import forget_hosts
from aistrategyhub.prerender.serving import Gone, Missing, Moved
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
    assert await product.where_it_went(tenant, "/mai") == Missing()
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


async def test_a_browser_is_sent_on_or_told_that_it_is_gone(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.move(session, note.id, slugs={"it": "dopo", "en": "after"})
    await service.add_redirect(session, source="/vecchia.php", target="/dopo#modulo")
    await service.add_redirect(session, source="/finita", status=410)
    forget_hosts()
    site = product.with_prerendered_pages(PlainTextResponse("the application"))
    transport = httpx.ASGITransport(app=site)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client:
        answers = [await client.get(path) for path in ("/prima?da=mail", "/vecchia.php", "/finita", "/accedi", "/dopo")]
        posted = await client.post("/prima")
    forget_hosts()
    assert [(answer.status_code, answer.headers.get("location")) for answer in answers] == [
        (301, "/dopo?da=mail"),
        (301, "/dopo#modulo"),
        (410, None),
        (200, None),
        (200, None),
    ]
    assert posted.text == "the application"
