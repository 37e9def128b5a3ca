"""Which parameters an endpoint takes, and of what kind. A parameter nobody declared is refused, as Stripe does."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from aistrategyhub.integrations.stripe.standin.refusals import ApiError, invalid, not_in_stand_in

# Checks a raw value (a string, list or dict from the form) at a parameter path, and returns what it means.
Kind = Callable[[Any, str], Any]
Schema = Mapping[str, Kind]

_INTEGER = re.compile(r"^-?\d{1,18}$")
# The smallest charge in each currency: docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
SMALLEST_CHARGE = {"eur": (50, "€0.50"), "usd": (50, "$0.50"), "gbp": (30, "£0.30"), "chf": (50, "0.50 Fr")}
LARGEST_CHARGE = 99_999_999
METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_VALUE_LENGTH = 50, 40, 500


def check(raw: Mapping[str, Any], schema: Schema, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of a request. Raises ApiError with the code that Stripe gives for the first fault."""
    for name in raw:
        if name not in schema:
            raise _unknown(name)
    for name in required:
        if name not in raw:
            raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
        if raw[name] == "":
            raise _empty(name)
    return {name: schema[name](value, name) for name, value in raw.items()}


def text(longest: int = 5000) -> Kind:
    """A string; empty means unset."""

    def read(value: Any, param: str) -> str | None:
        if not isinstance(value, str):
            raise invalid("Invalid string", param=param)
        if len(value) > longest:
            raise invalid(f"Invalid string: must be at most {longest} characters", param=param)
        return value or None

    return read


def integer(smallest: int | None = None, largest: int | None = None) -> Kind:
    """A whole number."""

    def read(value: Any, param: str) -> int:
        if not isinstance(value, str) or not _INTEGER.match(value):
            raise invalid(f"Invalid integer: {value}", param=param, code="parameter_invalid_integer")
        number = int(value)
        if smallest is not None and number < smallest:
            message = f"This value must be greater than or equal to {smallest}."
            raise invalid(message, param=param, code="parameter_invalid_integer")
        if largest is not None and number > largest:
            message = f"This value must be less than or equal to {largest}."
            raise invalid(message, param=param, code="parameter_invalid_integer")
        return number

    return read


def boolean(value: Any, param: str) -> bool:
    """`true` or `false`."""
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", param=param)
    return value == "true"


def choice(*allowed: str) -> Kind:
    """One of a few words."""

    def read(value: Any, param: str) -> str:
        if value not in allowed:
            raise invalid(f"Invalid {param}: must be one of {', '.join(allowed)}", param=param)
        return value

    return read


def list_of(kind: Kind, longest: int = 20) -> Kind:
    """A list, every item of the same kind."""

    def read(value: Any, param: str) -> list[Any]:
        if not isinstance(value, list):
            raise invalid("Invalid array", param=param)
        if len(value) > longest:
            raise invalid(f"Invalid array: must have at most {longest} items", param=param)
        return [kind(item, f"{param}[{index}]") for index, item in enumerate(value)]

    return read


def group(schema: Schema) -> Kind:
    """A hash with parameters of its own."""

    def read(value: Any, param: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid("Invalid object", param=param)
        for name in value:
            if name not in schema:
                raise _unknown(f"{param}[{name}]")
        return {name: schema[name](inner, f"{param}[{name}]") for name, inner in value.items()}

    return read


def metadata(value: Any, param: str) -> dict[str, str] | None:
    """The caller's own keys and values; an empty value removes the key, an empty string removes all."""
    if value == "":
        return None
    if not isinstance(value, dict):
        raise invalid("Invalid object", param=param)
    if len(value) > METADATA_KEYS:
        raise invalid(f"You cannot add more than {METADATA_KEYS} metadata keys to an object.", param=param)
    for name, inner in value.items():
        if not isinstance(inner, str):
            raise invalid(f"Metadata values must be strings, but for key {name} you passed another kind", param)
        if len(name) > METADATA_KEY_LENGTH:
            raise invalid(f"Metadata keys can only be up to {METADATA_KEY_LENGTH} characters in length", param)
        if len(inner) > METADATA_VALUE_LENGTH:
            raise invalid(
                f"Metadata values can have up to {METADATA_VALUE_LENGTH} characters, "
                f"but you passed in a value that is {len(inner)} characters.",
                param=f"{param}[{name}]",
            )
    return dict(value)


def currency(value: Any, param: str) -> str:
    """A currency the stand-in's account accepts, lower case."""
    if not isinstance(value, str) or value.lower() not in SMALLEST_CHARGE:
        raise invalid(f"Invalid currency: {value}. Supported here: {', '.join(SMALLEST_CHARGE)}", param=param)
    return value.lower()


def absolute_url(value: Any, param: str) -> str:
    """An http or https address with a host."""
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid("Not a valid URL", param=param, code="url_invalid")
    return value


def moment(value: Any, param: str) -> dict[str, int]:
    """An instant or a range of instants, in seconds: `created=1` or `created[gte]=1`."""
    seconds = integer(0)
    if isinstance(value, str):
        return {"gte": seconds(value, param), "lte": seconds(value, param)}
    return group({"gt": seconds, "gte": seconds, "lt": seconds, "lte": seconds})(value, param)


def beyond_stand_in(value: Any, param: str) -> Any:
    """A parameter that Stripe knows and the stand-in does not honour."""
    raise not_in_stand_in(f"the parameter {param}", param=param)


def check_charge_amount(amount: int, in_currency: str) -> None:
    """Refuses what Stripe would not charge: too little or too much."""
    smallest, label = SMALLEST_CHARGE[in_currency]
    if amount < smallest:
        message = f"Amount must be at least {label} {in_currency}"
        raise invalid(message, param="amount", code="amount_too_small")
    if amount > LARGEST_CHARGE:
        message = f"Amount must be no more than 999,999.99 {in_currency}"
        raise invalid(message, param="amount", code="amount_too_large")


def _unknown(param: str) -> ApiError:
    return invalid(f"Received unknown parameter: {param}", param=param, code="parameter_unknown")


def _empty(param: str) -> ApiError:
    message = (
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a "
        f"parameter; however '{param}' cannot be unset. You should remove '{param}' from your request or "
        "supply a non-empty value."
    )
    return invalid(message, param=param, code="parameter_invalid_empty")
