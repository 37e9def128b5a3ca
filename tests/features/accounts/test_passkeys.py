"""Passkeys over the API, with an authenticator that can be bent."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import STEP_UP_LASTS
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Passkey, Session
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.rules.openid import LastWayIn
from aistrategyhub.features.accounts.service.passkeys import MOST_PASSKEYS, list_passkeys, remove_passkey
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from tests.factories.people import PASSWORD, create_somebody
from tests.factories.second_factors import give_second_factor
from tests.harness.authenticator import SoftAuthenticator

OWN = {"Origin": "http://localhost:3000"}
PASSKEYS = "/api/v1/users/me/passkeys"
SIGN_IN = "/api/v1/auth/passkey"
SECOND_STEP = "/api/v1/auth/mfa/passkey"


async def _browser(api: httpx.AsyncClient, session: AsyncSession, email: str = "anna@prova.example") -> dict[str, str]:
    await create_somebody(session, email=email)
    answer = await api.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD}, headers=OWN)
    return {"Cookie": f"__Host-sid={answer.cookies['__Host-sid']}"} | OWN


async def _asked(api: httpx.AsyncClient, url: str, headers: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The options, and the headers of a browser that goes on with them."""
    answer = await api.post(f"{url}/options", headers=headers)
    assert answer.status_code == 200, answer.text
    cookie = f"__Host-passkey={answer.cookies['__Host-passkey']}"
    joined = "; ".join(part for part in (headers.get("Cookie"), cookie) if part)
    return answer.json()["data"]["options"], headers | {"Cookie": joined}


async def _register(
    api: httpx.AsyncClient, browser: dict[str, str], device: SoftAuthenticator, name: str = "Portatile"
) -> httpx.Response:
    options, headers = await _asked(api, PASSKEYS, browser)
    return await api.post(PASSKEYS, json={"credential": device.make(options), "name": name}, headers=headers)


async def _sign_in(api: httpx.AsyncClient, device: SoftAuthenticator, **body: Any) -> httpx.Response:
    options, headers = await _asked(api, SIGN_IN, OWN)
    return await api.post(SIGN_IN, json={"credential": device.show(options)} | body, headers=headers)


class TestRegistration:
    async def test_the_browser_is_asked_for_one_that_is_unlocked_and_found_by_itself(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        options, _headers = await _asked(api, PASSKEYS, await _browser(api, session))
        assert options["rp"] == {"id": "localhost", "name": "AIStrategyHub"}
        assert options["authenticatorSelection"]["residentKey"] == "required"
        assert options["authenticatorSelection"]["userVerification"] == "required"
        assert options["attestation"] == "none"

    async def test_only_a_public_key_is_kept_and_it_is_mailed(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        browser, device = await _browser(api, session), SoftAuthenticator()
        answer = await _register(api, browser, device, "  Portatile\n di <Anna>\x00 ")
        assert (answer.status_code, answer.json()["data"]["name"]) == (201, "Portatile di <Anna>")
        kept = (await session.execute(select(Passkey))).scalar_one()
        secret = device.key.private_numbers().private_value.to_bytes(32, "big")
        assert secret not in kept.public_key
        assert (kept.credential_id, kept.transports) == (device.id, ["internal"])
        mail = (await session.execute(select(EmailSend))).scalar_one()
        assert "«Portatile di &lt;Anna&gt;»" in mail.html
        assert "accounts.passkey_added" in (await session.execute(select(AuditEntry.action))).scalars().all()

    async def test_the_same_device_is_not_asked_twice(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        browser, device = await _browser(api, session), SoftAuthenticator()
        await _register(api, browser, device)
        options, _headers = await _asked(api, PASSKEYS, browser)
        assert [item["id"] for item in options["excludeCredentials"]] == [device.id]

    @pytest.mark.parametrize(
        "bend",
        [
            lambda device: setattr(device, "origin", "https://evil.example"),
            lambda device: setattr(device, "origin", "http://localhost:3001"),
            lambda device: setattr(device, "rp_id", "evil.example"),
            lambda device: setattr(device, "verifies", False),
        ],
        ids=["another origin", "another port", "another site", "not unlocked"],
    )
    async def test_one_made_elsewhere_or_not_unlocked_is_refused(
        self, api: httpx.AsyncClient, session: AsyncSession, bend: Callable[[SoftAuthenticator], None]
    ) -> None:
        browser, device = await _browser(api, session), SoftAuthenticator()
        bend(device)
        answer = await _register(api, browser, device)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "PASSKEY_REFUSED")
        assert (await session.execute(select(func.count()).select_from(Passkey))).scalar_one() == 0

    async def test_a_challenge_is_good_for_one_answer_of_its_own_person(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        mine, theirs = await _browser(api, session), await _browser(api, session, "altro@prova.example")
        options, headers = await _asked(api, PASSKEYS, mine)
        stolen = {"Cookie": f"{theirs['Cookie']}; {headers['Cookie'].partition('; ')[2]}"} | OWN
        body = {"credential": SoftAuthenticator().make(options), "name": "x"}
        assert (await api.post(PASSKEYS, json=body, headers=stolen)).json()["error"]["code"] == "CHALLENGE_OVER"
        assert (await api.post(PASSKEYS, json=body, headers=headers)).json()["error"]["code"] == "CHALLENGE_OVER"

    async def test_somebody_elses_passkey_is_not_taken_over(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        answer = await _register(api, await _browser(api, session, "altro@prova.example"), device)
        assert answer.json()["error"]["code"] == "PASSKEY_REFUSED"

    async def test_it_wants_a_fresh_proof(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        browser = await _browser(api, session)
        opened = (await session.execute(select(Session))).scalar_one()
        opened.proved_at = now() - STEP_UP_LASTS
        await session.flush()
        answer = await api.post(f"{PASSKEYS}/options", headers=browser)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED")

    async def test_there_is_an_end_to_them(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        browser = await _browser(api, session)
        for _ in range(MOST_PASSKEYS):
            assert (await _register(api, browser, SoftAuthenticator())).status_code == 201
        answer = await api.post(f"{PASSKEYS}/options", headers=browser)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "TOO_MANY_PASSKEYS")


class TestSigningIn:
    async def test_it_is_enough_alone_also_where_a_second_factor_is_on(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        await give_second_factor(session, await find_person_by_email(session, "anna@prova.example"))
        answer = await _sign_in(api, device, next="/profilo/sicurezza")
        assert (answer.status_code, answer.json()["data"]) == (200, {"location": "/profilo/sicurezza"})
        me = await api.get("/api/v1/users/me", headers={"Cookie": f"__Host-sid={answer.cookies['__Host-sid']}"})
        assert me.json()["data"]["email"] == "anna@prova.example"
        methods = (await session.execute(select(Session.methods))).scalars().all()
        assert ["passkey"] in methods

    @pytest.mark.parametrize(
        ("body", "location"),
        [({"next": "https://evil.example"}, "/area-clienti"), ({"locale": "en"}, "/en/area-clienti")],
    )
    async def test_it_leads_to_this_site_only(
        self, api: httpx.AsyncClient, session: AsyncSession, body: dict[str, str], location: str
    ) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        assert (await _sign_in(api, device, **body)).json()["data"]["location"] == location

    @pytest.mark.parametrize(
        "bend",
        [
            lambda device: setattr(device, "origin", "https://evil.example"),
            lambda device: setattr(device, "rp_id", "evil.example"),
            lambda device: setattr(device, "verifies", False),
            lambda device: setattr(device, "key", ec.generate_private_key(ec.SECP256R1())),
            lambda device: setattr(device, "credential_id", b"x" * 32),
            lambda device: setattr(device, "user_handle", "AAAAAAAAAAAAAAAAAAAAAA"),
            lambda device: setattr(device, "user_handle", "A"),
            lambda device: setattr(device, "sign_count", 0),
            lambda device: setattr(device, "sign_count", 4),
        ],
        ids=[
            "another origin",
            "another site",
            "not unlocked",
            "another key",
            "unknown",
            "another person",
            "broken handle",
            "lower count",
            "the same count",
        ],
    )
    async def test_one_that_proves_nothing_is_refused(
        self, api: httpx.AsyncClient, session: AsyncSession, bend: Callable[[SoftAuthenticator], None]
    ) -> None:
        device = SoftAuthenticator(sign_count=5)
        await _register(api, await _browser(api, session), device)
        bend(device)
        answer = await _sign_in(api, device)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "PASSKEY_REFUSED")
        assert "__Host-sid" not in answer.cookies

    async def test_an_authenticator_that_does_not_count_is_accepted(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        for _ in range(2):
            device.sign_count = -1
            assert (await _sign_in(api, device)).status_code == 200

    async def test_an_answer_is_good_once(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        options, headers = await _asked(api, SIGN_IN, OWN)
        body = {"credential": device.show(options)}
        assert (await api.post(SIGN_IN, json=body, headers=headers)).status_code == 200
        replayed = await api.post(SIGN_IN, json=body, headers=headers)
        assert replayed.json()["error"]["code"] == "CHALLENGE_OVER"
        _other_options, other = await _asked(api, SIGN_IN, OWN)
        assert (await api.post(SIGN_IN, json=body, headers=other)).json()["error"]["code"] == "PASSKEY_REFUSED"

    async def test_a_challenge_of_another_ceremony_is_none(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        browser, device = await _browser(api, session), SoftAuthenticator()
        await _register(api, browser, device)
        options, headers = await _asked(api, PASSKEYS, browser)
        answer = await api.post(SIGN_IN, json={"credential": device.show(options)}, headers=headers)
        assert answer.json()["error"]["code"] == "CHALLENGE_OVER"

    async def test_whoever_was_shut_out_stays_out(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        (await find_person_by_email(session, "anna@prova.example")).is_active = False
        await session.flush()
        assert (await _sign_in(api, device)).json()["error"]["code"] == "PASSKEY_REFUSED"

    @pytest.mark.parametrize(
        "change",
        [
            {"id": "\x00"},
            {"id": "x" * 2000},
            {"rawId": "AAAA"},
            {"type": "password"},
            {"response": {}},
            {"response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}},
            {"response": {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA", "extra": 1}},
        ],
    )
    async def test_a_broken_answer_is_refused_and_not_a_fault(
        self, api: httpx.AsyncClient, session: AsyncSession, change: dict[str, Any]
    ) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        options, headers = await _asked(api, SIGN_IN, OWN)
        answer = await api.post(SIGN_IN, json={"credential": device.show(options) | change}, headers=headers)
        assert answer.status_code in (403, 422)
        assert "__Host-sid" not in answer.cookies


class TestSecondStep:
    async def _half_way(self, api: httpx.AsyncClient, session: AsyncSession, email: str) -> dict[str, str]:
        await give_second_factor(session, await find_person_by_email(session, email))
        answer = await api.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD}, headers=OWN)
        return {"Cookie": f"__Host-challenge={answer.cookies['__Host-challenge']}"} | OWN

    async def test_ones_own_passkey_takes_the_place_of_the_code(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        device = SoftAuthenticator()
        await _register(api, await _browser(api, session), device)
        half_way = await self._half_way(api, session, "anna@prova.example")
        options, headers = await _asked(api, SECOND_STEP, half_way)
        assert [item["id"] for item in options["allowCredentials"]] == [device.id]
        body = {"credential": device.show(options), "next": "/profilo/sicurezza"}
        answer = await api.post(SECOND_STEP, json=body, headers=headers)
        assert (answer.status_code, answer.json()["data"]) == (200, {"location": "/profilo/sicurezza"})
        methods = (await session.execute(select(Session.methods))).scalars().all()
        assert ["password", "passkey"] in methods
        again = await api.post(f"{SECOND_STEP}/options", headers=half_way)
        assert again.json()["error"]["code"] == "CHALLENGE_OVER"

    @pytest.mark.parametrize(("asked", "code"), [(True, "PASSKEY_REFUSED"), (False, "CHALLENGE_OVER")])
    async def test_somebody_elses_does_not(
        self, api: httpx.AsyncClient, session: AsyncSession, asked: bool, code: str
    ) -> None:
        theirs = SoftAuthenticator()
        await _browser(api, session)
        await _register(api, await _browser(api, session, "altro@prova.example"), theirs)
        half_way = await self._half_way(api, session, "anna@prova.example")
        # With the challenge of the second step, and with that of an ordinary sign-in, which names nobody.
        options, headers = await _asked(api, SECOND_STEP if asked else SIGN_IN, half_way)
        answer = await api.post(SECOND_STEP, json={"credential": theirs.show(options)}, headers=headers)
        assert answer.json()["error"]["code"] == code
        assert "__Host-sid" not in answer.cookies

    async def test_without_the_first_step_nothing_is_asked(self, api: httpx.AsyncClient) -> None:
        answer = await api.post(f"{SECOND_STEP}/options", headers=OWN)
        assert answer.json()["error"]["code"] == "CHALLENGE_OVER"


class TestFreshProof:
    async def test_a_passkey_gives_it(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        browser, device = await _browser(api, session), SoftAuthenticator()
        await _register(api, browser, device)
        url = "/api/v1/auth/step-up/passkey"
        options, headers = await _asked(api, url, browser)
        answer = await api.post(
            url, json={"credential": device.show(options), "next": "/profilo/sicurezza"}, headers=headers
        )
        assert answer.json()["data"]["location"] == "/profilo/sicurezza"
        assert (await api.get("/api/v1/users/me", headers=browser)).status_code == 403
        renewed = {"Cookie": f"__Host-sid={answer.cookies['__Host-sid']}"}
        assert (await api.get("/api/v1/users/me", headers=renewed)).status_code == 200

    async def test_somebody_elses_does_not(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        mine, theirs = await _browser(api, session), SoftAuthenticator()
        await _register(api, await _browser(api, session, "altro@prova.example"), theirs)
        # With the challenge of an ordinary sign-in, which names nobody.
        options, headers = await _asked(api, SIGN_IN, mine)
        answer = await api.post(
            "/api/v1/auth/step-up/passkey", json={"credential": theirs.show(options)}, headers=headers
        )
        assert answer.json()["error"]["code"] == "PASSKEY_REFUSED"


class TestOwn:
    async def test_they_are_listed_renamed_and_taken_away(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        browser, device = await _browser(api, session), SoftAuthenticator()
        made = (await _register(api, browser, device)).json()["data"]
        renamed = await api.patch(f"{PASSKEYS}/{made['id']}", json={"name": "Chiave blu"}, headers=browser)
        assert renamed.json()["data"]["name"] == "Chiave blu"
        listed = (await api.get(PASSKEYS, headers=browser)).json()["data"]
        assert [(item["id"], item["name"]) for item in listed] == [(made["id"], "Chiave blu")]
        assert set(listed[0]) == {"id", "name", "is_backed_up", "created_at", "last_used_at"}
        assert (await api.delete(f"{PASSKEYS}/{made['id']}", headers=browser)).status_code == 204
        assert (await _sign_in(api, device)).json()["error"]["code"] == "PASSKEY_REFUSED"
        subjects = (await session.execute(select(EmailSend.subject).order_by(EmailSend.id))).scalars().all()
        assert subjects[-1] == "Una passkey è stata tolta dal Suo account"

    async def test_those_of_others_are_not_there(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        mine, theirs = await _browser(api, session), await _browser(api, session, "altro@prova.example")
        made = (await _register(api, theirs, SoftAuthenticator())).json()["data"]
        assert (await api.get(PASSKEYS, headers=mine)).json()["data"] == []
        answers = [
            await api.patch(f"{PASSKEYS}/{made['id']}", json={"name": "mia"}, headers=mine),
            await api.delete(f"{PASSKEYS}/{made['id']}", headers=mine),
        ]
        assert [(answer.status_code, answer.json()["error"]["code"]) for answer in answers] == [
            (404, "PASSKEY_NOT_FOUND")
        ] * 2
        assert (await api.get(PASSKEYS, headers=theirs)).json()["data"][0]["name"] == "Portatile"


@pytest.mark.parametrize(("has_password", "is_refused"), [(True, False), (False, True)])
async def test_the_last_way_in_is_not_taken_away(session: AsyncSession, has_password: bool, is_refused: bool) -> None:
    person = await create_somebody(session)
    person.password_hash = person.password_hash if has_password else None
    passkey = Passkey(user_id=person.id, credential_id="c", public_key=b"k", name="Chiave")
    session.add(passkey)
    await session.flush()
    if is_refused:
        with pytest.raises(LastWayIn):
            await remove_passkey(session, person, passkey.id)
    else:
        await remove_passkey(session, person, passkey.id)
    assert len(await list_passkeys(session, person.id)) == int(is_refused)
