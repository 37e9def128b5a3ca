"""A passage that an answer cites, where its document has no page on the site: as it was read, and nothing around it."""

from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from aistrategyhub.core.access import public
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.links import read_passage_key
from aistrategyhub.features.assistant.queries.documents import PassageNotFound, get_live_passage
from aistrategyhub.features.assistant.rules.screens import place_of
from aistrategyhub.features.assistant.schemas.found import ReadPassage
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.plain_pages import plain_page

router = APIRouter(prefix="/chat/passages", tags=["assistant"])

_WHOEVER_WAS_TOLD = "whoever was shown the citation: its address is signed"
_PAGE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The page of the passage", "content": {"text/html": {"schema": {"type": "string"}}}}
}


@router.get("/{key}", response_class=Response, responses=_PAGE)
@public(_WHOEVER_WAS_TOLD)
async def read_passage(key: Annotated[str, Path(max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]) -> Response:
    """The passage, while the bot still answers from it."""
    chunk_id = read_passage_key(key)
    if chunk_id is None:
        raise PassageNotFound
    async with unit_of_work() as session:
        passage = await get_live_passage(session, chunk_id)
    return plain_page(passage.title, _content(passage), status=200)


def _content(passage: ReadPassage) -> str:
    place = place_of(passage)
    note = _("Il passaggio che la risposta cita, come sta nel documento.")
    lines = [line.strip() for line in passage.words.splitlines() if line.strip()]
    return (
        f"<h1>{escape(passage.title)}</h1>"
        + (f"<p><small>{escape(place)}</small></p>" if place else "")
        + "".join(f"<p>{escape(line)}</p>" for line in lines)
        + f"<p><small>{escape(note)}</small></p>"
    )
