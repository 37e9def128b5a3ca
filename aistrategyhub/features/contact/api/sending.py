"""A message to the firm: from a program, from a page that computes, and from a plain form."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import LOCALES, current_locale, speaking
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.contact.links import THANKS_ROUTE
from aistrategyhub.features.contact.queries import occasion_of
from aistrategyhub.features.contact.rendering import TypedForm, form_page
from aistrategyhub.features.contact.rules import read_inquiry
from aistrategyhub.features.contact.schemas import ChallengeBody, ContactBody, ReceivedBody
from aistrategyhub.features.contact.service import receive_message
from aistrategyhub.features.contact.service.admission import admit_proved, admit_sealed, new_seal
from aistrategyhub.features.contact.service.proofs import new_challenge
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.plain_forms import came_from

router = APIRouter(tags=["contact"])

_ANYBODY = "the firm wants to be reached"

Typed = Annotated[str, Form()]


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
    proof_key = await admit_proved(caller_of(request.scope), body.proof)
    async with unit_of_work() as session:
        occasion = await occasion_of(
            session,
            page=local_path(body.page) or "",
            service_slug=body.service,
            locale=body.locale,
            user_id=current_principal().person_id,
        )
        message = await receive_message(
            session, inquiry, occasion, submit=proof_key, proof_key=proof_key, is_trapped=bool(body.website)
        )
        return ok(ReceivedBody(reference=message.id))


@router.post("/contact/form", include_in_schema=False)
@public(_ANYBODY)
async def send_form(
    request: Request,
    name: Typed = "",
    email: Typed = "",
    phone: Typed = "",
    message: Typed = "",
    consent: Typed = "",
    website: Typed = "",
    page: Typed = "",
    service: Typed = "",
    seal: Typed = "",
    locale: Typed = "",
) -> Response:
    """The form of a page that is asleep, or of a browser without scripts.

    What is complete is shown once more, to be read and sent: that page is ours, so that it knows how long somebody
    looked at it. What is wrong comes back as it was typed, with the sentences beside it.
    """
    typed = TypedForm(
        name, email, phone, message, bool(consent), website, *_asked_from(request, page, service), seal=seal
    )
    with speaking(locale if locale in LOCALES else current_locale()):
        try:
            inquiry = read_inquiry(typed.data)
            if not seal:
                return form_page(typed, seal=new_seal(), is_review=True)
            submit = await admit_sealed(caller_of(request.scope), seal)
        except DomainError as refusal:
            return form_page(typed, seal=seal or new_seal(), refusal=refusal)
        async with unit_of_work() as session:
            occasion = await occasion_of(
                session,
                page=typed.page,
                service_slug=typed.service,
                locale=current_locale(),
                user_id=current_principal().person_id,
            )
            await receive_message(session, inquiry, occasion, submit=submit, is_trapped=bool(website))
        return RedirectResponse(in_language(THANKS_ROUTE, current_locale()), status_code=303)


def _asked_from(request: Request, page: str, service: str) -> tuple[str, str]:
    """The page that the form was on and the service that it asked about, by the form itself or by the browser."""
    if known := local_path(page):
        return known, service
    path, asked = came_from(request)
    return local_path(path) or "", service or asked.get("servizio", "")
