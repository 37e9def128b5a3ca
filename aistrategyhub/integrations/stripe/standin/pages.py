"""Lists, a page at a time, newest first: docs.stripe.com/api/pagination."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from aistrategyhub.integrations.stripe.standin.ledger import Ledger, Record
from aistrategyhub.integrations.stripe.standin.parameters import Schema, integer, list_of, moment, text
from aistrategyhub.integrations.stripe.standin.refusals import invalid, missing_object

PAGING: Schema = {
    "limit": integer(1, 100),
    "starting_after": text(),
    "ending_before": text(),
    "created": moment,
    "expand": list_of(text()),
}
USUAL_LIMIT = 10


def list_page(
    ledger: Ledger, kind: str, values: dict[str, Any], keep: Callable[[Record], bool]
) -> tuple[list[Record], bool]:
    """The records of one page and whether there are more beyond it."""
    limit = values.get("limit", USUAL_LIMIT)
    after, before = values.get("starting_after"), values.get("ending_before")
    if after and before:
        raise invalid("You cannot parameterize both starting_after and ending_before.", param="ending_before")
    for param, object_id in (("starting_after", after), ("ending_before", before)):
        if object_id and not ledger.find(kind, object_id):
            raise missing_object(kind, object_id, param)
    candidates = ledger.newer_than(kind, before) if before else ledger.older_than(kind, after)
    wanted = _wanted(candidates, values.get("created", {}), keep, is_descending=not before)
    found = list(islice(wanted, limit + 1))
    page = found[:limit]
    return (page[::-1] if before else page), len(found) > limit


def _wanted(
    candidates: Iterator[Record],
    created: dict[str, int],
    keep: Callable[[Record], bool],
    *,
    is_descending: bool,
) -> Iterator[Record]:
    for record in candidates:
        if is_descending and _is_too_old(record["created"], created):
            return
        if _is_within(record["created"], created) and keep(record):
            yield record


def _is_too_old(created: int, bounds: dict[str, int]) -> bool:
    return created < bounds.get("gte", 0) or created <= bounds.get("gt", -1)


def _is_within(created: int, bounds: dict[str, int]) -> bool:
    return (
        not _is_too_old(created, bounds)
        and created <= bounds.get("lte", created)
        and created < bounds.get("lt", created + 1)
    )
