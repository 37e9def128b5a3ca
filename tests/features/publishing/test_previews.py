"""Links to what is not published, and what people say of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import PreviewLink, Verdict
from aistrategyhub.features.publishing.queries import (
    PreviewNotFound,
    find_preview,
    list_answers,
    list_previews,
    list_versions,
)
from tests.factories.people import create_somebody
from tests.factories.publications import create_note, words


async def test_a_link_shows_the_draft_as_it_is_or_one_version(session: AsyncSession) -> None:
    note = await create_note(session, "Prima")
    version = await service.keep_version(session, note.id, note="per il cliente")
    living = await service.issue_preview(session, note.id, recipient="Il cliente")
    fixed = await service.issue_preview(session, note.id, version=version.number)
    await service.save_draft(session, note.id, words("Dopo"), revision=note.draft_revision)
    shown = await find_preview(session, living.token)
    assert shown is not None
    assert (shown.title, shown.version, shown.recipient) == ("Dopo", None, "Il cliente")
    shown = await find_preview(session, fixed.token)
    assert shown is not None
    assert (shown.content["it"]["title"], shown.version) == ("Prima", 1)


async def test_the_token_is_kept_nowhere(session: AsyncSession) -> None:
    note = await create_note(session)
    issued = await service.issue_preview(session, note.id)
    row = (await session.execute(select(PreviewLink.__table__))).mappings().one()
    assert issued.token not in str(dict(row))


async def test_a_link_ends_when_it_expires_is_taken_back_or_the_page_is_thrown_away(session: AsyncSession) -> None:
    note = await create_note(session)
    expired, revoked, trashed = [await service.issue_preview(session, note.id) for _time in range(3)]
    expired.link.expires_at = now() - timedelta(seconds=1)
    await service.revoke_preview(session, revoked.link.id)
    assert await find_preview(session, trashed.token) is not None
    await service.trash(session, note.id)
    for issued in (expired, revoked, trashed):
        assert await find_preview(session, issued.token) is None
        with pytest.raises(PreviewNotFound):
            await service.answer_preview(session, issued.token, verdict=Verdict.APPROVED, name="Anna")
    assert len(await list_previews(session, note.id)) == 3


@pytest.mark.parametrize("token", ["", "x", "è", "a" * 500, "' OR 1=1 --"])
async def test_what_is_no_token_opens_nothing(session: AsyncSession, token: str) -> None:
    await service.issue_preview(session, (await create_note(session)).id)
    assert await find_preview(session, token) is None


async def test_an_answer_is_kept_and_mailed_to_whoever_made_the_link(session: AsyncSession) -> None:
    author = await create_somebody(session, Role.EDITOR, email="redazione@meridiana.example")
    note = await create_note(session, "La nostra storia")
    with acting_as(Principal(tenant_id=note.tenant_id, person_id=author.id)):
        issued = await service.issue_preview(session, note.id)
    await service.answer_preview(
        session, issued.token, verdict=Verdict.CHANGE_ASKED, name="Anna <b>", words="Cambierei\nil titolo."
    )
    (answer,) = await list_answers(session, note.id)
    assert (answer.verdict, answer.name, answer.draft_revision) == (Verdict.CHANGE_ASKED, "Anna <b>", 1)
    mail = (await session.execute(select(EmailSend))).scalar_one()
    assert (mail.email_to, mail.subject) == (
        "redazione@meridiana.example",
        "Anna <b> chiede una modifica a «La nostra storia»",
    )
    assert "Anna &lt;b&gt;" in mail.html
    assert f"/admin/note/{note.id}" in mail.html


@pytest.mark.parametrize(
    ("verdict", "name", "given", "fields"),
    [
        (Verdict.APPROVED, " ", "", ["name"]),
        (Verdict.CHANGE_ASKED, "Anna", " ", ["words"]),
        (Verdict.APPROVED, "A" * 121, "x" * 4001, ["name", "words"]),
    ],
)
async def test_an_answer_says_who_and_what(
    session: AsyncSession, verdict: Verdict, name: str, given: str, fields: list[str]
) -> None:
    issued = await service.issue_preview(session, (await create_note(session)).id)
    with pytest.raises(InvalidInput) as refusal:
        await service.answer_preview(session, issued.token, verdict=verdict, name=name, words=given)
    assert [error.field for error in refusal.value.fields] == fields


async def test_nobody_answers_without_end(session: AsyncSession) -> None:
    issued = await service.issue_preview(session, (await create_note(session)).id)
    for _time in range(50):
        await service.answer_preview(session, issued.token, verdict=Verdict.APPROVED, name="Anna")
    with pytest.raises(service.TooManyAnswers):
        await service.answer_preview(session, issued.token, verdict=Verdict.APPROVED, name="Anna")


async def test_a_version_that_is_shown_is_not_thinned_out(session: AsyncSession) -> None:
    note = await create_note(session, "Prima")
    await service.save_draft(session, note.id, words("Dopo"), revision=1)
    (autosave,) = await list_versions(session, note.id)
    await service.issue_preview(session, note.id, version=autosave.number)
    assert [version.origin for version in await list_versions(session, note.id)] == ["kept"]


@pytest.mark.parametrize("days", [0, 91])
async def test_a_link_lasts_between_a_day_and_a_quarter(session: AsyncSession, days: int) -> None:
    note = await create_note(session)
    with pytest.raises(InvalidInput):
        await service.issue_preview(session, note.id, days=days)
