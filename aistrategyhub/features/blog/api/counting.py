"""Where pages of posts tell that they are being looked at."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.features.blog.rules.counting import is_reader
from aistrategyhub.features.blog.service.counting import count_view

router = APIRouter(tags=["blog"])


@router.post("/blog/views/{post_id}", status_code=204)
@public("counts one more look at a post and keeps nothing about whose it was")
async def count(post_id: UUID, request: Request) -> Response:
    """Counts a look at a post, unless it is of the firm's own people or of a program."""
    principal = current_principal()
    if is_reader(principal, request.headers.get("user-agent", "")):
        await count_view(principal.tenant_id, post_id)
    return Response(status_code=204)
