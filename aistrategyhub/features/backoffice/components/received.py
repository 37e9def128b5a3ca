"""What suppliers billed: the list with its files, and one document as we show it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import RECEIVED_ROUTE
from aistrategyhub.features.backoffice.state.received import AdminReceivedOneState, AdminReceivedState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.schemas import AsideRow, ReceivedRow, SumRow
from aistrategyhub.ui.forms import field, form
from aistrategyhub.ui.parts.actions import button, file_link, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.date_picker import date_field
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, definitions, empty_state, section
from aistrategyhub.ui.tables import Column, search_box, table
from aistrategyhub.ui.viewer import may

_DOCUMENT = AdminReceivedOneState.document


def received_import() -> rx.Component:
    """Where files are dropped, and what became of them."""
    return when(
        may(InvoicingPermission.RECEIVE),
        rx.el.div(
            file_drop(
                _("Importa dai fornitori"),
                "received",
                address="/api/v1/admin/received-invoices",
                part="",
                accept=".xml,.p7m,.zip",
                largest=50_000_000,
                hint=_("XML, p7m, metadati o uno ZIP di tutti. Lo stesso documento si tiene una volta sola."),
                required=False,
                on_done=AdminReceivedState.arrived,
                on_all_done=AdminReceivedState.all_arrived,
            ),
            rx.el.ul(
                rx.foreach(AdminReceivedState.told, lambda told: rx.el.li(told, class_name="wrap-anywhere")),
                aria_live="polite",
                class_name="grid gap-1 text-sm text-ink-soft",
            ),
            class_name="grid max-w-prose gap-3",
        ),
    )


def received_table() -> rx.Component:
    """The documents, a line each."""
    return rx.el.div(
        rx.el.div(
            search_box(AdminReceivedState, _("Numero, fornitore o partita IVA")),
            when(may(InvoicingPermission.EXPORT), _export()),
            class_name="flex flex-wrap items-end justify-between gap-4",
        ),
        table(
            AdminReceivedState.rows,
            [
                Column(_("Numero"), _number, sort="number", is_short=True),
                Column(_("Data"), lambda row: row.date_label, sort="date", is_short=True),
                Column(_("Tipo"), lambda row: row.kind_label),
                Column(_("Fornitore"), lambda row: row.supplier_name, sort="supplier"),
                Column(_("Totale"), lambda row: amount(row.total_label), sort="total", is_number=True),
            ],
            caption=_("Fatture ricevute"),
            state=AdminReceivedState,
            empty=empty_state(
                _("Nessuna fattura ricevuta"),
                _("Trascina qui sopra i file dei fornitori; quelle che arrivano per PEC entrano da sole."),
            ),
        ),
        rx.cond(AdminReceivedState.aside.length() > 0, _aside()),
        class_name="grid gap-6",
    )


def _export() -> rx.Component:
    return rx.el.form(
        field(_("Periodo"), "periodo", hint=_("2026, 2026-T4 o 2026-11."), required=False),
        button(_("Scarica (ZIP)"), submit=True, kind="secondary", icon_name="download"),
        on_submit=AdminReceivedState.export,
        class_name="flex flex-wrap items-end gap-3",
    )


def _number(row: rx.Var[ReceivedRow]) -> rx.Component:
    return link(row.number, row.page_path)


def _aside() -> rx.Component:
    return section(
        _("File arrivati che non si leggono"),
        rx.el.ul(rx.foreach(AdminReceivedState.aside, _aside_row), class_name="grid gap-3"),
    )


def _aside_row(row: rx.Var[AsideRow]) -> rx.Component:
    return rx.el.li(
        file_link(row.name, row.path),
        " ",
        rx.el.span(row.at_label, class_name="text-ink-faint tabular-nums"),
        rx.el.p(row.problem, class_name="text-ink-soft wrap-anywhere"),
        class_name="text-sm",
    )


def received_document() -> rx.Component:
    """What the supplier billed: lines, sums, and how it is paid."""
    return rx.el.div(
        section(
            _("Fornitore"),
            rx.el.div(
                rx.el.p(_DOCUMENT.supplier_name, class_name="font-medium"),
                rx.foreach(_DOCUMENT.supplier_lines, lambda line: rx.el.p(line, class_name="text-sm text-ink-soft")),
            ),
        ),
        section(
            _("Righe"),
            table(
                _DOCUMENT.lines,
                [
                    Column(_("Descrizione"), lambda row: rx.el.span(row.description, class_name="wrap-anywhere")),
                    Column(_("Quantità"), lambda row: row.quantity_label, is_number=True),
                    Column(_("Prezzo"), lambda row: amount(row.price_label), is_number=True),
                    Column(_("IVA"), lambda row: row.vat_label, is_short=True),
                    Column(_("Importo"), lambda row: amount(row.total_label), is_number=True),
                ],
                caption=_("Righe"),
            ),
            rx.el.dl(rx.foreach(_DOCUMENT.sums, _sum), class_name="grid max-w-md justify-self-end"),
        ),
        rx.cond(
            _DOCUMENT.payments.length() > 0,
            section(_("Pagamento"), rx.el.dl(rx.foreach(_DOCUMENT.payments, _sum), class_name="grid max-w-xl")),
        ),
        rx.cond(_DOCUMENT.causale != "", section(_("Causale"), rx.el.p(_DOCUMENT.causale, class_name="max-w-prose"))),
        class_name="grid gap-10",
    )


def received_facts() -> rx.Component:
    """Where it came from, its files, and from when its VAT counts."""
    return rx.el.div(
        section(
            _("Documento"),
            definitions(
                (_("Data"), _DOCUMENT.date_label),
                (_("Arrivata"), _DOCUMENT.came_label),
                (_("File"), rx.el.span(_DOCUMENT.file_name, class_name="break-all")),
                (_("SdI"), _DOCUMENT.identifier),
            ),
            rx.foreach(AdminReceivedOneState.signatures, _signature),
            rx.el.div(
                file_link(_("File originale"), _DOCUMENT.file_path),
                file_link(_("Copia leggibile (PDF)"), _DOCUMENT.pdf_path),
                class_name="grid justify-items-start gap-2 text-sm",
            ),
        ),
        rx.cond(AdminReceivedOneState.may_decide, _deduction()),
        class_name="grid content-start gap-10",
    )


def _signature(words: rx.Var[str]) -> rx.Component:
    return rx.el.p(words, class_name="text-sm text-ink-soft wrap-anywhere")


def missing_received() -> rx.Component:
    """What stands where no such document is."""
    return empty_state(
        _("Questa fattura non c’è"),
        _("Forse l’indirizzo è incompleto."),
        action=link(_("Tutte le fatture ricevute"), RECEIVED_ROUTE),
    )


def _deduction() -> rx.Component:
    state = AdminReceivedOneState
    return section(
        _("Detrazione dell’IVA"),
        form(
            date_field(_("Ricevuta il"), "received_on", state=state, value=_DOCUMENT.received_on),
            field(
                _("Detraibile, in %"),
                "deductible",
                state=state,
                value=_DOCUMENT.deductible,
                inputmode="decimal",
                hint=_("100 di solito; per esempio 40 per le auto, 0 se non si detrae."),
            ),
            on_submit=state.decide,
            state=state,
            submit_label=_("Salva"),
        ),
    )


def _sum(row: rx.Var[SumRow]) -> rx.Component:
    return sum_line(row.label, row.amount_label)
