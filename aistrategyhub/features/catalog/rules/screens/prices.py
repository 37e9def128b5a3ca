"""Prices, discounts and plans as the owner's screens show them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.moments import read_moment
from aistrategyhub.core.text import (
    _,
    date_label,
    mark,
    moment_label,
    money_label,
    ngettext,
    number_label,
    percent_label,
)
from aistrategyhub.features.catalog.models import BillingUnit, PlanInterval
from aistrategyhub.features.catalog.rules.pricing import PricePeriod, Reduction, prior_price
from aistrategyhub.features.catalog.rules.reading import collect, read_amount
from aistrategyhub.features.catalog.rules.screens.labels import UNIT_LABELS
from aistrategyhub.features.catalog.schemas import DiscountRow, PlanRow, PriceChangeRow, PriceListRow, PriceRow
from aistrategyhub.features.catalog.schemas.screens import (
    Choice,
    DiscountLine,
    HistoryLine,
    HistoryPoint,
    PlanForm,
    PlanLine,
    PriceForm,
    PriceLine,
)
from aistrategyhub.features.catalog.schemas.wanted import WantedDiscount
from aistrategyhub.features.vat.rules import VAT_RATES, with_vat
from aistrategyhub.features.vat.schemas import Scheme, VatClass

NO_VAT_CLASS = mark("Scegli la classe IVA in «Dati»: senza, il prezzo con IVA non si può calcolare né pubblicare.")
_RANGE = mark("da {low} a {high}")
NO_VAT_CLASS_WITHOUT_VAT = mark(
    "Scegli la classe IVA in «Dati»: serve per pubblicare, anche se il regime della ditta non applica l’IVA."
)
_VAT = mark("(IVA {rate})")
_WITHOUT_VAT = mark("(senza IVA, per il regime della ditta)")
_TODAY = mark("oggi")
_OPEN = mark("senza fine")
_RUNNING = mark("In corso")
_PLANNED = mark("In programma")
_OVER = mark("Finito")
_NO_PRIOR = mark("nessun prezzo prima")
_EVERY = {
    PlanInterval.WEEK: (mark("ogni settimana"), mark("ogni {count} settimane")),
    PlanInterval.MONTH: (mark("ogni mese"), mark("ogni {count} mesi")),
    PlanInterval.YEAR: (mark("ogni anno"), mark("ogni {count} anni")),
}


def price_key(list_id: UUID, unit: BillingUnit) -> str:
    """Which price of an item: the list and the unit."""
    return f"{list_id}:{unit.value}"


def amount_text(amount: Decimal | None) -> str:
    """An amount as a field shows it, to be typed over: `1450,00`."""
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


def range_label(low: Decimal, high: Decimal | None, currency: str = "EUR") -> str:
    """`1.450,00 €`, or `da 1.450,00 € a 2.900,00 €`."""
    if high is None:
        return money_label(low, currency)
    return _(_RANGE, low=money_label(low, currency), high=money_label(high, currency))


def gross_label(
    low: Decimal, high: Decimal | None, vat_class: VatClass | None, scheme: Scheme, currency: str = "EUR"
) -> str:
    """What somebody in Italy pays: the same with VAT, where the seller charges it; empty while the class is not
    chosen."""
    if not scheme.charges_vat:
        return range_label(low, high, currency)
    if vat_class is None:
        return ""
    return range_label(with_vat(low, vat_class), high and with_vat(high, vat_class), currency)


def vat_label(vat_class: VatClass | None, scheme: Scheme) -> str:
    """`(IVA 22%)`, or that the seller charges none; empty while that cannot be told."""
    if not scheme.charges_vat:
        return _(_WITHOUT_VAT)
    return "" if vat_class is None else _(_VAT, rate=percent_label(VAT_RATES[vat_class]))


def missing_class_note(vat_class: VatClass | None, scheme: Scheme) -> str:
    """That the class of VAT is missing, and what for; empty once it is chosen."""
    if vat_class is not None:
        return ""
    return _(NO_VAT_CLASS) if scheme.charges_vat else _(NO_VAT_CLASS_WITHOUT_VAT)


def price_lines(
    prices: Sequence[PriceRow], lists: Sequence[PriceListRow], vat_class: VatClass | None, scheme: Scheme
) -> list[PriceLine]:
    """The prices of an item in the order of the lists and units."""
    names = {each.id: each.name for each in lists}
    order = {each.id: place for place, each in enumerate(lists)}
    units = list(BillingUnit)
    return [
        PriceLine(
            id=price_key(price.price_list_id, price.billing_unit),
            list_id=str(price.price_list_id),
            list_name=names[price.price_list_id],
            unit=price.billing_unit.value,
            unit_label=_(UNIT_LABELS[price.billing_unit]),
            net_label=range_label(price.amount, price.amount_max, price.currency),
            gross_label=gross_label(price.amount, price.amount_max, vat_class, scheme, price.currency),
        )
        for price in sorted(prices, key=lambda one: (order[one.price_list_id], units.index(one.billing_unit)))
    ]


def price_form(price: PriceRow) -> PriceForm:
    """A price to be changed."""
    return PriceForm(
        id=price_key(price.price_list_id, price.billing_unit),
        list_id=str(price.price_list_id),
        unit=price.billing_unit.value,
        amount=amount_text(price.amount),
        amount_max=amount_text(price.amount_max),
    )


def history_lines(changes: Iterable[PriceChangeRow]) -> list[HistoryLine]:
    """What prices were, the newest first."""
    return [
        HistoryLine(
            list_name=change.list_name,
            unit_label=_(UNIT_LABELS[change.billing_unit]),
            price_label=range_label(change.amount, change.amount_max, change.currency),
            from_label=moment_label(change.valid_from),
            until_label=moment_label(change.valid_until) if change.valid_until else _(_TODAY),
        )
        for change in changes
    ]


def history_choices(changes: Iterable[PriceChangeRow]) -> list[Choice]:
    """Which prices have a history that can be drawn."""
    found = {
        price_key(
            change.price_list_id, change.billing_unit
        ): f"{change.list_name}, {_(UNIT_LABELS[change.billing_unit])}"
        for change in changes
    }
    return [Choice(key, label) for key, label in found.items()]


def history_points(changes: Sequence[PriceChangeRow], key: str, now: datetime) -> list[HistoryPoint]:
    """The steps of one price from the first to today; where it ceased to be offered the line ends."""
    chosen = [change for change in changes if price_key(change.price_list_id, change.billing_unit) == key]
    points = [_point(change.valid_from, change) for change in sorted(chosen, key=lambda change: change.valid_from)]
    last = max(chosen, key=lambda change: change.valid_from, default=None)
    if last is not None:
        points.append(_point(last.valid_until or now, last))
    return points


def _point(at: datetime, change: PriceChangeRow) -> HistoryPoint:
    label = money_label(change.amount, change.currency)
    return HistoryPoint(label=date_label(at.date()), value=float(change.amount), value_label=label)


def discount_lines(
    discounts: Sequence[DiscountRow],
    changes: Sequence[PriceChangeRow],
    default_list: UUID | None,
    on_sale_since: datetime | None,
    now: datetime,
) -> list[DiscountLine]:
    """Discounts, the last to begin first, each with the lowest price of the thirty days before it, per unit of the
    default list. What was asked before the item was on sale was asked of nobody."""
    held = _held(changes, default_list, on_sale_since)
    return [
        _discount_line(discount, discounts, held, now)
        for discount in sorted(discounts, key=lambda one: one.starts_at, reverse=True)
    ]


def _discount_line(
    discount: DiscountRow,
    discounts: Sequence[DiscountRow],
    held: Mapping[BillingUnit, Sequence[PricePeriod]],
    now: datetime,
) -> DiscountLine:
    is_over = discount.ends_at is not None and discount.ends_at <= now
    is_running = not is_over and discount.starts_at <= now
    label, tone = (_OVER, "neutral") if is_over else (_RUNNING, "action") if is_running else (_PLANNED, "waiting")
    return DiscountLine(
        id=str(discount.id),
        reduction_label=_reduction_label(discount),
        from_label=moment_label(discount.starts_at),
        until_label=moment_label(discount.ends_at) if discount.ends_at else _(_OPEN),
        lowest_label=_lowest_label(discount, discounts, held),
        state_label=_(label),
        state_tone=tone,
        is_over=is_over,
    )


def _held(
    changes: Sequence[PriceChangeRow], default_list: UUID | None, on_sale_since: datetime | None
) -> dict[BillingUnit, list[PricePeriod]]:
    """What each price of the default list was while the item was on sale."""
    held: dict[BillingUnit, list[PricePeriod]] = {unit: [] for unit in BillingUnit}
    for change in changes:
        begin = max(change.valid_from, on_sale_since) if on_sale_since else change.valid_from
        is_over = change.valid_until is not None and change.valid_until <= begin
        if change.price_list_id == default_list and not is_over:
            held[change.billing_unit].append(PricePeriod(change.amount, begin, change.valid_until))
    return held


def _reduction_label(discount: DiscountRow) -> str:
    if discount.percent is not None:
        return f"−{percent_label(discount.percent)}"
    return f"−{money_label(discount.amount or Decimal(0))}"


def _lowest_label(
    discount: DiscountRow, discounts: Sequence[DiscountRow], held: Mapping[BillingUnit, Sequence[PricePeriod]]
) -> str:
    reductions = [Reduction(one.starts_at, one.ends_at, one.percent, one.amount) for one in discounts]
    found: dict[BillingUnit, str] = {}
    for unit, periods in held.items():
        prior = prior_price(periods, reductions, discount.starts_at)
        if prior is not None:
            found[unit] = money_label(prior.amount)
    if len(found) == 1:
        return next(iter(found.values()))
    return ", ".join(f"{label} {_(UNIT_LABELS[unit])}" for unit, label in found.items()) or _(_NO_PRIOR)


def read_reduction(data: Mapping[str, Any]) -> WantedDiscount:
    """The discount that a form sent (`kind`, `value`, `starts_at`, `ends_at`).

    Raises InvalidInput with every wrong field of the form.
    """
    errors: list[FieldError] = []
    value = collect(errors, read_amount, str(data.get("value", "")).replace("%", ""), "value")
    moments = {
        field: collect(errors, read_moment, text, field) if (text := str(data.get(field, "")).strip()) else None
        for field in ("starts_at", "ends_at")
    }
    if errors:
        raise InvalidInput(errors)
    is_amount = data.get("kind") == "amount"
    return WantedDiscount(
        percent=None if is_amount else value,
        amount=value if is_amount else None,
        starts_at=moments["starts_at"],
        ends_at=moments["ends_at"],
    )


def plan_lines(plans: Sequence[PlanRow], vat_class: VatClass | None, scheme: Scheme) -> list[PlanLine]:
    """The plans of a subscription in their order."""
    return [
        PlanLine(
            id=str(plan.id),
            name=every_label(plan.interval, plan.interval_count),
            price_label=money_label(plan.amount, plan.currency),
            gross_label=gross_label(plan.amount, None, vat_class, scheme, plan.currency),
            trial_label=_days(plan.trial_days),
            notice_label=_days(plan.notice_days),
        )
        for plan in plans
    ]


def plan_form(plan: PlanRow) -> PlanForm:
    """A plan to be changed."""
    return PlanForm(
        id=str(plan.id),
        interval=plan.interval.value,
        interval_count=str(plan.interval_count),
        amount=amount_text(plan.amount),
        trial_days=str(plan.trial_days),
        notice_days=str(plan.notice_days),
    )


def every_label(interval: PlanInterval, count: int) -> str:
    """`ogni mese`, `ogni 3 mesi`."""
    singular, plural = _EVERY[interval]
    return _(singular) if count == 1 else _(plural, count=number_label(count))


def _days(count: int) -> str:
    return ngettext("{count} giorno", "{count} giorni", count) if count else ""
