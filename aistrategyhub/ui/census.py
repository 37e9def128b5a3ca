"""Every handler that a browser can call, and the mark that says who may: without one the application does not start."""

from collections.abc import Callable, Mapping
from typing import Any

from reflex.state import OnLoadInternalState, State
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from aistrategyhub.core.access import Permission, Public
from aistrategyhub.core.arguments import ArgumentCheck

Mark = Permission | Public
Payload = Mapping[str, Any]

_FRAMEWORK = ("reflex", "reflex_base")
_OF_FRAMEWORK = Public("the framework's own")


class UnguardedHandler(RuntimeError):
    """A handler declares neither `requires` nor `public`, or its arguments cannot be checked."""


def mark_of(event_name: str) -> Mark | None:
    """The mark of a registered handler; None when there is no such handler, or it has none."""
    if event_name in FRAMEWORK_HANDLERS:
        return _OF_FRAMEWORK
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return getattr(registered.handler.fn, "__permission__", None) if registered else None


def wants_step_up(event_name: str) -> bool:
    """Whether the handler is for a dangerous act, which needs a fresh proof of identity."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return registered is not None and getattr(registered.handler.fn, "__step_up__", False)


def unguarded_handlers() -> list[str]:
    """Names of our registered handlers without a mark, sorted."""
    return sorted(
        name
        for name, registered in RegistrationContext.get().event_handlers.items()
        if mark_of(name) is None and not _is_of_framework(registered.handler.fn)
    )


def assert_all_guarded() -> None:
    """Raises UnguardedHandler naming every handler of ours without a mark, or whose arguments cannot be checked."""
    if naked := unguarded_handlers():
        raise UnguardedHandler(f"handlers without requires() or public(): {', '.join(naked)}")
    for name, registered in RegistrationContext.get().event_handlers.items():
        if not _is_of_framework(registered.handler.fn):
            _prepare(name, getattr(registered.handler.fn, "__arguments__", None))


def _prepare(event_name: str, arguments: ArgumentCheck | None) -> None:
    if arguments is None:
        raise UnguardedHandler(f"{event_name}: a handler is a method of its state")
    try:
        arguments.prepare()
    except TypeError as error:
        raise UnguardedHandler(f"{event_name}: {error}") from error


def _is_of_framework(function: Callable[..., Any]) -> bool:
    """Whether Reflex wrote it. `setvar` is on every state, ours included."""
    return function.__module__.partition(".")[0] in _FRAMEWORK


def _is_empty(payload: Payload) -> bool:
    return not payload


def _is_flag(payload: Payload) -> bool:
    return payload in ({"value": True}, {"value": False})


def _is_first_load(payload: Payload) -> bool:
    """`vars` would set `rx.Cookie` and its like to what the browser says: we have none."""
    hashes = payload.get("hashes") or []
    return payload.keys() <= {"vars", "hashes"} and not payload.get("vars") and isinstance(hashes, list)


# The framework's handlers that every page needs, and what each may be called with. `setvar` is not among them and
# never will be.
FRAMEWORK_HANDLERS: Mapping[str, Callable[[Payload], bool]] = {
    format_event_handler(handler): fits
    for handler, fits in (
        (State.event_handlers["hydrate"], _is_empty),
        (State.event_handlers["hydrate_and_load"], _is_first_load),
        (State.event_handlers["set_is_hydrated"], _is_flag),
        (OnLoadInternalState.event_handlers["on_load_internal"], _is_empty),
        (OnLoadInternalState.event_handlers["set_is_hydrated"], _is_flag),
    )
}
