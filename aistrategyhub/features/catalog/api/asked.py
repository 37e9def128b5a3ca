"""What a request asks of a list or of one thing: filters, order, place and fields."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Query

from aistrategyhub.core.cursors import LONGEST_CURSOR
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.catalog.models import ItemKind, ListAudience
from aistrategyhub.features.catalog.rules import check_bounds, read_cursor
from aistrategyhub.features.catalog.schemas import ListQuery, ServiceSort
from aistrategyhub.infra.http.fields import Fields

Amount = Annotated[Decimal | None, Query(ge=0, max_digits=12, decimal_places=2)]


@dataclass(frozen=True)
class ListRequest:
    """A page of a list. `fields` are the names that were asked for, none meaning all."""

    wanted: ListQuery
    page: PageRequest
    fields: str = ""


def list_request(
    q: Annotated[
        str, Query(max_length=5_000, description="Words: stems, accents and slips of the finger are forgiven")
    ] = "",
    category: Annotated[
        str, Query(max_length=200, description="The slug of a branch, with all below it", examples=["ai-compliance"])
    ] = "",
    kind: ItemKind | None = None,
    featured: bool | None = None,
    audience: Annotated[ListAudience, Query(description="For whom prices are asked")] = ListAudience.EVERYONE,
    price_min: Amount = None,
    price_max: Amount = None,
    sort: ServiceSort = ServiceSort.RECOMMENDED,
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
    cursor: Annotated[
        str,
        Query(max_length=LONGEST_CURSOR, description="`pagination.next_cursor` of the page before, in place of `page`"),
    ] = "",
    fields: Fields = "",
) -> ListRequest:
    """What the request's parameters say. Raises InvalidInput for what cannot be meant."""
    check_bounds(price_min, price_max)
    after = read_cursor(cursor, sort, is_search=bool(q.strip()))
    wanted = ListQuery(
        q,
        category,
        kind=kind,
        featured=featured,
        audience=audience,
        price_min=price_min,
        price_max=price_max,
        sort=sort,
        after=after,
    )
    return ListRequest(wanted, PageRequest(page, per_page), fields)


Listed = Annotated[ListRequest, Depends(list_request)]
