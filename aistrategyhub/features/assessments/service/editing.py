"""The owner's hand: drafts, publishing, withdrawing."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.paths import in_every_language
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.assessments.document import Definition
from aistrategyhub.features.assessments.models import Assessment, AssessmentVersion, VersionStatus
from aistrategyhub.features.assessments.queries import (
    AssessmentNotFound,
    definition_of,
    find_version,
    get_assessment,
    sold_services,
)
from aistrategyhub.features.assessments.rules.addresses import intro_route
from aistrategyhub.features.assessments.rules.checking import problems_of
from aistrategyhub.features.audit.service import record
from aistrategyhub.prerender.service import touch, want

LISTED = "assessments"
_NOT_SOLD = mark("Il servizio «{slug}» non è in vendita: controlla l’indirizzo nel catalogo.")


class EditedMeanwhile(DomainError):
    """Somebody else has changed the draft since it was opened."""

    code = "EDITED_MEANWHILE"
    sentence = mark("Qualcun altro ha cambiato questa bozza: ricarica la pagina e ripeti la modifica.")


class NotPublishable(DomainError):
    """The assessment has problems that its check names."""

    code = "ASSESSMENT_NOT_PUBLISHABLE"
    kind = Kind.INVALID
    sentence = mark("Non si può pubblicare: {first}")


async def create_assessment(
    session: AsyncSession, *, slug: str, definition: Definition, sort_order: int = 0
) -> Assessment:
    """A new assessment with this draft."""
    assessment = Assessment(slug=slug, sort_order=sort_order)
    session.add(assessment)
    await session.flush()
    _add_version(session, assessment.id, 1, definition)
    await session.flush()
    await record(session, "assessments.created", "assessment", assessment.id, slug=slug)
    return assessment


async def open_draft(session: AsyncSession, assessment_id: UUID) -> AssessmentVersion:
    """The draft, made from the newest version where there is none. Raises AssessmentNotFound."""
    await get_assessment(session, assessment_id, lock=True)
    if draft := await find_version(session, assessment_id, VersionStatus.DRAFT):
        return draft
    query = select(AssessmentVersion).where(AssessmentVersion.assessment_id == assessment_id)
    newest = (await session.execute(query.order_by(AssessmentVersion.number.desc()).limit(1))).scalar_one()
    draft = _add_version(session, assessment_id, newest.number + 1, definition_of(newest))
    await session.flush()
    return draft


async def edit_draft(
    session: AsyncSession, assessment_id: UUID, revision: int, change: Callable[[Definition], Definition]
) -> AssessmentVersion:
    """The draft with this change. Raises AssessmentNotFound, EditedMeanwhile for an old `revision`, and InvalidInput
    for a service that the change suggests and the catalogue does not sell."""
    draft = await find_version(session, assessment_id, VersionStatus.DRAFT, lock=True)
    if draft is None:
        raise AssessmentNotFound
    if draft.revision != revision:
        raise EditedMeanwhile
    present = definition_of(draft)
    changed = change(present)
    await _refuse_unknown_services(session, set(changed.services) - set(present.services))
    draft.content = changed.model_dump(mode="json")
    draft.revision += 1
    draft.updated_at = now()
    await session.flush()
    return draft


async def publish_version(session: AsyncSession, assessment_id: UUID, *, by: UUID | None) -> AssessmentVersion:
    """Puts the draft before visitors; whoever began an earlier version goes on with that. Raises AssessmentNotFound
    where there is no draft, and NotPublishable."""
    assessment = await get_assessment(session, assessment_id, lock=True)
    draft = await find_version(session, assessment_id, VersionStatus.DRAFT, lock=True)
    if draft is None:
        raise AssessmentNotFound
    if problems := problems_of(definition_of(draft)):
        raise NotPublishable(first=f"{problems[0].where} {problems[0].sentence}".strip())
    await _retire_published(session, assessment_id)
    draft.status, draft.published_at, draft.published_by = VersionStatus.PUBLISHED, now(), by
    await session.flush()
    await record(session, "assessments.published", "assessment", assessment_id, version=draft.number)
    await _show(session, assessment)
    return draft


async def withdraw_assessment(session: AsyncSession, assessment_id: UUID) -> None:
    """Takes the published version from visitors; questionnaires begun can still be finished."""
    assessment = await get_assessment(session, assessment_id, lock=True)
    if await _retire_published(session, assessment_id):
        await record(session, "assessments.withdrawn", "assessment", assessment_id)
        await _show(session, assessment)


async def _refuse_unknown_services(session: AsyncSession, slugs: set[str]) -> None:
    sold = await sold_services(session, sorted(slugs), DEFAULT_LOCALE)
    if unknown := sorted(slugs - set(sold)):
        raise InvalidInput([FieldError("services", "UNKNOWN_SERVICE", _NOT_SOLD, {"slug": unknown[0]})])


async def _retire_published(session: AsyncSession, assessment_id: UUID) -> bool:
    published = await find_version(session, assessment_id, VersionStatus.PUBLISHED, lock=True)
    if published is None:
        return False
    published.status = VersionStatus.RETIRED
    await session.flush()
    return True


async def _show(session: AsyncSession, assessment: Assessment) -> None:
    await want(session, *in_every_language(intro_route(assessment.slug)).values())
    await touch(session, LISTED, f"assessment:{assessment.id}")


def _add_version(session: AsyncSession, assessment_id: UUID, number: int, definition: Definition) -> AssessmentVersion:
    version = AssessmentVersion(assessment_id=assessment_id, number=number, content=definition.model_dump(mode="json"))
    session.add(version)
    return version
