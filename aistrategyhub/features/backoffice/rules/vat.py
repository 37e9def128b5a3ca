"""What the owner says of VAT that goes another way, as it is typed into the settings. Pure."""

from collections.abc import Mapping
from datetime import date

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import mark
from aistrategyhub.features.site_settings.schemas import PublicOffices, SalesAbroad

_WRONG_DAY = mark("Scrivi un giorno che esiste, per esempio 30/06/2026.")
_ASK_DAY = mark("Indica fino a quando.")
_ASK_LAW = mark("Indica la decisione che lo autorizza.")


def read_sales_abroad(form: Mapping[str, str]) -> SalesAbroad:
    """From when on people in other member states pay their own VAT. Raises InvalidInput with every wrong day."""
    fields = Fields(dict(form), frozenset(SalesAbroad.model_fields), whole="sales_abroad")
    days = {name: _day(fields, name) for name in SalesAbroad.model_fields}
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return SalesAbroad(**days)


def read_public_offices(form: Mapping[str, str]) -> PublicOffices:
    """Whether offices may order, and until when they split. Raises InvalidInput with every wrong field."""
    fields = Fields(dict(form), frozenset(PublicOffices.model_fields), whole="public_offices")
    until, law = _day(fields, "split_until"), fields.required("split_law", 160, _ASK_LAW)
    if until is None and not fields.is_wrong("split_until"):
        fields.refuse("split_until", "REQUIRED", _ASK_DAY)
    if until is None or fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return PublicOffices(sells=form.get("sells") == "on", split_until=until, split_law=law)


def _day(fields: Fields, name: str) -> date | None:
    """A day as a date control writes it; None where nothing was typed."""
    text = fields.text(name, 10)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fields.refuse(name, "INVALID_DAY", _WRONG_DAY)
        return None
