"""The results of an assessment, as its owner sees them."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assessments.state.results import AdminResultsState
from aistrategyhub.ui.parts.charts import ChartSeries, bar_chart
from aistrategyhub.ui.parts.figures import stat_row, stat_tile
from aistrategyhub.ui.parts.words import empty_state, section
from aistrategyhub.ui.tables import Column, table


def results() -> rx.Component:
    """How the results are spread, and the latest of them."""
    state = AdminResultsState
    return rx.el.div(
        stat_row(stat_tile(_("Iniziate"), state.started_label), stat_tile(_("Completate"), state.finished_label)),
        rx.el.div(
            _chart(_("Punteggi"), state.tens),
            _chart(_("Livelli di maturità"), state.by_level),
            _chart(_("Esiti"), state.by_outcome),
            class_name="grid gap-8 xl:grid-cols-2",
        ),
        section(_("Ultimi risultati"), _result_table()),
        class_name="grid gap-10",
    )


def _chart(title: str, points: rx.Var) -> rx.Component:
    return section(title, bar_chart(title, [ChartSeries(title, points)], empty=_("Ancora nessun risultato.")))


def _result_table() -> rx.Component:
    return table(
        AdminResultsState.rows,
        [
            Column(_("Completata"), lambda row: row.finished_label),
            Column(_("Punteggio"), lambda row: row.score_label, is_number=True),
            Column(_("Livello"), lambda row: row.level),
            Column(_("Esito"), lambda row: row.outcome),
            Column(_("E-mail, se lasciata"), lambda row: row.email),
        ],
        caption=_("Ultimi risultati"),
        state=AdminResultsState,
        empty=empty_state(_("Ancora nessun risultato.")),
    )
