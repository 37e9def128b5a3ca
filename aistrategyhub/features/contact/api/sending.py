"""A message to the firm from a program, or from a page that computes."""

from fastapi import APIRouter, Request

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.contact.rules import read_inquiry
from aistrategyhub.features.contact.schemas import ChallengeBody, ContactBody, Occasion, ReceivedBody
from aistrategyhub.features.contact.service import receive_message
from aistrategyhub.features.contact.service.proofs import check_proof, new_challenge
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import CONTACT, hit_or_refuse

router = APIRouter(tags=["contact"])

_ANYBODY = "the firm wants to be reached"


@router.get("/contact/challenge")
@public(_ANYBODY)
async def challenge() -> Envelope[ChallengeBody]:
    """A proof of work to solve before sending a message. It serves once, within twelve hours."""
    return ok(new_challenge())


@router.post("/contact", status_code=201)
@public(_ANYBODY)
async def send_message(request: Request, body: ContactBody) -> Envelope[ReceivedBody]:
    """Puts a message into the firm's inbox, and mails the firm and a confirmation to whoever wrote.

    Sending the same body twice makes one message; another message needs another proof of work (PROOF_SPENT).
    """
    inquiry = read_inquiry(body.model_dump(include={"name", "email", "phone", "message", "consent"}))
    await hit_or_refuse(CONTACT, caller_of(request.scope))
    proof_key = check_proof(body.proof)
    async with unit_of_work() as session:
        service = await find_service(session, body.service, body.locale) if body.service else None
        occasion = Occasion(
            page=local_path(body.page) or "",
            service_slug=service.slug if service else "",
            service_name=service.name if service else "",
            locale=body.locale,
            user_id=current_principal().person_id,
        )
        message = await receive_message(
            session, inquiry, occasion, submit=proof_key, proof_key=proof_key, is_trapped=bool(body.website)
        )
        return ok(ReceivedBody(reference=message.id))
