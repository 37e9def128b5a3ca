"""The gate, over a real connection to the product's own processes: everybody against every handler."""

import asyncio
import inspect
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import pytest
from reflex.state import State
from reflex_base.registry import RegisteredEventHandler, RegistrationContext
from reflex_base.utils.format import json_dumps

from aistrategyhub import registry
from aistrategyhub.core.access import Public, Role
from aistrategyhub.core.ids import new_id, new_token
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.seed import PEOPLE
from tests.harness.canaries import CANARY
from tests.harness.guarded import GuardedSite
from tests.harness.probes import INSIDE, PROBE, probe
from tests.harness.sockets import Socket

STATE = "reflex___state____state"
PEOPLE_OF_ROLES = (Role.CUSTOMER, Role.EDITOR, Role.SUPPORT, Role.ADMIN, Role.SUPER_ADMIN)
STRANGERS = ("anonymous", "forged", "expired", "revoked")
EVERYBODY = (*STRANGERS, *PEOPLE_OF_ROLES)

# No page of ours: it loads nothing by itself.
NOWHERE = "/da-nessuna-parte"
NOT_SIGNED_IN = ("_redirect", "/accedi?next=%2Fda-nessuna-parte")
NOT_ALLOWED = ("_toast", "Il tuo ruolo non permette questa operazione.")
MISFIT = ("_toast", "La richiesta non è nel formato atteso. Ricarica la pagina e riprova.")
FAULT = re.compile(r"Qualcosa non ha funzionato. Riprova; se succede ancora, cita il codice [0-9a-f]{12}\.")

ROOT_VARS = {
    "is_hydrated",
    "rx_router_session",
    "rx_router_headers",
    "rx_router_page",
    "rx_router_url",
    "rx_router_route_id",
}

# A socket may say forty things at once, and each attempt is followed by an echo.
_ATTEMPTS_PER_TAB = 15


def our_handlers() -> list[tuple[str, RegisteredEventHandler]]:
    """Those of the product and the probes, without `setvar`."""
    return [
        (name, registered)
        for name, registered in RegistrationContext.get().event_handlers.items()
        if registered.states[0].__module__.startswith(("aistrategyhub.", "tests.harness.probes"))
        and not name.endswith(".setvar")
        and registered.states[0].__module__ != "aistrategyhub.ui.gallery"
    ]


def arguments_of(registered: RegisteredEventHandler) -> dict[str, Any]:
    """The annotations of a handler's arguments."""
    function = inspect.unwrap(registered.handler.fn)
    hints = get_type_hints(function)
    return {name: hints[name] for name in list(inspect.signature(function).parameters)[1:]}


def fitting(hint: Any) -> Any:
    """A value that looks right for an annotation."""
    plain = get_origin(hint) or hint
    if plain is Literal:
        return get_args(hint)[0]
    values = {str: "prova", int: 1, float: 1.5, bool: True, dict: {"campo": "prova"}, list: []}
    if plain in values:
        return values[plain]
    return next(fitting(part) for part in get_args(hint) if part is not type(None))


def misfitting(hint: Any) -> Any:
    """A value that does not fit an annotation and is not turned into one that does."""
    return "x" if (get_origin(hint) or hint) is dict else {"$gt": 0}


def is_allowed(registered: RegisteredEventHandler, who: str) -> bool:
    mark = registered.handler.fn.__permission__
    return isinstance(mark, Public) or (who in PEOPLE_OF_ROLES and mark in registry.granted(Role(who)))


def is_background(name: str) -> bool:
    """Whether nothing waits for this handler: what it has to say comes when it likes."""
    registered = RegistrationContext.get().event_handlers.get(name)
    return registered is not None and registered.handler.is_background


async def attempt_all(
    site: GuardedSite, who: str, attempts: list[tuple[str, dict[str, Any]]]
) -> list[tuple[str, list[tuple[str, str]], set[str]]]:
    """Sends each event; per attempt its name, what the browser was told to do, and the states that changed."""
    outcomes = []
    for first in range(0, len(attempts), _ATTEMPTS_PER_TAB):
        async with settled(site, who) as tab:
            for name, payload in attempts[first : first + _ATTEMPTS_PER_TAB]:
                outcomes.append((name, *await attempt(tab, name, payload)))
    return outcomes


@asynccontextmanager
async def settled(site: GuardedSite, who: str = "anonymous", **options: Any) -> AsyncIterator[Socket]:
    """A tab of somebody on a page that loads nothing by itself, which has got all that came of its opening."""
    async with site.socket(who, page=NOWHERE, **options) as tab:
        await settle(tab)
        yield tab


async def settle(tab: Socket) -> None:
    """Waits until all that was sent before is answered."""
    word = new_token()
    tab.send(probe("echo"), {"word": word})
    await tab.until(lambda: tab.seen(PROBE, "heard") == word)


async def attempt(tab: Socket, name: str, payload: Any) -> tuple[list[tuple[str, str]], set[str]]:
    """Sends an event; what the browser was told to do then, and the states that changed."""
    tab.values.clear()
    tab.events.clear()
    tab.send(name, payload)
    await settle(tab)
    if is_background(name):
        with suppress(TimeoutError):
            await tab.until(lambda: bool(tab.events), 0.5)
    del tab.values[PROBE]["heard_rx_state_"]
    changed = {state for state, values in tab.values.items() if values and state != STATE}
    return [told(event) for event in tab.events], changed


def told(event: dict[str, Any]) -> tuple[str, str]:
    payload = event["payload"]
    return event["name"], payload.get("text") or payload.get("path") or ""


class TestSweep:
    """T1 of the security notes: every handler, everybody, arguments that fit and that do not."""

    def test_the_probes_ask_for_more_than_one_permission(self):
        marks = {registered.handler.fn.__permission__ for _name, registered in our_handlers()}
        assert {AccountsPermission.READ_OWN, AccountsPermission.READ, AccountsPermission.MANAGE} <= marks

    @pytest.mark.parametrize("who", EVERYBODY)
    async def test_who_may_not_is_turned_away_and_changes_nothing(self, guarded_site: GuardedSite, who: str):
        refused = [
            (name, {argument: fitting(hint) for argument, hint in arguments_of(registered).items()})
            for name, registered in our_handlers()
            if not is_allowed(registered, who)
        ]
        assert bool(refused) is (who != Role.SUPER_ADMIN)
        before = guarded_site.row_counts()
        answer = NOT_ALLOWED if who in PEOPLE_OF_ROLES else NOT_SIGNED_IN
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
    parameters = inspect.signature(inspect.unwrap(registered.handler.fn)).parameters
    required = {name for name in arguments if parameters[name].default is inspect.Parameter.empty}
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


class TestFirstSnapshot:
    """T3: whoever connects is sent the defaults, and nothing of anybody."""

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

    @pytest.mark.parametrize("page", ["/", "/servizi", "/contatti", "/admin", "/area-clienti", "/ordini/x", NOWHERE])
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


class TestTabTokens:
    """A tab's token is no proof of anything: Reflex would hand the whole state of the tab to whoever shows it."""

    @pytest.mark.parametrize("thief", ["anonymous", "forged", Role.CUSTOMER, Role.SUPER_ADMIN])
    async def test_a_token_of_another_session_opens_nothing_in_any_process(self, guarded_site: GuardedSite, thief: str):
        async with settled(guarded_site, Role.SUPPORT) as victim:
            await attempt(victim, probe("read"), {})
            assert victim.seen(PROBE, "secrets")
        seen_by = set()
        for _ in range(20):
            async with settled(guarded_site, thief, token=victim.token) as tab:
                await attempt(tab, probe("tell_worker"), {})
                assert tab.token != victim.token
                assert PEOPLE[0].email not in "".join(tab.raw)
                seen_by.add(tab.seen(PROBE, "worker"))
            if len(seen_by) == 2:
                break
        assert len(seen_by) == 2

        async with guarded_site.socket(Role.SUPPORT, token=victim.token) as back:
            await back.until(lambda: bool(back.seen(PROBE, "secrets")))
            assert back.token == victim.token

    async def test_what_a_handler_still_tells_does_not_reach_a_thief(self, guarded_site: GuardedSite):
        """Handlers in the background go on when their tab is closed, and tell whoever holds the token then."""
        async with guarded_site.socket(Role.CUSTOMER) as victim:
            victim.send(probe("tick"))
            await victim.until(lambda: (victim.seen(PROBE, "ticks") or 0) > 1)
        async with guarded_site.socket(token=victim.token) as thief:
            await asyncio.sleep(0.5)
            await attempt(thief, probe("count"), {"number": 1})
            assert not any("ticks" in frame and '"ticks_rx_state_":0' not in frame for frame in thief.raw)

    async def test_a_visitors_tab_starts_anew_after_signing_in(self, guarded_site: GuardedSite):
        async with settled(guarded_site) as before:
            await attempt(before, probe("count"), {"number": 7})
        async with guarded_site.socket(Role.CUSTOMER, token=before.token) as after:
            await after.until(lambda: after.seen(PROBE, "number") == 0)
            assert after.token != before.token
            assert await attempt(after, probe("read_own"), {}) == ([], {PROBE})

    async def test_a_second_tab_with_the_same_token_gets_its_own(self, guarded_site: GuardedSite):
        async with (
            settled(guarded_site, Role.CUSTOMER) as first,
            settled(guarded_site, Role.CUSTOMER, token=first.token) as second,
        ):
            assert second.token != first.token
            await attempt(first, probe("count"), {"number": 1})
            await attempt(second, probe("count"), {"number": 2})
            assert first.seen(PROBE, "number") == 1


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
                guarded_site.sql("UPDATE users SET is_active = false WHERE role = 'editor'")
                assert await attempt(tab, probe("read_own"), {}) == ([NOT_SIGNED_IN], set())
            finally:
                guarded_site.sql("UPDATE users SET is_active = true WHERE role = 'editor'")


class TestMalformedEvents:
    @pytest.mark.parametrize(
        "event",
        [
            None,
            "text",
            7,
            [],
            {},
            {"name": None},
            {"name": 7},
            {"name": ["x"]},
            {"name": "ECHO", "payload": "text"},
            {"name": "ECHO", "payload": []},
            {"name": "ECHO", "payload": {"word": "x" * 10_001}},
            {"name": "ECHO", "payload": {"word": "a\x00b"}},
            {"name": "ECHO", "payload": {f"word{number}": "x" for number in range(21)}},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": "text"},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"pathname": 7}},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"pathname": "altrove"}},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"asPath": "[" * 9}},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"asPath": "/" + "x" * 8_000}},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"query": ["x"]}},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"query": {"order_key": {"$gt": ""}}}},
            {"name": "SUBMIT", "payload": {"form": {"__reflex_form_data__": "text"}}},
            {"name": "SUBMIT", "payload": {"form": {"__reflex_form_data__": [["a"]]}}},
            {"name": "SUBMIT", "payload": {"form": {"__reflex_form_data__": [[["a"], "b"]]}}},
            {"name": "SUBMIT", "payload": {"form": {"__reflex_form_data__": [["a", "b"]] * 1_001}}},
            {"name": "SUBMIT", "payload": {"form": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}}},
        ],
    )
    async def test_they_are_dropped_and_the_tab_goes_on(self, guarded_site: GuardedSite, event: Any):
        if isinstance(event, dict) and event.get("name") in ("ECHO", "SUBMIT"):
            event = event | {"name": probe(event["name"].lower())}
        async with settled(guarded_site) as tab:
            await attempt(tab, probe("count"), {"number": 1})
            tab.values.clear()
            tab.say("event", event)
            await attempt(tab, probe("count"), {"number": 2})
            assert tab.events == []
            assert tab.seen(PROBE, "number") == 2
            assert not re.search(r'"heard_rx_state_": ?"(?:x+|None)"', "".join(tab.raw))

    @pytest.mark.parametrize("frame", ["{", '["event",', "[" * 30_000, '["event",NaN]', '["event",1e999]', '["event"]'])
    async def test_so_are_frames_that_are_no_json(self, guarded_site: GuardedSite, frame: str):
        async with settled(guarded_site) as tab:
            tab.write('42/_event,["event"' + frame)
            await attempt(tab, probe("count"), {"number": 2})

    @pytest.mark.parametrize("page", ["/en", "/en/servizi?x=1"])
    async def test_refusals_are_in_the_language_of_the_page(self, guarded_site: GuardedSite, page: str):
        async with guarded_site.socket(page=page) as tab:
            await tab.until(lambda: tab.seen(STATE, "is_hydrated") is True)
            (answer,), _changed = await attempt(tab, probe("read"), {})
            assert answer == ("_redirect", f"/en/accedi?{urlencode({'next': page.partition('?')[0]})}")

    async def test_a_form_arrives_as_its_fields(self, guarded_site: GuardedSite):
        async with settled(guarded_site) as tab:
            tab.send(probe("submit"), {"form": {"__reflex_form_data__": [["word", "first"], ["word", "last"]]}})
            await tab.until(lambda: tab.seen(PROBE, "heard") == "last")

    async def test_only_so_many_handlers_of_a_tab_run_in_the_background(self, guarded_site: GuardedSite):
        async with settled(guarded_site, Role.CUSTOMER) as tab:
            for _ in range(12):
                tab.send(probe("tick"))
            await asyncio.sleep(1)
            first = tab.seen(PROBE, "ticks")
            await asyncio.sleep(1)
            assert 0 < tab.seen(PROBE, "ticks") - first <= 8 * 21


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


class TestLog:
    """R5, R15: Reflex writes what it cannot use to the log, whole."""

    async def test_bad_events_write_little_and_repeat_nothing(self, fresh_site: GuardedSite):
        secret = new_token()
        bad = [
            {"name": probe("count"), "payload": {"number": secret}},
            {"name": probe("count"), "payload": {"number": {"password": secret}}},
            {"name": probe("count"), "payload": {secret: 1}},
            {"name": probe("submit"), "payload": {"form": {"__reflex_form_data__": secret}}},
            {"name": probe("manage"), "payload": {"note": secret}},
            {"name": f"{STATE}.{secret}", "payload": {"password": secret}},
            {"name": f"{PROBE}.setvar", "payload": {"var_name": "heard", "value": secret}},
            {"name": f"{STATE}.hydrate_and_load", "payload": {"vars": {secret: secret}}},
            {"name": probe("echo"), "payload": {"word": secret}, "router_data": {"pathname": secret}},
            secret,
            [secret],
        ]
        size = len(fresh_site.log.read_text())
        sent = 0
        for _ in range(20):
            async with settled(fresh_site) as tab:
                for event in bad:
                    tab.say("event", event)
                tab.write(f'42/_event,["event",{{"password":"{secret}"')
                tab.say("ping", secret)
                sent += len(bad) + 2
                await attempt(tab, probe("count"), {"number": 1})
            stranger = Socket(fresh_site.port, token=new_token()[:36])
            await stranger.open()
            stranger.write(f'40/_event,{{"event":{{"name":"{secret}"}}}}')
            stranger.say("event", {"name": secret})
            sent += 2
            await stranger.close()
        written = fresh_site.log.read_text()[size:]
        assert secret not in written
        assert len(written) / sent < 200
        assert "Traceback" not in written

    def test_what_reflex_says_of_a_tab_does_not_name_it(self, caplog: pytest.LogCaptureFixture):
        token = str(new_id())
        for name in ("reflex.app", "reflex.istate.manager.redis", "reflex.utils.token_manager"):
            logging.getLogger(name).warning(f"Lock for token {token}_state was held too long")
        assert token not in caplog.text
        assert caplog.text.count("Lock for token ***_state") == 3

    async def test_no_cookie_and_no_tab_token_is_ever_written(self, guarded_site: GuardedSite):
        async with settled(guarded_site, Role.CUSTOMER) as tab:
            await attempt(tab, probe("fail"), {})
        logged = guarded_site.log.read_text()
        assert tab.token not in logged
        assert not [who for who, cookie in guarded_site.cookies.items() if cookie and cookie in logged]
