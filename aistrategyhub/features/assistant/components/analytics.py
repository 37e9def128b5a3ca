"""What bots did over a time: figures, charts, and the questions behind them."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.rules.addresses import BOTS_ROUTE
from aistrategyhub.features.assistant.rules.analytics import PERIODS
from aistrategyhub.features.assistant.schemas.analytics import OftenLine
from aistrategyhub.features.assistant.state.analytics import AdminAnalyticsState
from aistrategyhub.ui.forms import field_row, form, select
from aistrategyhub.ui.parts.actions import button, file_link, link, link_button
from aistrategyhub.ui.parts.charts import ChartSeries, bar_chart, line_chart
from aistrategyhub.ui.parts.date_picker import date_field
from aistrategyhub.ui.parts.figures import stat_row, stat_tile
from aistrategyhub.ui.parts.words import empty_state, section
from aistrategyhub.ui.tables import Column, table

_S = AdminAnalyticsState


def period_form() -> rx.Component:
    """Which time, and which bot."""
    shortcuts = [button(_(label), kind="quiet", on_click=_S.look_back(days)) for days, label in PERIODS.items()]
    return rx.el.div(
        rx.el.div(*shortcuts, role="group", aria_label=_("Periodo"), class_name="flex flex-wrap gap-1"),
        form(
            field_row(
                date_field(_("Dal"), "since", state=_S, value=_S.since, max=_S.today),
                date_field(_("Al"), "until", state=_S, value=_S.until, max=_S.today),
            ),
            select(_("Assistente"), "bot", _S.choices, state=_S, value=_S.chosen),
            on_submit=_S.look,
            state=_S,
            submit_label=_("Mostra"),
            key="period-" + _S.round.to_string(),
        ),
        class_name="grid gap-4",
    )


def figures() -> rx.Component:
    """Everything below the choice of the time."""
    empty = empty_state(
        _("In questo periodo nessuno ha chiesto nulla"),
        _("Le domande compaiono qui appena un visitatore scrive all’assistente."),
        action=link_button(_("Tutti gli assistenti"), BOTS_ROUTE, kind="secondary"),
    )
    return rx.cond(_S.tiles.is_empty, empty, rx.el.div(_tiles(), _charts(), _lists(), class_name="grid gap-10"))


def _tiles() -> rx.Component:
    tiles = _S.tiles
    return stat_row(
        stat_tile(_("Domande"), tiles.questions),
        stat_tile(_("Con una risposta"), tiles.answered, note=_("delle domande")),
        stat_tile(_("Passate a una persona"), tiles.handed_over, note=_("delle conversazioni")),
        stat_tile(_("Utili"), tiles.helpful, note=_("dei giudizi")),
        stat_tile(_("Attesa"), tiles.seconds, note=_("fino all’ultima parola, metà delle volte meno")),
        stat_tile(_("Costo"), tiles.cost),
    )


def _charts() -> rx.Component:
    drawn = _S.drawn
    volume = [
        ChartSeries(_("Con risposta"), drawn.answered),
        ChartSeries(_("Non note"), drawn.unknown),
        ChartSeries(_("Declinate"), drawn.declined),
    ]
    talks = [
        ChartSeries(_("Cominciate"), drawn.conversations),
        ChartSeries(_("Passate a una persona"), drawn.handed_over),
    ]
    judged = [ChartSeries(_("Utili"), drawn.helpful), ChartSeries(_("Non utili"), drawn.unhelpful)]
    waits = [ChartSeries(_("Metà delle volte"), drawn.median), ChartSeries(_("19 volte su 20"), drawn.slowest)]
    return rx.el.div(
        section(_("Domande"), bar_chart(_("Domande"), volume)),
        section(_("Conversazioni"), bar_chart(_("Conversazioni"), talks)),
        section(_("Giudizi"), bar_chart(_("Giudizi"), judged)),
        section(_("Attesa fino all’ultima parola"), line_chart(_("Attesa fino all’ultima parola"), waits)),
        section(_("Costo"), bar_chart(_("Costo"), [ChartSeries("", drawn.cost)])),
        class_name="grid gap-10 xl:grid-cols-2",
    )


def _lists() -> rx.Component:
    return rx.el.div(
        section(
            _("Per assistente"),
            table(
                _S.bots,
                [
                    Column(_("Assistente"), lambda row: link(row.name, f"{BOTS_ROUTE}/" + row.number)),
                    Column(_("Domande"), lambda row: row.questions, is_number=True),
                    Column(_("Con risposta"), lambda row: row.answered, is_number=True),
                    Column(_("A una persona"), lambda row: row.handed_over, is_number=True),
                    Column(_("Costo"), lambda row: row.cost, is_number=True),
                ],
                caption=_("Per assistente"),
            ),
        ),
        section(_("Le domande più frequenti"), _often(_S.top, _("Le domande più frequenti"))),
        section(
            _("Senza risposta"),
            _often(_S.unanswered, _("Senza risposta")),
            note=_("Domande a cui nessun documento risponde: un documento o una pagina in più le toglie da qui."),
        ),
        section(
            _("Esportazione"), file_link(_("Scarica i dati di ogni giorno (CSV)"), _S.export_address, is_saved=True)
        ),
        class_name="grid gap-10",
    )


def _often(rows: rx.Var[list[OftenLine]], caption: str) -> rx.Component:
    return table(
        rows,
        [
            Column(_("Domanda"), lambda row: rx.el.span(row.words, class_name="wrap-anywhere")),
            Column(_("Volte"), lambda row: row.count, is_number=True),
        ],
        caption=caption,
        empty=empty_state(_("Nessuna domanda")),
    )
