"""Published posts, for whoever builds on the blog."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import public
from aistrategyhub.core.cursors import LONGEST_CURSOR
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.searching import LONGEST_SEARCH
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.api.bodies import PostBody, PostSummaryBody
from aistrategyhub.features.blog.queries.cards import list_posts
from aistrategyhub.features.blog.queries.reading import find_post
from aistrategyhub.features.blog.queries.searching import PostSearch, PostSort, search_posts
from aistrategyhub.features.blog.rules.cursors import cursor_text, read_cursor
from aistrategyhub.features.blog.schemas.shelves import Shelf, ShelfKind
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, Pagination
from aistrategyhub.infra.http.fields import Fields, chosen, told
from aistrategyhub.infra.http.remembered import remembered

router = APIRouter(tags=["blog"])

_EVERYBODY = "what is published is for everybody"
_CACHE = "public, max-age=60, stale-while-revalidate=300"
_UNCHANGED: Mapping[int | str, dict[str, Any]] = {304: {"description": "Unchanged"}}
_Slug = Query(max_length=80, pattern=r"^[a-z0-9-]*$")


class PostNotFound(DomainError):
    """Nothing published has this address."""

    code = "POST_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("A questo indirizzo non c’è nessun articolo pubblicato.")


@router.get("/blog", summary="Published posts", response_model=PagedEnvelope[PostSummaryBody], responses={**_UNCHANGED})
@public(_EVERYBODY)
async def posts(
    request: Request,
    q: Annotated[str, Query(max_length=LONGEST_SEARCH, description="Words that must all be there")] = "",
    category: Annotated[str, _Slug] = "",
    tag: Annotated[str, _Slug] = "",
    author: Annotated[str, _Slug] = "",
    series: Annotated[str, _Slug] = "",
    sort: PostSort | None = None,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
    cursor: Annotated[str, Query(max_length=LONGEST_CURSOR, description="`next_cursor` of the page before")] = "",
    fields: Fields = "",
) -> Response:
    """Published posts in the language asked for (`?locale=` or `Accept-Language`), the newest first; a search without
    `sort` has the best first. A `cursor` goes on where a page ended, whatever was published meanwhile."""
    names = chosen(PostSummaryBody, fields)
    named = (
        (ShelfKind.CATEGORY, category), (ShelfKind.TAG, tag), (ShelfKind.AUTHOR, author), (ShelfKind.SERIES, series)
    )  # fmt: skip
    shelves = [Shelf(kind, slug) for kind, slug in named if slug]
    wanted = PostSearch(q, shelves, sort, read_cursor(cursor))

    async def make() -> Any:
        async with unit_of_work() as session:
            found = await search_posts(session, wanted, PageRequest(page, per_page))
            listed = await list_posts(session, found.ids.rows)
        place = Pagination.of(
            total=found.ids.total,
            page=page,
            per_page=per_page,
            is_exact=not found.is_cut,
            next_cursor=cursor_text(found.last),
        )
        return {"data": [told(PostSummaryBody.of(post), names) for post in listed], "pagination": place.model_dump()}

    return await remembered(request, make, cache=_CACHE)


@router.get("/blog/{slug}", summary="One published post", response_model=Envelope[PostBody], responses={**_UNCHANGED})
@public(_EVERYBODY)
async def post(
    request: Request,
    slug: str,
    fields: Fields = "",
) -> Response:
    """The post at this address, with its text. 404 POST_NOT_FOUND when nothing published has it."""
    names = chosen(PostBody, fields)

    async def make() -> Any:
        async with unit_of_work() as session:
            return {"data": told(await _body(session, slug), names)}

    return await remembered(request, make, cache=_CACHE)


async def _body(session: AsyncSession, slug: str) -> PostBody:
    shown = await find_post(session, slug)
    listed = await list_posts(session, [shown.id]) if shown else []
    if shown is None or not listed:
        raise PostNotFound
    return PostBody.whole(listed[0], shown)
