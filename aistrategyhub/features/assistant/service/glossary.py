"""The words that people use for what documents call otherwise."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import Bot, GlossaryEntry
from aistrategyhub.features.assistant.queries.glossary import count_entries, find_entry, get_entry
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import take_turns

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
MOST_ENTRIES = 1_000
_NOTHING_TO_FIND = mark("Solo parole troppo comuni: scrivi anche quella che conta.")
_KNOWN = mark("C’è già una voce con queste parole.")


class GlossaryFull(DomainError):
    """More entries than a glossary takes."""

    code = "GLOSSARY_FULL"
    sentence = mark("Il glossario ha già {most} voci: eliminane qualcuna.")


async def save_entry(
    session: AsyncSession, bot: Bot, locale: str, phrase: str, meaning: str, *, entry_id: UUID | None = None
) -> GlossaryEntry:
    """A new entry of a bot's glossary, or another wording of one; questions are searched with it from then on.

    Raises EntryNotFound, GlossaryFull, and InvalidInput for a phrase that another entry has or that is made of words
    nobody is understood by.
    """
    await take_turns(session, f"glossary:{bot.id}")
    entry = await get_entry(session, bot.id, entry_id) if entry_id else None
    namesake = await find_entry(session, bot.id, locale, phrase)
    if namesake is not None and namesake is not entry:
        raise InvalidInput([FieldError("phrase", "TAKEN", _KNOWN)])
    if entry is None and await count_entries(session, bot.id) >= MOST_ENTRIES:
        raise GlossaryFull(most=MOST_ENTRIES)
    before = _told(entry)
    if entry is not None:
        await session.delete(entry)
        await session.flush()
    await write_entries(session, bot.id, locale, [(phrase, meaning)])
    saved = await find_entry(session, bot.id, locale, phrase)
    assert saved is not None
    wrong = {"phrase": saved.phrase_lexemes, "meaning": saved.meaning_lexemes}
    if not all(wrong.values()):
        fields = [FieldError(name, "NO_WORDS", _NOTHING_TO_FIND) for name, lexemes in wrong.items() if not lexemes]
        raise InvalidInput(fields)
    await _record(session, bot, before, _told(saved))
    return saved


async def delete_entry(session: AsyncSession, bot: Bot, entry_id: UUID) -> None:
    """Takes an entry out of a bot's glossary. Raises EntryNotFound."""
    entry = await get_entry(session, bot.id, entry_id)
    before = _told(entry)
    await session.delete(entry)
    await session.flush()
    await _record(session, bot, before, {})


async def _record(session: AsyncSession, bot: Bot, before: dict[str, str], after: dict[str, str]) -> None:
    if before != after:
        told = {"number": bot.number, "before": before, "after": after}
        await record(session, "assistant.glossary_changed", "bot", bot.id, **told)


def _told(entry: GlossaryEntry | None) -> dict[str, str]:
    return {} if entry is None else {"locale": entry.locale, "phrase": entry.phrase, "meaning": entry.meaning}


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
