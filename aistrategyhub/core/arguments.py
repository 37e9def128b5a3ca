"""What a handler takes from a browser: plain values of bounded size that fit its annotations exactly.

Reflex's annotations validate nothing: a handler that says `amount: int` receives whatever the browser sent. It also
builds whatever class an annotation names out of the browser's own keys, so only plain values may be named.
"""

import inspect
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cached_property
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import ConfigDict, TypeAdapter, ValidationError

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

LONGEST_TEXT = 10_000
MOST_KEYS = 200
MOST_ITEMS = 1_000
DEEPEST = 5
# Beyond it a browser's own numbers are no longer exact, so no page of ours sends one.
LARGEST_INTEGER = 2**53

# PostgreSQL stores neither, and neither comes from a keyboard.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_STRICT = ConfigDict(strict=True, allow_inf_nan=False)
_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class InvalidArguments(DomainError):
    """An event arrived with arguments that do not fit the handler's signature."""

    code = "INVALID_ARGUMENTS"
    kind = Kind.INVALID
    sentence = mark("La richiesta non è nel formato atteso. Ricarica la pagina e riprova.")


class ArgumentCheck:
    """Checks what one method is called with, `self` left out, before it runs.

    Raises TypeError where the method is defined when it names no fixed arguments, and from `prepare` when one of them
    has no annotation or one that is not of plain values.
    """

    def __init__(self, method: Callable[..., Any]) -> None:
        self._method = method
        self._signature = inspect.signature(method)
        parameters = list(self._signature.parameters.values())
        if not parameters or parameters[0].name != "self" or any(item.kind in _VARIADIC for item in parameters):
            raise TypeError(f"{method.__qualname__} must take self and arguments that have names")

    def __call__(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Raises InvalidArguments for missing, unknown, ill-typed or oversized arguments."""
        try:
            bound = self._signature.bind(*args, **kwargs)
            for name, value in list(bound.arguments.items())[1:]:
                if not is_bounded(value):
                    raise InvalidArguments(handler=self._method.__qualname__)
                self._adapters[name].validate_python(value)
        except (TypeError, ValidationError):
            # Without its cause: pydantic repeats the value, which may be a password.
            raise InvalidArguments(handler=self._method.__qualname__) from None

    def prepare(self) -> None:
        """Reads the annotations, which may name what did not exist yet where the method was defined."""
        _ = self._adapters

    @cached_property
    def _adapters(self) -> dict[str, TypeAdapter[Any]]:
        hints = get_type_hints(self._method, include_extras=True)
        adapters = {}
        for name in list(self._signature.parameters)[1:]:
            hint = hints.get(name, Any)
            if hint is Any or _builds_objects(hint):
                raise TypeError(f"{self._method.__qualname__}: {name} must be annotated with a type of plain values")
            adapters[name] = TypeAdapter(hint, config=_STRICT)
        return adapters


def is_bounded(value: Any, depth: int = 0) -> bool:
    """Whether a value is within the house's limits: 10,000 characters, 200 keys, 1,000 items, five levels, numbers
    that a browser can hold, text that can be stored."""
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and not _UNSTORABLE.search(value)
    if isinstance(value, int):
        return abs(value) <= LARGEST_INTEGER
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        parts, most = [*value.keys(), *value.values()], 2 * MOST_KEYS
    elif isinstance(value, list | tuple | set | frozenset):
        parts, most = list(value), MOST_ITEMS
    else:
        return True
    return depth < DEEPEST and len(parts) <= most and all(is_bounded(part, depth + 1) for part in parts)


def is_method(function: Callable[..., Any]) -> bool:
    """Whether the function was written inside a class."""
    owner = function.__qualname__.rpartition(".")[0]
    return bool(owner) and not owner.endswith("<locals>")


def _builds_objects(hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return False
    if parts := get_args(hint):
        return any(_builds_objects(part) for part in parts)
    return is_typeddict(hint) or is_dataclass(hint) or hasattr(hint, "model_fields")
