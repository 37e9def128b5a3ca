"""Rounds of the owner's questions: what they say of a bot, and what the owner makes of it."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.assistant.models import (
    Bot,
    BotStatus,
    EvaluationResult,
    EvaluationRun,
    KnowledgeDocument,
    RunStatus,
    SearchArm,
    Verdict,
)
from aistrategyhub.features.assistant.queries.evaluation import QuestionNotFound, find_last_run, list_failed
from aistrategyhub.features.assistant.rules.calibration import judge, nearest_of_others, place_of, threshold
from aistrategyhub.features.assistant.rules.examining import NOTHING, read_own_question, round_view
from aistrategyhub.features.assistant.rules.ways import WAYS, way_of, ways_with
from aistrategyhub.features.assistant.schemas.evaluation import Expected
from aistrategyhub.features.assistant.schemas.found import Passage
from aistrategyhub.features.assistant.service import change_bot, create_bot, embed_bot, rounds
from aistrategyhub.features.assistant.service.examining import (
    NoThreshold,
    WayNotProven,
    examine,
    fail_round,
    use_threshold,
    use_way,
)
from aistrategyhub.features.assistant.service.rounds import (
    NothingToAsk,
    TooManyQuestions,
    add_question,
    delete_question,
    start_round,
)
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.work import Work
from aistrategyhub.integrations.embeddings.ngrams import LocalEmbedder
from tests.factories.knowledge import create_bot_one

OFF_TOPIC = Expected(is_answerable=False)


@pytest.fixture
async def bot(session: AsyncSession) -> Bot:
    bot = await create_bot_one(session)
    await embed_bot(tenant_of(session), bot.id, LocalEmbedder())
    await session.refresh(bot)
    return bot


async def source_of(session: AsyncSession, title: str) -> str:
    query = select(KnowledgeDocument.source_key).where(KnowledgeDocument.title == title)
    return (await session.execute(query)).scalar_one()


async def ask_four(session: AsyncSession, bot: Bot) -> None:
    guide, course = await source_of(session, "Guida NIS2"), await source_of(session, "Corso IA")
    for question, expected in (
        ("Entro quante ore va fatta la pre-notifica?", Expected(source=guide, heading="termini")),
        ("Quanto dura il corso?", Expected(source=course)),
        ("Quanto costa il corso di cucina?", OFF_TOPIC),
        ("Chi ha vinto il campionato di calcio?", OFF_TOPIC),
    ):
        await add_question(session, bot, question, "it", expected)


async def round_of(session: AsyncSession, bot: Bot) -> EvaluationRun:
    run = await start_round(session, bot)
    await examine(tenant_of(session), run.id)
    await session.refresh(run)
    return run


async def test_a_round_says_which_questions_went_wrong_and_why(session: AsyncSession, bot: Bot) -> None:
    await ask_four(session, bot)
    await add_question(session, bot, "Quanto dura il corso?", "it", Expected(source="upload:gone"))
    run = await round_of(session, bot)
    assert (run.status, run.question_count, run.done_count) == (RunStatus.DONE, 5, 5)
    rows = (await session.execute(select(EvaluationResult).order_by(EvaluationResult.position))).scalars().all()
    verdicts = [row.verdict for row in rows]
    assert verdicts[:2] == [Verdict.RIGHT, Verdict.RIGHT]
    assert (verdicts[3], verdicts[4]) == (Verdict.RIGHT, Verdict.NOT_FOUND)
    assert rows[0].place == 1
    assert rows[0].found == "Guida NIS2"
    assert run.right_count == sum(verdict is Verdict.RIGHT for verdict in verdicts)
    assert [row.verdict for row in await list_failed(session, run.id, 10)] == [
        verdict for verdict in verdicts if verdict is not Verdict.RIGHT
    ]


async def test_every_way_that_can_be_measured_is(session: AsyncSession, bot: Bot) -> None:
    await ask_four(session, bot)
    run = await round_of(session, bot)
    assert set(run.ways) == {"bm25", "bm25+glossary", "dense", "hybrid", "hybrid+glossary"}
    assert run.ways["bm25+glossary"]["recall@5"] == run.recall == 1.0
    assert run.suggested_similarity is not None
    await change_bot(session, bot.number, dense_model="", dense_dimension=0)
    await session.refresh(bot)
    assert set((await round_of(session, bot)).ways) == {"bm25", "bm25+glossary"}


async def test_a_round_that_was_killed_begins_again(session: AsyncSession, bot: Bot) -> None:
    await ask_four(session, bot)
    run = await start_round(session, bot)
    run.status, run.done_count = RunStatus.RUNNING, 2
    session.add(EvaluationResult(run_id=run.id, position=1, question="x", is_answerable=True, verdict=Verdict.SILENT))
    await session.flush()
    await examine(tenant_of(session), run.id)
    await session.refresh(run)
    assert (run.status, run.done_count) == (RunStatus.DONE, 4)
    assert len((await session.execute(select(EvaluationResult))).scalars().all()) == 4
    await examine(tenant_of(session), run.id)
    await fail_round(session, new_id())
    assert len((await session.execute(select(EvaluationResult))).scalars().all()) == 4


async def test_one_round_at_a_time_and_none_without_questions(session: AsyncSession, bot: Bot) -> None:
    with pytest.raises(NothingToAsk):
        await start_round(session, bot)
    await add_question(session, bot, "Quanto dura?", "it", Expected())
    first = await start_round(session, bot)
    assert (await start_round(session, bot)).id == first.id
    await fail_round(session, first.id)
    assert (await start_round(session, bot)).id != first.id


async def test_opening_a_bot_asks_its_questions(session: AsyncSession, bot: Bot) -> None:
    await change_bot(session, bot.number, status=BotStatus.PAUSED)
    await change_bot(session, bot.number, status=BotStatus.ACTIVE)
    assert await find_last_run(session, bot.id) is None
    await add_question(session, bot, "Quanto dura?", "it", Expected())
    await change_bot(session, bot.number, status=BotStatus.PAUSED)
    assert await find_last_run(session, bot.id) is None
    await change_bot(session, bot.number, status=BotStatus.ACTIVE)
    run = await find_last_run(session, bot.id)
    assert run is not None
    assert (await session.execute(select(Work).where(Work.key == f"{rounds.EXAMINE}:{run.id}"))).scalar_one()


async def test_the_threshold_parts_what_is_answered_from_what_is_not(session: AsyncSession, bot: Bot) -> None:
    """As it once was: an acronym of the documents in a question about something else was answered."""
    await ask_four(session, bot)
    await change_bot(session, bot.number, min_coverage=0.05)
    await add_question(session, bot, "Il CSIRT Italia vende biciclette elettriche usate a rate?", "it", OFF_TOPIC)
    run = await round_of(session, bot)
    assert Verdict.TALKATIVE in [row.verdict for row in await list_failed(session, run.id, 10)]
    assert run.suggested_coverage is not None
    assert round_view(run, bot).suggestion != ""
    await use_threshold(session, bot.number)
    assert bot.min_coverage == run.suggested_coverage
    again = await round_of(session, bot)
    assert again.right_count > run.right_count
    assert round_view(again, bot).suggestion == ""


async def test_only_a_way_that_finds_as_much_may_be_used(session: AsyncSession, bot: Bot) -> None:
    with pytest.raises(WayNotProven):
        await use_way(session, bot.number, "hybrid")
    with pytest.raises(NoThreshold):
        await use_threshold(session, bot.number)
    await ask_four(session, bot)
    run = await round_of(session, bot)
    for name in ("dense", "hybrid+questions", "nonsense"):
        with pytest.raises(WayNotProven):
            await use_way(session, bot.number, name)
    await use_way(session, bot.number, "hybrid+glossary")
    assert set(bot.search_arms) == {SearchArm.DENSE, SearchArm.GLOSSARY}
    assert bot.min_similarity == run.suggested_similarity
    acts = (await session.execute(select(AuditEntry.action))).scalars().all()
    assert "assistant.bot_changed" in acts
    run.ways = run.ways | {"bm25": run.ways["bm25"] | {"recall@5": 0.2}}
    await session.flush()
    with pytest.raises(WayNotProven):
        await use_way(session, bot.number, "bm25")
    assert (await use_way(session, bot.number, "bm25+glossary")).min_similarity == 1.0


async def test_questions_are_the_bots_own_and_not_without_end(
    session: AsyncSession, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "MOST_QUESTIONS", 1)
    question = await add_question(session, bot, "Quanto dura?", "it", Expected())
    with pytest.raises(TooManyQuestions):
        await add_question(session, bot, "Quanto costa?", "it", Expected())
    other = await create_bot(session, "Altro")
    with pytest.raises(QuestionNotFound):
        await delete_question(session, other, question.id)
    await delete_question(session, bot, question.id)
    with pytest.raises(QuestionNotFound):
        await delete_question(session, bot, question.id)


@pytest.mark.parametrize(
    ("expected", "place", "is_answered", "verdict"),
    [
        (Expected(), 1, True, Verdict.RIGHT),
        (Expected(), 5, True, Verdict.RIGHT),
        (Expected(), 6, True, Verdict.NOT_FOUND),
        (Expected(), None, True, Verdict.NOT_FOUND),
        (Expected(), 1, False, Verdict.SILENT),
        (OFF_TOPIC, None, False, Verdict.RIGHT),
        (OFF_TOPIC, 1, True, Verdict.TALKATIVE),
    ],
)
def test_a_question_is_judged(expected: Expected, place: int | None, is_answered: bool, verdict: Verdict) -> None:
    assert judge(expected, place, is_answered=is_answered) is verdict


@pytest.mark.parametrize(
    ("answerable", "others", "told"),
    [
        ([0.8, 0.6], [0.2, 0.4], 0.5),
        ([0.8, 0.6], [], None),
        ([], [0.2], None),
        ([0.9, 0.8, 0.3], [0.2, 0.5], 0.65),
        ([0.5], [0.5], 0.275),
        ([0.9], [0.0], 0.45),
    ],
)
def test_the_threshold_lies_in_the_middle_of_the_best_gap(
    answerable: list[float], others: list[float], told: float | None
) -> None:
    assert threshold(answerable, others) == told


def test_vectors_alone_answer_only_what_is_nearer_than_every_other() -> None:
    assert nearest_of_others([0.2, 0.5]) == 0.52
    assert nearest_of_others([0.99]) == 1.0
    assert nearest_of_others([]) is None


def test_the_expected_passage_is_known_by_its_source_and_heading() -> None:
    document = new_id()
    found = [
        Passage(new_id(), new_id(), "", "Altro", "", None, "", 2.0),
        Passage(new_id(), document, "", "Termini › Ore", "", None, "", 1.0),
    ]
    sources = {str(document): "upload:1"}
    assert place_of(found, Expected(source="upload:1", heading="ORE"), sources) == 2
    assert place_of(found, Expected(source="upload:1", heading="giorni"), sources) is None
    assert place_of(found, Expected(), sources) == 1
    assert place_of([], Expected(), sources) is None


def test_every_choice_of_arms_is_a_way() -> None:
    for way in WAYS:
        assert way.is_dense_alone or way_of(way.arms) == way
    assert [way.name for way in ways_with(vectors=False, questions=False)] == ["bm25", "bm25+glossary"]
    own = way_of([SearchArm.DENSE])
    assert own in ways_with(vectors=False, questions=False, own=own)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({}, {"question"}),
        ({"question": "x" * 501}, {"question"}),
        ({"question": "x", "expected": "upload:9"}, {"expected"}),
        ({"question": "x", "heading": "y" * 201}, {"heading"}),
    ],
    ids=["nothing", "long", "strange", "long heading"],
)
def test_a_wrong_question_says_which_field(form: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_own_question(form, {"upload:1": "Guida"})
    assert {error.field for error in refusal.value.fields} == wrong


def test_a_question_off_topic_expects_nothing() -> None:
    told = read_own_question({"question": " a  b ", "expected": NOTHING, "heading": "x", "locale": "xx"}, {})
    assert told == ("a b", "it", OFF_TOPIC)
    told = read_own_question(
        {"question": "a", "expected": "upload:1", "heading": "x", "locale": "en"}, {"upload:1": ""}
    )
    assert told == ("a", "en", Expected(source="upload:1", heading="x"))
