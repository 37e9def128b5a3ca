"""What the list of orders is narrowed to, as its address and its form say it. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from aistrategyhub.core.text import mark
from aistrategyhub.features.backoffice.rules.lists import ORDER_FILTERS
from aistrategyhub.features.orders.schemas import OrderFilter

ALL = "tutti"
PAID_CHOICES: Mapping[str, tuple[str, bool | None]] = {
    "": (mark("Pagati e no"), None),
    "si": (mark("Pagati"), True),
    "no": (mark("Non pagati"), False),
}
# The controls of the list's form, each by its word in the address.
NARROWINGS = {"dal": "since", "al": "until", "pagato": "paid", "da": "least", "a": "most"}
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")
_LARGEST = Decimal(10**9)


def read_order_filter(asked: Mapping[str, str]) -> OrderFilter:
    """The orders that these words ask for; a word that means nothing narrows nothing."""
    return OrderFilter(
        q=asked.get("q", ""),
        statuses=frozenset(ORDER_FILTERS[asked.get("chosen") or ALL][1]),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        is_paid=PAID_CHOICES.get(asked.get("paid", ""), PAID_CHOICES[""])[1],
        least=_sum(asked.get("least", "")),
        most=_sum(asked.get("most", "")),
    )


def export_query(wanted: OrderFilter) -> str:
    """The same as the address of the export takes it."""
    said = [
        ("q", wanted.q[:100]),
        *(("status", status.value) for status in sorted(wanted.statuses)),
        ("since", wanted.since and wanted.since.isoformat()),
        ("until", wanted.until and wanted.until.isoformat()),
        ("paid", {True: "true", False: "false", None: ""}[wanted.is_paid]),
        ("least", wanted.least),
        ("most", wanted.most),
    ]
    return urlencode([(name, value) for name, value in said if value not in (None, "")])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _sum(text: str) -> Decimal | None:
    """An amount as people type it: `1.220,50`, `1220,5` and `1220.50` are amounts, `1.220` is over a thousand."""
    tidy = text.strip().replace(" ", "")
    if "," in tidy or _THOUSANDS.fullmatch(tidy):
        tidy = tidy.replace(".", "").replace(",", ".")
    try:
        found = Decimal(tidy)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= _LARGEST else None
