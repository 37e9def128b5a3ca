"""A customer's own questionnaires."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.assessments.components.own import own_sittings
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.rules.addresses import OWN_ROUTE
from aistrategyhub.features.assessments.state.own import OwnSittingsState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def own_sittings_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Le tue autovalutazioni"), lead=_("A che punto sono, e i rapporti da scaricare.")),
        loaded(OwnSittingsState.is_loaded, own_sittings, lines=6),
        class_name="grid gap-10",
    )


PAGES = (
    Page(
        route=OWN_ROUTE,
        title=mark("Le tue autovalutazioni"),
        content=own_sittings_page,
        shell=Shell.PORTAL,
        permission=AssessmentsPermission.READ_OWN,
        on_load=[OwnSittingsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.PORTAL, mark("Le tue autovalutazioni"), OWN_ROUTE, order=25, permission=AssessmentsPermission.READ_OWN
    ),
)
