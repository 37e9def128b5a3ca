"""Pages of the web that a bot reads: adding one, and how far each is."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.web import INTERVALS
from aistrategyhub.features.assistant.schemas.web import SiteRow
from aistrategyhub.features.assistant.state.web import AdminSitesState
from aistrategyhub.ui.forms import field, field_row, form, select
from aistrategyhub.ui.parts.actions import button, outside_link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded, progress
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, empty_state, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_S = AdminSitesState


def sites_section() -> rx.Component:
    """What the bot reads of the web."""
    return section(
        _("Pagine web"),
        when(may(AssistantPermission.TEACH), _adding()),
        loaded(_S.is_loaded, _sites),
        note=_(
            "Si legge ciò che il sito lascia leggere ai programmi (robots.txt). Una pagina che manca per due letture "
            "di seguito smette di rispondere, e torna a rispondere quando ricompare."
        ),
    )


def _adding() -> rx.Component:
    languages = [("it", _("Italiano")), ("en", _("Inglese"))]
    return form(
        field(
            _("Indirizzo"),
            "url",
            state=_S,
            inputmode="url",
            hint=_("Di una pagina, oppure di una sitemap: finisce in .xml e ne fa leggere fino a 300."),
        ),
        field_row(
            select(_("Lingua"), "locale", languages, state=_S),
            select(
                _("Si rilegge"),
                "every_days",
                [(days, _(label)) for days, label in INTERVALS.items()],
                state=_S,
                value="7",
            ),
        ),
        on_submit=_S.add,
        state=_S,
        submit_label=_("Leggi"),
        key="site-" + _S.round.to_string(),
    )


def _sites() -> rx.Component:
    return table(
        _S.rows,
        [
            Column(
                _("Pagina o sitemap"),
                lambda row: rx.el.span(outside_link(row.url, row.url), class_name="wrap-anywhere"),
            ),
            Column(_("Stato"), _standing),
            Column(_("Si rilegge"), lambda row: row.every_label, is_short=True),
            Column(_("Ultima volta"), lambda row: row.crawled_label, is_short=True),
            Column(_("Azioni"), _acts),
        ],
        caption=_("Pagine web"),
        empty=empty_state(_("Nessuna pagina web"), _("Ciò che pubblichi su questo sito arriva già da solo.")),
    )


def _standing(row: rx.Var[SiteRow]) -> rx.Component:
    return rx.el.div(
        badge(row.status_label, row.status_tone),
        when(row.is_busy, progress(_("Lettura"), value=row.progress)),
        when(row.pages_label != "", rx.el.p(row.pages_label, class_name="text-sm text-ink-soft")),
        when(row.problem != "", rx.el.p(row.problem, class_name="max-w-form text-sm text-ink-soft")),
        class_name="grid justify-items-start gap-1",
    )


def _acts(row: rx.Var[SiteRow]) -> rx.Component:
    return when(
        may(AssistantPermission.TEACH),
        rx.el.div(
            button(_("Rileggi"), kind="quiet", on_click=_S.read_again(row.site_id)),
            confirm(
                _("Non leggere più questo indirizzo?"),
                rx.el.p(row.url, class_name="font-medium wrap-anywhere"),
                rx.el.p(_("L’assistente non conosce più le sue pagine.")),
                act=_S.delete(row.site_id),
                verb=_("Elimina"),
                trigger=button(_("Elimina"), kind="quiet"),
            ),
            class_name="flex flex-wrap gap-1",
        ),
    )
