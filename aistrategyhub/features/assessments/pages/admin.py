"""The owner's assessments."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.assessments.components import admin, results
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.rules.addresses import ADMIN_ROUTE
from aistrategyhub.features.assessments.state.admin import AdminAssessmentsState, AdminAssessmentState
from aistrategyhub.features.assessments.state.results import AdminResultsState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def assessments_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Autovalutazioni"), size="2xl"),
        loaded(AdminAssessmentsState.is_loaded, admin.assessment_table, lines=8),
        class_name="grid gap-6",
    )


def assessment_page() -> rx.Component:
    state = AdminAssessmentState
    return loaded(
        state.is_loaded,
        lambda: rx.cond(state.is_missing, admin.missing_assessment(), admin.assessment_editor()),
        lines=14,
    )


def results_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Risultati"), crumbs=[(_("Autovalutazioni"), ADMIN_ROUTE)], size="2xl"),
        loaded(AdminResultsState.is_loaded, results.results, lines=12),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=ADMIN_ROUTE,
        title=mark("Autovalutazioni"),
        content=assessments_page,
        shell=Shell.ADMIN,
        permission=AssessmentsPermission.EDIT,
        on_load=[AdminAssessmentsState.load],
    ),
    Page(
        route=f"{ADMIN_ROUTE}/[assessment_id]",
        title=mark("Autovalutazione"),
        content=assessment_page,
        shell=Shell.ADMIN,
        permission=AssessmentsPermission.EDIT,
        on_load=[AdminAssessmentState.load],
    ),
    Page(
        route=f"{ADMIN_ROUTE}/[assessment_id]/risultati",
        title=mark("Risultati"),
        content=results_page,
        shell=Shell.ADMIN,
        permission=AssessmentsPermission.READ_RESULTS,
        on_load=[AdminResultsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Autovalutazioni"),
        ADMIN_ROUTE,
        40,
        "clipboard-check",
        AssessmentsPermission.EDIT,
        NavGroup.OFFER,
    ),
)
