"""Published pages for programs: content and pictures as JSON, with the language asked for."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import current_locale, mark
from aistrategyhub.features.cms.api.bodies import PageBody, PageSummaryBody
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.media.schemas import ImageBody
from aistrategyhub.features.publishing.models import LONGEST_PATH
from aistrategyhub.features.publishing.queries import find_published, list_published
from aistrategyhub.features.publishing.schemas import PublishedContent
from aistrategyhub.features.publishing.schemas.parts import media_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(tags=["pages"])

_EVERYBODY = "what is published is for everybody"
_ASK_AGAIN = "no-cache"


class PageNotFound(DomainError):
    """Nothing published has this path."""

    code = "PAGE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("A questo indirizzo non c’è nessuna pagina pubblicata.")


@router.get("/pages", summary="Published pages")
@public(_EVERYBODY)
async def list_pages(
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> PagedEnvelope[PageSummaryBody]:
    """Published pages in the language asked for (`?locale=` or `Accept-Language`), the newest first."""
    async with unit_of_work() as session:
        found = await list_published(session, PAGE.name, current_locale(), PageRequest(page, per_page))
    rows = [PageSummaryBody.of(row) for row in found.rows]
    return paged(rows, total=found.total, page=found.page, per_page=found.per_page)


@router.get("/pages/{path:path}", summary="One published page", responses={304: {"description": "Unchanged"}})
@public(_EVERYBODY)
async def read_page(request: Request, response: Response, path: str) -> Envelope[PageBody]:
    """The page at this path (without its language; the home page at `/pages/`), with its blocks and its pictures.

    Where the language asked for has no content, `locale` says which one it is. The ETag changes with what the page
    shows: with it in `If-None-Match` the answer is 304.
    """
    async with unit_of_work() as session:
        is_path = path.isprintable() and len(path) < LONGEST_PATH
        found = await find_published(session, PAGE.name, f"/{path}", current_locale()) if is_path else None
        if found is None:
            raise PageNotFound
        body = await _body(session, found)
    tag = f'"{hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _ASK_AGAIN, "Vary": "Accept-Language", "Content-Language": body.locale}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)  # type: ignore[return-value]
    response.headers.update(headers)
    return ok(body)


async def _body(session: AsyncSession, page: PublishedContent) -> PageBody:
    content = PageContent.model_validate(page.content)
    views = await image_views(session, list(media_of(content)))
    return PageBody(
        **PageSummaryBody.of(page).model_dump(),
        version=page.version,
        alternates=page.alternates,
        content=content.model_dump(mode="json"),
        images={str(media_id): ImageBody.of(view) for media_id, view in views.items()},
    )
