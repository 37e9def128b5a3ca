"""What is asked of a list of the catalogue."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from aistrategyhub.core.paging import Page
from aistrategyhub.features.catalog.models import ItemKind, ListAudience
from aistrategyhub.features.catalog.schemas.services import ServiceBody, ServiceSort


@dataclass(frozen=True)
class Cursor:
    """After this item of a list in this order. Of a search, whose order no column holds, `place` is how many were read
    and `item_id` is missing."""

    sort: ServiceSort
    place: int | str
    item_id: UUID | None = None


@dataclass(frozen=True)
class ListQuery:
    """Which items, in what order. `category` is the slug of a branch and means everything below it too; prices are net
    and for everybody; `audience` leaves out what is not sold to it; with `slugs` only those among these. `after` goes
    on behind a place, in place of a page's number."""

    q: str = ""
    category: str = ""
    kind: ItemKind | None = None
    featured: bool | None = None
    audience: ListAudience = ListAudience.EVERYONE
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    slugs: tuple[str, ...] | None = None
    sort: ServiceSort = ServiceSort.RECOMMENDED
    after: Cursor | None = None


@dataclass(frozen=True)
class ServicePage(Page[ServiceBody]):
    """A page of a list. `total` counts no further than some thousands for a list and some hundreds for a search;
    `is_cut` says that there are more. `is_guessed` when not every word was found as it was typed. `after` continues."""

    is_cut: bool = False
    is_guessed: bool = False
    after: Cursor | None = None
