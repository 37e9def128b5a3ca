"""Reading the trail: by filters, page after page, one line, all lines."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.origin import Origin, calling_from
from aistrategyhub.features.audit.queries import AuditLineNotFound, get_line, list_lines, stream_lines
from aistrategyhub.features.audit.schemas import AuditFilter
from aistrategyhub.features.audit.service import link_pending, record
from aistrategyhub.infra import db

_ANNA, _BRUNO, _ORDER = new_id(), new_id(), new_id()


@pytest.fixture
async def trail(session: AsyncSession) -> AsyncSession:
    people: tuple[dict[str, Any], ...] = (
        {"person_id": _ANNA},
        {"person_id": _BRUNO},
        {"person_id": _BRUNO, "impersonator_id": _ANNA},
    )
    for number, person in enumerate(people):
        with (
            acting_as(Principal(tenant_id=db.tenant_of(session), **person)),
            calling_from(Origin.of(f"192.0.2.{number + 1}", "Firefox")),
        ):
            await record(session, "orders.placed", "order", _ORDER, number=number)
            await record(session, "settings.changed", "site_setting", email="a%b@c.example")
    await link_pending(session)
    return session


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [6, 5, 4, 3, 2, 1]),
        ({"people": (_ANNA,)}, [6, 5, 2, 1]),
        ({"people": ()}, []),
        ({"action": "orders."}, [5, 3, 1]),
        ({"action": "%"}, []),
        ({"entity_type": "site_setting"}, [6, 4, 2]),
        ({"entity_id": _ORDER, "people": (_BRUNO,)}, [5, 3]),
        ({"ip_address": "192.0.2.2"}, [4, 3]),
        ({"since": now() + timedelta(days=1)}, []),
        ({"until": now() - timedelta(days=1)}, []),
        ({"since": now() - timedelta(days=1), "until": now() + timedelta(days=1)}, [6, 5, 4, 3, 2, 1]),
    ],
)
async def test_each_filter(trail: AsyncSession, wanted: dict[str, Any], expected: list[int]) -> None:
    page = await list_lines(trail, AuditFilter(**wanted))
    assert [line.sequence for line in page.lines] == expected
    assert page.next_before is None


async def test_pages_follow_each_other_without_gap_or_repetition(trail: AsyncSession) -> None:
    seen: list[int] = []
    before: int | None = None
    for _ in range(3):
        page = await list_lines(trail, before=before, limit=2)
        seen += [line.sequence for line in page.lines]
        before = page.next_before
    assert (seen, before) == ([6, 5, 4, 3, 2, 1], None)


async def test_a_line_tells_its_personal_values(trail: AsyncSession) -> None:
    line = await get_line(trail, 2)
    assert (line.changes, line.user_agent) == ({"email": "a%b@c.example"}, "Firefox")
    with pytest.raises(AuditLineNotFound):
        await get_line(trail, 7)


async def test_all_lines_come_oldest_first(trail: AsyncSession) -> None:
    assert [line.sequence async for line in stream_lines(trail, AuditFilter())] == [1, 2, 3, 4, 5, 6]
