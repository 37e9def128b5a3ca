"""The handlers of the product, what they take, and who may call them by the marks and the grants."""

import inspect
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints

from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from aistrategyhub import registry
from aistrategyhub.core.access import Permission, Public
from tests.harness.callers import ROLE_OF

_OURS = ("aistrategyhub.", "tests.harness.")


def our_handlers() -> list[tuple[str, RegisteredEventHandler]]:
    """Those of the product and the probes, without `setvar`."""
    return [
        (name, registered)
        for name, registered in RegistrationContext.get().event_handlers.items()
        if registered.states[0].__module__.startswith(_OURS) and not name.endswith(".setvar")
    ]


def arguments_of(registered: RegisteredEventHandler) -> dict[str, Any]:
    """The annotations of a handler's arguments."""
    function = inspect.unwrap(registered.handler.fn)
    hints = get_type_hints(function)
    return {name: hints[name] for name in list(inspect.signature(function).parameters)[1:]}


def required_arguments(registered: RegisteredEventHandler) -> set[str]:
    """The arguments without a default."""
    parameters = inspect.signature(inspect.unwrap(registered.handler.fn)).parameters
    return {name for name in list(parameters)[1:] if parameters[name].default is inspect.Parameter.empty}


def fitting(hint: Any) -> Any:
    """A value that looks right for an annotation."""
    plain = get_origin(hint) or hint
    if plain is Literal:
        return get_args(hint)[0]
    if isinstance(plain, type) and issubclass(plain, Enum):
        return next(iter(plain)).value
    values = {str: "prova", int: 1, float: 1.5, bool: True, dict: {"campo": "prova"}, list: []}
    if plain in values:
        return values[plain]
    return next(fitting(part) for part in get_args(hint) if part is not type(None))


def misfitting(hint: Any) -> Any:
    """A value that does not fit an annotation and is not turned into one that does."""
    return "x" if (get_origin(hint) or hint) is dict else {"$gt": 0}


def may(mark: Permission | Public, who: str) -> bool:
    """Whether what has this mark is for this caller, by the grants of the rooms."""
    return isinstance(mark, Public) or (who in ROLE_OF and mark in registry.granted(ROLE_OF[who]))


def is_allowed(registered: RegisteredEventHandler, who: str) -> bool:
    return may(registered.handler.fn.__permission__, who)
