"""What the law of VAT sees in each kind of item."""

from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.vat.schemas import Supply

_SUPPLIES = {
    ItemKind.SERVICE_FIXED: Supply.SERVICE,
    ItemKind.SERVICE_QUOTE: Supply.SERVICE,
    ItemKind.BUNDLE: Supply.SERVICE,
    ItemKind.SUBSCRIPTION: Supply.ELECTRONIC,
    ItemKind.DIGITAL: Supply.ELECTRONIC,
    ItemKind.PHYSICAL: Supply.GOODS,
}


ELECTRONIC_KINDS = frozenset(kind for kind, supply in _SUPPLIES.items() if supply is Supply.ELECTRONIC)
"""What is delivered over the net with hardly a human hand."""


def supply_of(kind: ItemKind) -> Supply:
    """As what an item of this kind is taxed."""
    return _SUPPLIES[kind]
