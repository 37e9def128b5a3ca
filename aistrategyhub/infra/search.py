"""Search in the words that the site shows: Italian and English stems, no accents, slips of the finger forgiven.

A room keeps what can be found in a table of its own with the columns of `Searchable`, one row per thing and language
that visitors see, and has PostgreSQL fill them: `search_vector(locale, name, lead, body)` and the like are functions
of the database (revision "words can be searched"). The words themselves go to `search_words`, by shelf: one shelf per
kind of thing. A search is then

    typed = read_search(q)                                        # None, or words
    query = await understand(session, "catalog", locale, typed)   # None: nothing can match
    select(...).where(of_this_tenant(Listing), matches(Listing.name_vector, query.every)) ...

PostgreSQL asks no text index behind a policy, because `@@` and `%` are not leakproof. Such tables therefore hold
nothing but what visitors read anyhow, let everybody read (`open_policy_statements`) and only the tenant write; whoever
reads them says whose rows they want (`of_this_tenant`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Index, Text, bindparam, case, cast, func, literal_column
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from aistrategyhub.core.searching import Typed, nearest
from aistrategyhub.infra.db import CURRENT_TENANT, TenantOwned, tenant_unique

# What a word counts for in a ranking: in the sections, (unused), in the short description, in the name.
_WEIGHTS = literal_column("'{0.05, 0.1, 0.3, 1.0}'::real[]")
_MOST_MEANINGS = 8

_ON_THIS_SHELF = f"w.tenant_id = (SELECT {CURRENT_TENANT}) AND w.shelf = :shelf AND w.locale = :locale"
_KNOWN = sql(f"""
    SELECT form.word, form.stems = '{{}}' AS is_noise,
        ARRAY(
            SELECT DISTINCT w.lexeme FROM search_words w WHERE {_ON_THIS_SHELF} AND w.lexeme = ANY(form.stems)
        ) AS meant,
        ARRAY(
            SELECT w.lexeme FROM search_words w
            WHERE {_ON_THIS_SHELF} AND form.word = :open AND w.word > form.word AND w.word < form.word || '~'
            ORDER BY length(w.word), w.word LIMIT 40
        ) AS begun
    FROM (SELECT word, search_stems(:locale, word) AS stems FROM unnest(CAST(:words AS text[])) AS word) AS form
""")
_NEIGHBOURS = sql(f"""
    SELECT form.word AS typed, near.word, near.lexeme
    FROM unnest(CAST(:words AS text[])) AS form (word)
    CROSS JOIN LATERAL (
        (SELECT w.word, w.lexeme FROM search_words w
        WHERE {_ON_THIS_SHELF} AND w.keys && search_keys(form.word) LIMIT 200)
        UNION
        (SELECT w.word, w.lexeme FROM search_words w
        WHERE {_ON_THIS_SHELF} AND w.word % form.word ORDER BY similarity(w.word, form.word) DESC LIMIT 40)
    ) AS near
""")
_LEARN = sql("SELECT search_learn(:shelf, :locale, :language, :words)")


class SearchWord(TenantOwned, table=True):
    """A word that can be found on a shelf, with the lexeme under which the things that hold it are indexed.

    `keys` are the word and all that is left of it without one letter: words that share a key are at most a slip or two
    apart. Words are learned and never forgotten by themselves: one that no thing holds any more finds nothing.
    """

    __tablename__ = "search_words"
    __table_args__ = (
        tenant_unique("shelf", "locale", "word", "lexeme"),
        Index("ix_search_words_lexeme", "tenant_id", "shelf", "locale", "lexeme"),
        Index("ix_search_words_keys", "keys", postgresql_using="gin"),
        Index("ix_search_words_word", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )

    shelf: str = Field(max_length=40)
    locale: str = Field(max_length=5)
    word: str = Field(sa_type=Text(collation="C"))
    lexeme: str = Field(sa_type=Text(collation="C"))
    keys: list[str] = Field(sa_type=ARRAY(Text))


class Searchable(SQLModel):
    """The columns by which a thing is found. `name_key` is its name without case and accents, for sorting as well."""

    name_key: str = Field(sa_type=Text(collation="C"))
    name_vector: Any = Field(sa_type=TSVECTOR)
    vector: Any = Field(sa_type=TSVECTOR)


def searchable_indexes(table: str) -> tuple[Index, ...]:
    """The indexes of the columns of `Searchable`, for the table's `__table_args__`."""
    return tuple(
        Index(f"ix_{table}_{column}", column, postgresql_using="gin", postgresql_with={"fastupdate": "off"})
        for column in ("name_vector", "vector")
    )


def open_policy_statements(table: str) -> list[str]:
    """SQL that lets everybody read a table of published words and only its tenant write it; in a revision."""
    condition = f"tenant_id = (SELECT {CURRENT_TENANT})"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING (true)",
        f"CREATE POLICY {table}_add ON {table} FOR INSERT WITH CHECK ({condition})",
        f"CREATE POLICY {table}_change ON {table} FOR UPDATE USING ({condition}) WITH CHECK ({condition})",
        f"CREATE POLICY {table}_remove ON {table} FOR DELETE USING ({condition})",
    ]


def of_this_tenant(table: type[TenantOwned]) -> ColumnElement[bool]:
    """The rows of the tenant that the session works for: no policy says so for tables that everybody may read."""
    return table.tenant_id == literal_column(f"(SELECT {CURRENT_TENANT})")


@dataclass(frozen=True)
class Query:
    """A search as the index understands it: texts of `tsquery`. `every` wants a form of each word that was typed,
    `some` is content with one. `is_guessed` when a word was taken for another."""

    text: str
    every: str
    some: str
    is_guessed: bool = False


async def learn(session: AsyncSession, shelf: str, locale: str, language: str, words: str) -> None:
    """Takes the words of a text in `language`, which pages in `locale` show, onto the shelf."""
    values = {"shelf": shelf, "locale": locale, "language": language, "words": words}
    await session.execute(_LEARN, values)


async def understand(session: AsyncSession, shelf: str, locale: str, typed: Typed) -> Query | None:
    """What the words mean on this shelf, in one statement, or two where a word is not known there.

    None when no word of the search can be found, not even a similar one.
    """
    known = await _known(session, shelf, locale, typed)
    wanted = _wanted(typed, known)
    strange = [word for word in wanted if not known[word].lexemes]
    near = await _neighbours(session, shelf, locale, typed, strange) if strange else {}
    groups = [_group(known[word].lexemes or near[word]) for word in wanted if known[word].lexemes or near[word]]
    if not groups:
        return None
    return Query(typed.text, " & ".join(groups), " | ".join(groups), is_guessed=bool(strange))


def matches(column: Any, tsquery: str) -> ColumnElement[bool]:
    """Whether a vector fits `Query.every` or `Query.some`."""
    return column.op("@@", is_comparison=True)(_tsquery(tsquery))


def relevance(table: Any, query: Query, tsquery: str) -> ColumnElement[Any]:
    """How well a row of a `Searchable` table (or of a subquery with its columns) fits: its exact name first, then names
    that begin so, then words in the name, then the rest."""
    name: Any = table.name_key
    return (
        case((name == query.text, 4.0), (func.starts_with(name, query.text), 2.0), else_=0.0)
        + case((matches(table.name_vector, tsquery), 1.0), else_=0.0)
        + func.ts_rank(_WEIGHTS, table.vector, _tsquery(tsquery), 1)
    )


@dataclass(frozen=True)
class _Known:
    """What the shelf knows of a form: the lexemes it may stand for. Noise is a word that no text is searched for."""

    lexemes: Sequence[str]
    is_noise: bool


async def _known(session: AsyncSession, shelf: str, locale: str, typed: Typed) -> Mapping[str, _Known]:
    values = {"shelf": shelf, "locale": locale, "words": list(typed.forms)}
    values["open"] = typed.words[-1] if typed.is_open else ""
    rows = await session.execute(_KNOWN, values)
    return {row.word: _Known(tuple(dict.fromkeys([*row.meant, *row.begun])), row.is_noise) for row in rows}


def _wanted(typed: Typed, known: Mapping[str, _Known]) -> list[str]:
    """The forms that count: two words as one where the shelf knows them so, and noise only where there is no more."""
    forms, joined, place = [], typed.joined, 0
    while place < len(typed.words):
        whole = joined.get(place, "")
        is_whole = bool(whole) and bool(known[whole].lexemes)
        forms.append(whole if is_whole else typed.words[place])
        place += 2 if is_whole else 1
    return [form for form in forms if not known[form].is_noise] or forms[-1:]


async def _neighbours(
    session: AsyncSession, shelf: str, locale: str, typed: Typed, words: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """For each of these words the lexemes of those that it was probably meant to be."""
    rows = await session.execute(_NEIGHBOURS, {"shelf": shelf, "locale": locale, "words": list(words)})
    found: dict[str, dict[str, list[str]]] = {word: {} for word in words}
    for row in rows:
        found[row.typed].setdefault(row.word, []).append(row.lexeme)
    return {word: _meanings(word, known, typed) for word, known in found.items()}


def _meanings(word: str, known: Mapping[str, Sequence[str]], typed: Typed) -> Sequence[str]:
    likely = nearest(word, known, is_open=typed.is_open and word == typed.words[-1])
    return tuple(dict.fromkeys(lexeme for other in likely for lexeme in known[other]))[:_MOST_MEANINGS]


def _group(lexemes: Sequence[str]) -> str:
    return "(" + " | ".join("'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'" for lexeme in lexemes) + ")"


def _tsquery(text: str) -> ColumnElement[Any]:
    # Written into the statement, so that PostgreSQL plans by how common these words are.
    return cast(bindparam(None, text, type_=Text, literal_execute=True), TSQUERY)
