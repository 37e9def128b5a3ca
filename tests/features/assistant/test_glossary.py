"""The glossary in the owner's hands: entries, refusals, and what was changed by whom."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.assistant.queries import get_bot
from aistrategyhub.features.assistant.queries.glossary import EntryNotFound, count_entries
from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.service import create_bot, glossary
from aistrategyhub.features.assistant.service.glossary import GlossaryFull, delete_entry, save_entry
from aistrategyhub.features.assistant.state.glossary import AdminGlossaryState
from tests.factories.knowledge import create_bot_one
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab


async def test_a_new_entry_finds_at_once_and_a_deleted_one_no_more(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    entry = await save_entry(session, bot, "it", "il guaio grosso", "sanzioni amministrative")
    asked = (session, Corpus.of(bot), "e con un guaio grosso?", "it")
    assert (await search(*asked)).passages[0].heading.endswith("Sanzioni")
    await delete_entry(session, bot, entry.id)
    assert (await search(*asked)).passages == []


async def test_an_entry_may_be_worded_otherwise(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    entry = await save_entry(session, bot, "it", "guaio", "sanzioni")
    count = await count_entries(session, bot.id)
    changed = await save_entry(session, bot, "en", "trouble", "corso", entry_id=entry.id)
    assert (changed.locale, changed.phrase, changed.meaning) == ("en", "trouble", "corso")
    assert await count_entries(session, bot.id) == count


@pytest.mark.parametrize(
    ("phrase", "meaning", "field"),
    [("il la di", "sanzioni", "phrase"), ("guaio", "e che", "meaning"), ("portatile rubato", "x1", "phrase")],
    ids=["common words", "common meaning", "taken"],
)
async def test_a_useless_entry_is_refused_beside_its_field(
    session: AsyncSession, phrase: str, meaning: str, field: str
) -> None:
    bot = await create_bot_one(session)
    with pytest.raises(InvalidInput) as refusal:
        await save_entry(session, bot, "it", phrase, meaning)
    assert [error.field for error in refusal.value.fields] == [field]


async def test_entries_are_the_bots_own_and_not_without_end(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await create_bot_one(session)
    entry = await save_entry(session, bot, "it", "guaio", "sanzioni")
    other = await create_bot(session, "Altro")
    for wrong in (entry.id, new_id()):
        with pytest.raises(EntryNotFound):
            await delete_entry(session, other, wrong)
        with pytest.raises(EntryNotFound):
            await save_entry(session, other, "it", "a1", "b1", entry_id=wrong)
    monkeypatch.setattr(glossary, "MOST_ENTRIES", 1)
    with pytest.raises(GlossaryFull):
        await save_entry(session, bot, "it", "guaione", "sanzioni")


@pytest.fixture
async def desk(session: AsyncSession, tab: Tab) -> Tab:
    await create_bot_one(session)
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    tab.go("/admin/assistente/[bot_number]/glossario", bot_number="1")
    await tab.send(AdminGlossaryState.load)
    return tab


async def test_the_owner_writes_words_otherwise_and_sees_who_did(session: AsyncSession, desk: Tab) -> None:
    await desk.send(AdminGlossaryState.save, form={"phrase": "", "meaning": "sanzioni"})
    assert set(desk.seen(AdminGlossaryState, "errors")) == {"phrase"}
    await desk.send(AdminGlossaryState.save, form={"phrase": "guaio grosso", "meaning": "sanzioni", "locale": "it"})
    assert desk.seen(AdminGlossaryState, "epoch") == 1
    await desk.send(AdminGlossaryState.search, q="guaio")
    [row] = desk.seen(AdminGlossaryState, "rows")
    assert (row["phrase"], row["language_label"]) == ("guaio grosso", "Italiano")
    await desk.send(AdminGlossaryState.choose, entry_id=row["entry_id"])
    assert desk.seen(AdminGlossaryState, "chosen")["phrase"] == "guaio grosso"
    await desk.send(AdminGlossaryState.save, form={"phrase": "guaio", "meaning": "sanzioni", "locale": "it"})
    assert desk.seen(AdminGlossaryState, "chosen")["entry_id"] == ""
    [row] = desk.seen(AdminGlossaryState, "rows")
    await desk.send(AdminGlossaryState.delete, entry_id=row["entry_id"])
    assert desk.seen(AdminGlossaryState, "rows") == []
    assert [one["words"] for one in desk.seen(AdminGlossaryState, "changes")] == [
        "Tolta: «guaio» → «sanzioni»",
        "«guaio grosso» → «sanzioni» è diventata «guaio» → «sanzioni»",
        "Aggiunta: «guaio grosso» → «sanzioni»",
    ]
    assert all(one["who"].startswith("Anna") for one in desk.seen(AdminGlossaryState, "changes"))


async def test_support_reads_the_glossary_and_changes_nothing(session: AsyncSession, desk: Tab) -> None:
    bot = await get_bot(session, 1)
    before = await count_entries(session, bot.id)
    desk.principal = principal_of(await create_somebody(session, Role.SUPPORT))
    await desk.send(AdminGlossaryState.save, form={"phrase": "guaio", "meaning": "sanzioni", "locale": "it"})
    assert await count_entries(session, bot.id) == before


async def test_a_bot_that_is_not_there_has_no_glossary(desk: Tab) -> None:
    desk.go("/admin/assistente/[bot_number]/glossario", bot_number="99")
    await desk.send(AdminGlossaryState.load)
    assert desk.seen(AdminGlossaryState, "is_loaded") is True
