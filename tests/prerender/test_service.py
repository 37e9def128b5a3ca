"""What rooms ask for is kept with their own change, and nothing else waits for it."""

import asyncio

import psycopg
import pytest
from sqlalchemy import update

from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.prerender.models import PageStatus, PrerenderedPage, Wish
from aistrategyhub.prerender.paths import UnservablePath
from aistrategyhub.prerender.queries import list_requests
from aistrategyhub.prerender.service import CHANNEL, drop, retry, touch, want, want_all
from jobs.listener import connect


async def test_requests_are_kept_in_their_order(session):
    await want(session, "/servizi", "/en/services/")
    await touch(session, "menus")
    await drop(session, "/servizi")
    await want_all(session)
    assert await list_requests(session) == [
        (Wish.WANT, "/servizi"),
        (Wish.WANT, "/en/services"),
        (Wish.TOUCH, "menus"),
        (Wish.DROP, "/servizi"),
        (Wish.ALL, ""),
    ]


async def test_the_same_path_twice_in_one_call_is_one_request(session):
    await want(session, "/servizi", "/servizi/")
    assert await list_requests(session) == [(Wish.WANT, "/servizi")]


async def test_asking_for_nothing_asks_nothing(session):
    await want(session)
    assert await list_requests(session) == []


@pytest.mark.parametrize("ask", [want, drop])
async def test_a_path_that_cannot_be_a_file_is_refused(session, ask):
    with pytest.raises(UnservablePath):
        await ask(session, "/../etc/passwd")
    assert await list_requests(session) == []


async def test_the_renderer_is_woken_with_the_tenant_once_it_is_committed(committed_tenant):
    async with await connect(get_settings()) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        with pytest.raises(ZeroDivisionError):
            await _want_and_fail(committed_tenant)
        async with unit_of_work(committed_tenant) as session:
            await want(session, "/servizi")
        notices = [notice async for notice in listening.notifies(timeout=10, stop_after=1)]
    assert [notice.payload for notice in notices] == [str(committed_tenant)]
    async with unit_of_work(committed_tenant) as session:
        assert await list_requests(session) == [(Wish.WANT, "/servizi")]


async def test_two_who_ask_for_the_same_pages_never_wait_for_each_other(committed_tenant):
    async with unit_of_work(committed_tenant) as first, unit_of_work(committed_tenant) as second:
        await want(first, "/a", "/b")
        await asyncio.wait_for(want(second, "/b", "/a"), 10)
        await asyncio.wait_for(touch(first, "menus"), 10)
        await asyncio.wait_for(touch(second, "menus"), 10)


async def test_another_tenant_sees_none_of_it(committed_tenant, superuser_sql):
    async with unit_of_work(committed_tenant) as session:
        await want(session, "/servizi")
    url = get_settings().database_url.replace("+psycopg", "")
    with psycopg.connect(url) as stranger:
        assert stranger.execute("SELECT count(*) FROM prerender_requests").fetchone() == (0,)


async def test_only_a_failed_page_is_tried_again(session):
    page = PrerenderedPage(path="/rotta", locale="it", status=PageStatus.FAILED, attempts=7, error="ENOSPC")
    session.add(page)
    await session.flush()
    assert await retry(session, page.id)
    await session.refresh(page)
    assert (page.status, page.attempts) == (PageStatus.PENDING, 0)
    await session.execute(update(PrerenderedPage).values(status=PageStatus.DONE))
    assert not await retry(session, page.id)


async def _want_and_fail(tenant):
    async with unit_of_work(tenant) as session:
        await want(session, "/mai")
        raise ZeroDivisionError
