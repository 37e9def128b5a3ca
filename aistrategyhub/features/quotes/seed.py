"""A request of a customer of the demo firm, and the offer that is being written for it."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.seed import CUSTOMERS
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.legal.queries import notice_version
from aistrategyhub.features.quotes.models import QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.rules import CONSENT_VERSION, consent_words, request_number
from aistrategyhub.features.quotes.service import save_offer, start_offer
from aistrategyhub.infra.counters import next_number

_SERVICE = "nis2-gap-assessment"
_COMPANY = "Brenta Meccanica S.p.A."
_WORDS = (
    "Abbiamo due stabilimenti e circa 140 dipendenti. Vorremmo capire se rientriamo nella NIS2 e da dove cominciare,"
    " con un’analisi da chiudere entro marzo."
)
_OPTION = {
    "key": "l2",
    "item_slug": "",
    "name": "Seconda sede: sopralluogo e interviste",
    "description": "Una giornata sul posto, con il verbale.",
    "quantity": "1",
    "price": "650,00",
    "vat_class": "standard",
    "is_optional": True,
}
_MILESTONES = [
    {"key": "m1", "name": "Interviste e raccolta dei documenti", "day": "", "share": "40"},
    {"key": "m2", "name": "Rapporto con le priorità", "day": "", "share": "60"},
]


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds them where nobody has asked for anything yet. Nobody is written to."""
    asker = await find_person_by_email(session, CUSTOMERS[0].email)
    service = await find_service(session, _SERVICE, DEFAULT_LOCALE)
    is_known = await session.scalar(select(func.count()).select_from(QuoteRequest))
    if is_known or asker is None or service is None:
        return
    at = now()
    year = today_in_rome(at).year
    request = QuoteRequest(
        number=request_number(year, await next_number(session, f"quote-requests-{year}")),
        user_id=asker.id,
        item_id=service.id,
        item_slug=service.slug,
        item_name=service.name,
        name=f"{asker.first_name} {asker.last_name}",
        email=asker.email,
        company=_COMPANY,
        words=_WORDS,
        consent_words=consent_words(DEFAULT_LOCALE),
        consent_version=CONSENT_VERSION,
        notice_version=await notice_version(session),
        consented_at=at,
        status=RequestStatus.IN_REVIEW,
        request_key=fingerprint("demo"),
    )
    session.add(request)
    await session.flush()
    offer = await start_offer(session, request.id)
    typed = offer.typed | {"lines": [*offer.typed["lines"], _OPTION], "milestones": _MILESTONES}
    await save_offer(session, offer.id, typed, revision=offer.revision)
