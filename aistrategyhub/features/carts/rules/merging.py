"""What becomes of two carts of one person."""

from collections.abc import Mapping
from uuid import UUID

from aistrategyhub.features.carts.rules.quantities import MOST_OF_ONE


def merged_quantities(own: Mapping[UUID, int], brought: Mapping[UUID, int]) -> dict[UUID, int]:
    """Every item of both, its quantities added up, at most what may be bought of one; the own ones come first."""
    items = [*own, *(item for item in brought if item not in own)]
    return {item: min(own.get(item, 0) + brought.get(item, 0), MOST_OF_ONE) for item in items}
