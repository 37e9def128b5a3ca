"""What prices are called on the public pages: for firms before VAT, for people with it. Pure."""

from collections.abc import Callable
from decimal import Decimal

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.text import _, date_label, mark, money_label
from aistrategyhub.features.catalog.models import BillingUnit
from aistrategyhub.features.catalog.schemas import AskedPrice, DiscountBody, PlanRow, PriceBody, PriceView
from aistrategyhub.features.vat.rules import with_vat
from aistrategyhub.features.vat.schemas import Scheme, VatClass

PER_UNIT = {
    BillingUnit.ONCE: "",
    BillingUnit.PROJECT: "",
    BillingUnit.HOUR: mark("l’ora"),
    BillingUnit.DAY: mark("al giorno"),
    BillingUnit.MONTH: mark("al mese"),
    BillingUnit.YEAR: mark("all’anno"),
}
_NO_VAT = mark("{price} senza IVA")
Asked = Callable[[Decimal], Decimal]


def price_view(
    for_firms: PriceBody | None, for_people: PriceBody | None, vat_class: VatClass | None, scheme: Scheme
) -> PriceView:
    """The price of an item as both kinds of buyers are told it; that it is quoted, where there is none.

    `scheme` is the seller's: a small one may charge no VAT.
    """
    if for_firms is None and for_people is None:
        quoted = AskedPrice(label=_("Su preventivo"))
        return PriceView(firms=quoted, people=quoted, is_quoted=True)
    if not scheme.charges_vat:
        firms, people = (
            _asked(price, lambda net: net, _NO_VAT) for price in (for_firms or for_people, for_people or for_firms)
        )
        return PriceView(firms=firms, people=people)
    vat = vat_class or VatClass.STANDARD
    firms = _asked(for_firms or for_people, lambda net: net, mark("{price} + IVA"))
    people = _asked(for_people or for_firms, lambda net: with_vat(net, vat), mark("{price} IVA inclusa"))
    return PriceView(firms=firms, people=people)


def plan_price(plan: PlanRow, vat_class: VatClass, scheme: Scheme) -> PriceView:
    """What a plan costs each time it is charged."""
    price = PriceBody(amount=plan.amount, currency=plan.currency)
    return price_view(price, price, vat_class, scheme)


def _asked(price: PriceBody | None, paid: Asked, sentence: str) -> AskedPrice:
    assert price is not None

    def words(amount: Decimal, amount_max: Decimal | None) -> str:
        label = money_label(paid(amount), price.currency)
        if amount_max is not None:
            label = _("da {price}", price=label)
        if PER_UNIT[price.billing_unit]:
            label = f"{label} {_(PER_UNIT[price.billing_unit])}"
        return label

    label = _(sentence, price=words(price.amount, price.amount_max))
    most = (
        ""
        if price.amount_max is None
        else _("fino a {price}", price=money_label(paid(price.amount_max), price.currency))
    )
    if price.discount is None:
        return AskedPrice(label=label, most=most)
    return AskedPrice(label=label, most=most, **_announced(price.discount, price.currency, paid, words))


def _announced(
    discount: DiscountBody, currency: str, paid: Asked, words: Callable[[Decimal, Decimal | None], str]
) -> dict[str, str]:
    """What must stand beside a reduced price (Codice del consumo, art. 17-bis)."""
    lowest = money_label(paid(discount.lowest_amount), currency)
    if discount.lowest_since is None:
        before = _("Prezzo più basso nei 30 giorni prima dello sconto: {price}", price=lowest)
    else:
        since = date_label(discount.lowest_since.astimezone(ROME).date())
        before = _("Prezzo più basso prima dello sconto, in vendita dal {day}: {price}", day=since, price=lowest)
    until = ""
    if discount.ends_at is not None:
        until = _("Sconto fino al {day}", day=date_label(discount.ends_at.astimezone(ROME).date()))
    return {"full": words(discount.full_amount, discount.full_amount_max), "lowest": before, "until": until}
