"""The tree of categories as the owner's screens show it. Pure."""

from collections.abc import Sequence

from aistrategyhub.core.text import _, mark, ngettext
from aistrategyhub.features.catalog.rules.screens.items import category_name
from aistrategyhub.features.catalog.schemas import CategoryRow
from aistrategyhub.features.catalog.schemas.screens import CategoryForm, CategoryLine

_EMPTY = mark("vuota")


def category_lines(categories: Sequence[CategoryRow], locale: str) -> list[CategoryLine]:
    """The branches in the order of the tree, with how many items stand in each."""
    return [
        CategoryLine(
            id=str(category.id),
            label=category_name(category, locale),
            parent=str(category.parent_id or ""),
            note=ngettext("{count} servizio", "{count} servizi", category.item_count)
            if category.item_count
            else _(_EMPTY),
        )
        for category in categories
    ]


def category_form(category: CategoryRow) -> CategoryForm:
    """A category to be changed."""
    return CategoryForm(
        id=str(category.id),
        slug=category.slug,
        parent_id=str(category.parent_id or ""),
        name_it=category.name_it,
        name_en=category.name_en,
        description_it=category.description_it,
        description_en=category.description_en,
        image_id=str(category.image_id or ""),
    )
