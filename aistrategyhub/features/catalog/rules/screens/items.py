"""Items as the owner's screens show them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import LOCALES, _, mark, moment_label, number_label, short_date_label
from aistrategyhub.features.catalog.models import ItemKind, ItemStatus
from aistrategyhub.features.catalog.rules.labels import price_label
from aistrategyhub.features.catalog.rules.screens.labels import KIND_LABELS, STATUS_LABELS, STATUS_TONES
from aistrategyhub.features.catalog.schemas import CategoryRow, ItemRow, LinkedItem, PriceBody
from aistrategyhub.features.catalog.schemas.screens import (
    Choice,
    ItemForm,
    ItemHead,
    ItemLine,
    PageCard,
    TieLine,
    WordsLine,
)
from aistrategyhub.features.catalog.schemas.wanted import WantedFacts
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.schemas import PublicationRow
from aistrategyhub.features.vat.schemas import Scheme, VatClass

LANGUAGE_NAMES = {"it": mark("Italiano"), "en": mark("Inglese")}
_NO_NAME = mark("(senza nome)")
_CHANGED = mark("Pubblicato, con modifiche")
_PLANNED = mark("In programma")
_UNTRASHED = mark("Testi nel cestino")
_NO_PRICE = mark("–")
_WRITTEN = mark("Scritti")
_LACKING = mark("Mancano: si legge l’italiano")
_UNWRITTEN = mark("Da scrivere")
_PATH_OF_FIELD = mark("{language}: {sentence}")
_NAME_MISSING = mark("Scrivi il nome del servizio.")
_CATEGORY_MISSING = mark("Scegli la categoria; se non ce n’è ancora una, creala in «Categorie».")
_KIND_MISSING = mark("Scegli il tipo.")
_NO_PLACE = mark("Scrivi un numero intero da 0 a {most}.")
_LAST_PLACE = 999_999
_INDENT = "\u2003"


def item_lines(items: Sequence[ItemRow], scheme: Scheme) -> list[ItemLine]:
    """Items as their list shows them."""
    return [_item_line(item, scheme) for item in items]


def _item_line(item: ItemRow, scheme: Scheme) -> ItemLine:
    label, tone = status_mark(item)
    return ItemLine(
        id=str(item.id),
        name=item.name or _(_NO_NAME),
        slug=f"{item.slug} · {item.sku}" if item.sku else item.slug,
        kind_label=_(KIND_LABELS[item.kind]),
        status_label=label,
        status_tone=tone,
        category_name=item.category_name,
        price_label=_list_price(item, scheme),
        changed_label=short_date_label(item.updated_at.date()),
        is_featured=item.is_featured,
    )


def _list_price(item: ItemRow, scheme: Scheme) -> str:
    if item.amount is None or item.billing_unit is None:
        return _("Su preventivo") if item.kind is ItemKind.SERVICE_QUOTE else _(_NO_PRICE)
    return price_label(
        PriceBody(
            amount=item.amount,
            amount_max=item.amount_max,
            currency=item.currency,
            billing_unit=item.billing_unit,
        ),
        scheme,
    )


def status_mark(item: ItemRow) -> tuple[str, str]:
    """What to say of where an item stands, and its tone: changes and plans that wait come first."""
    if item.publication_status is PublicationStatus.TRASHED:
        return _(_UNTRASHED), "failed"
    if item.has_changes:
        return _(_CHANGED), "waiting"
    if item.publish_at is not None:
        return _(_PLANNED), "waiting"
    return _(STATUS_LABELS[item.status]), STATUS_TONES[item.status]


def item_head(item: ItemRow, locale: str) -> ItemHead:
    """One item above its tabs."""
    label, tone = status_mark(item)
    slug = item.slug_en if locale == "en" else item.slug
    prefix = "" if locale == "it" else f"/{locale}"
    return ItemHead(
        id=str(item.id),
        name=item.name or _(_NO_NAME),
        kind_label=_(KIND_LABELS[item.kind]),
        status_label=label,
        status_tone=tone,
        category_name=item.category_name,
        public_path=f"{prefix}/servizi/{slug}" if item.status is ItemStatus.PUBLISHED else "",
        is_bundle=item.kind is ItemKind.BUNDLE,
        is_subscription=item.kind is ItemKind.SUBSCRIPTION,
    )


def page_card(publication: PublicationRow, names: Mapping[UUID, str], editor_path: str) -> PageCard:
    """The page of an item as publishing knows it."""
    is_live = publication.status is PublicationStatus.PUBLISHED
    status = ItemStatus.PUBLISHED if is_live else ItemStatus.DRAFT
    label, tone = _(STATUS_LABELS[status]), STATUS_TONES[status]
    if publication.has_changes:
        label, tone = _(_CHANGED), "waiting"
    who = names.get(publication.updated_by) if publication.updated_by else None
    changed = moment_label(publication.updated_at)
    return PageCard(
        publication_id=str(publication.id),
        editor_path=editor_path,
        status=publication.status.value,
        status_label=label,
        status_tone=tone,
        has_changes=publication.has_changes,
        changed_label=f"{changed}, {who}" if who else changed,
        published_label=_moment(publication.published_at) if is_live else "",
        publish_label=_moment(publication.publish_at),
        unpublish_label=_moment(publication.unpublish_at),
        revision=publication.draft_revision,
        words=[_words_line(publication, locale) for locale in LOCALES],
    )


def _words_line(publication: PublicationRow, locale: str) -> WordsLine:
    label, tone = (_WRITTEN, "action") if locale in publication.locales else (_LACKING, "neutral")
    if locale not in publication.locales and locale == LOCALES[0]:
        label, tone = _UNWRITTEN, "waiting"
    return WordsLine(
        language=_(LANGUAGE_NAMES[locale]),
        state_label=_(label),
        state_tone=tone,
        path=publication.paths.get(locale, ""),
    )


def _moment(at: datetime | None) -> str:
    return "" if at is None else moment_label(at)


def hindrance_label(error: FieldError) -> str:
    """What keeps an item from being published, with the language it concerns."""
    sentence = _(error.sentence, **error.values)
    language = LANGUAGE_NAMES.get(error.field.partition(".")[0])
    return _(_PATH_OF_FIELD, language=_(language), sentence=sentence) if language else sentence


def item_form(item: ItemRow) -> ItemForm:
    """The facts of an item, to be changed."""
    return ItemForm(
        kind=item.kind.value,
        category_id=str(item.category_id),
        vat_class=item.vat_class.value if item.vat_class else "",
        sku=item.sku,
        is_featured=item.is_featured,
        sort_order=str(item.sort_order),
    )


def check_new_item(name: str, category_id: UUID | None) -> None:
    """Raises InvalidInput for a new item without a name or a category (`name`, `category_id`)."""
    errors = [] if name else [FieldError("name", "REQUIRED", _NAME_MISSING)]
    if category_id is None:
        errors.append(FieldError("category_id", "REQUIRED", _CATEGORY_MISSING))
    if errors:
        raise InvalidInput(errors)


def read_facts(data: Mapping[str, Any]) -> WantedFacts:
    """The facts that a form sent. Raises InvalidInput with every wrong field."""
    errors: list[FieldError] = []
    kind, vat_class = str(data.get("kind", "")), str(data.get("vat_class", ""))
    category_id, place = read_id(str(data.get("category_id", ""))), str(data.get("sort_order", "")).strip() or "0"
    if kind not in set(ItemKind):
        errors.append(FieldError("kind", "REQUIRED", _KIND_MISSING))
    if category_id is None:
        errors.append(FieldError("category_id", "REQUIRED", _CATEGORY_MISSING))
    if not (place.isascii() and place.isdigit() and len(place) < 10 and int(place) <= _LAST_PLACE):
        errors.append(FieldError("sort_order", "NO_PLACE", _NO_PLACE, {"most": number_label(_LAST_PLACE)}))
    if errors or category_id is None:
        raise InvalidInput(errors)
    return WantedFacts(
        kind=ItemKind(kind),
        category_id=category_id,
        vat_class=VatClass(vat_class) if vat_class in set(VatClass) else None,
        sku=str(data.get("sku", "")),
        is_featured=bool(data.get("is_featured")),
        sort_order=int(place),
    )


def category_choices(categories: Sequence[CategoryRow], locale: str, *, without: UUID | None = None) -> list[Choice]:
    """Categories to choose from, each further in than the one it stands below; `without` one and all below it."""
    below: set[UUID] = set()
    choices = []
    for category in categories:
        if category.id == without or category.parent_id in below:
            below.add(category.id)
            continue
        choices.append(Choice(str(category.id), _INDENT * category.depth + category_name(category, locale)))
    return choices


def category_name(category: CategoryRow, locale: str) -> str:
    """The name of a category in a language, else the Italian one."""
    return (category.name_en if locale == "en" else "") or category.name_it


def tie_lines(items: Sequence[LinkedItem], route: str) -> list[TieLine]:
    """Items that another one is tied to, in their order."""
    return [
        TieLine(
            id=str(item.id),
            name=item.name or _(_NO_NAME),
            note=_(STATUS_LABELS[item.status]),
            route=f"{route}/{item.id}",
            quantity=item.quantity,
        )
        for item in items
    ]
