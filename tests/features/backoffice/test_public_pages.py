"""The screen of the public pages as files, through the real event processor."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.backoffice.queries.public_pages import list_public_pages, read_progress
from aistrategyhub.features.backoffice.service import PageNotFailed
from aistrategyhub.features.backoffice.state.public_pages import AdminPublicPagesState
from aistrategyhub.prerender.models import PageStatus, PrerenderedPage, Wish
from aistrategyhub.prerender.queries import list_requests
from aistrategyhub.prerender.service import want
from tests.features.backoffice.test_states import EVERY_ROLE, _enter

OWNERS = (Role.ADMIN, Role.SUPER_ADMIN)


def _page(session, path="/servizi", **changes):
    page = PrerenderedPage(path=path, locale="it", **changes)
    session.add(page)
    return page


def _failed(session, path="/rotta"):
    later = now() + timedelta(hours=1)
    return _page(session, path, status=PageStatus.FAILED, attempts=3, error="disco pieno", next_attempt_at=later)


@pytest.mark.parametrize("role", EVERY_ROLE)
async def test_only_editors_and_owners_see_the_pages(session, tab, role):
    _page(session)
    await _enter(session, tab, role)
    tab.go("/admin/pubblicazione")
    await tab.send(AdminPublicPagesState.load)
    is_loaded = any(values.get("is_loaded_rx_state_") for values in tab.values.values())
    assert is_loaded is (role in (*OWNERS, Role.EDITOR))


@pytest.mark.parametrize("role", [role for role in EVERY_ROLE if role not in OWNERS])
async def test_nobody_else_has_pages_written(session, tab, role):
    failed = _failed(session)
    await session.flush()
    await _enter(session, tab, role)
    tab.go("/admin/pubblicazione")
    await tab.send(AdminPublicPagesState.write_all)
    await tab.send(AdminPublicPagesState.retry, page_id=str(failed.id))
    await session.refresh(failed)
    assert failed.status is PageStatus.FAILED
    assert await list_requests(session) == []


async def test_each_part_shows_its_pages_and_why_they_failed(session, tab):
    _page(session, "/attesa")
    _page(session, "/scritta", status=PageStatus.DONE, rendered=1, rendered_at=now(), title="Scritta")
    _failed(session)
    await _enter(session, tab, Role.ADMIN)
    tab.go("/admin/pubblicazione")
    seen = {}
    for part in ("in-attesa", "non-riuscite", "scritte"):
        await tab.send(AdminPublicPagesState.choose, part=part)
        seen[part] = [(row["path"], row["error"]) for row in tab.seen(AdminPublicPagesState, "rows")]
    assert seen == {
        "in-attesa": [("/attesa", "")],
        "non-riuscite": [("/rotta", "disco pieno")],
        "scritte": [("/scritta", "")],
    }


async def test_all_pages_are_asked_for_and_the_trail_says_by_whom(session, tab):
    await _enter(session, tab, Role.ADMIN)
    tab.go("/admin/pubblicazione")
    await tab.send(AdminPublicPagesState.write_all)
    assert await list_requests(session) == [(Wish.ALL, "")]
    query = select(AuditEntry).where(AuditEntry.action == "backoffice.pages_written_again")
    assert (await session.execute(query)).scalar_one().user_id == tab.principal.person_id
    assert tab.seen(AdminPublicPagesState, "is_waiting")


async def test_a_failed_page_is_tried_again_once(session, tab):
    failed = _failed(session)
    await session.flush()
    await _enter(session, tab, Role.ADMIN)
    tab.go("/admin/pubblicazione")
    await tab.send(AdminPublicPagesState.retry, page_id=str(failed.id))
    for page_id in (str(new_id()), "non un id", str(failed.id)):
        with pytest.raises(PageNotFailed):
            await tab.send(AdminPublicPagesState.retry, page_id=page_id)
    await session.refresh(failed)
    assert (failed.status, failed.attempts) == (PageStatus.PENDING, 0)
    query = select(AuditEntry).where(AuditEntry.action == "backoffice.page_retried")
    assert len((await session.execute(query)).all()) == 1


async def test_the_list_is_paged_and_searched_in_the_database(session):
    for number in range(25):
        _page(session, f"/pagina_{number}")
    _page(session, "/paginax1")
    page = await list_public_pages(session, PageRequest(page=2), status=PageStatus.PENDING)
    assert (page.total, len(page.rows), page.total_pages) == (26, 6, 2)
    found = await list_public_pages(session, PageRequest(), status=PageStatus.PENDING, q="pagina_1")
    assert {row.path for row in found.rows} == {"/pagina_1", *(f"/pagina_{number}" for number in range(10, 20))}


async def test_the_progress_is_one_sentence(session):
    assert (await read_progress(session)).sentence == "Nessuna pagina è ancora stata scritta."
    _page(session, "/a", status=PageStatus.DONE, rendered_at=now())
    await session.flush()
    assert (await read_progress(session)).sentence == "Tutte le 1 pagine sono scritte."
    await want(session, "/b")
    _page(session, "/c")
    await session.flush()
    progress = await read_progress(session)
    assert (progress.sentence, progress.is_waiting) == ("2 pagine aspettano di essere scritte.", True)
