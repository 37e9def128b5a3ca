"""The gate of the websocket: the first thing that every Reflex event meets, and it says no by default.

Every public method of a state is an address that any browser can call (and `setvar` on each state is one more), so
a handler runs only when it carries a mark of `core.access` and the caller of the live socket satisfies it.
"""

from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie
from typing import Any

import structlog
from reflex.app import App
from reflex.event import Event, redirect
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event.context import EventContext
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from aistrategyhub.core.access import Permission, Principal, Public, allows, set_principal
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.text import set_locale
from aistrategyhub.infra.http.acting import SESSION_COOKIE, FindPrincipal

log = structlog.get_logger(__name__)

# Handlers of the framework itself that every page needs. `setvar` is not among them and never will be.
FRAMEWORK_HANDLERS = frozenset(
    {"hydrate", "on_load_internal", "update_vars_internal", "set_is_hydrated", "hydrate_and_load"}
)
_MOST_TOKENS = 50_000


class UnguardedHandler(RuntimeError):
    """A handler declares neither `requires` nor `public`: the application does not start."""


class Gate(Middleware):
    """Refuses what has no mark, what the caller may not do, and a client token used by another session."""

    def __init__(self, find_principal: FindPrincipal) -> None:
        self._find_principal = find_principal
        self._owners: OrderedDict[str, str] = OrderedDict()

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        mark = mark_of(event.name)
        if mark is None:
            return _refuse(event.name, "no rule")
        context = EventContext.get()
        headers = (context.router_data or {}).get("headers") or {}
        cookie = session_cookie(headers)
        if not self._belongs(context.token, cookie):
            return _refuse(event.name, "client token of another session")
        try:
            principal = await self._find_principal(headers.get("host", ""), cookie)
        except DomainError as error:
            return _refuse(event.name, error.code)
        set_principal(principal)
        set_locale("en" if _path(context).startswith("/en") else "it")
        return None if allows(mark, principal) else _turn_away(event.name, mark, principal, _path(context))

    def _belongs(self, client_token: str, cookie: str | None) -> bool:
        """Whether this browser tab's token is used by the session that first used it."""
        owner = fingerprint(cookie) if cookie else ""
        first = self._owners.setdefault(client_token, owner)
        self._owners.move_to_end(client_token)
        if len(self._owners) > _MOST_TOKENS:
            self._owners.popitem(last=False)
        return first == owner


def mark_of(event_name: str) -> Permission | Public | None:
    """The mark of a registered handler; None when there is no such handler, or it has none."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return None if registered is None else _mark(event_name, registered)


def unguarded_handlers() -> list[str]:
    """Names of our registered handlers without a mark."""
    return [
        name
        for name, registered in RegistrationContext.get().event_handlers.items()
        if _mark(name, registered) is None and not _is_of_framework(registered)
    ]


def assert_all_guarded() -> None:
    """Raises UnguardedHandler naming every handler of ours without a mark."""
    naked = unguarded_handlers()
    if naked:
        raise UnguardedHandler(f"handlers without requires() or public(): {', '.join(sorted(naked))}")


def session_cookie(headers: dict[str, Any]) -> str | None:
    """The session cookie among the headers of the live socket's handshake."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(SESSION_COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _mark(event_name: str, registered: RegisteredEventHandler) -> Permission | Public | None:
    mark = getattr(registered.handler.fn, "__permission__", None)
    if mark is None and _is_of_framework(registered) and event_name.rpartition(".")[2] in FRAMEWORK_HANDLERS:
        return Public("the framework's own")
    return mark


def _is_of_framework(registered: RegisteredEventHandler) -> bool:
    """`setvar` is defined by the framework on every state, ours included."""
    function = registered.handler.fn
    module = getattr(function, "__module__", "") or ""
    return module.partition(".")[0] in ("reflex", "reflex_base", "reflex_components_core", "functools")


def _path(context: EventContext) -> str:
    return str((context.router_data or {}).get("pathname", "/"))


def _refuse(event_name: str, reason: str) -> StateUpdate:
    log.warning("event refused", handler=event_name[:120], reason=reason)
    return StateUpdate()


def _turn_away(event_name: str, mark: Permission | Public, principal: Principal, path: str) -> StateUpdate:
    """A visitor is sent to sign in; a person without the right is told so by the page of refusals."""
    log.warning("event refused", handler=event_name[:120], reason=str(mark), signed_in=principal.is_signed_in)
    target = "/403" if principal.is_signed_in else f"/accedi?next={path}"
    return StateUpdate(events=Event.from_event_type(redirect(target)))
