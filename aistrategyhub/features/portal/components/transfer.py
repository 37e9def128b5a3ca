"""Paying an order by bank transfer: where the money goes, ready to be copied or scanned."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.portal.state import OrderPageState
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import Text, is_given, when
from aistrategyhub.ui.parts.copying import copy_button
from aistrategyhub.ui.parts.words import notice

_ORDER = OrderPageState.order
_TRANSFER = OrderPageState.order.transfer


def choose_transfer_button() -> rx.Component:
    """The way to pay without a card."""
    return button(
        _("Scegli il bonifico"),
        kind="secondary",
        on_click=OrderPageState.pay_by_transfer,
        busy=OrderPageState.is_starting,
        wide=True,
    )


def awaited_transfer() -> rx.Component:
    """What to write into the bank's form, by when, and what happens then."""
    return rx.el.section(
        rx.el.h2(_("Aspettiamo il tuo bonifico"), class_name="display text-2xl"),
        when(
            is_given(_TRANSFER.received_label),
            notice(
                rx.el.p(_("Abbiamo già ricevuto"), " ", _TRANSFER.received_label, ". ", _("Manca la somma qui sotto.")),
                tone="waiting",
            ),
        ),
        rx.el.dl(
            _datum(_("Importo"), _TRANSFER.amount_label, _TRANSFER.amount),
            _datum(_("IBAN"), _TRANSFER.iban_label, _TRANSFER.iban),
            _datum(_("Intestatario"), _TRANSFER.holder, _TRANSFER.holder),
            when(is_given(_TRANSFER.bic), _datum(_("BIC"), _TRANSFER.bic, _TRANSFER.bic)),
            _datum(_("Causale"), _TRANSFER.reference, _TRANSFER.reference),
            _datum(_("Entro il"), _TRANSFER.due_label),
            class_name="grid gap-3",
        ),
        _code(),
        rx.el.p(
            _(
                "Scrivi la causale così com’è. Quando il denaro arriva, di solito in uno o due giorni lavorativi, "
                "l’ordine risulta pagato e la fattura parte da sola. Ti abbiamo mandato questi dati anche per e-mail."
            ),
            class_name="text-sm text-ink-soft",
        ),
        class_name="grid gap-5",
    )


def _datum(name: Text, shown: Text, copied: Text = "") -> rx.Component:
    return rx.el.div(
        rx.el.dt(name, class_name="text-sm text-ink-faint"),
        rx.el.dd(
            rx.el.span(shown, class_name="font-medium tabular-nums wrap-anywhere"),
            copy_button(copied, name) if not isinstance(copied, str) or copied else rx.fragment(),
            class_name="flex flex-wrap items-baseline justify-between gap-x-4",
        ),
        class_name="border-b border-line pb-2",
    )


def _code() -> rx.Component:
    """Dark on light whatever the page's colours: cameras want it."""
    return rx.el.figure(
        rx.el.img(
            src=_TRANSFER.qr_image,
            alt=_("Codice QR con i dati del bonifico"),
            custom_attrs={"width": 192, "height": 192},
            class_name="size-48",
        ),
        rx.el.figcaption(
            _("Molte app di banca leggono questo codice e compilano il bonifico."),
            class_name="text-sm text-ink-soft",
        ),
        class_name="grid gap-2 justify-items-start",
    )
