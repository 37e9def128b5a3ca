"""The editor of an offer while it is a draft."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.quotes.schemas.editor import LineForm, StepForm
from aistrategyhub.features.quotes.state.editor import AdminOfferState
from aistrategyhub.ui.billing_fields import country_choices
from aistrategyhub.ui.forms import field_row, labelled
from aistrategyhub.ui.parts.actions import button, file_link, link, outside_link
from aistrategyhub.ui.parts.base import Text, when
from aistrategyhub.ui.parts.words import badge, empty_state, section

_STATE = AdminOfferState


def offer_facts() -> rx.Component:
    """Whose it is, where it stands, and its paper."""
    return rx.el.div(
        badge(_STATE.status_label, _STATE.status_tone),
        link(_STATE.customer, _STATE.request_href),
        when(_STATE.history != "", rx.el.span(_STATE.history, class_name="text-sm text-ink-faint")),
        when(
            _STATE.pdf_href != "",
            file_link(rx.cond(_STATE.status == "draft", _("Anteprima del PDF"), _("PDF inviato")), _STATE.pdf_href),
        ),
        when(_STATE.public_href != "", outside_link(_("Pagina del cliente"), _STATE.public_href)),
        class_name="flex flex-wrap items-center gap-x-5 gap-y-2",
    )


def offer_editor() -> rx.Component:
    """The fields of a draft. Each is kept when it is left, right or wrong."""
    return rx.el.div(
        when(_STATE.asked != "", section(_("La richiesta"), _words(_STATE.asked))),
        section(_("Parole d’apertura"), _area(_("Introduzione"), "intro", _STATE.head.intro, rows=6)),
        section(
            _("Righe"),
            rx.el.ol(rx.foreach(_STATE.lines, _line), class_name="grid gap-8"),
            _refused("lines"),
            _adding(),
        ),
        section(_("Tappe"), _steps(), note=_("Le quote devono fare 100 %. Senza tappe va bene lo stesso.")),
        section(
            _("Prezzo e validità"),
            field_row(
                _single(_("Sconto sul totale, in %"), "discount", _STATE.head.discount),
                _single(_("Acconto, in %"), "deposit", _STATE.head.deposit),
                _single(_("Valida fino al"), "valid_until", _STATE.head.valid_until),
            ),
            _buyer(),
        ),
        section(_("Condizioni"), _area(_("Testo delle condizioni"), "terms", _STATE.head.terms, rows=8)),
        class_name="grid gap-12",
    )


def missing_offer() -> rx.Component:
    return empty_state(_("Questa offerta non c’è"), _("Può essere stata eliminata con la sua richiesta."))


def _line(row: rx.Var[LineForm]) -> rx.Component:
    name, keep = "line-" + row.key, _STATE.set_line
    return rx.el.li(
        _text(_("Nome"), name + "-name", row.name, row.name_error, _STATE.set_line(row.key, "name")),
        labelled(
            _("Descrizione"),
            name + "-description",
            rx.el.textarea(
                default_value=row.description,
                rows="3",
                on_blur=lambda value: _STATE.set_line(row.key, "description", value),
                class_name="input",
                custom_attrs={"id": "field-" + name + "-description"},
            ),
            row.description_error,
            "",
            False,
        ),
        rx.el.div(
            _text(_("Quantità"), name + "-quantity", row.quantity, row.quantity_error, keep(row.key, "quantity")),
            _text(_("Prezzo netto"), name + "-price", row.price, row.price_error, keep(row.key, "price")),
            _vat_class(row, name),
            class_name="grid grid-cols-1 gap-4 sm:grid-cols-3",
        ),
        rx.el.div(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=row.is_optional,
                    on_change=lambda value: _STATE.set_optional(row.key, value),
                    class_name="choice-mark",
                ),
                rx.el.span(_("Facoltativa: la sceglie il cliente")),
                class_name="choice",
            ),
            button(_("Togli la riga"), kind="quiet", on_click=_STATE.remove("lines", row.key)),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        key=row.key,
        class_name="grid gap-4 border-t border-line pt-5",
    )


def _vat_class(row: rx.Var[LineForm], name: Any) -> rx.Component:
    choices = [("standard", "22%"), ("reduced", "10%"), ("super_reduced", "4%")]
    control = rx.el.select(
        *(rx.el.option(label, value=value) for value, label in choices),
        value=row.vat_class,
        on_change=lambda value: _STATE.set_line(row.key, "vat_class", value),
        class_name="input",
        custom_attrs={"id": "field-" + name + "-vat"},
    )
    return labelled(_("IVA"), name + "-vat", control, "", "", True)


def _adding() -> rx.Component:
    catalogue = rx.el.label(
        rx.el.span(_("Aggiungi dal catalogo"), class_name="sr-only"),
        rx.el.select(
            rx.el.option(_("Aggiungi dal catalogo…"), value=""),
            rx.foreach(_STATE.items, lambda one: rx.el.option(one.label, value=one.value)),
            value="",
            on_change=_STATE.add_item,
            class_name="input",
        ),
        class_name="max-w-full",
    )
    return rx.el.div(
        button(_("Aggiungi una riga libera"), kind="secondary", icon_name="plus", on_click=_STATE.add_line),
        catalogue,
        class_name="flex flex-wrap items-center gap-3",
    )


def _steps() -> rx.Component:
    return rx.el.div(
        rx.el.ol(rx.foreach(_STATE.steps, _step), class_name="grid gap-5"),
        _refused("milestones"),
        button(_("Aggiungi una tappa"), kind="secondary", icon_name="plus", on_click=_STATE.add_step),
        class_name="grid gap-4 justify-items-start",
    )


def _step(row: rx.Var[StepForm]) -> rx.Component:
    name = "step-" + row.key
    return rx.el.li(
        rx.el.div(
            _text(_("Tappa"), name + "-name", row.name, "", _STATE.set_step(row.key, "name")),
            _text(_("Data"), name + "-day", row.day, "", _STATE.set_step(row.key, "day")),
            _text(_("Quota, in %"), name + "-share", row.share, "", _STATE.set_step(row.key, "share")),
            button(_("Togli"), kind="quiet", on_click=_STATE.remove("milestones", row.key)),
            class_name="grid grid-cols-1 items-end gap-4 sm:grid-cols-[1fr_9rem_7rem_auto]",
        ),
        when(row.error != "", rx.el.p(row.error, class_name="field-error")),
        key=row.key,
        class_name="w-full",
    )


def _buyer() -> rx.Component:
    country = rx.el.select(
        *(rx.el.option(label, value=value) for value, label in country_choices()),
        value=_STATE.head.country,
        on_change=lambda value: _STATE.set_head("country", value),
        class_name="input",
        custom_attrs={"id": "field-country"},
    )
    firm = rx.el.label(
        rx.el.input(type="checkbox", checked=_STATE.head.is_firm, on_change=_STATE.set_firm, class_name="choice-mark"),
        rx.el.span(_("Il cliente è un’azienda o un professionista")),
        class_name="choice",
    )
    hint = _("Decide l’IVA mostrata; all’accettazione conta chi compra davvero.")
    return rx.el.div(
        labelled(_("Paese del cliente"), "country", country, _STATE.wrong["country"], hint, True),
        firm,
        class_name="grid gap-4",
    )


def _single(label: Text, name: str, value: Any) -> rx.Component:
    return _text(label, name, value, _STATE.wrong[name], _STATE.set_head(name))


def _text(label: Text, name: Any, value: Any, error: Any, keep: Any) -> rx.Component:
    """A field that is kept when it is left; `keep` takes what was typed as its last argument."""
    control = rx.el.input(
        type="text",
        default_value=value,
        on_blur=keep,
        class_name="input",
        custom_attrs={"id": "field-" + name, "aria-invalid": error != ""},
    )
    return labelled(label, name, control, error, "", True)


def _area(label: Text, name: str, value: Any, *, rows: int) -> rx.Component:
    control = rx.el.textarea(
        default_value=value,
        rows=str(rows),
        on_blur=_STATE.set_head(name),
        class_name="input",
        custom_attrs={"id": f"field-{name}"},
    )
    return labelled(label, name, control, _STATE.wrong[name], "", False)


def _refused(name: str) -> rx.Component:
    return when(_STATE.wrong[name] != "", rx.el.p(_STATE.wrong[name], class_name="field-error"))


def _words(words: rx.Var[str]) -> rx.Component:
    return rx.el.p(words, class_name="max-w-prose whitespace-pre-line wrap-anywhere text-ink-soft")
