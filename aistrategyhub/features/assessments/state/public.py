"""What visitors see before they begin: the list, and the introduction to each assessment."""

from collections.abc import Mapping

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.paths import in_every_language
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.assessments.queries import definition_of, find_published, list_published
from aistrategyhub.features.assessments.rules.addresses import LIST_ROUTE, intro_route
from aistrategyhub.features.assessments.rules.asking import assessment_card, section_lines
from aistrategyhub.features.assessments.rules.report import deadline_line
from aistrategyhub.features.assessments.schemas import AssessmentCard, DeadlineLine, SectionLine
from aistrategyhub.features.assessments.service.editing import LISTED
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot, breadcrumbs
from aistrategyhub.prerender.snapshots import show_page
from aistrategyhub.ui.parts.base import localized

_EVERYBODY = "the assessments are shown to everybody"
LIST_TITLE = mark("Autovalutazioni")
LIST_DESCRIPTION = mark(
    "Due questionari gratuiti, NIS2 e AI Act: un punteggio per area, le lacune con il loro articolo, le prime mosse."
)
INTRO_TITLE = mark("Autovalutazione")


class AssessmentsState(rx.State):
    """The assessments that can be begun."""

    cards: list[AssessmentCard] = []
    is_loaded: bool = False

    @rx.event
    @public(_EVERYBODY)
    async def load(self) -> None:
        async with unit_of_work() as session:
            snapshot = await _list_snapshot(session, {})
        await show_page(self, LIST_PAGE, snapshot)


class AssessmentState(rx.State):
    """One assessment on its own page; `is_missing` when nothing published has this address."""

    card: AssessmentCard = AssessmentCard()
    sections: list[SectionLine] = []
    deadlines: list[DeadlineLine] = []
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @public(_EVERYBODY)
    async def load(self) -> None:
        async with unit_of_work() as session:
            snapshot = await _intro_snapshot(session, {"assessment_slug": self.assessment_slug})
        await show_page(self, INTRO_PAGE, snapshot or _no_assessment())


async def _list_snapshot(session: Session, params: Mapping[str, str]) -> Snapshot:
    found = await list_published(session)
    cards = [assessment_card(one.slug, definition_of(version)) for one, version in found]
    crumbs = breadcrumbs((_(LIST_TITLE), localized(LIST_ROUTE)))
    head = Head(_(LIST_TITLE), _(LIST_DESCRIPTION), alternates=in_every_language(LIST_ROUTE), data=(crumbs,))
    return Snapshot({AssessmentsState: {"cards": cards, "is_loaded": True}}, head, frozenset({LISTED}))


async def _intro_snapshot(session: Session, params: Mapping[str, str]) -> Snapshot | None:
    found = await find_published(session, params["assessment_slug"])
    if found is None:
        return None
    assessment, version = found
    definition = definition_of(version)
    card, route = assessment_card(assessment.slug, definition), intro_route(assessment.slug)
    shown = {
        "card": card,
        "sections": section_lines(definition),
        "deadlines": [deadline_line(one, today_in_rome(now())) for one in definition.deadlines],
        "is_missing": False,
        "is_loaded": True,
    }
    crumbs = breadcrumbs((_(LIST_TITLE), localized(LIST_ROUTE)), (card.title, localized(route)))
    head = Head(card.title, card.summary, alternates=in_every_language(route), data=(crumbs,))
    return Snapshot({AssessmentState: shown}, head, frozenset({f"assessment:{assessment.id}"}))


def _no_assessment() -> Snapshot:
    shown = {"card": AssessmentCard(), "sections": [], "deadlines": [], "is_missing": True, "is_loaded": True}
    return Snapshot({AssessmentState: shown}, Head(_(INTRO_TITLE)))


async def _list_address(session: Session) -> list[str]:
    return [LIST_ROUTE]


async def _intro_addresses(session: Session) -> list[str]:
    return [intro_route(assessment.slug) for assessment, _version in await list_published(session)]


LIST_PAGE = PublicPage(LIST_ROUTE, _list_snapshot, _list_address)
INTRO_PAGE = PublicPage(f"{LIST_ROUTE}/[assessment_slug]", _intro_snapshot, _intro_addresses)
