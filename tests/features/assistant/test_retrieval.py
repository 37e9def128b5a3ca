"""Finding passages: the right one first, only in one's own bot, and nothing where nothing is known."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.rules.evaluation import (
    WrongLine,
    figures,
    first_relevant,
    read_corpus,
    read_questions,
)
from aistrategyhub.features.assistant.schemas.evaluation import AskedQuestion, CorpusText
from aistrategyhub.features.assistant.service import create_bot
from aistrategyhub.features.assistant.service.evaluating import evaluate
from aistrategyhub.features.assistant.service.glossary import shipped_glossary, write_entries
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra.db import enter_tenant, tenant_of
from aistrategyhub.integrations.embeddings.ngrams import LocalEmbedder
from tests.factories.knowledge import NOTICE, create_bot_one, teach


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("Entro quante ore va fatta la pre-notifica?", "Notifica degli incidenti › Termini"),
        ("A quanto arrivano le sanzioni amministrative?", "Notifica degli incidenti › Sanzioni"),
        (
            "quanto dura il corso sull'intelligenza artificiale",
            "Corso di alfabetizzazione sull'intelligenza artificiale",
        ),
    ],
)
async def test_the_passage_that_answers_comes_first(session: AsyncSession, question: str, heading: str) -> None:
    bot = await create_bot_one(session)
    found = await search(session, Corpus.of(bot), question, "it")
    assert found.passages[0].heading.startswith(heading)
    assert found.coverage >= bot.min_coverage


@pytest.mark.parametrize(
    "question",
    ["Qual è la ricetta della carbonara?", "Chi ha vinto il campionato di calcio?", "xyzzy", "", "e il la che di"],
)
async def test_what_nobody_wrote_about_is_not_covered(session: AsyncSession, question: str) -> None:
    bot = await create_bot_one(session)
    found = await search(session, Corpus.of(bot), question, "it")
    assert found.coverage < bot.min_coverage


async def test_the_glossary_leads_from_what_people_say_to_what_documents_say(session: AsyncSession) -> None:
    text = "# Violazioni\n\nOgni violazione dei dati personali va notificata al Garante."
    bot = await create_bot_one(session, {"GDPR": text, "Altro": NOTICE})
    question = "Mi hanno rubato il portatile: portatile rubato, che faccio?"
    without = await search(session, Corpus.of(bot), question, "it", arms=())
    found = await search(session, Corpus.of(bot), question, "it")
    assert without.passages == []
    assert found.passages[0].title == "GDPR"
    await write_entries(session, bot.id, "it", [("la carbonara", "sanzioni amministrative")])
    taught = await search(session, Corpus.of(bot), "Chi paga la carbonara?", "it")
    assert taught.passages[0].heading.endswith("Sanzioni")


async def test_bots_do_not_know_what_other_bots_and_other_firms_know(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    other = await create_bot(session, "Altro")
    await teach(session, other, b"Il segreto dell'altro bot.", "segreto.txt")
    own_firm = tenant_of(session)
    stranger = await create_tenant(session, slug="altra", name="Altra ditta", is_demo=True)
    await enter_tenant(session, stranger.id)
    theirs = await create_bot_one(session, {"Riservato": "# Segreto\n\nIl segreto dell'altra ditta."})
    assert (await search(session, Corpus.of(bot), "incidente pre-notifica", "it")).passages == []
    assert [one.title for one in (await search(session, Corpus.of(theirs), "segreto", "it")).passages] == ["Riservato"]
    await enter_tenant(session, own_firm)
    assert (await search(session, Corpus.of(bot), "segreto", "it")).passages == []
    assert (await search(session, Corpus.of(theirs), "segreto", "it")).passages == []
    assert [one.title for one in (await search(session, Corpus.of(other), "segreto", "it")).passages] == ["segreto"]


async def test_a_text_in_two_languages_is_found_in_the_visitors(session: AsyncSession) -> None:
    bot = await create_bot_one(session, {})
    italian = await teach(session, bot, b"La direttiva NIS2 vale dal 2024.", "it.txt", title="IT")
    english = await teach(session, bot, b"The NIS2 directive applies since 2024.", "en.txt", title="EN", locale="en")
    from aistrategyhub.features.assistant.service.indexing import let_in

    for document in (italian, english):
        document.only_locale = document.locale
        await session.flush()
        await let_in(session, document, 1)
    for locale, title in (("it", "IT"), ("en", "EN")):
        found = await search(session, Corpus.of(bot), "NIS2 2024", locale)
        assert [one.title for one in found.passages] == [title]


CORPUS = [CorpusText("a", "Le sanzioni arrivano a dieci milioni."), CorpusText("b", "Il corso dura due giornate.")]


async def test_arms_are_measured_on_a_bot_that_nobody_sees(session: AsyncSession) -> None:
    asked = [AskedQuestion("quanto dura il corso", frozenset({"b"})), AskedQuestion("zzz", frozenset({"a"}))]
    told = await evaluate(session, CORPUS, asked, "it", LocalEmbedder())
    assert list(told) == ["bm25", "bm25+glossary", "dense", "hybrid", "hybrid+glossary"]
    assert told["bm25"].for_programs() | {"p50_ms": 0, "p95_ms": 0} == {
        "recall@1": 0.5,
        "recall@5": 0.5,
        "recall@10": 0.5,
        "mrr": 0.5,
        "p50_ms": 0,
        "p95_ms": 0,
    }


async def test_an_evaluation_leaves_nothing_and_waits_for_none(session: AsyncSession) -> None:
    await create_bot_one(session)
    before = await counted(session)
    asked = [AskedQuestion("quanto dura il corso", frozenset({"b"}))]
    scratch = await session.begin_nested()
    for _twice in range(2):
        await evaluate(session, CORPUS, asked, "it", LocalEmbedder())
    assert await counted(session) != before
    await scratch.rollback()
    assert await counted(session) == before


async def counted(session: AsyncSession) -> list[int]:
    tables = ("bots", "knowledge_documents", "knowledge_chunks", "knowledge_postings", "knowledge_vectors")
    return [(await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() for table in tables]


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("sanzzioni", "Sanzioni"),
        ("entro quando la prenotfica e la relazzione finale", "Termini"),
        ("alfabettizzazione", "intelligenza artificiale"),
    ],
)
async def test_a_slip_of_the_finger_is_forgiven(session: AsyncSession, typed: str, heading: str) -> None:
    bot = await create_bot_one(session)
    found = await search(session, Corpus.of(bot), typed, "it", arms=())
    assert found.passages[0].heading.endswith(heading)
    assert found.coverage < 1


async def test_a_phrase_of_common_words_is_known_to_the_glossary(session: AsyncSession) -> None:
    text = "# Responsabile\n\nLa designazione del responsabile della protezione dei dati."
    bot = await create_bot_one(session, {"GDPR": text, "Altro": NOTICE})
    found = await search(session, Corpus.of(bot), "Mi serve un DPO?", "it")
    assert [one.title for one in found.passages] == ["GDPR"]


def test_figures_are_counted_by_the_first_text_that_answers() -> None:
    told = figures([1, 3, None, 7], [1.0, 2.0, 3.0, 4.0])
    assert (told.recall_at_1, told.recall_at_5, told.recall_at_10) == (0.25, 0.5, 0.75)
    assert told.mrr == pytest.approx((1 + 1 / 3 + 1 / 7) / 4)
    assert first_relevant(["x", "x", "y", "z"], frozenset({"y", "z"})) == 2
    assert first_relevant(["x"], frozenset({"y"})) is None


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["{"], "line 1: this is no JSON"),
        (["[]"], "line 1: this is no JSON object"),
        (['{"id": "a", "text": "x"}', "", '{"id": "a", "text": "y"}'], "line 3: the id 'a' was there before"),
        (['{"id": "a"}'], 'line 1: "text" must be a text with words in it'),
        (['{"id": "a", "text": "\\ud800"}'], 'line 1: "text" must be a text with words in it'),
        (["[" * 100_000], "line 1: this is no JSON"),
        (['{"id": true, "text": "x"}'], 'line 1: "id" must be a text or a number'),
        ([], "line 1: the corpus is empty"),
    ],
)
def test_a_wrong_corpus_is_told_with_its_line(lines: list[str], problem: str) -> None:
    with pytest.raises(WrongLine) as refusal:
        read_corpus(lines)
    assert str(refusal.value) == problem


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (['{"question": "x", "relevant": ["c"]}'], "line 1: the corpus has no id 'c'"),
        (['{"question": "x", "relevant": []}'], 'line 1: "relevant" must be a list of one id or more'),
        (['{"question": 1, "relevant": ["a"]}'], 'line 1: "question" must be a text with words in it'),
        ([" "], "line 1: there are no questions"),
        (['{"question": "\\x00", "relevant": ["a"]}'], "line 1: this is no JSON"),
        (['{"question": "x", "relevant": "a"}'], 'line 1: "relevant" must be a list of one id or more'),
    ],
)
def test_wrong_questions_are_told_with_their_line(lines: list[str], problem: str) -> None:
    with pytest.raises(WrongLine) as refusal:
        read_questions(lines, CORPUS)
    assert str(refusal.value) == problem


def test_the_shipped_glossary_says_something_in_both_languages() -> None:
    told = shipped_glossary()
    assert set(told) == {"it", "en"}
    assert all(phrase.strip() and meaning.strip() for entries in told.values() for phrase, meaning in entries.items())
