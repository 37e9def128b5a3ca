"""The facts of an item outside its words: what it is, where it stands, how it is taxed; and its end."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.rules.screens.labels import KIND_LABELS, VAT_LABELS
from aistrategyhub.features.catalog.state.owner.facts import ItemFactsState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.words import section
from aistrategyhub.ui.viewer import may

_STATE = ItemFactsState
_FORM = ItemFactsState.form


def facts_panel() -> rx.Component:
    """The form of the facts, and the ways to end an item."""
    return rx.el.div(
        _facts(),
        when(may(CatalogPermission.EDIT), _ending()),
        class_name="grid max-w-prose gap-12",
    )


def _facts() -> rx.Component:
    vat_classes = [("", _("Da scegliere")), *((each.value, _(label)) for each, label in VAT_LABELS.items())]
    return forms.form(
        forms.field_row(
            forms.select(
                _("Tipo"),
                "kind",
                [(kind.value, _(label)) for kind, label in KIND_LABELS.items()],
                state=_STATE,
                value=_FORM.kind,
            ),
            forms.select(_("Categoria"), "category_id", _STATE.categories, state=_STATE, value=_FORM.category_id),
        ),
        forms.field_row(
            forms.select(
                _("Classe IVA"),
                "vat_class",
                vat_classes,
                state=_STATE,
                value=_FORM.vat_class,
                hint=_("Serve per pubblicare."),
            ),
            forms.field(
                _("Codice articolo"),
                "sku",
                state=_STATE,
                required=False,
                value=_FORM.sku,
                hint=_("Il tuo, per trovarlo nei fogli e nelle fatture."),
            ),
        ),
        forms.field(
            _("Posto nell’elenco"),
            "sort_order",
            state=_STATE,
            inputmode="numeric",
            value=_FORM.sort_order,
            hint=_("I numeri piccoli vengono prima."),
        ),
        forms.checkbox(_("In evidenza sulla pagina iniziale"), "is_featured", state=_STATE, checked=_FORM.is_featured),
        on_submit=_STATE.save,
        state=_STATE,
        submit_label=_("Salva i dati"),
        custom_attrs=GUARDED,
        key=_STATE.epoch.to(str),
    )


def _ending() -> rx.Component:
    return section(
        _("Fine vendita"),
        rx.el.div(
            rx.cond(
                _STATE.is_archived,
                button(_("Rimetti tra le bozze"), kind="secondary", on_click=_STATE.reopen),
                _archive(),
            ),
            when(may(CatalogPermission.MANAGE), _delete()),
            class_name="flex flex-wrap items-center gap-3",
        ),
        note=_("Ciò che è stato ordinato almeno una volta resta nello storico: si archivia, non si elimina."),
    )


def _archive() -> rx.Component:
    return dialog(
        _("Archiviare il servizio?"),
        rx.el.p(_("Sparisce dal sito e dall’elenco di tutti i giorni. Prezzi, testi e ordini restano.")),
        trigger=button(_("Archivia"), kind="secondary"),
        actions=(button(_("Archivia"), kind="danger", on_click=_STATE.archive, custom_attrs={"data-closes": ""}),),
        dismiss_label=_("Lascialo in vendita"),
    )


def _delete() -> rx.Component:
    return dialog(
        _("Eliminare il servizio?"),
        rx.el.p(_("Spariscono anche testi, versioni, prezzi e questionario. Non si può tornare indietro.")),
        trigger=button(_("Elimina"), kind="quiet"),
        actions=(
            button(_("Elimina per sempre"), kind="danger", on_click=_STATE.delete, custom_attrs={"data-closes": ""}),
        ),
        dismiss_label=_("Tienilo"),
    )
