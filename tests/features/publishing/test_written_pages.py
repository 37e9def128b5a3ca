"""What the prerenderer and the rooms above hear of publications."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.infra.outbox import OutboxFact
from aistrategyhub.prerender.models import PrerenderRequest, Wish
from aistrategyhub.prerender.queries import list_requests
from tests.factories.publications import create_note, publish_note, words


async def heard(session: AsyncSession) -> list[tuple[str, str]]:
    """What was asked of pages since the last time, things that are touched left out."""
    asked = [(wish.value, name) for wish, name in await list_requests(session) if wish is not Wish.TOUCH]
    await session.execute(delete(PrerenderRequest))
    return asked


async def touched(session: AsyncSession) -> set[str]:
    return {name for wish, name in await list_requests(session) if wish is Wish.TOUCH}


async def test_a_draft_is_nobodys_page(session: AsyncSession) -> None:
    note = await create_note(session, "Prima")
    await service.save_draft(session, note.id, words("Dopo"), revision=1)
    await service.move(session, note.id, slugs={"it": "dopo"})
    await service.trash(session, note.id)
    assert await list_requests(session) == []


async def test_what_is_published_is_written_and_what_shows_it_too(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    assert await touched(session) == {f"publication:{note.id}", f"link:{note.id}", "notes"}
    assert await heard(session) == [("want", "/en/prima"), ("want", "/prima")]
    await service.publish(session, note.id)
    assert await heard(session) == []
    await service.unpublish(session, note.id)
    assert await heard(session) == [("drop", "/en/prima"), ("drop", "/prima")]


async def test_all_leave_before_anybody_arrives(session: AsyncSession) -> None:
    top = await publish_note(session, "Sopra")
    await publish_note(session, "Sotto", parent_id=top.id)
    await heard(session)
    await service.move(session, top.id, slugs={"it": "nuova"})
    assert await heard(session) == [
        ("drop", "/sopra"),
        ("drop", "/sopra/sotto"),
        ("want", "/nuova"),
        ("want", "/nuova/sotto"),
    ]


async def test_what_is_for_members_is_not_written_down(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await heard(session)
    await service.set_audience(session, note.id, Audience.MEMBERS)
    await service.save_draft(session, note.id, words("Riservata"), revision=1)
    await service.publish(session, note.id)
    assert {wish for wish, _path in await heard(session)} == {"drop"}


async def test_the_rooms_above_are_told(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.move(session, note.id, slugs={"it": "dopo", "en": "after"})
    await service.trash(session, note.id)
    facts = (await session.execute(select(OutboxFact).order_by(OutboxFact.id))).scalars().all()
    told = [(fact.name, fact.payload) for fact in facts if fact.name.startswith("publishing.")]
    assert [name for name, _payload in told] == [
        "publishing.published",
        "publishing.moved",
        "publishing.unpublished",
    ]
    assert told[0][1]["is_first"] is True
    assert (told[1][1]["former"], told[1][1]["paths"]) == (["/prima", "/en/prima"], ["/dopo", "/en/after"])
    assert told[2][1]["paths"] == ["/dopo", "/en/after"]
