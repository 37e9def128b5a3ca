"""A request for a quote from a program."""

from uuid import UUID

from fastapi import APIRouter, Request

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.catalog.queries import ItemNotFound
from aistrategyhub.features.contact.service.admission import admit_proved
from aistrategyhub.features.quotes.links import read_file_key, read_prefill_key
from aistrategyhub.features.quotes.queries import find_prefill, find_subject
from aistrategyhub.features.quotes.rules.files import FileGone
from aistrategyhub.features.quotes.rules.wishes import read_wish
from aistrategyhub.features.quotes.schemas import Occasion, QuoteRequestBody, RequestedBody, Subject
from aistrategyhub.features.quotes.service import receive_request
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once

router = APIRouter(tags=["quotes"])


@router.post("/quote-requests", status_code=201)
@public("the firm wants to be asked for quotes")
async def ask_for_quote(
    request: Request, body: QuoteRequestBody, idempotency_key: IdempotencyKey = None
) -> Envelope[RequestedBody]:
    """Asks for a quote, of a service with its questions or of something to be agreed; mails the firm and a receipt.

    Sending the same body twice makes one request, also without a key; another one needs another proof of work
    (PROOF_SPENT).
    """
    async with unit_of_work() as session:
        found = await find_subject(session, body.service, body.locale) if body.service else None
    if body.service and found is None:
        raise ItemNotFound(slug=body.service)
    subject = found[0] if found else Subject()
    data = body.model_dump(include={"name", "email", "phone", "company", "message", "consent"})
    wish = read_wish(data, subject.questions, body.answers)
    file_ids = _file_ids(body.files)
    proof_key = await admit_proved(caller_of(request.scope), body.proof)
    async with unit_of_work() as session:
        occasion = Occasion(
            page=local_path(body.page) or "",
            locale=body.locale,
            user_id=current_principal().person_id,
            prefill=await find_prefill(session, read_prefill_key(body.prefill)),
        )

        async def make() -> Envelope[RequestedBody]:
            received = await receive_request(
                session,
                wish,
                subject,
                occasion,
                submit=proof_key,
                proof_key=proof_key,
                is_trapped=bool(body.website),
                files=file_ids,
            )
            return ok(RequestedBody(number=received.number))

        return await once(session, request, idempotency_key, Envelope[RequestedBody], make, asked=body)


def _file_ids(keys: list[str]) -> list[UUID]:
    ids = [file_id for key in keys if (file_id := read_file_key(key))]
    if len(ids) < len(keys):
        raise FileGone
    return ids
