"""The assessments over HTTP: what can be begun, and a questionnaire from the first answer to its report.

The questionnaire's page talks to these routes and to nothing else, so that it works without the websocket.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import LOCALES, current_locale, speaking
from aistrategyhub.features.assessments import service
from aistrategyhub.features.assessments.models import Assessment, AssessmentVersion, Sitting
from aistrategyhub.features.assessments.pdf import render_report_pdf
from aistrategyhub.features.assessments.queries import definition_of, get_published, get_sitting, list_published
from aistrategyhub.features.assessments.rules.addresses import result_route, sitting_route
from aistrategyhub.features.assessments.rules.asking import assessment_body, sitting_body
from aistrategyhub.features.assessments.rules.branching import relevant_answers
from aistrategyhub.features.assessments.rules.drawing import PRINT
from aistrategyhub.features.assessments.rules.gaps import gaps_of, unanswered
from aistrategyhub.features.assessments.schemas import (
    AnswersBody,
    AssessmentBody,
    ScoreBody,
    SittingBody,
    StartBody,
    StartedBody,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, download, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import ASSESSMENT_START, REPORT_PDF, hit_or_refuse

router = APIRouter(tags=["assessments"])

_ANYBODY = "an assessment is open to everybody"
_HOLDER = "whoever holds the key of the questionnaire may answer, read and delete it"


@router.get("/assessments")
@public(_ANYBODY)
async def list_assessments() -> Envelope[list[AssessmentBody]]:
    """The assessments that can be begun, in the language of the request."""
    async with unit_of_work() as session:
        found = await list_published(session)
        return ok([assessment_body(one.slug, definition_of(version), version.number) for one, version in found])


@router.get("/assessments/{slug}")
@public(_ANYBODY)
async def read_assessment(slug: str) -> Envelope[AssessmentBody]:
    """One of them."""
    async with unit_of_work() as session:
        assessment, version = await get_published(session, slug)
        return ok(assessment_body(assessment.slug, definition_of(version), version.number))


@router.post("/assessments/{slug}/sittings", status_code=201)
@public(_ANYBODY)
async def begin(request: Request, slug: str, body: StartBody) -> Envelope[StartedBody]:
    """Begins a questionnaire. Its key is told here only once."""
    token = await _begin(request, slug, body.locale)
    return ok(StartedBody(token=token, route=in_language(sitting_route(token), body.locale)))


@router.post("/assessments/{slug}/start", include_in_schema=False)
@public(_ANYBODY)
async def begin_from_form(request: Request, slug: str, locale: Annotated[str, Form()] = "") -> RedirectResponse:
    """The button of a page that is asleep."""
    spoken = locale if locale in LOCALES else current_locale()
    token = await _begin(request, slug, spoken)
    return RedirectResponse(in_language(sitting_route(token), spoken), status_code=303)


@router.get("/assessments/sittings/{token}")
@public(_HOLDER)
async def read_sitting(token: str, locale: str = "") -> Envelope[SittingBody]:
    """What is asked now and what was answered. Signed in, the questionnaire becomes the person's."""
    async with unit_of_work() as session:
        found = await get_sitting(session, token)
        await service.adopt_sitting(session, found[0], current_principal().person_id)
        return ok(_said(found, locale))


@router.put("/assessments/sittings/{token}/answers")
@public(_HOLDER)
async def put_answers(token: str, body: AnswersBody, locale: str = "") -> Envelope[SittingBody]:
    """Keeps answers beside those given before; what is asked next comes back. One wrong answer and none is kept."""
    async with unit_of_work() as session:
        return ok(_said(await service.answer(session, token, body.answers), locale))


@router.post("/assessments/sittings/{token}/finish")
@public(_HOLDER)
async def finish(token: str, locale: str = "") -> Envelope[ScoreBody]:
    """Keeps the result of the answers as they are; they may be changed, and finished again."""
    spoken = locale if locale in LOCALES else current_locale()
    async with unit_of_work() as session:
        sitting, _assessment, version = await service.finish(session, token)
    definition = definition_of(version)
    counted = relevant_answers(definition, sitting.answers)
    return ok(
        ScoreBody(
            score=sitting.score,
            level=sitting.level,
            outcome=sitting.outcome,
            sections=sitting.section_scores,
            gaps=len(gaps_of(definition, counted)),
            unanswered=len(unanswered(definition, counted)),
            route=in_language(result_route(token), spoken),
        )
    )


@router.get("/assessments/sittings/{token}/report.pdf")
@public(_HOLDER)
async def report_pdf(request: Request, token: str, locale: str = "") -> Response:
    """The report as a PDF, made from the answers as they are now."""
    spoken = locale if locale in LOCALES else current_locale()
    await hit_or_refuse(REPORT_PDF, caller_of(request.scope))
    with speaking(spoken):
        async with unit_of_work() as session:
            found = await get_sitting(session, token)
            report = await service.result_of(session, found, token, paint=PRINT)
            firm = await service.firm_of(session)
    content = await asyncio.to_thread(render_report_pdf, report, firm=firm, locale=spoken)
    return download(content, "application/pdf", f"{found[1].slug}-{found[0].updated_at:%Y-%m-%d}.pdf")


@router.delete("/assessments/sittings/{token}", status_code=204)
@public(_HOLDER)
async def delete_one(token: str) -> Response:
    """Deletes the answers, their report and its mail for good."""
    async with unit_of_work() as session:
        await service.delete_sitting(session, token)
    return Response(status_code=204)


async def _begin(request: Request, slug: str, locale: str) -> str:
    await hit_or_refuse(ASSESSMENT_START, caller_of(request.scope))
    async with unit_of_work() as session:
        return await service.start(session, slug, locale=locale, person_id=current_principal().person_id)


def _said(found: tuple[Sitting, Assessment, AssessmentVersion], locale: str) -> SittingBody:
    sitting, assessment, version = found
    with speaking(locale if locale in LOCALES else current_locale()):
        return sitting_body(assessment.slug, definition_of(version), sitting.answers)
