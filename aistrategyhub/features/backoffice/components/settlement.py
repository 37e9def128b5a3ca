"""What a period seems to owe in VAT: a preview for the accountant."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.register import AdminRegisterState
from aistrategyhub.ui.parts.charts import ChartSeries, bar_chart
from aistrategyhub.ui.parts.words import amount, definitions, notice, section
from aistrategyhub.ui.tables import Column, table

_VIEW = AdminRegisterState.settlement


def vat_settlement() -> rx.Component:
    """VAT of sales less that of purchases, by rate, with the sum drawn."""
    return section(
        _("Liquidazione IVA, anteprima"),
        rx.el.p(
            _(
                "Vendite per data del documento, acquisti per il giorno da cui si detraggono. Mancano crediti "
                "riportati, interessi trimestrali e integrazioni: la liquidazione la decide il commercialista."
            ),
            class_name="max-w-prose text-sm text-ink-soft",
        ),
        definitions((_VIEW.balance_title, amount(_VIEW.balance_label, strong=True))),
        rx.cond(_VIEW.note != "", notice(_VIEW.note)),
        rx.el.div(
            bar_chart(_("IVA del periodo"), [ChartSeries(_("IVA"), _VIEW.points)]),
            class_name="max-w-xl",
        ),
        _parts(_("IVA sulle vendite"), _VIEW.output, _("Dovuta"), _("In questo periodo non è stato emesso nulla.")),
        _parts(_("IVA sugli acquisti"), _VIEW.inputs, _("Detratta"), _("Nessun acquisto in questo periodo.")),
    )


def _parts(caption: str, rows: rx.Var[list], counts: str, empty: str) -> rx.Component:
    return rx.el.div(
        rx.el.h3(caption, class_name="font-medium"),
        table(
            rows,
            [
                Column(_("Aliquota"), lambda row: row.rate_label, is_short=True),
                Column(_("Imponibile"), lambda row: amount(row.taxable_label), is_number=True),
                Column(_("Imposta"), lambda row: amount(row.tax_label), is_number=True),
                Column(counts, lambda row: amount(row.counts_label), is_number=True),
            ],
            caption=caption,
            empty=rx.el.p(empty, class_name="text-sm text-ink-soft"),
        ),
        class_name="grid gap-2",
    )
