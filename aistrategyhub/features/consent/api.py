"""A visitor's choice over HTTP."""

from fastapi import APIRouter, Response

from aistrategyhub.core.access import public
from aistrategyhub.core.consent import CONSENT_LASTS
from aistrategyhub.features.consent.schemas import ChoiceBody, ChosenBody
from aistrategyhub.features.consent.service import keep_choice
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["consent"])

CHOICE_COOKIE = "consent"


@router.post("/consent", status_code=201)
@public("visitors decide what their browser does")
async def choose(response: Response, body: ChoiceBody) -> Envelope[ChosenBody]:
    """Keeps a choice and its proof for six months. Choosing again replaces it, so that withdrawing is as easy."""
    async with unit_of_work() as session:
        record = await keep_choice(session, body.choices, shown=body.wording_version)
    allowed = ".".join(purpose for purpose, answer in record.choices.items() if answer) or "none"
    # Pages read it to know what may run, so scripts must.
    response.set_cookie(
        CHOICE_COOKIE,
        f"{record.wording_version}.{record.id}.{allowed}",
        max_age=int(CONSENT_LASTS.total_seconds()),
        path="/",
        secure=True,
        httponly=False,
        samesite="lax",
    )
    return ok(ChosenBody(record=record.id, expires_at=record.expires_at))
