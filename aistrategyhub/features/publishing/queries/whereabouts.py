"""Where an address leads that shows nothing itself."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing.rules import path_key
from aistrategyhub.features.publishing.schemas import Gone, Redirected

# What a path leads to is followed from publication to publication, as long as each was withdrawn in favour of the
# next; `seen` ends it where two were withdrawn in favour of each other.
_WHERE = text(
    """
    WITH RECURSIVE asked AS (
        SELECT publication_id, locale, NULL::text AS target, '' AS suffix, 301 AS status, NULL::uuid AS redirect_id
        FROM addresses WHERE path = ANY(:keys)
        UNION ALL
        SELECT target_publication_id, target_locale, target_path, target_suffix, status, id
        FROM redirects WHERE source_key = ANY(:keys)
        ORDER BY redirect_id NULLS FIRST LIMIT 1
    ), trail AS (
        SELECT p.id, p.status AS state, p.first_published_at, p.forward_publication_id, p.forward_path, a.locale,
            ARRAY[p.id] AS seen
        FROM asked a JOIN publications p ON p.id = a.publication_id
        UNION ALL
        SELECT p.id, p.status, p.first_published_at, p.forward_publication_id, p.forward_path, t.locale, t.seen || p.id
        FROM trail t JOIN publications p ON p.id = t.forward_publication_id
        WHERE t.state <> 'published' AND t.first_published_at IS NOT NULL AND NOT p.id = ANY(t.seen)
    ), reached AS (SELECT * FROM trail ORDER BY cardinality(seen) DESC LIMIT 1)
    SELECT a.status, a.redirect_id, a.suffix, a.publication_id, coalesce(a.target, r.forward_path) AS target, r.state,
        r.first_published_at, cardinality(r.seen) AS steps, r.forward_publication_id, c.path
    FROM asked a
    LEFT JOIN reached r ON true
    LEFT JOIN addresses c ON c.publication_id = r.id AND c.locale = a.locale AND c.is_current
    """
)


async def find_where_it_went(session: AsyncSession, path: str) -> Redirected | Gone | None:
    """Where a whole public path leads: another path, nowhere any more, or None where nothing is known of it or where
    what stands there is to be shown.

    A query (`?id=3`) counts when a redirect names it, and is left aside otherwise.
    """
    key = path_key(path)
    keys = [key, path_key(path.split("?")[0])]
    row = (await session.execute(_WHERE, {"keys": keys})).one_or_none()
    return None if row is None else _answer(row, path.split("?")[0].rstrip("/") or "/")


def _answer(row: Any, asked: str) -> Redirected | Gone | None:
    if row.status == 410:
        return Gone(row.redirect_id)
    if row.state == "published":
        return None if row.path == asked else Redirected(row.path + row.suffix, row.status, row.redirect_id)
    if row.state is not None and row.first_published_at is None and row.steps == 1:
        return None
    return Redirected(row.target + row.suffix, row.status, row.redirect_id) if row.target else Gone(row.redirect_id)
