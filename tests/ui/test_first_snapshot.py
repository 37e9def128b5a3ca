"""T3 of the security notes: whoever connects is sent the defaults, and nothing of anybody."""

import json
import re

import pytest
from reflex.state import State
from reflex_base.utils.format import json_dumps

from aistrategyhub import registry
from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.seed import PEOPLE
from tests.harness.attempts import NOWHERE, STATE, attempt
from tests.harness.canaries import CANARY
from tests.harness.guarded import GuardedSite
from tests.harness.probes import probe

ROOT_VARS = {
    "is_hydrated",
    "rx_router_session",
    "rx_router_headers",
    "rx_router_page",
    "rx_router_url",
    "rx_router_route_id",
}
EVERY_PAGE = sorted({re.sub(r"\[\w+\]", "x", page.route) for room in registry.features() for page in room.pages})


class TestFirstSnapshot:
    async def test_a_visitor_gets_the_defaults_of_every_state(self, guarded_site: GuardedSite):
        async with guarded_site.socket(page=NOWHERE) as tab:
            await tab.until(lambda: len(tab.values) > 10)
        defaults = json.loads(json_dumps(State(_reflex_internal_init=True).dict(initial=True)))
        found = {state: values for state, values in tab.values.items() if state != STATE}
        assert {state: defaults[state] for state in found} == found

    async def test_the_root_tells_a_visitor_only_of_themselves(self, guarded_site: GuardedSite):
        async with guarded_site.socket("forged", page=NOWHERE) as tab:
            await tab.until(lambda: STATE in tab.values)
        parameters = set(State.computed_vars)
        assert {name.removesuffix("_rx_state_") for name in tab.values[STATE]} <= ROOT_VARS | parameters
        assert not any(guarded_site.cookies["forged"] in frame for frame in tab.raw)

    @pytest.mark.parametrize("page", [*EVERY_PAGE, NOWHERE])
    async def test_no_page_tells_a_visitor_what_is_private(self, guarded_site: GuardedSite, page: str):
        assert {"users", "orders", "order_items", "payments", "invoices", "audit_logs"} <= guarded_site.canaries
        async with guarded_site.socket(page=page) as tab:
            await tab.until(lambda: tab.seen(STATE, "is_hydrated") is True)
            await attempt(tab, probe("count"), {"number": 1})
        everything = "".join(tab.raw)
        assert CANARY not in everything
        assert not [person.email for person in PEOPLE if person.email in everything]

    async def test_a_canary_would_be_seen(self, guarded_site: GuardedSite):
        """The words that the test above looks for do come when somebody may read them."""
        async with guarded_site.socket(Role.ADMIN, page="/admin") as tab:
            await tab.until(lambda: CANARY in "".join(tab.raw))
