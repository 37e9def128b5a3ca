"""Pieces of the order's page, and of the customer's home."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.portal.components.transfer import awaited_transfer, choose_transfer_button
from aistrategyhub.features.portal.schemas import OwnOrderRow
from aistrategyhub.features.portal.state import CustomerHomeState, OrderPageState
from aistrategyhub.features.portal.state.one_click import OneClickState
from aistrategyhub.features.vat.schemas import VatRow
from aistrategyhub.ui.parts.actions import button, file_link, link, link_button
from aistrategyhub.ui.parts.figures import progress, stepper, timeline
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, badge, definitions, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table

_ORDER = OrderPageState.order


def order_steps() -> rx.Component:
    """Where the purchase stands."""
    steps = [_("Dati"), _("Riepilogo e pagamento"), _("Fatto")]
    return rx.cond(_ORDER.is_payable | _ORDER.is_paid, stepper(steps, rx.cond(_ORDER.is_paid, 3, 1)))


def order_head() -> rx.Component:
    """The order's number, its day, and where it stands."""
    return rx.el.header(
        rx.el.p(_ORDER.placed_label, class_name="text-sm text-ink-faint tabular-nums"),
        rx.el.div(
            rx.el.h1(
                _("Ordine"),
                " ",
                rx.el.span(_ORDER.number, class_name="whitespace-nowrap"),
                class_name="display text-3xl",
            ),
            badge(_ORDER.status_label, _ORDER.status_tone),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        class_name="grid gap-1",
    )


def order_lines() -> rx.Component:
    """What was bought, line by line, down to the total."""
    return rx.el.div(
        table(
            _ORDER.lines,
            [
                Column(_("Servizio"), lambda row: rx.el.span(row.name, class_name="font-medium")),
                Column(_("Quantità"), lambda row: row.quantity_label, is_number=True),
                Column(_("Prezzo"), lambda row: amount(row.unit_price_label), is_number=True),
                Column(_("IVA"), lambda row: row.vat_rate_label, is_number=True),
                Column(_("Imponibile"), lambda row: amount(row.net_label), is_number=True),
            ],
            caption=_("Che cosa comprende l’ordine"),
        ),
        rx.el.dl(
            sum_line(_("Imponibile"), _ORDER.subtotal_label),
            rx.foreach(_ORDER.vat, _vat_line),
            sum_line(_("Totale"), _ORDER.total_label, strong=True),
            class_name="ml-auto grid w-full max-w-form",
        ),
        class_name="grid gap-5",
    )


def _vat_line(row: rx.Var[VatRow]) -> rx.Component:
    return sum_line(row.rate_label, row.vat_label, why=row.reason)


def payment_panel() -> rx.Component:
    """What there is to do now: pay, wait, or fetch the invoice."""
    return rx.el.div(
        rx.cond(_ORDER.supplements.length() > 0, _supplements()),
        rx.cond(
            _ORDER.is_paid,
            _documents(),
            rx.cond(_ORDER.is_payable, rx.cond(OrderPageState.is_confirming, _confirming(), _to_pay()), _closed()),
        ),
        aria_live="polite",
        class_name="grid gap-5 border-t border-ink pt-5 lg:sticky lg:top-8",
    )


def _supplements() -> rx.Component:
    """What was added to the order after it was paid, each with a page and a payment of its own."""
    return rx.el.div(
        rx.el.h2(_("Aggiunte a quest’ordine"), class_name="font-semibold"),
        rx.el.ul(rx.foreach(_ORDER.supplements, _supplement), class_name="grid gap-2"),
        class_name="grid gap-2 border-b border-line pb-5",
    )


def _supplement(row: rx.Var[OwnOrderRow]) -> rx.Component:
    return rx.el.li(
        link(row.number, row.path),
        amount(row.total_label),
        badge(row.status_label, row.status_tone),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-1",
    )


def _to_pay() -> rx.Component:
    problem = rx.cond(OrderPageState.problem != "", OrderPageState.problem, _ORDER.payment_problem)
    return rx.el.div(
        rx.el.p(_("Da pagare"), class_name="text-sm text-ink-faint"),
        rx.el.p(_ORDER.total_label, class_name="display text-3xl tabular-nums"),
        rx.cond(problem != "", notice(problem, tone="failed", urgent=True)),
        rx.cond(_ORDER.too_small != "", notice(_ORDER.too_small, tone="waiting")),
        rx.cond(_ORDER.is_awaiting_transfer, awaited_transfer()),
        rx.cond(_ORDER.takes_card, _by_card()),
        rx.cond(_ORDER.takes_transfer & ~_ORDER.is_awaiting_transfer, choose_transfer_button()),
        rx.cond(_ORDER.is_agreed, rx.fragment(), _calling_off()),
        class_name="grid gap-4",
    )


def _by_card() -> rx.Component:
    pay_otherwise = button(
        _("Paga invece con carta"),
        kind="secondary",
        on_click=OrderPageState.pay,
        busy=OrderPageState.is_starting,
        wide=True,
    )
    pay = button(_ORDER.pay_label, on_click=OrderPageState.pay, busy=OrderPageState.is_starting, wide=True)
    return rx.el.div(
        _with_kept_card(),
        rx.cond(_ORDER.is_awaiting_transfer, pay_otherwise, pay),
        rx.el.p(_("Con carta, sulla pagina protetta del servizio di pagamento."), class_name="text-sm text-ink-soft"),
        rx.cond(OrderPageState.is_rehearsal, _rehearsal_notice()),
        class_name="grid gap-4",
    )


def _calling_off() -> rx.Component:
    return confirm(
        _("Annullare l’ordine?"),
        rx.el.p(_("Non hai ancora pagato nulla: l’ordine si chiude e non ti chiediamo altro.")),
        act=OrderPageState.cancel,
        verb=_("Annulla l’ordine"),
        trigger=button(_("Annulla l’ordine"), kind="quiet"),
        keep_label=_("Lascia com’è"),
    )


def _with_kept_card() -> rx.Component:
    pay = button(OneClickState.pay_label, on_click=OneClickState.pay, busy=OneClickState.busy, wide=True)
    return rx.fragment(
        rx.cond(OneClickState.problem != "", notice(OneClickState.problem, tone="failed", urgent=True)),
        rx.cond(OneClickState.pay_label != "", pay),
    )


def _rehearsal_notice() -> rx.Component:
    return notice(
        _("Nessun addebito: si paga con la carta di prova 4242 4242 4242 4242."),
        title=_("Ambiente di prova"),
        tone="waiting",
    )


def _confirming() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Pagamento inviato"), class_name="display text-2xl"),
        progress(_("Aspettiamo la conferma della banca")),
        class_name="grid gap-4",
    )


def _documents() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Pagato"), class_name="display text-3xl text-action"),
        rx.cond(
            _ORDER.invoice_number != "",
            rx.el.div(
                rx.el.p(_("Fattura"), " ", _ORDER.invoice_number, class_name="font-medium tabular-nums"),
                rx.cond(
                    _ORDER.pdf_url != "",
                    file_link(_("Copia di cortesia (PDF)"), _ORDER.pdf_url),
                    progress(_("Prepariamo il PDF")),
                ),
                file_link(_("Fattura elettronica (XML)"), _ORDER.xml_url),
                class_name="grid gap-2.5 justify-items-start",
            ),
            progress(_("Emettiamo la fattura: compare qui tra qualche secondo")),
        ),
        rx.el.p(_("La inviamo anche a"), " ", _ORDER.email, ".", class_name="text-sm text-ink-soft"),
        link(_("Recedere dal contratto qui"), "/recedere?ordine=" + _ORDER.number, kind="quiet"),
        class_name="grid gap-5",
    )


def _closed() -> rx.Component:
    return rx.el.div(
        rx.el.p(_ORDER.status_label, class_name="display text-2xl"),
        rx.el.p(_("Su quest’ordine non c’è più nulla da fare."), class_name="text-ink-soft"),
        link(_("Torna ai servizi"), "/servizi"),
        class_name="grid gap-3 justify-items-start",
    )


def billing_data() -> rx.Component:
    """Whom the invoice is made out to."""
    return section(
        _("Intestazione della fattura"),
        definitions(
            (_("Cliente"), _ORDER.buyer_name),
            (_("Codici"), _ORDER.buyer_codes),
            (_("Indirizzo"), _ORDER.buyer_address),
            (_("E-mail"), _ORDER.email),
        ),
    )


def order_history() -> rx.Component:
    """What has happened to the order so far."""
    return section(_("Cronologia"), timeline(_ORDER.events))


def missing_order() -> rx.Component:
    """What stands there when the key opens nothing."""
    return empty_state(
        _("Non troviamo quest’ordine"),
        _("L’indirizzo può essere incompleto: aprilo di nuovo dall’e-mail che ti abbiamo mandato."),
        action=link_button(_("Tutti i servizi"), "/servizi"),
    )


def own_orders() -> rx.Component:
    """A customer's orders, each leading to its page."""
    return table(
        CustomerHomeState.rows,
        [
            Column(_("Ordine"), _own_order_link),
            Column(_("Data"), lambda row: row.placed_label),
            Column(_("Servizi"), lambda row: row.services),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Totale"), lambda row: amount(row.total_label), is_number=True),
        ],
        caption=_("I tuoi ordini"),
        empty=empty_state(
            _("Non c’è ancora nessun ordine"),
            _("Quelli che farai dopo aver effettuato l’accesso compaiono qui, con le loro fatture."),
            action=link_button(_("Guarda i servizi"), "/servizi"),
        ),
    )


def _own_order_link(row: rx.Var[OwnOrderRow]) -> rx.Component:
    return link(row.number, row.path)
