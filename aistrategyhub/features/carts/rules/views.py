"""A cart and the coupons as their screens show them."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, mark, money_label, ngettext, percent_label, short_date_label
from aistrategyhub.features.carts.models import Coupon
from aistrategyhub.features.carts.rules.coupons import CouponTerms, Standing, promised, standing_of
from aistrategyhub.features.carts.rules.quantities import MOST_OF_ONE
from aistrategyhub.features.carts.rules.words import coupon_sentence, notice_of
from aistrategyhub.features.carts.schemas.reading import CartReading, LineReading
from aistrategyhub.features.carts.schemas.views import CartLineRow, CartView, CouponRow, TakenOut
from aistrategyhub.features.catalog.rules import LIST_ROUTE
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.vat.rules import vat_rows
from aistrategyhub.features.vat.schemas import LineAmounts

FILTERS = {
    "tutti": (mark("Tutti"), None),
    "validi": (mark("Validi"), Standing.OPEN),
    "futuri": (mark("Non ancora"), Standing.NOT_YET),
    "chiusi": (mark("Chiusi"), Standing.OVER),
}
"""By the word of the address, which coupons the list shows."""

_STANDINGS = {
    Standing.OPEN: (mark("Valido"), "action"),
    Standing.NOT_YET: (mark("Non ancora"), "waiting"),
    Standing.OVER: (mark("Chiuso"), "neutral"),
}
_SAID = {
    "INVALID_QUANTITY": mark("La quantità è un numero intero da 1 a {most}."),
    "TOO_MANY": mark("Di uno stesso servizio si ordinano al più {most} pezzi."),
    "NOT_IN_CART": mark("Questo servizio non è nel carrello."),
    "CART_TOO_FULL": mark("Il carrello è pieno: togli qualcosa e riprova."),
    "CART_MIXES_CURRENCIES": mark("Nel carrello ci sono prezzi in un’altra valuta: un ordine si paga in una sola."),
    "ITEM_NOT_FOUND": mark("Questo servizio non c’è, o non è più in vendita."),
    "ITEM_NOT_FOR_SALE": mark("Questo servizio non si acquista online: richiedi un preventivo."),
}
_ANY_REFUSAL = mark("Non è stato possibile: riprova tra poco.")


def said_sentence(code: str) -> str:
    """Why the cart is as it was before the last act; empty without a code."""
    return _(_SAID.get(code, _ANY_REFUSAL), most=MOST_OF_ONE) if code else ""


def cart_view(reading: CartReading) -> CartView:
    """The cart as its holder reads it."""
    amounts = dict(zip((line.item_id for line in reading.buyable), reading.amounts.lines, strict=True))
    told = {line.item_id: notice_of(line, reading.currency) for line in reading.lines}
    notices = {item_id: notice.message for item_id, notice in told.items() if notice}
    return CartView(
        lines=[_line_row(line, amounts.get(line.item_id), notices, reading.currency) for line in reading.lines],
        coupon_code=reading.coupon_code,
        coupon_problem=coupon_sentence(reading),
        discount_label=_minus(reading.discount, reading.currency),
        subtotal_label=money_label(reading.amounts.subtotal, reading.currency),
        vat=vat_rows(reading.amounts.lines, reading.currency),
        total_label=money_label(reading.amounts.total, reading.currency),
        has_changes=bool(notices),
        can_order=bool(reading.buyable),
    )


def taken_out(reading: CartReading, offer: Offer | None, quantity: str) -> TakenOut:
    """What was just taken out and can be put back: nothing that is in the cart again, or is not for sale."""
    if offer is None or offer.item_id in {line.item_id for line in reading.lines}:
        return TakenOut()
    return TakenOut(offer.slug, offer.name, quantity)


def coupon_row(coupon: Coupon, uses: int, items: int, *, at: datetime) -> CouponRow:
    """A coupon in a line, with how many orders keep it and for how many items it is."""
    terms = promised(coupon)
    label, tone = _STANDINGS[standing_of(terms, at)]
    limit = "" if coupon.most_uses is None else f" / {coupon.most_uses}"
    return CouponRow(
        coupon_id=str(coupon.id),
        code=coupon.code,
        worth_label=_worth(terms),
        terms_label=" · ".join(_conditions(terms, items)) or _("Nessuna condizione"),
        uses_label=f"{uses}{limit}",
        period_label=_period(terms),
        status_label=_(label),
        status_tone=tone,
        is_ended=coupon.ended_at is not None,
    )


def _line_row(line: LineReading, amounts: LineAmounts | None, notices: dict[UUID, str], currency: str) -> CartLineRow:
    offer = line.offer if amounts else None
    net = amounts.net if amounts else Decimal(0)
    return CartLineRow(
        item_id=str(line.item_id),
        name=line.name,
        route=f"{LIST_ROUTE}/{line.offer.slug}" if line.offer else "",
        quantity=str(line.quantity),
        unit_label=_("{price} l’uno", price=money_label(offer.net_price, currency)) if offer else "",
        firms_label=_priced(net, amounts, currency, is_net=True),
        people_label=_priced(amounts.gross if amounts else net, amounts, currency, is_net=False),
        full_label=money_label(net + line.discount, currency) if line.discount else "",
        notice=notices.get(line.item_id, ""),
        is_for_sale=amounts is not None,
    )


def _priced(price: Decimal, amounts: LineAmounts | None, currency: str, *, is_net: bool) -> str:
    if amounts is None:
        return ""
    label = money_label(price, currency)
    if not amounts.treatment.rate:
        return label
    is_without = is_net or amounts.treatment.is_split
    return _("{price} + IVA", price=label) if is_without else _("{price} IVA inclusa", price=label)


def _minus(amount: Decimal, currency: str) -> str:
    return f"−{money_label(amount, currency)}" if amount else ""


def _worth(terms: CouponTerms) -> str:
    if terms.percent is not None:
        return percent_label(terms.percent)
    return money_label(terms.amount or Decimal(0), terms.currency)


def _conditions(terms: CouponTerms, items: int) -> list[str]:
    told = {
        _("da {price} in su", price=money_label(terms.minimum, terms.currency)): terms.minimum,
        ngettext("per {count} servizio", "per {count} servizi", items): items,
        _("solo il primo ordine"): terms.is_for_first_order,
        ngettext("{count} volta a persona", "{count} volte a persona", terms.most_per_person or 0): (
            terms.most_per_person
        ),
    }
    return [words for words, holds in told.items() if holds]


def _period(terms: CouponTerms) -> str:
    since = short_date_label(today_in_rome(terms.starts_at)) if terms.starts_at else ""
    if terms.ends_at is None:
        return _("dal {since}", since=since)
    return _(
        "dal {since} al {until}",
        since=since,
        until=short_date_label(today_in_rome(terms.ends_at - timedelta(seconds=1))),
    )
