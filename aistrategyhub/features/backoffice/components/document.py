"""One document on its way through SdI."""

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import INVOICES_ROUTE, ORDERS_ROUTE
from aistrategyhub.features.backoffice.state.document import AdminDocumentState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.schemas import FindingRow, ReceiptRow, TransmissionRow
from aistrategyhub.ui.billing_fields import (
    address_fields,
    company_fields,
    fields_of,
    kind_choice,
    person_fiscal_code_field,
)
from aistrategyhub.ui.forms import field, form
from aistrategyhub.ui.parts.actions import button, file_link, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import amount, badge, breadcrumb, definitions, empty_state, section
from aistrategyhub.ui.viewer import may

_DOCUMENT = AdminDocumentState.document


def document_head() -> rx.Component:
    """What the document is, where it stands, and what can be done now."""
    return rx.el.header(
        breadcrumb([(_("Fatture"), INVOICES_ROUTE)]),
        rx.el.div(
            rx.el.h1(_DOCUMENT.kind_label, " ", _DOCUMENT.number, class_name="display text-2xl"),
            badge(_DOCUMENT.standing.label, _DOCUMENT.standing.tone),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        rx.el.p(_DOCUMENT.standing.meaning, class_name="max-w-prose text-ink-soft"),
        rx.cond(_DOCUMENT.standing.deadline != "", rx.el.p(_DOCUMENT.standing.deadline, class_name="text-failed")),
        when(may(InvoicingPermission.TRANSMIT), _acts()),
        when(may(InvoicingPermission.ISSUE), _credit()),
        class_name="grid gap-3",
    )


def _acts() -> rx.Component:
    return rx.el.div(
        rx.cond(_DOCUMENT.can_send, button(_("Invia al SdI"), on_click=AdminDocumentState.send)),
        rx.cond(_DOCUMENT.can_note_upload, _uploaded()),
        class_name="flex flex-wrap gap-3",
    )


def _credit() -> rx.Component:
    verb = button(_("Scrivi una nota di credito"), kind="secondary", on_click=AdminDocumentState.credit)
    return rx.cond(_DOCUMENT.can_credit, rx.el.div(verb))


def _uploaded() -> rx.Component:
    return confirm(
        _("Il file è stato caricato?"),
        rx.el.p(_("Da qui in poi si aspettano le ricevute: il file non riparte con lo stesso nome.")),
        act=AdminDocumentState.note_upload,
        verb=_("Sì, è caricato"),
        trigger=button(_("L’ho caricata a mano"), kind="secondary"),
        keep_label=_("Non ancora"),
        kind="primary",
    )


def document_facts() -> rx.Component:
    """Whom it is made out to, how much it is, and its files."""
    return section(
        _("Documento"),
        definitions(
            (_("Cliente"), _DOCUMENT.buyer_name),
            (_("Data"), _DOCUMENT.date_label),
            (_("Totale"), amount(_DOCUMENT.total_label)),
            (_("Firma"), rx.cond(_DOCUMENT.signature != "", _DOCUMENT.signature, "—")),
            (
                _("Ordine"),
                rx.cond(
                    _DOCUMENT.order_number != "",
                    link(_DOCUMENT.order_number, f"{ORDERS_ROUTE}/" + _DOCUMENT.order_number),
                ),
            ),
        ),
        rx.el.div(
            file_link(_("Fattura elettronica (XML)"), _DOCUMENT.xml_path),
            file_link(_("Copia di cortesia (PDF)"), _DOCUMENT.pdf_path),
            rx.cond(_DOCUMENT.signed_path != "", when(may(InvoicingPermission.TRANSMIT), _signed_file())),
            class_name="grid justify-items-start gap-2 text-sm",
        ),
    )


def _signed_file() -> rx.Component:
    return file_link(_("Fattura firmata"), _DOCUMENT.signed_path)


def document_findings() -> rx.Component:
    """Why it does not get on."""
    return rx.cond(
        _DOCUMENT.findings.length() > 0,
        section(_("Che cosa non va"), rx.el.ul(rx.foreach(_DOCUMENT.findings, _finding), class_name="grid gap-4")),
    )


def _finding(row: rx.Var[FindingRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(row.code, class_name="font-medium tabular-nums"), " ", row.words),
        rx.cond(row.remedy != "", rx.el.p(row.remedy, class_name="text-ink-soft")),
        class_name="text-sm",
    )


def document_journeys() -> rx.Component:
    """Each file that left for it, and what came back."""
    return section(
        _("Trasmissione"),
        rx.cond(
            _DOCUMENT.transmissions.length() > 0,
            rx.el.ol(rx.foreach(_DOCUMENT.transmissions, _journey), class_name="grid gap-8"),
            rx.el.p(_("Nessun file è ancora partito."), class_name="text-sm text-ink-soft"),
        ),
    )


def _journey(row: rx.Var[TransmissionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(row.attempt_label, class_name="font-medium"),
            " · ",
            rx.el.span(row.file_name, class_name="break-all tabular-nums"),
            " ",
            badge(row.standing.label, row.standing.tone),
        ),
        rx.el.p(
            row.channel_label,
            rx.cond(row.sent_label != "", rx.el.span(" · ", _("inviato"), " ", row.sent_label)),
            rx.cond(row.identifier != "", rx.el.span(" · ", _("SdI"), " ", row.identifier)),
            class_name="text-ink-soft tabular-nums",
        ),
        rx.cond(row.problem != "", rx.el.p(row.problem, class_name="break-words text-failed")),
        rx.el.ul(rx.foreach(row.receipts, _receipt), class_name="grid gap-2 pl-4"),
        class_name="grid gap-2 text-sm",
    )


def _receipt(row: rx.Var[ReceiptRow]) -> rx.Component:
    return rx.el.li(
        file_link(row.label, row.path),
        " ",
        rx.el.span(row.at_label, class_name="text-ink-faint tabular-nums"),
        rx.cond(row.words != "", rx.el.p(row.words, class_name="break-words text-ink-soft")),
    )


def correction() -> rx.Component:
    """The rejected document's buyer, to be put right and sent again."""
    asked = may(InvoicingPermission.TRANSMIT)
    return rx.cond(_DOCUMENT.can_correct, when(asked, _correction_form()))


def _correction_form() -> rx.Component:
    state, known = AdminDocumentState, AdminDocumentState.known
    name = field(_("Referente"), "name", state=state, required=False, value=known.contact)
    person = field(_("Nome e cognome"), "person_name", error=state.errors.get("name", "").to(str), value=known.contact)
    firm = [*company_fields(state, known, country=known.country), name]
    return section(
        _("Correggi e invia di nuovo"),
        rx.el.p(
            _("Numero, data e importi restano: cambia solo a chi è intestata. Il cliente riceve la copia corretta."),
            class_name="text-sm text-ink-soft",
        ),
        form(
            kind_choice(_("Chi acquista"), known, state.choose_kind),
            fields_of(state, BuyerKind.COMPANY, firm),
            fields_of(state, BuyerKind.PERSON, [person, person_fiscal_code_field(state, known)]),
            field(_("Indirizzo e-mail"), "email", kind="email", state=state, value=known.email),
            *address_fields(state, known, country=known.country),
            on_submit=state.correct,
            state=state,
            submit_label=_("Correggi e invia"),
        ),
    )


def missing_document() -> rx.Component:
    """What stands where no such document is."""
    return empty_state(
        _("Questo documento non c’è"),
        _("Forse l’indirizzo è incompleto."),
        action=link(_("Tutte le fatture"), INVOICES_ROUTE),
    )
