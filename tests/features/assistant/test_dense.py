"""Vectors of what bots know: made in the background, changed without a gap, and only where they are switched on."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.assistant import answering
from aistrategyhub.features.assistant.jobs import JOBS
from aistrategyhub.features.assistant.models import Bot, KnowledgeVector, SearchArm
from aistrategyhub.features.assistant.queries.searching import count_vectors
from aistrategyhub.features.assistant.retrieval import Corpus, meaning, search, search_meaning
from aistrategyhub.features.assistant.retrieval.fusing import fuse
from aistrategyhub.features.assistant.schemas.chat import Asked, Finished
from aistrategyhub.features.assistant.schemas.found import Found, Passage
from aistrategyhub.features.assistant.service import EMBED, change_bot, create_bot, embed_bot
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra.db import enter_tenant, tenant_of
from aistrategyhub.infra.rate_limits import RateLimit
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.work import Postponed
from aistrategyhub.integrations.embeddings.choose import embedder
from aistrategyhub.integrations.embeddings.gateway import EmbedderUnavailable, EmbeddingModel
from aistrategyhub.integrations.embeddings.ngrams import MODEL, LocalEmbedder, embed
from tests.factories.knowledge import NOTICE, create_bot_one, teach
from tests.harness.embedding_server import EmbeddingServer
from tests.harness.json_server import Reply

# None of its words stands in the documents as it is typed here.
MISTYPED = "sanzzioni amministrattive"
DENSE = {SearchArm.DENSE}
(RUN_EMBED,) = [job.run for job in JOBS if job.name == EMBED]


async def embedded(session: AsyncSession, bot: Bot) -> Corpus:
    await embed_bot(tenant_of(session), bot.id, embedder(get_settings()))
    await session.refresh(bot)
    return Corpus.of(bot)


async def vectors(session: AsyncSession, bot: Bot) -> int:
    return (
        await session.execute(select(func.count()).select_from(KnowledgeVector).where(KnowledgeVector.bot_id == bot.id))
    ).scalar_one()


async def test_every_live_chunk_gets_a_vector_with_its_model_and_dimension(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    assert (bot.dense_model, bot.dense_dimension) == ("", 0)
    assert await embed_bot(tenant_of(session), bot.id, LocalEmbedder()) == bot.chunk_count
    await session.refresh(bot)
    assert (bot.dense_model, bot.dense_dimension) == (MODEL.name, MODEL.dimension)
    assert await count_vectors(session, bot.id, MODEL) == await vectors(session, bot) == bot.chunk_count
    assert await embed_bot(tenant_of(session), bot.id, LocalEmbedder()) == 0


@pytest.mark.parametrize("largest_exact", [10_000, 0], ids=["exact", "by the index"])
async def test_what_is_nearest_comes_first(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch, largest_exact: int
) -> None:
    monkeypatch.setattr(meaning, "LARGEST_EXACT", largest_exact)
    bot = await create_bot_one(session)
    corpus = await embedded(session, bot)
    found = await search_meaning(session, corpus, embed("sanzioni ai soggetti essenziali"), "it", most=3)
    assert found.passages[0].heading.endswith("Sanzioni")
    assert found.similarity == found.passages[0].score > found.passages[1].score
    assert (await search_meaning(session, corpus, (1.0,), "it", most=3)).passages == []


async def test_the_index_is_walked_behind_the_tenants_wall(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    await embedded(session, bot)
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    await session.execute(text("SET LOCAL enable_bitmapscan = off"))
    await session.execute(text("SET LOCAL enable_sort = off"))
    await session.execute(text("ANALYZE knowledge_vectors"))
    told = await session.execute(
        text(f"""
            EXPLAIN SELECT v.chunk_id FROM knowledge_vectors v
            WHERE v.bot_id = :bot AND v.model = :model AND v.dimension = {MODEL.dimension}
            ORDER BY v.embedding::halfvec({MODEL.dimension}) <=> CAST(:vector AS halfvec({MODEL.dimension})) LIMIT 10
        """),
        {"bot": bot.id, "model": MODEL.name, "vector": meaning.written(embed("x"))},
    )
    assert "ix_knowledge_vectors_near_512" in "\n".join(told.scalars())


async def test_only_a_bot_with_the_arm_is_searched_by_vectors(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    corpus = await embedded(session, bot)
    assert not corpus.wants_vector
    vector = embed(MISTYPED)
    alone = await search(session, corpus, "xyzzy", "it", vector=vector)
    both = await search(session, corpus, "xyzzy", "it", arms=DENSE, vector=vector)
    assert (alone.passages, alone.similarity) == ([], 0.0)
    assert both.passages[0].heading.endswith("Sanzioni")
    assert both.similarity > 0
    assert Corpus.of(await change_bot(session, bot.number, search_arms=[SearchArm.DENSE])).wants_vector


async def test_bots_do_not_see_the_vectors_of_others(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    other = await create_bot(session, "Altro")
    await teach(session, other, NOTICE.encode(), "segreto.md", title="Segreto")
    mine, theirs = await embedded(session, bot), await embedded(session, other)
    stranger = await create_tenant(session, slug="altra", name="Altra ditta", is_demo=True)
    await enter_tenant(session, stranger.id)
    assert (await search_meaning(session, mine, embed("sanzioni"), "it", most=20)).passages == []
    await enter_tenant(session, bot.tenant_id)
    assert {
        one.title for one in (await search_meaning(session, theirs, embed("sanzioni"), "it", most=20)).passages
    } == {"Segreto"}
    assert "Segreto" not in {
        one.title for one in (await search_meaning(session, mine, embed("sanzioni"), "it", most=20)).passages
    }


async def test_a_document_that_was_switched_off_is_not_near(session: AsyncSession) -> None:
    bot = await create_bot_one(session)
    corpus = await embedded(session, bot)
    await session.execute(text("UPDATE knowledge_chunks SET is_live = false WHERE heading LIKE '%Sanzioni'"))
    found = await search_meaning(session, corpus, embed("sanzioni"), "it", most=20)
    assert found.passages
    assert not any(one.heading.endswith("Sanzioni") for one in found.passages)


async def test_a_killed_round_goes_on_where_it_was(
    session: AsyncSession, embeddings: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aistrategyhub.features.assistant.service.embedding.MOST_AT_ONCE", 1)
    bot = await create_bot_one(session)
    assert bot.chunk_count > 2
    asked = embedder(get_settings())
    once = asked.embed_passages
    left = 1

    async def dying(texts: list[str]) -> object:
        nonlocal left
        if not left:
            raise EmbedderUnavailable("killed")
        left -= 1
        return await once(texts)

    monkeypatch.setattr(asked, "embed_passages", dying)
    with pytest.raises(EmbedderUnavailable):
        await embed_bot(tenant_of(session), bot.id, asked)
    await session.refresh(bot)
    assert (await vectors(session, bot), bot.dense_model) == (1, "")
    assert await embed_bot(tenant_of(session), bot.id, embedder(get_settings())) == bot.chunk_count - 1


async def test_a_model_gives_way_only_when_the_next_one_is_whole(
    session: AsyncSession, embeddings: EmbeddingServer
) -> None:
    bot = await create_bot_one(session)
    await embed_bot(tenant_of(session), bot.id, LocalEmbedder())
    await change_bot(session, bot.number, search_arms=[SearchArm.DENSE], min_similarity=0.4)
    embeddings.faults = [Reply(503, {}, {"retry-after": "9"})]
    with pytest.raises(Postponed) as later:
        await RUN_EMBED(session, {"bot_id": str(bot.id)})
    assert later.value.reason == "HTTP 503"
    await session.refresh(bot)
    assert Corpus.of(bot).model == MODEL
    assert (await search(session, Corpus.of(bot), "x", "it", vector=embed("sanzioni"))).passages
    await RUN_EMBED(session, {})
    await session.refresh(bot)
    assert Corpus.of(bot).model == EmbeddingModel("voyage-4", 256)
    assert (bot.min_similarity, await vectors(session, bot)) == (1.0, bot.chunk_count)


async def test_a_refused_key_stops_the_round_and_nothing_else(
    session: AsyncSession, embeddings: EmbeddingServer
) -> None:
    bot = await create_bot_one(session)
    embeddings.faults = [Reply(401, {})]
    await RUN_EMBED(session, {})
    assert await vectors(session, bot) == 0


async def test_a_document_that_was_read_is_embedded_by_itself(session: AsyncSession) -> None:
    from aistrategyhub.infra.work import Work

    bot = await create_bot_one(session)
    jobs = (await session.execute(select(Work.payload).where(Work.job == EMBED))).scalars().all()
    assert {"bot_id": str(bot.id)} in jobs


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        return None

    monkeypatch.setattr(answering, "hit_or_refuse", nobody_is_counted)


async def ask(session: AsyncSession, question: str) -> Finished:
    asked = Asked(tenant_of(session), 1, question, "it", "127.0.0.1")
    return [heard async for heard in answering.answer(asked)][-1]


async def test_a_near_passage_is_answered_from_though_no_word_is_the_same(
    session: AsyncSession, uncounted: None
) -> None:
    bot = await create_bot_one(session)
    await embedded(session, bot)
    assert (await ask(session, "zzanzioni")).kind == "unknown"
    await change_bot(session, bot.number, search_arms=[SearchArm.DENSE], min_similarity=0.05)
    assert (await ask(session, "zzanzioni")).kind == "extract"


async def test_without_the_provider_words_go_on_finding(
    session: AsyncSession, uncounted: None, embeddings: EmbeddingServer
) -> None:
    bot = await create_bot_one(session)
    await embedded(session, bot)
    await change_bot(session, bot.number, search_arms=[SearchArm.DENSE])
    sent = len(embeddings.asked)
    assert (await ask(session, "Entro quante ore va fatta la pre-notifica?")).kind == "extract"
    assert len(embeddings.asked) == sent + 1
    embeddings.faults = [None]
    assert (await ask(session, "Entro quante ore va fatta la pre-notifica?")).kind == "extract"
    await change_bot(session, bot.number, refused_words=["concorrenza"])
    sent = len(embeddings.asked)
    assert (await ask(session, "Che cosa fa la concorrenza?")).kind == "declined"
    assert len(embeddings.asked) == sent


def passage(name: str) -> Passage:
    return Passage(new_id(), new_id(), name, "", "", None, "", 0.0)


def test_what_both_rankings_put_first_is_first() -> None:
    a, b, c = passage("a"), passage("b"), passage("c")
    assert [one.title for one in fuse([a, b, c], [b, a], 0.25)] == ["a", "b", "c"]
    assert [one.title for one in fuse([a, b], [b, c], 1.0)] == ["b", "a", "c"]
    assert [one.title for one in fuse([a], [b, c], 0.25)] == ["a", "b", "c"]
    assert fuse([a], [a], 0.25)[0].score == pytest.approx(1.0)
    assert fuse([], [], 1.0) == []


def test_either_measure_is_enough_to_answer() -> None:
    assert Found([passage("a")], 0.4).is_enough(0.35)
    assert not Found([passage("a")], 0.3).is_enough(0.35)
    assert Found([passage("a")], 0.0, 0.6).is_enough(0.35, 0.5)
    assert not Found([], 1.0, 1.0).is_enough(0.1, 0.1)
