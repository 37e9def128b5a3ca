"""What items are called on the public pages, and what can be done with them. Pure."""

from collections.abc import Sequence
from urllib.parse import urlencode

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale, mark, money_label, ngettext
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind, PlanInterval
from aistrategyhub.features.catalog.rules.comparing import COMPARE_ROUTE, COMPARE_WORD
from aistrategyhub.features.catalog.rules.listing import KINDS, LIST_ROUTE, list_route
from aistrategyhub.features.catalog.rules.price_views import plan_price, price_view
from aistrategyhub.features.catalog.schemas import (
    Act,
    Asked,
    PlanLine,
    PlanRow,
    PriceBody,
    ServiceBody,
    ServiceCard,
    ServiceDetail,
    ServiceDetailBody,
)
from aistrategyhub.features.vat.schemas import Scheme, VatClass

# Subscriptions need a mandate to charge again, goods an address to send to: neither is sold online yet.
_SOLD_ONLINE = frozenset({ItemKind.SERVICE_FIXED, ItemKind.DIGITAL})
_SOLD_BY_THE = frozenset({BillingUnit.ONCE, BillingUnit.PROJECT})

_KIND_LABELS = dict(KINDS.values())
_NOTE_FIXED = mark("Il totale, imposte comprese, è indicato prima del pagamento.")
_NOTE_RANGE = mark("Fino a {price} + IVA, secondo dimensione e perimetro: il preventivo è gratuito.")
_NOTE_RANGE_WITHOUT_VAT = mark("Fino a {price}, secondo dimensione e perimetro: il preventivo è gratuito.")
_NOTE_SUBSCRIPTION = mark("Si attiva con un contratto che definiamo insieme.")
_NOTE_QUOTE = mark("Il preventivo è gratuito e non impegna.")
_INTERVALS = {
    PlanInterval.WEEK: (mark("Ogni settimana"), mark("Ogni {count} settimane")),
    PlanInterval.MONTH: (mark("Ogni mese"), mark("Ogni {count} mesi")),
    PlanInterval.YEAR: (mark("Ogni anno"), mark("Ogni {count} anni")),
}
_TRIAL = mark("{count} giorno di prova"), mark("{count} giorni di prova")
_NOTICE = mark("disdetta con {count} giorno di preavviso"), mark("disdetta con {count} giorni di preavviso")


def must_have_a_price(kind: ItemKind) -> bool:
    """Whether an item of this kind cannot be published without a price."""
    return kind in _SOLD_ONLINE


def is_buyable(kind: ItemKind, price: PriceBody | None) -> bool:
    """Whether the item can be bought as it is: one exact price, of a kind that the shop delivers."""
    return (
        price is not None and price.amount_max is None and kind in _SOLD_ONLINE and price.billing_unit in _SOLD_BY_THE
    )


def price_label(price: PriceBody | None, scheme: Scheme) -> str:
    """`2.900,00 € + IVA`, `da 4.500,00 € + IVA`, `690,00 € al mese + IVA`, or that it is quoted."""
    return price_view(price, price, None, scheme).firms.label


def price_note(kind: ItemKind, price: PriceBody | None, scheme: Scheme) -> str:
    """What the price leaves open, in one sentence."""
    if price is not None and price.amount_max is not None:
        sentence = _NOTE_RANGE if scheme.charges_vat else _NOTE_RANGE_WITHOUT_VAT
        return _(sentence, price=money_label(price.amount_max, price.currency))
    if is_buyable(kind, price):
        return _(_NOTE_FIXED)
    return _(_NOTE_SUBSCRIPTION) if kind is ItemKind.SUBSCRIPTION else _(_NOTE_QUOTE)


def act_of(service: ServiceBody) -> Act:
    """The one thing to do with an item: buy it, subscribe to it, or ask for a quote."""
    italian = service.slugs["it"]
    if service.is_buyable:
        return Act(_("Acquista ora"), f"/acquista/{italian}")
    label = _("Richiedi l’abbonamento") if service.kind is ItemKind.SUBSCRIPTION else _("Richiedi un preventivo")
    return Act(label, f"/preventivo/{italian}")


def act_of_plans(service: ServiceBody) -> Act:
    """The one thing to do with what has plans to subscribe to."""
    return Act(_("Abbonati"), f"/area-clienti/abbonati/{service.slugs['it']}")


def service_card(service: ServiceBody, for_people: PriceBody | None, scheme: Scheme) -> ServiceCard:
    """The item as lists show it, labels in the language of the moment; `for_people` is what private buyers pay, where
    that is another price."""
    return ServiceCard(
        slug=service.slugs["it"],
        lang=service.locale,
        name=service.name,
        short_description=service.short_description,
        category_name=service.category.name,
        kind_label=_(_KIND_LABELS[service.kind]),
        price=price_view(service.price, for_people or service.price, service.vat_class, scheme),
        route=f"{LIST_ROUTE}/{service.slug}",
    )


def service_detail(service: ServiceDetailBody, for_people: PriceBody | None, scheme: Scheme) -> ServiceDetail:
    """The item as its own page shows it, labels in the language of the moment, as yet without pictures and others."""
    return ServiceDetail(
        slug=service.slug,
        lang=service.locale,
        name=service.name,
        short_description=service.short_description,
        category_slug=service.category.slug,
        category_name=service.category.name,
        category_route=list_route(Asked(category=service.category.slug)),
        price=price_view(service.price, for_people or service.price, service.vat_class, scheme),
        price_note=price_note(service.kind, service.price, scheme),
        act=act_of(service),
        cart_slug=service.slugs["it"] if service.is_buyable else "",
        compare_route=f"{COMPARE_ROUTE}?{urlencode({COMPARE_WORD: service.slugs['it']})}",
        sections=service.sections,
    )


def plan_lines(plans: Sequence[PlanRow], vat_class: VatClass, scheme: Scheme) -> list[PlanLine]:
    """The plans of a subscription in words."""
    return [
        PlanLine(
            label=ngettext(*_INTERVALS[plan.interval], plan.interval_count),
            price=plan_price(plan, vat_class, scheme),
            terms=", ".join(_terms(plan)),
        )
        for plan in plans
    ]


def address_of(service: ServiceBody) -> str:
    """The path of the item's page in the language of the moment."""
    return in_language(f"{LIST_ROUTE}/{service.slug}", current_locale())


def _terms(plan: PlanRow) -> list[str]:
    terms = [ngettext(*_TRIAL, plan.trial_days)] if plan.trial_days else []
    return terms + ([ngettext(*_NOTICE, plan.notice_days)] if plan.notice_days else [])
