"""Words looked up in a real PostgreSQL."""

import re

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.searching import fold, read_search
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.search import Query, SearchWord, learn, matches, understand
from tests.harness.statements import counted_statements

SHELF = "prova"
TEXT = "Valutazione d’impatto e DPIA per la NIS2: il registro dei sistemi, la formazione e i regolamenti."


async def understood(session: AsyncSession, q: str, locale: str = "it") -> Query | None:
    typed = read_search(q)
    assert typed is not None
    return await understand(session, SHELF, locale, typed)


async def is_found(session: AsyncSession, q: str, words: str = TEXT, language: str = "it", locale: str = "it") -> bool:
    query = await understood(session, q, locale)
    if query is None:
        return False
    vector = func.search_vector(language, "", "", words)
    return (await session.execute(select(matches(vector, query.every)))).scalar_one()


@pytest.fixture
async def learned(session: AsyncSession) -> AsyncSession:
    await learn(session, SHELF, "it", "it", TEXT)
    return session


@pytest.mark.parametrize(
    "q",
    [
        "valutazione", "VALUTAZIONI", "impatto", "dpia", "nis2", "nis 2", "NIS-2", "registri", "regolamento",
        "valutazzione", "valutazoine", "dipa", "nsi2", "niss2", "reggistro", "formazzione", "regolamneto",
        "valut", "regol", "form", "valutazione dell’impatto", "registro dei", "il registro", "sistema formazione",
    ],
)  # fmt: skip
async def test_stems_slips_and_beginnings_find_the_word(learned: AsyncSession, q: str) -> None:
    assert await is_found(learned, q)


@pytest.mark.parametrize("q", ["fatturazione", "zz", "2024", "pizza", "xyzxyz"])
async def test_what_is_another_word_finds_nothing(learned: AsyncSession, q: str) -> None:
    assert await understood(learned, q) is None


async def test_a_word_that_is_known_is_not_taken_for_another(learned: AsyncSession) -> None:
    await learn(learned, SHELF, "it", "it", "registra")

    query = await understood(learned, "registro ")

    assert query is not None
    assert (query.every, query.is_guessed) == ("('registr')", False)


async def test_a_guess_is_said_to_be_one(learned: AsyncSession) -> None:
    query = await understood(learned, "registor formazione ")

    assert query is not None
    assert query.is_guessed
    assert query.every == "('registr') & ('formazion')"


async def test_an_english_page_knows_both_languages(session: AsyncSession) -> None:
    await learn(session, SHELF, "en", "en", "Registers of systems")
    await learn(session, SHELF, "en", "it", "Registri dei sistemi")

    assert await is_found(session, "register", "Registers of systems", "en", "en")
    assert await is_found(session, "registro", "Registri dei sistemi", "it", "en")


async def test_shelves_languages_and_tenants_keep_their_words_apart(learned: AsyncSession) -> None:
    typed = read_search("valutazione")
    assert typed is not None
    async with db.transaction() as plain:
        other = await create_tenant(plain, slug="altra", name="Altra ditta")

    assert await understand(learned, "altro", "it", typed) is None
    assert await understand(learned, SHELF, "en", typed) is None
    async with db.unit_of_work(other.id) as elsewhere:
        assert await understand(elsewhere, SHELF, "it", typed) is None


async def test_a_known_search_costs_one_statement_and_a_guess_two(learned: AsyncSession) -> None:
    with counted_statements() as known:
        await understood(learned, "registro dei sistemi nis 2")
    with counted_statements() as guessed:
        await understood(learned, "reggistro sisstemi")

    assert (len(known), len(guessed)) == (1, 2)


async def test_words_are_learned_once(learned: AsyncSession) -> None:
    count = text("SELECT count(*) FROM search_words WHERE shelf = 'prova'")
    before = (await learned.execute(count)).scalar_one()

    await learn(learned, SHELF, "it", "it", TEXT)

    assert (await learned.execute(count)).scalar_one() == before > 0


async def test_nobody_teaches_another_tenant_words(session: AsyncSession) -> None:
    async with db.transaction() as plain:
        other = await create_tenant(plain, slug="altra", name="Altra ditta")

    stolen = SearchWord(tenant_id=other.id, shelf=SHELF, locale="it", word="x", lexeme="x", keys=["x"])
    with pytest.raises(DBAPIError, match="row-level security"):
        async with session.begin_nested():
            await session.execute(insert(SearchWord), [stolen.model_dump()])


async def test_python_and_postgresql_fold_the_letters_of_europe_alike(session: AsyncSession) -> None:
    words = [f"a{chr(code)}b" for code in (*range(0x21, 0x7F), *range(0xC0, 0x180))]
    statement = text(
        "SELECT search_fold(word) FROM unnest(CAST(:words AS text[])) WITH ORDINALITY t (word, n) ORDER BY n"
    )

    by_database = list((await session.execute(statement, {"words": words})).scalars())

    by_python = [" ".join(re.findall("[a-z0-9]+", fold(word))) for word in words]
    assert [pair for pair in zip(words, by_python, by_database, strict=True) if pair[1] != pair[2]] == []
