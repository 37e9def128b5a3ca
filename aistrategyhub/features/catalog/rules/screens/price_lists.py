"""Price lists as the owner's screens show them. Pure."""

from collections.abc import Sequence

from aistrategyhub.core.text import _, number_label
from aistrategyhub.features.catalog.rules.screens.labels import AUDIENCE_LABELS
from aistrategyhub.features.catalog.schemas import PriceListRow
from aistrategyhub.features.catalog.schemas.screens import PriceListForm, PriceListLine


def price_list_lines(lists: Sequence[PriceListRow]) -> list[PriceListLine]:
    """The lists, with how many prices stand in each."""
    return [
        PriceListLine(
            id=str(each.id),
            name=each.name,
            audience=each.audience.value,
            audience_label=_(AUDIENCE_LABELS[each.audience]),
            currency=each.currency,
            count_label=number_label(each.price_count),
            is_default=each.is_default,
        )
        for each in lists
    ]


def price_list_form(price_list: PriceListRow) -> PriceListForm:
    """A list to be changed."""
    return PriceListForm(
        id=str(price_list.id),
        name=price_list.name,
        audience=price_list.audience.value,
        is_default=price_list.is_default,
    )
