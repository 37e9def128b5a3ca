"""Reports: made from the answers whenever they are asked for, and sent to whoever agrees."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.assessments.document import Definition
from aistrategyhub.features.assessments.emails import ReportReady
from aistrategyhub.features.assessments.models import Assessment, AssessmentVersion, Sitting
from aistrategyhub.features.assessments.queries import definition_of, get_sitting, sold_services
from aistrategyhub.features.assessments.rules.consent import CONSENT_VERSION, consent_words
from aistrategyhub.features.assessments.rules.drawing import PAGE, Paint
from aistrategyhub.features.assessments.rules.report import report_of, summary_lines
from aistrategyhub.features.assessments.schemas import Firm, Occasion, Report
from aistrategyhub.features.assessments.service.sittings import SOURCE, mail_key
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.legal.queries import notice_version
from aistrategyhub.features.mailing.service import forget_mails_of_requests, queue_mail
from aistrategyhub.features.quotes.links import prefill_key
from aistrategyhub.features.quotes.service import keep_prefill
from aistrategyhub.features.site_settings.queries import address_of_firm, find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.infra.settings import get_settings


async def result_of(
    session: AsyncSession,
    found: tuple[Sitting, Assessment, AssessmentVersion],
    token: str,
    *,
    paint: Paint = PAGE,
) -> Report:
    """The report on the answers as they are now, in the language of the moment."""
    sitting, assessment, version = found
    definition = definition_of(version)
    locale = current_locale()
    occasion = Occasion(
        at=sitting.finished_at or sitting.updated_at,
        today=today_in_rome(now()),
        version=version.number,
        token=token,
        services=await sold_services(session, definition.services, locale),
        prefill=await _prefill(session, sitting, assessment, definition),
    )
    return report_of(definition, sitting.answers, occasion, paint=paint)


async def firm_of(session: AsyncSession) -> Firm:
    """Who signs a printed report."""
    identity, seller = await find_setting(session, SiteIdentity), await find_setting(session, SellerInfo)
    name = identity.site_name if identity else seller.company_name if seller else ""
    return Firm(name, await address_of_firm(session), get_settings().base_url)


async def send_report(session: AsyncSession, token: str, *, email: str, locale: str) -> None:
    """Mails the link to the report, and keeps the words that were agreed to. The same address asked for again changes
    nothing; another one takes the place of the first, whose mail is forgotten and, if it still waits, not sent."""
    sitting, _assessment, version = await get_sitting(session, token, lock=True)
    if sitting.email == email.lower():
        return
    await forget_mails_of_requests(session, [mail_key(sitting)])
    sitting.email = email.lower()
    sitting.consent_words, sitting.consent_version = consent_words(locale), CONSENT_VERSION
    sitting.notice_version = await notice_version(session)
    sitting.consented_at = now()
    await session.flush()
    await record(session, "assessments.report_sent", "assessment_sitting", sitting.id)
    title = getattr(definition_of(version).title, locale)
    mail = ReportReady(title=title, token=token)
    await queue_mail(session, mail, to=sitting.email, locale=locale, key=mail_key(sitting), person_id=sitting.user_id)


async def _prefill(session: AsyncSession, sitting: Sitting, assessment: Assessment, definition: Definition) -> str:
    words = "\n".join(summary_lines(definition, sitting.answers))
    kept = await keep_prefill(session, source=SOURCE, source_id=sitting.id, about=assessment.slug, words=words)
    return prefill_key(kept)
