"""A cart in words."""

from collections.abc import Sequence
from decimal import Decimal

from aistrategyhub.core.text import _, mark, money_label
from aistrategyhub.features.carts.rules.coupons import CouponRefused, Refusal
from aistrategyhub.features.carts.schemas.bodies import CartBody, CartLineBody, NoticeBody, UsedCouponBody
from aistrategyhub.features.carts.schemas.reading import CartReading, LineReading
from aistrategyhub.features.vat.schemas import LineAmounts

_ZERO = Decimal("0.00")
_OTHER_PRICE = mark("Il prezzo di «{name}» è cambiato: era {before}, adesso è {now}.")
_NOT_FOR_SALE = mark("«{name}» non è più in vendita: non sarà nell’ordine.")
_OTHER_CURRENCY = mark("«{name}» ha ora un prezzo in un’altra valuta: si ordina a parte.")


def notices_of(reading: CartReading) -> list[NoticeBody]:
    """What has changed since things were put in, a sentence each."""
    return [notice for line in reading.lines if (notice := notice_of(line, reading.currency))]


def notice_of(line: LineReading, currency: str) -> NoticeBody | None:
    """What has changed about a line since it was put in, if anything has."""
    told: Sequence[str] = ()
    if line.offer is None:
        told = "NOT_FOR_SALE", _(_NOT_FOR_SALE, name=line.name)
    elif line.offer.currency != currency:
        told = "OTHER_CURRENCY", _(_OTHER_CURRENCY, name=line.name)
    elif line.has_other_price:
        before = money_label(line.unit_price, line.currency)
        after = money_label(line.offer.net_price, line.offer.currency)
        told = "PRICE_CHANGED", _(_OTHER_PRICE, name=line.name, before=before, now=after)
    if not told:
        return None
    code, message = told
    return NoticeBody(code=code, slug=line.offer.slug if line.offer else "", message=message)


def coupon_sentence(reading: CartReading) -> str:
    """Why the cart's coupon does not count now; empty when it does."""
    if not reading.coupon_refusal:
        return ""
    minimum = money_label(reading.coupon_minimum, reading.currency)
    refused = CouponRefused(Refusal(reading.coupon_refusal), minimum)
    return _(refused.sentence, **refused.values)


def cart_body(reading: CartReading) -> CartBody:
    """The cart as the API tells it."""
    amounts = dict(zip((line.item_id for line in reading.buyable), reading.amounts.lines, strict=True))
    coupon = UsedCouponBody(
        code=reading.coupon_code,
        discount=reading.discount,
        refusal=reading.coupon_refusal or None,
        message=coupon_sentence(reading) or None,
    )
    return CartBody(
        version=reading.version,
        count=reading.count,
        currency=reading.currency,
        items=[_line_body(line, amounts.get(line.item_id)) for line in reading.lines],
        coupon=coupon if reading.coupon_code else None,
        notices=notices_of(reading),
        discount=reading.discount,
        subtotal=reading.amounts.subtotal,
        tax_amount=reading.amounts.tax_amount,
        total=reading.amounts.total,
    )


def _line_body(line: LineReading, amounts: LineAmounts | None) -> CartLineBody:
    offer = line.offer
    return CartLineBody(
        item_id=line.item_id,
        slug=offer.slug if offer else "",
        name=line.name,
        quantity=line.quantity,
        is_for_sale=amounts is not None,
        unit_price=offer.net_price if offer else None,
        seen_price=line.unit_price,
        discount=line.discount,
        vat_rate=amounts.treatment.rate if amounts else None,
        net=amounts.net if amounts else _ZERO,
        vat=amounts.vat if amounts else _ZERO,
        gross=amounts.gross if amounts else _ZERO,
    )
