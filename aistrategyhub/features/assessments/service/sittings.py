"""Answering: a questionnaire is begun, answered bit by bit, finished, resumed, and deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.features.assessments.events import AssessmentFinished
from aistrategyhub.features.assessments.models import Assessment, AssessmentVersion, Sitting, VersionStatus
from aistrategyhub.features.assessments.queries import (
    AssessmentNotFound,
    definition_of,
    find_version,
    get_published,
    get_sitting,
)
from aistrategyhub.features.assessments.rules.answering import read_answers
from aistrategyhub.features.assessments.rules.branching import relevant_answers
from aistrategyhub.features.assessments.rules.gaps import outcome_of
from aistrategyhub.features.assessments.rules.scoring import level_of, score_of
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import forget_mails_of_requests
from aistrategyhub.features.quotes.service import forget_prefills
from aistrategyhub.infra.outbox import publish

SOURCE = "assessment"


async def start(session: AsyncSession, slug: str, *, locale: str, person_id: UUID | None) -> str:
    """Begins the published version; the token that opens it, which is kept nowhere. Raises AssessmentNotFound."""
    assessment, version = await get_published(session, slug)
    token = new_token()
    session.add(
        Sitting(
            assessment_id=assessment.id,
            version_id=version.id,
            token_hash=fingerprint(token),
            user_id=person_id,
            locale=locale,
        )
    )
    await session.flush()
    return token


async def start_preview(session: AsyncSession, assessment_id: UUID, *, locale: str, person_id: UUID | None) -> str:
    """Begins the draft, or what is published where there is none, for the owner's eyes: it counts in no result. The
    token that opens it. Raises AssessmentNotFound."""
    version = await find_version(session, assessment_id, VersionStatus.DRAFT)
    version = version or await find_version(session, assessment_id, VersionStatus.PUBLISHED)
    if version is None:
        raise AssessmentNotFound
    token = new_token()
    opened = {"assessment_id": assessment_id, "version_id": version.id, "token_hash": fingerprint(token)}
    session.add(Sitting(**opened, user_id=person_id, locale=locale, is_preview=True))
    await session.flush()
    return token


async def answer(
    session: AsyncSession, token: str, given: Mapping[str, Any]
) -> tuple[Sitting, Assessment, AssessmentVersion]:
    """Keeps these answers beside those already given. Raises SittingNotFound and InvalidInput, and then keeps none."""
    sitting, assessment, version = await get_sitting(session, token, lock=True)
    read = read_answers(definition_of(version), given)
    if read:
        kept = {**sitting.answers, **read}
        sitting.answers = {key: value for key, value in kept.items() if value is not None}
        sitting.updated_at = now()
        await session.flush()
    return sitting, assessment, version


async def finish(session: AsyncSession, token: str) -> tuple[Sitting, Assessment, AssessmentVersion]:
    """Keeps the result of the answers as they are now; they may be changed and finished again."""
    sitting, assessment, version = await get_sitting(session, token, lock=True)
    definition = definition_of(version)
    counted = relevant_answers(definition, sitting.answers)
    score = score_of(definition, counted)
    level, outcome = level_of(definition, score.total), outcome_of(definition, counted)
    is_first = sitting.finished_at is None
    sitting.score = score.total
    sitting.level = level.key if level else ""
    sitting.outcome = outcome.key if outcome else ""
    sitting.section_scores = {section.key: section.score for section in score.sections}
    sitting.finished_at = now()
    await session.flush()
    if is_first and not sitting.is_preview:
        fact = AssessmentFinished(sitting_id=sitting.id, assessment_slug=assessment.slug, score=score.total)
        await publish(session, fact)
    return sitting, assessment, version


async def adopt_sitting(session: AsyncSession, sitting: Sitting, person_id: UUID | None) -> None:
    """Gives a questionnaire that belongs to nobody to the person who opened it signed in."""
    if person_id is not None and sitting.user_id is None:
        sitting.user_id = person_id
        await session.flush()


async def claim_sittings(session: AsyncSession, *, person_id: UUID, email: str) -> int:
    """Gives a person the questionnaires whose report was sent to this address, which is proven theirs; how many."""
    is_theirs = Sitting.user_id.is_(None), Sitting.email == email.lower()
    result = await session.execute(update(Sitting).where(*is_theirs).values(user_id=person_id))
    return result.rowcount


async def delete_sitting(session: AsyncSession, token: str) -> None:
    """Takes the answers away for good, with the mail of the report. Raises SittingNotFound."""
    sitting, _assessment, _version = await get_sitting(session, token, lock=True)
    await record(session, "assessments.deleted", "assessment_sitting", sitting.id)
    await _erase(session, [sitting])


async def forget_answerer(session: AsyncSession, person_id: UUID) -> None:
    """Takes away every questionnaire of a person."""
    query = select(Sitting).where(Sitting.user_id == person_id).order_by(Sitting.id).with_for_update()
    await _erase(session, list((await session.execute(query)).scalars()))


async def forget_old_sittings(session: AsyncSession, *, before: datetime) -> int:
    """Takes away the questionnaires not answered since; how many."""
    query = select(Sitting).where(Sitting.updated_at < before).order_by(Sitting.id).with_for_update()
    old = list((await session.execute(query)).scalars())
    await _erase(session, old)
    return len(old)


def mail_key(sitting: Sitting) -> str:
    """Under which key the mail of a report was queued: one for each time that somebody agreed to it."""
    agreed = f":{sitting.consented_at.timestamp():.6f}" if sitting.consented_at else ""
    return f"assessment:{sitting.id}{agreed}"


async def _erase(session: AsyncSession, sittings: list[Sitting]) -> None:
    if not sittings:
        return
    ids = [sitting.id for sitting in sittings]
    await forget_mails_of_requests(session, [mail_key(sitting) for sitting in sittings])
    await forget_prefills(session, SOURCE, ids)
    await session.execute(delete(Sitting).where(Sitting.id.in_(ids)))
