"""The reception: whose a tab is, what an event must look like, and how little of a bad one is written down."""

import asyncio
import logging
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id, new_token
from aistrategyhub.features.accounts.seed import PEOPLE
from tests.harness.attempts import STATE, attempt, settled
from tests.harness.guarded import GuardedSite
from tests.harness.probes import PROBE, probe
from tests.harness.sockets import Socket


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
            refused, changed = await attempt(after, probe("read_own"), {})
            assert refused == []
            assert PROBE in changed

    async def test_a_second_tab_with_the_same_token_gets_its_own(self, guarded_site: GuardedSite):
        async with (
            settled(guarded_site, Role.CUSTOMER) as first,
            settled(guarded_site, Role.CUSTOMER, token=first.token) as second,
        ):
            assert second.token != first.token
            await attempt(first, probe("count"), {"number": 1})
            await attempt(second, probe("count"), {"number": 2})
            assert first.seen(PROBE, "number") == 1


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
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"query": {"splat": ["a"] * 51}}},
            {"name": "ECHO", "payload": {"word": "x"}, "router_data": {"query": {"splat": [["a"]]}}},
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

    async def test_an_address_with_a_nul_is_heard_without_it(self, guarded_site: GuardedSite):
        page = {"pathname": "/servizi", "asPath": "/servizi?q=a%00b", "query": {"q": "a\x00b", "splat": ["a\x00b"]}}
        async with settled(guarded_site) as tab:
            tab.values.clear()
            tab.raw.clear()
            tab.say("event", {"name": probe("count"), "payload": {"number": 3}, "router_data": page})
            await tab.until(lambda: tab.seen(PROBE, "number") == 3)
            said = "".join(tab.raw)
            assert "a\ufffdb" in said or r"a\ufffdb" in said
            assert not re.search(r"\x00|\\u0000|%00", said)

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
