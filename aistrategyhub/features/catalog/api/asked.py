"""What a request asks of a list or of one thing: filters, order, place and fields."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.models import ItemKind, ListAudience
from aistrategyhub.features.catalog.rules import read_cursor
from aistrategyhub.features.catalog.schemas import ListQuery, ServiceSort

_UNKNOWN_FIELD = mark("«{field}» non è un campo di questa risposta. Ci sono: {known}.")
_ENDS = mark("Il prezzo massimo è più basso del minimo: scambiali.")
_LONGEST = 400

Fields = Annotated[
    str,
    Query(max_length=_LONGEST, description="Only these fields, with commas between them", examples=["slug,name,price"]),
]
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
        str, Query(max_length=_LONGEST, description="`pagination.next_cursor` of the page before, in place of `page`")
    ] = "",
    fields: Fields = "",
) -> ListRequest:
    """What the request's parameters say. Raises InvalidInput for what cannot be meant."""
    if price_min is not None and price_max is not None and price_min > price_max:
        raise InvalidInput([FieldError("price_max", "RANGE_GOES_DOWN", _ENDS)])
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


def chosen(body: type[BaseModel], fields: str) -> frozenset[str] | None:
    """The names of the fields that were asked for, None for all of them. Raises InvalidInput for one that is none."""
    names = frozenset(name.strip() for name in fields.split(",") if name.strip())
    if not names:
        return None
    _check(names, body.model_fields)
    return names


def told(thing: BaseModel, names: frozenset[str] | None) -> dict[str, Any]:
    """The thing as JSON, these fields of it."""
    return thing.model_dump(mode="json", include=None if names is None else set(names))


def _check(names: Collection[str], known: Collection[str]) -> None:
    unknown = sorted(name for name in names if name not in known)
    if unknown:
        values = {"field": unknown[0][:60], "known": ", ".join(known)}
        raise InvalidInput([FieldError("fields", "UNKNOWN_FIELD", _UNKNOWN_FIELD, values)])
