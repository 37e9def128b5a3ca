"""A snapshot on its two ways: into the state that a page is rendered with, and into the states of a page that is open.

Both set the same vars of the same states, so that the HTML and the living page cannot differ.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import reflex as rx
from reflex.state import State
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.utils.format import json_dumps

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import current_locale
from aistrategyhub.prerender.declared import PublicPage, Snapshot


class HeadState(rx.State):
    """Title and description of the page that is shown, when its snapshot gives them. `route` says whose they are."""

    route: str = ""
    title: str = ""
    description: str = ""


def head_var(page: PublicPage, name: str, otherwise: str) -> rx.Var[str]:
    """`title` or `description` of a page, for `rx.App.add_page`; `otherwise` until its snapshot is known."""
    is_known = HeadState.route == _route(page)
    return rx.cond(is_known, getattr(HeadState, name), otherwise).to(str)


def with_head(page: PublicPage, snapshot: Snapshot) -> Snapshot:
    """The same snapshot, in which the page's title and description are shown."""
    head = {"route": _route(page), "title": snapshot.head.title, "description": snapshot.head.description}
    return Snapshot({**snapshot.states, HeadState: head}, snapshot.head, snapshot.things)


def merged(page: Snapshot, shared: Iterable[Snapshot]) -> Snapshot:
    """The page's snapshot with all that every page shows. Of a var that two give, the page's value stands."""
    states: dict[type[Any], dict[str, Any]] = {}
    head, things = page.head, page.things
    for snapshot in (*shared, page):
        for state, values in snapshot.states.items():
            states.setdefault(state, {}).update(values)
        things |= snapshot.things
        if snapshot is not page:
            name = head.site_name or snapshot.head.site_name
            feeds = {**snapshot.head.feeds, **head.feeds}
            head = replace(head, site_name=name, data=(*head.data, *snapshot.head.data), feeds=feeds)
    return Snapshot(states, head, things)


def state_of(snapshot: Snapshot, params: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the browser would hold: JSON values of the snapshot's vars, and of those computed from them, by state.

    `params` are the parameters of the route, which Reflex keeps in its root state.
    """
    compiled: dict[str, Any] = {}
    begun: dict[type[Any], Any] = {}
    for kind, values in snapshot.states.items():
        state = _begun(kind, begun)
        for name, value in values.items():
            setattr(state, name, value)
        shown = {*values, *kind.computed_vars}
        compiled[kind.get_full_name()] = {
            name: value
            for name, value in state.dict(include_computed=True)[kind.get_full_name()].items()
            if name.removesuffix(FIELD_MARKER) in shown
        }
    if params:
        compiled[State.get_full_name()] = {name + FIELD_MARKER: value for name, value in params.items()}
    return json.loads(json_dumps(compiled))


async def show(state: rx.State, snapshot: Snapshot) -> None:
    """Sets in an open page all that the snapshot shows: every var is sent, also one that has its first value.

    `state` is that of the handler which calls.
    """
    for kind, values in snapshot.states.items():
        target = state if isinstance(state, kind) else await state.get_state(kind)
        for name, value in values.items():
            setattr(target, name, value)


async def show_page(state: rx.State, page: PublicPage, snapshot: Snapshot) -> None:
    """`show`, with the page's title and description."""
    await show(state, with_head(page, snapshot))


def _begun(kind: type[Any], begun: dict[type[Any], Any]) -> Any:
    """The state of this kind with those above it and none beside: a whole tree of states costs more than the page."""
    if kind not in begun:
        parent = kind.get_parent_state()
        above = _begun(parent, begun) if parent else None
        begun[kind] = kind(parent_state=above, init_substates=False, _reflex_internal_init=True)
        if above is not None:
            above.substates[kind.get_name()] = begun[kind]
    return begun[kind]


def _route(page: PublicPage) -> str:
    return in_language(page.route, current_locale())
