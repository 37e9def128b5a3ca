"""The gate, over a real connection to the product's own processes: everybody against every handler."""

from collections.abc import Iterator
from typing import Any

import pytest
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from aistrategyhub.core.access import Public, Role
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.seed import PEOPLE
from tests.harness.attempts import (
    FAULT,
    MISFIT,
    NOT_ALLOWED,
    NOT_SIGNED_IN,
    NOWHERE,
    STATE,
    attempt,
    attempt_all,
    settle,
    settled,
)
from tests.harness.callers import EVERYBODY, ROLE_OF
from tests.harness.guarded import GuardedSite
from tests.harness.handlers import arguments_of, fitting, is_allowed, misfitting, our_handlers, required_arguments
from tests.harness.probes import INSIDE, PROBE, probe
from tests.harness.sockets import Socket


class TestSweep:
    """T1 of the security notes: every handler, everybody, arguments that fit and that do not."""

    def test_the_probes_ask_for_more_than_one_permission(self):
        marks = {registered.handler.fn.__permission__ for _name, registered in our_handlers()}
        assert {AccountsPermission.READ_OWN, AccountsPermission.READ, AccountsPermission.GRANT_EVERY_ROLE} <= marks

    @pytest.mark.parametrize("who", EVERYBODY)
    async def test_who_may_not_is_turned_away_and_changes_nothing(self, guarded_site: GuardedSite, who: str):
        refused = [
            (name, {argument: fitting(hint) for argument, hint in arguments_of(registered).items()})
            for name, registered in our_handlers()
            if not is_allowed(registered, who)
        ]
        assert bool(refused) is (who != Role.SUPER_ADMIN)
        before = guarded_site.row_counts()
        answer = NOT_ALLOWED if who in ROLE_OF else NOT_SIGNED_IN
        for name, answers, changed in await attempt_all(guarded_site, who, refused):
            assert answers == [answer], name
            assert changed == set(), name
        assert guarded_site.row_counts() == before

    @pytest.mark.parametrize("who", EVERYBODY)
    async def test_who_may_gets_through(self, guarded_site: GuardedSite, who: str):
        handlers = {name: registered for name, registered in our_handlers() if is_allowed(registered, who)}
        allowed = [
            (name, {argument: fitting(hint) for argument, hint in arguments_of(registered).items()})
            for name, registered in handlers.items()
        ]
        for name, answers, _changed in await attempt_all(guarded_site, who, allowed):
            assert MISFIT not in answers, name
            assert name == probe("fail") or not [text for _kind, text in answers if FAULT.fullmatch(text)], name
            # What everybody may call may itself send people to sign in, or load what they may not see.
            if not isinstance(handlers[name].handler.fn.__permission__, Public):
                assert not {NOT_ALLOWED, NOT_SIGNED_IN} & set(answers), name

    @pytest.mark.parametrize("who", ["anonymous", Role.CUSTOMER, Role.SUPER_ADMIN])
    async def test_arguments_that_do_not_fit_are_refused(self, guarded_site: GuardedSite, who: str):
        attempts = [
            (name, payload)
            for name, registered in our_handlers()
            if is_allowed(registered, who)
            for payload in ill_fitting_payloads(registered)
        ]
        before = guarded_site.row_counts()
        for name, answers, changed in await attempt_all(guarded_site, who, attempts):
            assert answers == [MISFIT], name
            assert changed == set(), name
        assert guarded_site.row_counts() == before

    async def test_the_permission_decides(self, guarded_site: GuardedSite):
        secret = sorted(person.email for person in PEOPLE)
        for who in EVERYBODY:
            async with settled(guarded_site, who) as tab:
                answers, _changed = await attempt(tab, probe("read"), {})
            may = who in (Role.SUPPORT, Role.ADMIN, Role.SUPER_ADMIN)
            assert tab.seen(PROBE, "secrets") == (secret if may else None), who
            assert bool(answers) is not may
            assert any(secret[0] in frame for frame in tab.raw) is may


def ill_fitting_payloads(registered: RegisteredEventHandler) -> Iterator[dict[str, Any]]:
    arguments = arguments_of(registered)
    right = {name: fitting(hint) for name, hint in arguments.items()}
    required = required_arguments(registered)
    yield right | {"one_more": 1}
    for name, hint in arguments.items():
        yield right | {name: misfitting(hint)}
        yield right | {name: [misfitting(hint)]}
        if name in required:
            yield {key: value for key, value in right.items() if key != name}


class TestSetvar:
    async def test_no_state_can_be_set_by_name(self, guarded_site: GuardedSite):
        setters = [name for name in RegistrationContext.get().event_handlers if name.endswith(".setvar")]
        attempts = [(name, {"var_name": "heard", "value": "set by name"}) for name in setters]
        for name, answers, changed in await attempt_all(guarded_site, Role.SUPER_ADMIN, attempts):
            assert (answers, changed) == ([], set()), name

    @pytest.mark.parametrize(
        ("name", "payload"),
        [
            (f"{STATE}.hydrate_and_load", {"vars": {f"{PROBE}.heard": "set by storage"}}),
            (f"{STATE}.reflex___state____update_vars_internal_state.update_vars_internal", {"vars": {}}),
            (f"{STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception", {"info": "x"}),
            (f"{STATE}.hydrate", {"more": 1}),
            (f"{STATE}.set_is_hydrated", {"value": "yes"}),
            (f"{STATE}.get_state", {}),
            (PROBE, {}),
            (f"{PROBE}._tell", {}),
            (f"{PROBE}.__class__", {}),
            ("_redirect", {"path": "https://altrove.example"}),
            ("", {}),
        ],
    )
    async def test_nor_can_anything_else_of_the_framework_be_used(self, guarded_site: GuardedSite, name, payload):
        async with settled(guarded_site, Role.SUPER_ADMIN) as tab:
            assert await attempt(tab, name, payload) == ([], set())


class TestRevocation:
    async def test_it_holds_from_the_next_event_on_an_open_socket(self, guarded_site: GuardedSite):
        cookie = await guarded_site.new_cookie(Role.SUPER_ADMIN)
        async with Socket(guarded_site.port, cookie=cookie, page=NOWHERE) as tab:
            await settle(tab)
            assert await attempt(tab, probe("manage"), {"note": "before"}) == ([], {PROBE})
            await guarded_site.end_session(cookie)
            before = guarded_site.row_counts()
            assert await attempt(tab, probe("manage"), {"note": "after"}) == ([NOT_SIGNED_IN], set())
            assert guarded_site.row_counts() == before

    async def test_a_person_who_is_switched_off_is_a_visitor_at_once(self, guarded_site: GuardedSite):
        async with settled(guarded_site, Role.EDITOR) as tab:
            assert await attempt(tab, probe("read_own"), {}) == ([], {PROBE})
            try:
                await guarded_site.switch(Role.EDITOR, is_active=False)
                assert await attempt(tab, probe("read_own"), {}) == ([NOT_SIGNED_IN], set())
            finally:
                await guarded_site.switch(Role.EDITOR, is_active=True)


class TestFaults:
    async def test_what_went_wrong_inside_stays_inside(self, guarded_site: GuardedSite):
        async with settled(guarded_site) as tab:
            answers, _changed = await attempt(tab, probe("fail"), {})
        ((kind, sentence),) = answers
        assert kind == "_toast"
        assert FAULT.fullmatch(sentence)
        assert not any(word in "".join(tab.raw) for word in (INSIDE, "ZeroDivision", "Traceback", "probes.py"))
        logged = guarded_site.log.read_text()
        assert sentence.split()[-1].rstrip(".") in logged
        assert INSIDE in logged
