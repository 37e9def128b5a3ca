"""The gate of the websocket: the first thing that every Reflex event meets, and it says no by default.

Every public method of a state is an address that any browser can call (and `setvar` on each state is one more), so
a handler runs only when it carries a mark of `core.access` and the caller of the live socket satisfies it.
"""

import asyncio
from collections import Counter

import structlog
from reflex.app import App
from reflex.event import Event, EventSpec, redirect
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event.context import EventContext

from aistrategyhub.core.access import SecondFactorRequired, SignInRequired, StepUpRequired, check, set_principal
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.origin import Origin, set_origin
from aistrategyhub.core.text import set_locale
from aistrategyhub.infra.http.acting import FindPrincipal, session_cookie
from aistrategyhub.infra.http.tab_owners import TabOwners
from aistrategyhub.ui.census import mark_of, wants_step_up
from aistrategyhub.ui.feedback import show_error
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.viewer import SECURITY_ROUTE, sign_in_address, step_up_address

log = structlog.get_logger(__name__)

_MOST_AT_ONCE = 8


class Gate(Middleware):
    """Refuses what has no mark, what the caller may not do, and a client token used by another session."""

    def __init__(self, find_principal: FindPrincipal, owners: TabOwners | None = None) -> None:
        self._find_principal = find_principal
        self._owners = owners or TabOwners()
        self._unfinished: Counter[str] = Counter()

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        mark = mark_of(event.name)
        if mark is None:
            return _refuse(event.name, "no rule")
        context = EventContext.get()
        headers = context.router_data.get("headers") or {}
        host, cookie = headers.get("host", ""), session_cookie(headers)
        if not await self._owners.owns(context.token, host, cookie):
            return _refuse(event.name, "client token of another session")
        if not self._has_room(context.token):
            return _refuse(event.name, "too much at once")
        set_locale(_path(context).split("/")[1])
        set_origin(_origin(context))
        try:
            principal = await self._find_principal(host, cookie)
            set_principal(principal)
            check(mark, step_up=wants_step_up(event.name))
        except DomainError as error:
            return _refuse(event.name, error.code, _answer(error, _path(context)))
        return None

    def _has_room(self, token: str) -> bool:
        """Whether this tab has few enough handlers running: those in the background may take a quarter of an hour."""
        if self._unfinished[token] >= _MOST_AT_ONCE:
            return False
        task = asyncio.current_task()
        self._unfinished[token] += 1
        task.add_done_callback(lambda _: self._finish(token))
        return True

    def _finish(self, token: str) -> None:
        self._unfinished[token] -= 1
        if not self._unfinished[token]:
            del self._unfinished[token]


def _origin(context: EventContext) -> Origin:
    headers = context.router_data.get("headers") or {}
    return Origin.of(headers.get("asgi-scope-client", ""), headers.get("user-agent", ""))


def _path(context: EventContext) -> str:
    """The path of the page that the event comes from, as its address shows it."""
    return str(context.router_data.get("asPath") or "/").partition("?")[0]


def _refuse(event_name: str, reason: str, answer: EventSpec | None = None) -> StateUpdate:
    log.warning("event refused", handler=event_name, reason=reason)
    return StateUpdate(events=Event.from_event_type(answer))


def _answer(error: DomainError, path: str) -> EventSpec | None:
    """A visitor is sent to sign in and back, whoever must prove it again to do so; anybody else is told why."""
    if isinstance(error, SignInRequired):
        return redirect(sign_in_address(path))
    if isinstance(error, SecondFactorRequired):
        return redirect(localized(SECURITY_ROUTE))
    return redirect(step_up_address(path)) if isinstance(error, StepUpRequired) else show_error(error)
