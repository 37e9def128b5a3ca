"""The fields of a document written by hand."""

from typing import Any

import reflex as rx

from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _, percent_label
from aistrategyhub.features.backoffice.state.drafts import AdminDraftState
from aistrategyhub.features.invoicing.document.codes import ReferenceKind
from aistrategyhub.features.invoicing.document.reasons import LAWS
from aistrategyhub.features.invoicing.rules.writing import KINDS, METHODS, RATES
from aistrategyhub.features.invoicing.schemas import DraftLine, KnownBuyer
from aistrategyhub.ui.billing_fields import country_choices
from aistrategyhub.ui.forms import field_row, labelled
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import Text, when
from aistrategyhub.ui.parts.words import section

_STATE = AdminDraftState


def draft_editor() -> rx.Component:
    """The fields of a document. Each is kept when it is left, right or wrong."""
    return rx.el.div(
        section(_("Per chi"), _finding_buyer(), rx.el.div(*_buyer(), class_name="grid gap-6", key=_key("buyer"))),
        section(
            _("Righe"),
            rx.el.ol(rx.foreach(_STATE.lines, _line), class_name="grid gap-8"),
            _refused("lines"),
            rx.el.div(button(_("Aggiungi una riga"), kind="secondary", icon_name="plus", on_click=_STATE.add_line)),
        ),
        section(_("Documento"), rx.el.div(*_document(), class_name="grid gap-6", key=_key("head"))),
        section(
            _("Riferimenti"),
            rx.el.div(*_references(), class_name="grid gap-6", key=_key("references")),
            note=_("Ordine, contratto o gara del cliente: servono quasi solo agli enti pubblici."),
        ),
        class_name="grid gap-12",
    )


def _finding_buyer() -> rx.Component:
    """Somebody who was billed before fills the fields."""
    return rx.el.div(
        labelled(
            _("Cerca fra chi hai già fatturato"),
            "buyer-search",
            rx.el.input(
                type="search",
                on_change=_STATE.look_for.debounce(300),
                class_name="input",
                custom_attrs={"id": "field-buyer-search", "autocomplete": "off"},
            ),
            "",
            "",
            False,
        ),
        rx.el.ul(rx.foreach(_STATE.found, _known_buyer), class_name="grid gap-1", aria_live="polite"),
        class_name="grid gap-3",
    )


def _known_buyer(row: rx.Var[KnownBuyer]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(row.name, class_name="font-medium"),
            " ",
            rx.el.span(row.note, class_name="text-sm text-ink-soft"),
            type="button",
            on_click=_STATE.pick(row.invoice_id),
            class_name="link-quiet text-left",
        )
    )


def _buyer() -> list[rx.Component]:
    known = _STATE.buyer
    is_person, is_italian = known.kind == "person", known.country == ITALY
    firm = rx.el.div(
        _of_buyer(_("Ragione sociale"), "company_name", known.company_name),
        field_row(
            _of_buyer(when(is_italian, _("Partita IVA"), _("Numero IVA")), "vat_number", known.vat_number),
            when(is_italian, _of_buyer(_("Codice fiscale"), "fiscal_code", known.fiscal_code)),
        ),
        when(
            is_italian,
            field_row(
                _of_buyer(
                    _("Codice destinatario o ufficio"),
                    "sdi_code",
                    known.sdi_code,
                    hint=_("7 caratteri; 6 per gli enti pubblici."),
                ),
                _of_buyer(_("PEC"), "pec_email", known.pec_email),
            ),
        ),
        class_name="grid gap-6",
    )
    person = field_row(
        _of_buyer(_("Nome e cognome"), "name", known.contact),
        when(is_italian, _of_buyer(_("Codice fiscale"), "person_fiscal_code", known.fiscal_code, error="fiscal_code")),
    )
    kinds = [("company", _("Azienda, professionista o ente")), ("person", _("Persona"))]
    return [
        field_row(
            _choice(_("Chi acquista"), "buyer-kind", kinds, known.kind, _STATE.choose_kind, ""),
            _choice(_("Paese"), "buyer-country", country_choices(), known.country, _STATE.choose_country, ""),
        ),
        when(is_person, person, firm),
        _of_buyer(
            _("Indirizzo e-mail"), "email", known.email, hint=_("Qui arrivano la copia di cortesia e il file XML.")
        ),
        _of_buyer(_("Via e numero civico"), "billing_address.street", known.street),
        rx.el.div(
            _of_buyer(_("Comune"), "billing_address.city", known.city),
            _of_buyer(_("CAP"), "billing_address.zip", known.zip),
            when(is_italian, _of_buyer(_("Provincia"), "billing_address.province", known.province)),
            class_name="grid grid-cols-1 gap-6 sm:grid-cols-[1fr_7rem_7rem]",
        ),
    ]


def _line(row: rx.Var[DraftLine]) -> rx.Component:
    name = "line-" + row.key
    return rx.el.li(
        labelled(
            _("Descrizione"),
            name + "-description",
            rx.el.textarea(
                default_value=row.description,
                rows="2",
                on_blur=lambda value: _STATE.set_line(row.key, "description", value),
                class_name="input",
                custom_attrs={"id": "field-" + name + "-description", "aria-invalid": row.description_error != ""},
            ),
            row.description_error,
            "",
            True,
        ),
        rx.el.div(
            _of_line(_("Quantità"), row, "quantity", row.quantity, row.quantity_error),
            _of_line(_("Unità"), row, "unit", row.unit, ""),
            _of_line(_("Prezzo netto"), row, "price", row.price, row.price_error),
            _of_line(_("Sconto, in %"), row, "discount", row.discount, row.discount_error),
            class_name="grid grid-cols-2 items-end gap-4 sm:grid-cols-4",
        ),
        rx.el.div(
            _choice(
                _("IVA"),
                name + "-vat",
                _vat_choices(),
                row.vat,
                lambda value: _STATE.set_line(row.key, "vat", value),
                "",
            ),
            when(
                row.vat.startswith("N"),
                _of_line(
                    _("Norma"), row, "law", row.law, row.law_error, hint=_("Vuota: quella consueta di questa natura.")
                ),
            ),
            class_name="grid gap-4 sm:grid-cols-2",
        ),
        rx.el.div(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=row.is_goods,
                    on_change=lambda value: _STATE.set_goods(row.key, value),
                    class_name="choice-mark",
                ),
                rx.el.span(_("È un bene, non un servizio")),
                class_name="choice",
            ),
            button(_("Togli la riga"), kind="quiet", on_click=_STATE.remove_line(row.key)),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        key=row.key,
        class_name="grid gap-4 border-t border-line pt-5",
    )


def _document() -> list[rx.Component]:
    head = _STATE.head
    kinds = [(kind.value, f"{kind.value} · {_(kind.title)}") for kind in KINDS]
    credit = rx.el.p(_("TD04 · Nota di credito"), class_name="text-ink-soft")
    fees = rx.el.label(
        rx.el.input(type="checkbox", checked=head.has_fees, on_change=_STATE.set_fees, class_name="choice-mark"),
        rx.el.span(_("Applica cassa e ritenuta delle impostazioni «Parcelle»")),
        class_name="choice",
    )
    return [
        field_row(
            when(_STATE.is_credit, credit, _of_choice(_("Tipo"), "kind", kinds, head.kind)),
            _of_choice(_("Lingua del cliente"), "locale", [("it", "Italiano"), ("en", "English")], head.locale),
        ),
        _of_head(_("Causale"), "causale", head.causale, required=False),
        field_row(
            _of_choice(_("Pagamento"), "method", [(one.value, _(one.title)) for one in METHODS], head.method),
            _of_head(
                _("Scadenza"),
                "due_day",
                head.due_day,
                hint=_("Per esempio 31/12/2026; vuota se non c’è."),
                required=False,
            ),
        ),
        when(_STATE.may_have_fees, fees),
    ]


def _references() -> list[rx.Component]:
    head = _STATE.head
    kinds = [
        (ReferenceKind.PURCHASE_ORDER.value, _("Ordine")),
        (ReferenceKind.CONTRACT.value, _("Contratto")),
        (ReferenceKind.AGREEMENT.value, _("Convenzione")),
        (ReferenceKind.INVOICE.value, _("Fattura collegata, per esempio di acconto")),
    ]
    return [
        rx.el.div(
            _of_choice(_("Documento"), "reference_kind", kinds, head.reference_kind),
            _of_head(_("Numero"), "reference_number", head.reference_number, required=False),
            _of_head(_("Data"), "reference_day", head.reference_day, required=False),
            class_name="grid gap-6 sm:grid-cols-3",
        ),
        field_row(
            _of_head("CIG", "cig", head.cig, required=False),
            _of_head("CUP", "cup", head.cup, required=False),
        ),
    ]


def _of_buyer(label: Text, name: str, value: Any, *, hint: Text = "", error: str = "") -> rx.Component:
    wrong = _STATE.wrong["buyer." + (error or name)]
    return _text(label, f"buyer-{name}".replace(".", "-"), value, wrong, _STATE.set_buyer(name), hint)


def _of_head(label: Text, name: str, value: Any, *, hint: Text = "", required: bool = True) -> rx.Component:
    return _text(label, name, value, _STATE.wrong.get(name, "").to(str), _STATE.set_head(name), hint, required)


def _of_line(label: Text, row: Any, name: str, value: Any, error: Any, *, hint: Text = "") -> rx.Component:
    keep = _STATE.set_line(row.key, name)
    is_required = name in ("quantity", "price")
    return _text(label, "line-" + row.key + f"-{name}", value, error, keep, hint, is_required)


def _of_choice(label: Text, name: str, options: list[tuple[str, str]], value: Any) -> rx.Component:
    return _choice(
        label, name, options, value, lambda chosen: _STATE.set_head(name, chosen), _STATE.wrong.get(name, "").to(str)
    )


def _text(
    label: Text, name: Any, value: Any, error: Any, keep: Any, hint: Text = "", required: bool = True
) -> rx.Component:
    """A field that is kept when it is left; `keep` takes what was typed as its last argument."""
    control = rx.el.input(
        type="text",
        default_value=value,
        on_blur=keep,
        class_name="input",
        custom_attrs={"id": "field-" + name, "aria-invalid": error != "", "autocomplete": "off"},
    )
    return labelled(label, name, control, error, hint, required)


def _choice(
    label: Text, name: Any, options: list[tuple[str, str]], value: Any, on_change: Any, error: Any
) -> rx.Component:
    control = rx.el.select(
        *(rx.el.option(said, value=chosen) for chosen, said in options),
        value=value,
        on_change=on_change,
        class_name="input",
        custom_attrs={"id": "field-" + name},
    )
    return labelled(label, name, control, error, "", True)


def _vat_choices() -> list[tuple[str, str]]:
    rates = [(rate, percent_label(int(rate))) for rate in RATES]
    return [*rates, *((natura.value, f"{natura.value} · {law}") for natura, law in LAWS.items())]


def _refused(name: str) -> rx.Component:
    return when(_STATE.wrong[name] != "", rx.el.p(_STATE.wrong[name], class_name="field-error"))


def _key(part: str) -> Any:
    return f"{part}-" + _STATE.filled.to_string()
