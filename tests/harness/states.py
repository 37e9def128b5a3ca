"""A browser tab without a browser: real events through Reflex's own processor, behind the real gate."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlencode

import pytest
import reflex as rx
from reflex.app_mixins.middleware import MiddlewareMixin
from reflex.istate.manager.memory import StateManagerMemory
from reflex.route import get_route_args
from reflex_base.event import Event, EventHandler
from reflex_base.event.context import EventContext
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.utils.format import format_event_handler, json_dumps

from aistrategyhub import registry
from aistrategyhub.core.access import Principal, Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.infra.http.acting import Program
from aistrategyhub.ui.feedback import show_error
from aistrategyhub.ui.gate import Gate


class Tab:
    """One tab of a visitor of `tenant`; `principal` may be replaced by somebody who is signed in.

    `values` is what the tab has received so far, by state and var; `events` what it was told to do itself:
    redirects, toasts.
    """

    def __init__(self, tenant: Tenant) -> None:
        self.principal = Principal(tenant_id=tenant.id, permissions=registry.granted(Role.GUEST))
        self.values: dict[str, dict[str, Any]] = {}
        self.events: list[Event] = []
        self._token = str(new_id())
        self._router_data: dict[str, Any] = {}
        middleware = MiddlewareMixin()
        middleware.add_middleware(Gate(self._find_principal))
        self.processor = BaseStateEventProcessor(middleware=middleware, backend_exception_handler=show_error)
        self.processor._root_context = EventContext(
            token="",
            txid="",
            state_manager=StateManagerMemory(),
            enqueue_impl=self.processor.enqueue_many,
            emit_delta_impl=self._receive,
            emit_event_impl=self._obey,
        )

    def go(
        self,
        route: str,
        *,
        query: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        cookie: str = "",
        **segments: str,
    ) -> None:
        """Moves to a page, `go("/servizi/[service_slug]", service_slug="dpia")`; send its `on_load` yourself. `cookie`
        is the header with which the page's socket was opened."""
        rx.State.setup_dynamic_args(get_route_args(route))
        address = route
        for name, value in segments.items():
            address = address.replace(f"[{name}]", value)
        asked = list(query.items() if isinstance(query, Mapping) else query)
        self._router_data = {
            "pathname": route,
            "asPath": address + (f"?{urlencode(asked)}" if asked else ""),
            "query": dict(asked) | segments,
            "headers": {"host": "localhost", "origin": "http://localhost"} | ({"cookie": cookie} if cookie else {}),
            "token": self._token,
        }

    async def send(self, handler: EventHandler, **payload: Any) -> None:
        """Sends an event as the browser would, and waits for all that follows from it."""
        event = Event(name=format_event_handler(handler), payload=payload, router_data=self._router_data)
        await (await self.processor.enqueue(self._token, event)).wait_all()

    def seen(self, state: type[rx.State], name: str) -> Any:
        """The last value of a public var that reached the browser, as JSON."""
        return self.values[state.get_full_name()][f"{name}_rx_state_"]

    async def _find_principal(self, host: str, cookie: str | None, program: Program | None = None) -> Principal:
        return self.principal

    async def _receive(self, token: str, delta: Mapping[str, Mapping[str, Any]]) -> None:
        for state, changes in json.loads(json_dumps(delta)).items():
            self.values.setdefault(state, {}).update(changes)

    async def _obey(self, token: str, *events: Event) -> None:
        self.events.extend(events)


@pytest.fixture
async def tab(tenant: Tenant) -> AsyncIterator[Tab]:
    """A tab that a visitor has just opened on the home page."""
    opened = Tab(tenant)
    async with opened.processor:
        opened.go("/")
        await opened.send(rx.State.event_handlers["hydrate"])
        yield opened


@pytest.fixture
async def bare_tab() -> AsyncIterator[Tab]:
    """A tab of a site that has no database: enough for states that touch none."""
    opened = Tab(cast(Any, SimpleNamespace(id=new_id())))
    async with opened.processor:
        opened.go("/")
        await opened.send(rx.State.event_handlers["hydrate"])
        yield opened
