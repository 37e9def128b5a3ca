"""Every handler and every route says who may call it, and no state could tell what nobody asked for."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
import reflex as rx
from fastapi import APIRouter, FastAPI, WebSocket
from reflex.state import State
from reflex_base.registry import RegisteredEventHandler, RegistrationContext
from reflex_base.vars.base import DynamicRouteVar
from sqlmodel import SQLModel
from starlette.routing import Mount

from aistrategyhub import aistrategyhub as product
from aistrategyhub.core.access import Permission, Public, public, requires
from aistrategyhub.infra.http.api import UnguardedRoute, build_api, guarded_routes
from aistrategyhub.infra.http.health import health_routers
from aistrategyhub.ui.census import (
    FRAMEWORK_HANDLERS,
    UnguardedHandler,
    assert_all_guarded,
    mark_of,
    unguarded_handlers,
)

ROOT = "reflex___state____state"
ON_LOAD = f"{ROOT}.reflex___state____on_load_internal_state"

# Every handler that Reflex itself registers, by module and name. What it adds in a new version is looked at first.
OF_REFLEX = {
    ("reflex.state", "setvar"),
    ("reflex.state", "hydrate"),
    ("reflex.state", "hydrate_and_load"),
    ("reflex.state", "set_is_hydrated"),
    ("reflex.state", "on_load_internal"),
    ("reflex.state", "update_vars_internal"),
    ("reflex.state", "handle_frontend_exception"),
}
ALLOWED_OF_REFLEX = {
    f"{ROOT}.hydrate",
    f"{ROOT}.hydrate_and_load",
    f"{ROOT}.set_is_hydrated",
    f"{ON_LOAD}.on_load_internal",
    f"{ON_LOAD}.set_is_hydrated",
}

# Reflex evaluates every computed var of every state for whoever connects, so none may ask a database: each is named
# here after somebody has looked. The parameters of addresses are Reflex's own and need no name.
COMPUTED_VARS: set[tuple[str, str]] = set()


class DeskPermission(Permission):
    READ = "desk:read"


def handlers() -> dict[str, RegisteredEventHandler]:
    return RegistrationContext.get().event_handlers


def ours() -> dict[str, RegisteredEventHandler]:
    return {
        name: registered
        for name, registered in handlers().items()
        if registered.states[0].__module__.startswith("aistrategyhub.") and not name.endswith(".setvar")
    }


@pytest.fixture
def planting() -> Iterator[None]:
    """What is registered inside the test is forgotten after it."""
    token = RegistrationContext.set(RegistrationContext.get().fork())
    yield
    RegistrationContext.reset(token)


class TestHandlers:
    def test_each_of_ours_has_a_mark_with_a_reason_or_a_permission(self):
        marks = {name: getattr(registered.handler.fn, "__permission__", None) for name, registered in ours().items()}
        assert len(marks) > 10
        for name, mark in marks.items():
            assert isinstance(mark, Permission) or (isinstance(mark, Public) and mark.reason), name
            assert mark_of(name) is mark
        assert unguarded_handlers() == []
        assert_all_guarded()

    def test_those_of_reflex_are_the_known_ones(self):
        found = {
            (registered.handler.fn.__module__, name.rpartition(".")[2])
            for name, registered in handlers().items()
            if registered.handler.fn.__module__.startswith("reflex")
        }
        assert found == OF_REFLEX
        assert set(FRAMEWORK_HANDLERS) == ALLOWED_OF_REFLEX
        assert set(handlers()) >= ALLOWED_OF_REFLEX

    def test_setvar_of_every_state_is_refused(self):
        setters = [name for name in handlers() if name.endswith(".setvar")]
        assert len(setters) >= len({registered.states[0] for registered in ours().values()})
        assert [name for name in setters if mark_of(name) is not None] == []

    def test_what_is_not_registered_has_no_mark(self):
        for name in ("", "hydrate", f"{ROOT}.nothing", f"{ROOT}.get_state", "reflex___state____state", "__init__"):
            assert mark_of(name) is None


class TestPlanting:
    def test_an_unmarked_handler_stops_the_start(self, planting):
        class PlantedState(rx.State):
            @rx.event
            async def open_door(self) -> None: ...

        with pytest.raises(UnguardedHandler, match=r"planted_state\.open_door"):
            assert_all_guarded()

    def test_an_undecorated_method_stops_the_start(self, planting):
        class HelpfulState(rx.State):
            def helper(self) -> None: ...

        with pytest.raises(UnguardedHandler, match=r"helpful_state\.helper"):
            assert_all_guarded()

    def test_a_handler_of_a_mixin_is_counted(self, planting):
        class OpenMixin(rx.State, mixin=True):
            @rx.event
            async def anybody(self) -> None: ...

        class MixedState(OpenMixin, rx.State):
            pass

        with pytest.raises(UnguardedHandler, match=r"mixed_state\.anybody"):
            assert_all_guarded()

    def test_a_handler_named_like_one_of_reflex_is_not_taken_for_it(self, planting):
        class DisguisedState(rx.State):
            @rx.event
            async def on_load_internal(self) -> None: ...

        with pytest.raises(UnguardedHandler, match=r"disguised_state\.on_load_internal"):
            assert_all_guarded()

    def test_arguments_that_cannot_be_checked_stop_the_start(self, planting):
        class VagueState(rx.State):
            @rx.event
            @public("a test")
            async def take(self, anything: Any) -> None: ...

        with pytest.raises(UnguardedHandler, match="anything must be annotated with a type of plain values"):
            assert_all_guarded()

    def test_a_handler_outside_its_state_stops_the_start(self, planting):
        @public("a test")
        async def loose(self) -> None: ...

        class LooseState(rx.State):
            borrowed = loose

        with pytest.raises(UnguardedHandler, match="a handler is a method of its state"):
            assert_all_guarded()

    def test_a_sync_handler_fails_where_it_is_written(self):
        with pytest.raises(TypeError, match="must be async"):

            class SyncState(rx.State):
                @rx.event
                @requires(DeskPermission.READ)
                def read(self) -> None: ...

    def test_a_mark_above_the_event_guards_as_well(self, planting):
        class ReversedState(rx.State):
            @requires(DeskPermission.READ)
            @rx.event(background=True)
            async def read(self) -> None: ...

        (handler,) = (entry.handler for name, entry in handlers().items() if name.endswith("reversed_state.read"))
        assert handler.fn.__permission__ is DeskPermission.READ
        assert handler.is_background
        assert_all_guarded()

    def test_forgetting_a_planted_handler_makes_all_well_again(self):
        assert_all_guarded()


class TestVars:
    def test_computed_vars_are_the_known_ones(self):
        found = {
            (name, var)
            for name, state in product_states().items()
            for var, computed in state.computed_vars.items()
            if not isinstance(computed, DynamicRouteVar)
        }
        assert found == COMPUTED_VARS

    def test_no_var_is_stored_in_the_browser(self):
        """Its value would be whatever the browser says, and the gate refuses it."""
        stored = [name for state in product_states().values() for name in state.vars if state._is_client_storage(name)]
        assert stored == []

    def test_no_var_holds_a_row_of_a_table_or_money(self):
        """Reflex sends every column of a row, and makes a float of a Decimal."""
        wrong = [
            (name, var)
            for name, state in product_states().items()
            for var, declared in state.base_vars.items()
            if any(issubclass(part, SQLModel | Decimal) for part in classes_in(declared._var_type))
        ]
        assert wrong == []

    def test_a_row_inside_a_dataclass_is_found(self):
        @dataclasses.dataclass
        class Shown:
            amounts: list[Decimal]

        assert Decimal in classes_in(list[Shown])


def product_states() -> dict[str, type[State]]:
    states = RegistrationContext.get().base_states
    return {name: state for name, state in states.items() if not state.__module__.startswith("tests.")}


def classes_in(hint: Any) -> set[type]:
    """Every class that a value of this type may consist of."""
    found = {part for argument in get_args(hint) for part in classes_in(argument)}
    if isinstance(hint, type):
        found.add(hint)
        if dataclasses.is_dataclass(hint) and hint.__module__.partition(".")[0] in ("aistrategyhub", "tests"):
            found |= {part for field in get_type_hints(hint).values() for part in classes_in(field)}
    return found


async def _well() -> None: ...


class TestRoutes:
    def test_each_of_the_product_has_a_mark(self):
        routers = [*health_routers(_well)]
        routers += [router for feature in product.FEATURES for router in (*feature.routers, *feature.root_routers)]
        marks = {route.path: mark for route, mark in guarded_routes(routers)}
        assert len(marks) > 15
        assert [path for path, mark in marks.items() if not isinstance(mark, Permission | Public)] == []

    def test_the_application_has_no_others(self):
        """FastAPI adds a route for its schema; everything else comes from a router that was counted."""
        own = [getattr(route, "path", None) for route in product.api.routes if hasattr(route, "path")]
        assert own == ["/api/v1/openapi.json"]

    @pytest.mark.parametrize("place", [0, 1])
    def test_a_planted_one_stops_the_start(self, place):
        router = APIRouter()

        @router.get("/planted")
        async def planted() -> None: ...

        routers: list[list[APIRouter]] = [[], []]
        routers[place].append(router)
        with pytest.raises(UnguardedRoute, match="/planted"):
            build_api(*routers)

    def test_a_mark_in_the_wrong_place_does_not_count(self):
        router = APIRouter()

        @public("a test")
        @router.get("/reversed")
        async def reversed_order() -> None: ...

        with pytest.raises(UnguardedRoute, match="/reversed"):
            build_api([router], [])

    def test_routers_inside_routers_and_mounts_and_sockets_stop_the_start(self):
        inner, outer, mounting, talking = APIRouter(), APIRouter(), APIRouter(), APIRouter()

        @inner.get("/inner")
        async def inner_route() -> None: ...

        @talking.websocket("/talk")
        async def talk(socket: WebSocket) -> None: ...

        outer.include_router(inner)
        mounting.routes.append(Mount("/mounted", FastAPI()))
        for router in (outer, mounting, talking):
            with pytest.raises(UnguardedRoute):
                build_api([router], [])

    def test_a_guarded_one_is_welcome(self):
        router = APIRouter()

        @router.get("/guarded")
        @requires(DeskPermission.READ)
        async def guarded() -> None: ...

        build_api([router], [])
