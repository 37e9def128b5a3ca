"""words can be searched

What PostgreSQL asks for a search by word: text without case and accents, stems of two languages, and the words that
are known. `search_vector` weighs a name, a short description and the rest; of the rest it keeps no positions, which
nobody asks for and which would double it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.search import open_policy_statements
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FOLD = """
CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN trim(regexp_replace(lower({schema}.unaccent('{schema}.unaccent', words)), '[^a-z0-9]+', ' ', 'g'))
"""
_FUNCTIONS = (
    # `nis 2` is found as `nis2` too.
    r"""
CREATE FUNCTION search_words_of(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(search_fold(words), '\m([a-z]{2,}) ([0-9])\M', '\1 \2 \1\2', 'g')
""",
    """
CREATE FUNCTION search_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE language WHEN 'en' THEN 'pg_catalog.english'::regconfig ELSE 'pg_catalog.italian'::regconfig END
""",
    """
CREATE FUNCTION search_name_vector(language text, name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector(search_configuration(language), search_words_of(name))
""",
    """
CREATE FUNCTION search_vector(language text, name text, lead text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN setweight(search_name_vector(language, name), 'A')
    || setweight(search_name_vector(language, lead), 'B')
    || strip(search_name_vector(language, body))
""",
    # Visitors of English pages may remember the Italian name.
    """
CREATE FUNCTION search_stems(locale text, word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE locale WHEN 'en'
    THEN tsvector_to_array(to_tsvector('pg_catalog.english', word) || to_tsvector('pg_catalog.italian', word))
    ELSE tsvector_to_array(to_tsvector('pg_catalog.italian', word)) END
""",
    """
CREATE FUNCTION search_keys(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT array_agg(DISTINCT key)
    FROM (
        SELECT word AS key
        UNION ALL
        SELECT overlay(word PLACING '' FROM place FOR 1) FROM generate_series(1, length(word)) AS place
        WHERE length(word) BETWEEN 3 AND 40
    ) AS keys
)
""",
    # In their order, so that two who learn the same words at once wait for each other and never in a ring.
    """
CREATE FUNCTION search_learn(on_shelf text, for_locale text, language text, words text) RETURNS void
LANGUAGE sql VOLATILE STRICT
BEGIN ATOMIC
    INSERT INTO search_words (id, shelf, locale, word, lexeme, keys)
    SELECT gen_random_uuid(), on_shelf, for_locale, told.word, told.lexeme, search_keys(told.word)
    FROM (
        SELECT DISTINCT word COLLATE "C" AS word, lexeme
        FROM unnest(string_to_array(search_words_of(words), ' ')) AS word,
            unnest(tsvector_to_array(to_tsvector(search_configuration(language), word))) AS lexeme
        WHERE length(word) BETWEEN 2 AND 40
    ) AS told
    WHERE NOT EXISTS (
        SELECT FROM search_words AS known
        WHERE known.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
            AND known.shelf = on_shelf AND known.locale = for_locale
            AND known.word = told.word AND known.lexeme = told.lexeme
    )
    ORDER BY told.word, told.lexeme
    ON CONFLICT DO NOTHING;
END
""",
)
_SIGNATURES = (
    "search_learn(text, text, text, text)",
    "search_keys(text)",
    "search_stems(text, text)",
    "search_vector(text, text, text, text)",
    "search_name_vector(text, text)",
    "search_configuration(text)",
    "search_words_of(text)",
    "search_fold(text)",
)


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelf", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("lexeme", sa.Text(collation="C"), nullable=False),
        sa.Column("keys", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_search_words_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_search_words")),
        sa.UniqueConstraint(
            "tenant_id",
            "shelf",
            "locale",
            "word",
            "lexeme",
            name=op.f("uq_search_words_tenant_id_shelf_locale_word_lexeme"),
        ),
    )
    op.create_index("ix_search_words_lexeme", "search_words", ["tenant_id", "shelf", "locale", "lexeme"], unique=False)
    op.create_index("ix_search_words_keys", "search_words", ["keys"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_search_words_word",
        "search_words",
        ["word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    for statement in open_policy_statements("search_words"):
        op.execute(statement)
    op.execute(_FOLD.format(schema=_schema_of("unaccent")))
    for function in _FUNCTIONS:
        op.execute(function)


def downgrade() -> None:
    for signature in _SIGNATURES:
        op.execute(f"DROP FUNCTION {signature}")
    op.drop_table("search_words")


def _schema_of(extension: str) -> str:
    """Where the extension is: whoever runs the server may have put it anywhere."""
    query = sa.text("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = :name")
    return op.get_bind().execute(query, {"name": extension}).scalar_one()
