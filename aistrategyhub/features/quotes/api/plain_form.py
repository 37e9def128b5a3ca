"""A request for a quote from a plain form: a page that is asleep, or a browser without scripts."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import LOCALES, current_locale, speaking
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.catalog.queries import ItemNotFound
from aistrategyhub.features.contact.service.admission import admit_sealed, new_seal
from aistrategyhub.features.quotes.links import PREFILL_PARAMETER, read_prefill_key
from aistrategyhub.features.quotes.queries import find_prefill, find_subject
from aistrategyhub.features.quotes.rendering import TypedRequest, form_page, thanks_page
from aistrategyhub.features.quotes.rules.asking import answers_of_form
from aistrategyhub.features.quotes.rules.wishes import form_data, read_wish
from aistrategyhub.features.quotes.schemas import Occasion, Subject, Wish
from aistrategyhub.features.quotes.service import receive_request
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.plain_forms import came_from

router = APIRouter(tags=["quotes"])


@router.post("/quote-requests/form", include_in_schema=False)
@public("the firm wants to be asked for quotes")
async def send_form(request: Request) -> Response:
    """Takes a request in two steps, as the contact form does: what is complete is shown once more, to be read and
    sent; what is wrong comes back as it was typed, with the sentences beside it."""
    async with request.form() as form:
        data = {name: value for name, value in form.items() if isinstance(value, str)}
    locale, seal = data.get("locale", ""), data.get("seal", "")
    with speaking(locale if locale in LOCALES else current_locale()):
        typed, is_sold = await _typed(request, data)
        try:
            if not is_sold:
                raise ItemNotFound(slug=data["service"])
            wish = read_wish(form_data(data), typed.subject.questions, answers_of_form(typed.subject.questions, data))
            if not seal:
                return form_page(typed, seal=new_seal(), is_review=True)
            submit = await admit_sealed(caller_of(request.scope), seal)
        except DomainError as refusal:
            return form_page(typed, seal=seal or new_seal(), refusal=refusal)
        return thanks_page(await _receive(typed, wish, submit=submit))


async def _typed(request: Request, data: Mapping[str, str]) -> tuple[TypedRequest, bool]:
    """What was typed, and whether the service that it names is there; without it the request is an open one."""
    path, asked = came_from(request)
    key, service = data.get("prefill") or asked.get(PREFILL_PARAMETER, ""), data.get("service", "")
    async with unit_of_work() as session:
        found = await find_subject(session, service, current_locale()) if service else None
        words = await find_prefill(session, read_prefill_key(key))
    page = local_path(data.get("page", "")) or local_path(path) or ""
    subject = found[0] if found else Subject()
    return TypedRequest(data, subject, page, key if words else "", words), found is not None or not service


async def _receive(typed: TypedRequest, wish: Wish, *, submit: str) -> str:
    occasion = Occasion(
        page=typed.page, locale=current_locale(), user_id=current_principal().person_id, prefill=typed.prefill
    )
    is_trapped = bool(typed.data.get("website"))
    async with unit_of_work() as session:
        request = await receive_request(session, wish, typed.subject, occasion, submit=submit, is_trapped=is_trapped)
        return request.number
