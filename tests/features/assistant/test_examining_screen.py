"""The page of rounds: real events through the real gate."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.assistant.queries import get_bot
from aistrategyhub.features.assistant.queries.evaluation import find_last_run, titles_by_source
from aistrategyhub.features.assistant.service import embed_bot
from aistrategyhub.features.assistant.service.rounds import NothingToAsk
from aistrategyhub.features.assistant.state import examining as examining_state
from aistrategyhub.features.assistant.state.examining import AdminOwnQuestionsState, AdminRoundState
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.integrations.embeddings.ngrams import LocalEmbedder
from tests.factories.knowledge import create_bot_one
from tests.factories.people import create_somebody, principal_of
from tests.harness.background import run_everything
from tests.harness.states import Tab

ROUTE = "/admin/assistente/[bot_number]/prove"


@pytest.fixture
async def owner(session: AsyncSession, tab: Tab, monkeypatch: pytest.MonkeyPatch) -> Tab:
    # One look, and no more.
    monkeypatch.setattr(examining_state, "_LOOKS", 1)
    monkeypatch.setattr(examining_state, "_BETWEEN_LOOKS", 0)
    bot = await create_bot_one(session)
    await embed_bot(tenant_of(session), bot.id, LocalEmbedder())
    await session.refresh(bot)
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    tab.go(ROUTE, bot_number="1")
    await tab.send(AdminOwnQuestionsState.load)
    await tab.send(AdminRoundState.load)
    return tab


async def test_the_owner_asks_sees_what_went_wrong_and_mends_it(session: AsyncSession, owner: Tab) -> None:
    assert owner.seen(AdminRoundState, "view")["is_there"] is False
    choices = owner.seen(AdminOwnQuestionsState, "choices")
    assert [one["label"] for one in choices[:2]] == ["Qualunque documento", "Nessuno: è fuori tema"]
    guide = next(one["value"] for one in choices if one["label"] == "Guida NIS2")
    await owner.send(AdminOwnQuestionsState.add, form={"question": "", "expected": guide})
    assert set(owner.seen(AdminOwnQuestionsState, "errors")) == {"question"}
    for form in (
        {"question": "Entro quante ore va fatta la pre-notifica?", "expected": guide, "heading": "Termini"},
        {"question": "A quanto arrivano le sanzioni?", "expected": guide, "heading": "Capitolo che non c'è"},
        {"question": "Chi ha vinto il campionato?", "expected": "-"},
    ):
        await owner.send(AdminOwnQuestionsState.add, form=form)
    rows = owner.seen(AdminOwnQuestionsState, "rows")
    assert {row["expected_label"] for row in rows} == {
        "Guida NIS2 › Termini",
        "Guida NIS2 › Capitolo che non c'è",
        "Da non rispondere",
    }
    await owner.send(AdminRoundState.start)
    assert owner.seen(AdminRoundState, "view")["is_going_on"] is True
    await run_everything(session)
    await owner.send(AdminRoundState.load)
    view = owner.seen(AdminRoundState, "view")
    assert (view["status_label"], view["right_label"], view["recall_label"]) == ("Conclusa", "2 su 3", "50%")
    [failed] = owner.seen(AdminRoundState, "failed")
    assert (failed["question"], failed["problem"], failed["place_label"]) == (
        "A quanto arrivano le sanzioni?",
        "Non fra i primi cinque",
        "—",
    )
    ways = {row["name"]: row for row in owner.seen(AdminRoundState, "ways")}
    assert ways["bm25+glossary"]["is_own"] is True
    assert ways["hybrid"]["label"] == "Parole + vettori"
    assert [series["name"] for series in owner.seen(AdminRoundState, "series")] == [
        "Risposte giuste",
        "Trovate fra i primi cinque",
    ]
    await owner.send(AdminRoundState.use, name="hybrid+glossary")
    assert {row["name"] for row in owner.seen(AdminRoundState, "ways") if row["is_own"]} == {"hybrid+glossary"}
    await owner.send(AdminRoundState.calibrate)
    bot, run = await get_bot(session, 1), await find_last_run(session, (await get_bot(session, 1)).id)
    await session.refresh(bot)
    assert run is not None
    assert bot.min_coverage == run.suggested_coverage
    await owner.send(AdminOwnQuestionsState.delete, question_id=rows[0]["question_id"])
    assert len(owner.seen(AdminOwnQuestionsState, "rows")) == 2


async def test_the_owner_has_questions_written_or_no_more(session: AsyncSession, owner: Tab) -> None:
    search = owner.seen(AdminRoundState, "search")
    assert (search["is_local"], search["has_key"], search["writes_questions"]) == (True, False, False)
    await owner.send(AdminRoundState.want, wanted=True)
    assert owner.seen(AdminRoundState, "search")["writes_questions"] is True
    await run_everything(session)
    await owner.send(AdminRoundState.want, wanted=False)
    assert owner.seen(AdminRoundState, "search")["writes_questions"] is False


async def test_a_round_without_questions_is_refused(owner: Tab) -> None:
    with pytest.raises(NothingToAsk):
        await owner.send(AdminRoundState.start)
    assert owner.seen(AdminRoundState, "view")["is_there"] is False


async def test_an_editor_asks_and_decides_nothing(session: AsyncSession, owner: Tab) -> None:
    owner.principal = principal_of(await create_somebody(session, Role.EDITOR))
    await owner.send(AdminOwnQuestionsState.add, form={"question": "Quanto dura il corso?"})
    await owner.send(AdminRoundState.start)
    await run_everything(session)
    await owner.send(AdminRoundState.use, name="bm25")
    bot = await get_bot(session, 1)
    assert bot.search_arms == ["glossary"]
    assert await find_last_run(session, bot.id) is not None


async def test_support_looks_and_asks_nothing(session: AsyncSession, owner: Tab) -> None:
    owner.principal = principal_of(await create_somebody(session, Role.SUPPORT))
    await owner.send(AdminOwnQuestionsState.add, form={"question": "Quanto dura il corso?"})
    await owner.send(AdminOwnQuestionsState.load)
    assert owner.seen(AdminOwnQuestionsState, "rows") == []


async def test_a_bot_that_is_not_there_has_no_rounds(owner: Tab, session: AsyncSession) -> None:
    owner.go(ROUTE, bot_number="99")
    await owner.send(AdminRoundState.load)
    await owner.send(AdminOwnQuestionsState.load)
    assert owner.seen(AdminRoundState, "is_loaded") is True
    assert await titles_by_source(session, (await get_bot(session, 1)).id)
