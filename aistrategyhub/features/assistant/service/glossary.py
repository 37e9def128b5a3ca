"""The words that people use for what documents call otherwise."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_SHIPPED = Path(__file__).parent.parent / "glossary.toml"
_WRITE = text("""
    INSERT INTO knowledge_glossary (id, bot_id, locale, phrase, meaning, phrase_lexemes, meaning_lexemes, updated_at)
    SELECT gen_random_uuid(), :bot, CAST(:locale AS text), told.phrase, told.meaning,
        search_stems(CAST(:locale AS text), search_words_of(told.phrase)),
        search_stems(CAST(:locale AS text), search_words_of(told.meaning)), now()
    FROM unnest(CAST(:phrases AS text[]), CAST(:meanings AS text[])) AS told (phrase, meaning)
    ON CONFLICT (tenant_id, bot_id, locale, phrase) DO UPDATE
    SET meaning = excluded.meaning, meaning_lexemes = excluded.meaning_lexemes, updated_at = now()
""")


async def give_glossary(session: AsyncSession, bot_id: UUID) -> None:
    """Teaches a bot the words that are shipped for the firm's topics."""
    for locale, entries in shipped_glossary().items():
        await write_entries(session, bot_id, locale, entries.items())


async def write_entries(session: AsyncSession, bot_id: UUID, locale: str, entries: Iterable[tuple[str, str]]) -> None:
    """Adds phrases with their meanings; a phrase that is known gets the new meaning."""
    told = list(entries)
    values = {
        "bot": bot_id,
        "locale": locale,
        "phrases": [one for one, _ in told],
        "meanings": [one for _, one in told],
    }
    await session.execute(_WRITE, values)


@cache
def shipped_glossary() -> dict[str, dict[str, str]]:
    """By language, phrases and what the law and the firm's documents call them."""
    return tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))
