"""The register of a period and the stamp duty of its year."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.state.register import AdminRegisterState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.ui.forms import field
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.words import amount, definitions, notice, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_REGISTER = AdminRegisterState.register


def period_choice() -> rx.Component:
    """Which period, and its archive."""
    return rx.el.div(
        rx.cond(AdminRegisterState.problem != "", notice(AdminRegisterState.problem, tone="failed", urgent=True)),
        rx.el.div(
            rx.el.form(
                field(_("Periodo"), "periodo", hint=_("2026, 2026-T4 o 2026-11."), value=_REGISTER.name),
                rx.el.div(button(_("Mostra"), submit=True, kind="secondary")),
                on_submit=AdminRegisterState.choose,
                key=_REGISTER.name,
                class_name="flex flex-wrap items-end gap-3",
            ),
            when(
                may(InvoicingPermission.EXPORT),
                rx.el.div(
                    _download(_("Scarica tutto (ZIP)"), AdminRegisterState.export),
                    _download(_("Pacchetto di conservazione"), AdminRegisterState.export_for_preservation),
                    class_name="flex flex-wrap gap-3",
                ),
            ),
            class_name="flex flex-wrap items-end justify-between gap-6",
        ),
        class_name="grid gap-4",
    )


def _download(label: str, act: Any) -> rx.Component:
    return button(label, kind="secondary", icon_name="download", on_click=act)


def register_sums() -> rx.Component:
    """What the period comes to."""
    return rx.el.div(
        definitions((_("Documenti"), _REGISTER.documents), (_("Totale"), amount(_REGISTER.total_label, strong=True))),
        rx.cond(_REGISTER.not_counted != "", notice(_REGISTER.not_counted)),
        table(
            _REGISTER.rates,
            [
                Column(_("Aliquota"), lambda row: row.rate_label, is_short=True),
                Column(_("Imponibile"), lambda row: amount(row.taxable_label), is_number=True),
                Column(_("Imposta"), lambda row: amount(row.tax_label), is_number=True),
            ],
            caption=_("Totali per aliquota"),
            empty=rx.el.p(_("In questo periodo non è stato emesso nulla."), class_name="text-sm text-ink-soft"),
        ),
        class_name="grid gap-6",
    )


def stamp_duty() -> rx.Component:
    """The stamp duty of the year, by quarter."""
    return section(
        _("Imposta di bollo dell’anno"),
        table(
            _REGISTER.stamps,
            [
                Column(_("Trimestre"), lambda row: row.quarter_label, is_short=True),
                Column(_("Documenti"), lambda row: row.documents, is_number=True),
                Column(_("Dovuta"), lambda row: amount(row.amount_label), is_number=True),
                Column(_("Entro il"), lambda row: row.due_label, is_short=True),
            ],
            caption=_("Imposta di bollo per trimestre"),
            empty=rx.el.p(_("Nessun documento dell’anno la deve."), class_name="text-sm text-ink-soft"),
        ),
    )
