"""Looks at posts: who counts, what is kept, and that nothing else is."""

from collections import Counter
from datetime import date

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, Role
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.blog.models import PostViews
from aistrategyhub.features.blog.queries.counting import total_views, views_by_day
from aistrategyhub.features.blog.rules.counting import days_of, is_reader, months_of
from aistrategyhub.features.blog.service import counting
from aistrategyhub.features.blog.service.counting import count_view, write_views
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.redis import get_redis
from tests.factories.people import create_somebody
from tests.factories.posts import create_post, publish_post
from tests.harness.statements import counted_statements

pytestmark = pytest.mark.usefixtures("redis_url")

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OWN = "http://localhost:3000"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("role", "user_agent", "counts"),
    [
        (Role.GUEST, FIREFOX, True),
        (Role.GUEST, SAFARI, True),
        (Role.CUSTOMER, FIREFOX, True),
        (Role.EDITOR, FIREFOX, False),
        (Role.ADMIN, FIREFOX, False),
        (Role.SUPPORT, FIREFOX, False),
        (Role.GUEST, "", False),
        (Role.GUEST, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", False),
        (Role.GUEST, "Mozilla/5.0 (compatible; bingbot/2.0)", False),
        (Role.GUEST, "facebookexternalhit/1.1", False),
        (Role.GUEST, "Mozilla/5.0 HeadlessChrome/140.0", False),
        (Role.GUEST, "python-httpx/0.28.1", False),
        (Role.GUEST, "curl/8.5.0", False),
    ],
)
def test_readers_count_and_nobody_else(role: Role, user_agent: str, counts: bool) -> None:
    assert is_reader(Principal(new_id(), role=role), user_agent) is counts


def test_a_colleague_in_a_customers_name_is_no_reader() -> None:
    assert not is_reader(Principal(new_id(), role=Role.CUSTOMER, impersonator_id=new_id()), FIREFOX)


def test_days_and_months_without_a_look_are_drawn_too() -> None:
    views = {date(2026, 11, 20): 3, date(2026, 10, 31): 5, date(2025, 12, 1): 7}
    assert days_of(views, last=date(2026, 11, 21), count=3) == [
        (date(2026, 11, 19), 0),
        (date(2026, 11, 20), 3),
        (date(2026, 11, 21), 0),
    ]
    months = months_of(views, last=date(2026, 11, 21), count=12)
    assert (months[0], months[-2], months[-1]) == (
        (date(2025, 12, 1), 7),
        (date(2026, 10, 1), 5),
        (date(2026, 11, 1), 3),
    )


async def test_looks_are_added_up_by_day_in_one_statement(session: AsyncSession) -> None:
    one, other = await publish_post(session, "Uno"), await publish_post(session, "Due")
    for post_id, looks in ((one, 3), (other, 1)):
        for _look in range(looks):
            await count_view(tenant_of(session), post_id)
    with counted_statements() as statements:
        assert await write_views(session) == 2
    assert len(statements) == 1
    await count_view(tenant_of(session), one)
    await write_views(session)
    assert await total_views(session, [one, other]) == {one: 4, other: 1}
    assert await views_by_day(session, one, today_in_rome()) == {today_in_rome(): 4}
    assert await write_views(session) == 0


async def test_what_nobody_may_read_is_not_counted(session: AsyncSession) -> None:
    draft = await create_post(session, "Bozza")
    await count_view(tenant_of(session), draft)
    await count_view(tenant_of(session), new_id())
    assert await write_views(session) == 0
    assert (await session.execute(select(PostViews))).all() == []


async def test_invented_posts_cannot_fill_the_memory(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)
    for _post in range(10):
        await count_view(tenant_of(session), new_id())
    assert await get_redis().hlen(f"blog-views:{tenant_of(session)}") == 3
    await write_views(session)


async def test_a_page_tells_that_it_is_looked_at_and_nothing_more(
    session: AsyncSession, api: httpx.AsyncClient
) -> None:
    post_id = await publish_post(session, "Uno")
    for user_agent in (FIREFOX, "Googlebot/2.1"):
        told = await api.post(f"/api/v1/blog/views/{post_id}", headers={"user-agent": user_agent, "origin": OWN})
        assert (told.status_code, told.content, "set-cookie" in told.headers) == (204, b"", False)
    kept = await get_redis().hgetall(f"blog-views:{tenant_of(session)}")
    assert kept == {f"{today_in_rome().isoformat()}:{post_id}".encode(): b"1"}
    await write_views(session)
    assert await total_views(session, [post_id]) == {post_id: 1}


async def test_every_id_gets_the_same_answer_by_the_same_work(session: AsyncSession, api: httpx.AsyncClient) -> None:
    """Whoever tries ids learns nothing of what they are of, also where they are of something (decision 0022)."""
    person = await create_somebody(session, Role.CUSTOMER)
    ids = [new_id(), await publish_post(session, "Uno"), await create_post(session, "Bozza"), person.id, new_id()]
    seen = []
    for post_id in ids:
        before = await commands_run()
        with counted_statements() as statements:
            told = await api.post(f"/api/v1/blog/views/{post_id}", headers={"user-agent": FIREFOX, "origin": OWN})
        headers = {name: value for name, value in told.headers.items() if name not in ("date", "x-request-id")}
        seen.append((told.status_code, told.content, headers, statements, await commands_run() - before))
    # The first of all also sets the rate limit's window going.
    assert seen[1:] == [seen[1]] * (len(ids) - 1)
    assert seen[1][:2] == (204, b"")
    assert seen[1][3] == []


async def commands_run() -> Counter[str]:
    """How often Redis was asked for each command."""
    told = await get_redis().info("commandstats")
    return Counter({name: stats["calls"] for name, stats in told.items() if name != "cmdstat_info"})


async def test_another_site_cannot_count_for_us(api: httpx.AsyncClient) -> None:
    told = await api.post(
        f"/api/v1/blog/views/{new_id()}", headers={"user-agent": FIREFOX, "origin": "https://elsewhere.example"}
    )
    assert told.status_code == 403


async def test_no_post_has_a_name_that_is_no_id(api: httpx.AsyncClient) -> None:
    told = await api.post("/api/v1/blog/views/everything", headers={"user-agent": FIREFOX})
    assert told.status_code in (404, 422)
