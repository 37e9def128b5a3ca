"""Posts that go with another: they share its tags, its category, its series, or the words of its title."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Each way of being related gives points to a bounded number of posts, all read from an index: a rare tag in common
# says more than a common one, and of those with the same points the newest come first.
_RELATED = text(
    """
    WITH own AS (SELECT id, category_id, series_id FROM posts WHERE id = :post_id),
    words AS (
        SELECT t.tenant_id, string_agg(quote_literal(lexeme), ' | ')::tsquery AS query
        FROM post_texts t JOIN own ON own.id = t.post_id, unnest(tsvector_to_array(t.name_vector)) AS lexeme
        WHERE t.locale = 'it' GROUP BY t.tenant_id
    ),
    tags AS (
        SELECT t.tag_id, 4.0 / (1 + ln(count(l.post_id) + 1)) AS points
        FROM post_tags t
        JOIN LATERAL (
            SELECT post_id FROM post_tags WHERE tag_id = t.tag_id AND live_at IS NOT NULL LIMIT 1000
        ) l ON true
        WHERE t.post_id = :post_id GROUP BY t.tag_id
    ),
    candidates AS (
        SELECT l.post_id, tags.points FROM tags JOIN LATERAL (
            SELECT post_id FROM post_tags WHERE tag_id = tags.tag_id AND live_at IS NOT NULL
            ORDER BY live_at DESC, post_id DESC LIMIT 100
        ) l ON true
        UNION ALL
        SELECT l.id, 1.0 FROM own JOIN LATERAL (
            SELECT id FROM posts WHERE category_id = own.category_id AND live_at IS NOT NULL
            ORDER BY live_at DESC, id DESC LIMIT 100
        ) l ON true
        UNION ALL
        SELECT l.id, 0.5 FROM own JOIN LATERAL (
            SELECT id FROM posts WHERE series_id = own.series_id AND live_at IS NOT NULL LIMIT 100
        ) l ON true
        UNION ALL
        SELECT l.post_id, l.points FROM words JOIN LATERAL (
            SELECT t.post_id, 2.0 * ts_rank(t.name_vector, words.query) AS points FROM post_texts t
            WHERE t.tenant_id = words.tenant_id AND t.locale = 'it' AND t.name_vector @@ words.query LIMIT 100
        ) l ON true
    )
    SELECT c.post_id FROM candidates c JOIN posts p ON p.id = c.post_id
    WHERE c.post_id <> :post_id AND p.live_at IS NOT NULL
    GROUP BY c.post_id, p.live_at
    ORDER BY sum(c.points) DESC, p.live_at DESC, c.post_id LIMIT :most
    """
)


async def list_related(session: AsyncSession, post_id: UUID, *, most: int = 3) -> Sequence[UUID]:
    """The live posts that go with this one, the closest first."""
    return list((await session.execute(_RELATED, {"post_id": post_id, "most": most})).scalars())
