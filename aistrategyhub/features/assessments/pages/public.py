"""The visitor's way: the list, the introduction, the questionnaire, the report."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.assessments.components import intro
from aistrategyhub.features.assessments.components.report import missing_report, report
from aistrategyhub.features.assessments.rules.addresses import LIST_ROUTE, RESULT_STEP, SITTING_ROUTE, SITTINGS_API
from aistrategyhub.features.assessments.state.public import (
    INTRO_TITLE,
    LIST_DESCRIPTION,
    LIST_TITLE,
    AssessmentsState,
    AssessmentState,
)
from aistrategyhub.features.assessments.state.report import ReportState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.questionnaire import questionnaire
from aistrategyhub.ui.parts.words import page_header


def assessments_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Autovalutazioni"),
            lead=_("A che punto sei, articolo per articolo. Gratuite, senza registrazione, con un rapporto da tenere."),
            size="4xl",
        ),
        loaded(AssessmentsState.is_loaded, intro.assessment_list, lines=8),
        class_name="grid gap-10",
    )


def assessment_page() -> rx.Component:
    state = AssessmentState
    return loaded(
        state.is_loaded,
        lambda: rx.cond(state.is_missing, intro.missing_assessment(), intro.introduction()),
        lines=12,
    )


def sitting_page() -> rx.Component:
    return questionnaire(SITTINGS_API)


def report_page() -> rx.Component:
    state = ReportState
    return loaded(state.is_loaded, lambda: rx.cond(state.is_missing, missing_report(), report()), lines=14)


PAGES = (
    Page(
        route=LIST_ROUTE,
        title=LIST_TITLE,
        description=LIST_DESCRIPTION,
        content=assessments_page,
        on_load=[AssessmentsState.load],
    ),
    Page(
        route=f"{LIST_ROUTE}/[assessment_slug]",
        title=INTRO_TITLE,
        content=assessment_page,
        on_load=[AssessmentState.load],
    ),
    Page(route=f"{SITTING_ROUTE}/[sitting_token]", title=mark("Questionario"), content=sitting_page),
    Page(
        route=f"{SITTING_ROUTE}/[sitting_token]/{RESULT_STEP}",
        title=mark("Rapporto delle lacune"),
        content=report_page,
        on_load=[ReportState.load],
    ),
)
