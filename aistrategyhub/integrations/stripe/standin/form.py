"""Form bodies with brackets, as Stripe's SDKs write them: `metadata[order]=1&expand[0]=latest_charge`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from aistrategyhub.integrations.stripe.standin.refusals import invalid

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")
MAX_FIELDS = 1000
MAX_DEPTH = 6


def read_form(text: str) -> dict[str, Any]:
    """The nested values: strings, dicts, and lists for `a[]=` and `a[0]=`."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:
        raise invalid("Invalid request: the body is not a readable form") from error
    values: dict[str, Any] = {}
    for key, value in pairs:
        _put(values, key, value)
    return {key: _lists(value) for key, value in values.items()}


def _put(values: dict[str, Any], key: str, value: str) -> None:
    match = _KEY.match(key)
    if not match:
        raise invalid(f"Invalid parameter name: {key}", param=key)
    path = [match[1], *_PART.findall(match[2])]
    if len(path) > MAX_DEPTH:
        raise invalid(f"Invalid parameter, too deeply nested: {key}", param=key)
    place = values
    for part in path[:-1]:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise invalid("Invalid object", param=path[0])
    last = path[-1] or str(len(place))
    if isinstance(place.get(last), dict):
        raise invalid("Invalid object", param=path[0])
    place[last] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(inner) for key, inner in value.items()}
