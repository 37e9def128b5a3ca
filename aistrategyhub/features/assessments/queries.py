"""Reads of the assessments."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.assessments.document import Definition
from aistrategyhub.features.assessments.models import Assessment, AssessmentVersion, Sitting, VersionStatus
from aistrategyhub.features.assessments.schemas import Distribution, SoldService, VersionFacts
from aistrategyhub.features.catalog.queries import list_services
from aistrategyhub.features.catalog.rules import is_slug, price_label
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.infra.signing import read_signed_id, sign_id

_KEY = "assessments.sitting"
_LONGEST_TOKEN = 100
_MOST_SERVICES = 20


class AssessmentNotFound(DomainError):
    """No assessment that can be begun has this address."""

    code = "ASSESSMENT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa autovalutazione non c’è, o non è più disponibile.")


class SittingNotFound(DomainError):
    """No questionnaire has this key, or it was deleted."""

    code = "SITTING_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo questionario non c’è: il link è incompleto, oppure le risposte sono state eliminate.")


async def list_published(session: AsyncSession) -> list[tuple[Assessment, AssessmentVersion]]:
    """Every assessment that visitors can begin, in its order."""
    query = _published().order_by(Assessment.sort_order, Assessment.slug)
    return [(row.Assessment, row.AssessmentVersion) for row in await session.execute(query)]


async def find_published(session: AsyncSession, slug: str) -> tuple[Assessment, AssessmentVersion] | None:
    """The assessment at this address with its published version."""
    if not is_slug(slug):
        return None
    row = (await session.execute(_published().where(Assessment.slug == slug))).one_or_none()
    return None if row is None else (row.Assessment, row.AssessmentVersion)


async def get_published(session: AsyncSession, slug: str) -> tuple[Assessment, AssessmentVersion]:
    """The same. Raises AssessmentNotFound."""
    found = await find_published(session, slug)
    if found is None:
        raise AssessmentNotFound
    return found


async def find_assessment(session: AsyncSession, slug: str) -> Assessment | None:
    """The assessment with this slug, published or not."""
    return (await session.execute(select(Assessment).where(Assessment.slug == slug))).scalar_one_or_none()


async def get_assessment(session: AsyncSession, assessment_id: UUID, *, lock: bool = False) -> Assessment:
    """The assessment. Raises AssessmentNotFound."""
    query = select(Assessment).where(Assessment.id == assessment_id)
    found = (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if found is None:
        raise AssessmentNotFound
    return found


async def find_version(
    session: AsyncSession, assessment_id: UUID, status: VersionStatus, *, lock: bool = False
) -> AssessmentVersion | None:
    """The draft, or the published version, of an assessment."""
    query = select(AssessmentVersion).where(
        AssessmentVersion.assessment_id == assessment_id, AssessmentVersion.status == status
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def list_versions(session: AsyncSession, assessment_id: UUID) -> list[AssessmentVersion]:
    """Every version of an assessment, the newest first."""
    query = select(AssessmentVersion).where(AssessmentVersion.assessment_id == assessment_id)
    return list((await session.execute(query.order_by(AssessmentVersion.number.desc()).limit(50))).scalars())


async def get_sitting(
    session: AsyncSession, token: str, *, lock: bool = False
) -> tuple[Sitting, Assessment, AssessmentVersion]:
    """The questionnaire that a key opens: the one it was begun with, or one of `key_of`. Raises SittingNotFound."""
    if not token or len(token) > _LONGEST_TOKEN:
        raise SittingNotFound
    signed = read_signed_id(_KEY, token)
    query = _sittings().where(Sitting.id == signed if signed else Sitting.token_hash == fingerprint(token))
    if lock:
        query = query.with_for_update(of=Sitting).execution_options(populate_existing=True)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise SittingNotFound
    return row.Sitting, row.Assessment, row.AssessmentVersion


def key_of(sitting: Sitting) -> str:
    """A key that opens a questionnaire as the one does that it was begun with, which is kept nowhere. It is for the
    person that the questionnaire belongs to."""
    return sign_id(_KEY, sitting.id)


def definition_of(version: AssessmentVersion) -> Definition:
    """What a version asks."""
    return Definition.model_validate(version.content)


async def list_facts(session: AsyncSession) -> list[VersionFacts]:
    """Every assessment as the owner's list shows it, in its order; in one statement."""
    finished = (
        select(Sitting.assessment_id, func.count().label("finished"))
        .where(Sitting.finished_at.is_not(None), Sitting.is_preview.is_(False))
        .group_by(Sitting.assessment_id)
        .subquery()
    )
    newest = func.row_number().over(
        partition_by=AssessmentVersion.assessment_id, order_by=AssessmentVersion.number.desc()
    )
    of_assessment = {"partition_by": AssessmentVersion.assessment_id}
    published_at = case((AssessmentVersion.status == VersionStatus.PUBLISHED, AssessmentVersion.published_at))
    published_number = case((AssessmentVersion.status == VersionStatus.PUBLISHED, AssessmentVersion.number))
    versions = select(
        AssessmentVersion.assessment_id,
        AssessmentVersion.status,
        AssessmentVersion.content["title"]["it"].astext.label("title"),
        func.max(published_at).over(**of_assessment).label("published_at"),
        func.max(published_number).over(**of_assessment).label("published_number"),
        newest.label("place"),
    ).subquery()
    query = (
        select(Assessment.id, Assessment.slug, versions, func.coalesce(finished.c.finished, 0).label("finished"))
        .join(versions, and_(versions.c.assessment_id == Assessment.id, versions.c.place == 1))
        .outerjoin(finished, finished.c.assessment_id == Assessment.id)
        .order_by(Assessment.sort_order, Assessment.slug)
    )
    return [
        VersionFacts(
            assessment_id=row.id,
            slug=row.slug,
            title=row.title,
            published_number=row.published_number,
            published_at=row.published_at,
            has_draft=row.status == VersionStatus.DRAFT,
            finished=row.finished,
        )
        for row in await session.execute(query)
    ]


async def list_results(
    session: AsyncSession, assessment_id: UUID, request: PageRequest = PageRequest()
) -> Page[Sitting]:
    """The finished questionnaires of an assessment, the newest first."""
    finished = [Sitting.assessment_id == assessment_id, Sitting.finished_at.is_not(None), Sitting.is_preview.is_(False)]
    return await _page(session, finished, Sitting.finished_at, request)


async def distribution_of(session: AsyncSession, assessment_id: UUID) -> Distribution:
    """How the results of an assessment are spread, about nobody in particular; in one statement."""
    ten = cast(func.least(Sitting.score // 10, 9), Integer)
    query = (
        select(ten.label("ten"), Sitting.level, Sitting.outcome, Sitting.finished_at.is_not(None).label("is_finished"))
        .add_columns(func.count().label("count"))
        .where(Sitting.assessment_id == assessment_id, Sitting.is_preview.is_(False))
        .group_by(ten, Sitting.level, Sitting.outcome, "is_finished")
    )
    rows = (await session.execute(query)).all()
    finished = [row for row in rows if row.is_finished]
    return Distribution(
        tens=tuple(sum(row.count for row in finished if row.ten == place) for place in range(10)),
        levels=_counted(finished, "level"),
        outcomes=_counted(finished, "outcome"),
        started=sum(row.count for row in rows),
        finished=sum(row.count for row in finished),
    )


async def list_own(session: AsyncSession, person_id: UUID, request: PageRequest = PageRequest()) -> Page[Sitting]:
    """The questionnaires that belong to a person, the one last touched first; previews are none."""
    return await _page(
        session, [Sitting.user_id == person_id, Sitting.is_preview.is_(False)], Sitting.updated_at, request
    )


async def definitions_of(session: AsyncSession, sittings: Iterable[Sitting]) -> dict[UUID, Definition]:
    """What the versions that these questionnaires answer ask, by the id of the version; in one statement."""
    query = select(AssessmentVersion).where(AssessmentVersion.id.in_({sitting.version_id for sitting in sittings}))
    return {version.id: definition_of(version) for version in (await session.execute(query)).scalars()}


async def sold_services(session: AsyncSession, slugs: Sequence[str], locale: str) -> dict[str, SoldService]:
    """Those of the services that are on sale, as the catalogue shows them; in two statements."""
    wanted = list(slugs)[:_MOST_SERVICES]
    if not wanted:
        return {}
    page = await list_services(session, locale, slugs=wanted, page=PageRequest(1, _MOST_SERVICES))
    scheme = await seller_scheme(session)
    return {
        each.slug: SoldService(each.slug, each.name, each.short_description, price_label(each.price, scheme))
        for each in page.rows
    }


async def _page(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], newest: Any, request: PageRequest
) -> Page[Sitting]:
    query = select(Sitting).where(*conditions).order_by(newest.desc(), Sitting.id)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    total = (await session.execute(select(func.count()).select_from(Sitting).where(*conditions))).scalar_one()
    return Page(list(rows.scalars()), total, request.page, request.per_page)


def _published() -> Select[Any]:
    return select(Assessment, AssessmentVersion).join(
        AssessmentVersion,
        and_(AssessmentVersion.assessment_id == Assessment.id, AssessmentVersion.status == VersionStatus.PUBLISHED),
    )


def _sittings() -> Select[Any]:
    return (
        select(Sitting, Assessment, AssessmentVersion)
        .join(Assessment, Assessment.id == Sitting.assessment_id)
        .join(AssessmentVersion, AssessmentVersion.id == Sitting.version_id)
    )


def _counted(rows: Sequence[Any], name: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        if key := getattr(row, name):
            counts[key] = counts.get(key, 0) + row.count
    return counts
