"""T2 of the security notes: every operation of the REST API and eleven callers, by a table that the marks make."""

import os
from random import Random
from typing import Any

import httpx
import pytest

from aistrategyhub.infra.http.acting import SESSION_COOKIE
from tests.harness.attacked import AttackedSite
from tests.harness.callers import EMAIL_OF, EVERYBODY, OTHER_CUSTOMER, ROLE_OF
from tests.harness.guarded import GuardedSite
from tests.harness.handlers import may
from tests.harness.hostile import SECRET, TEXTS
from tests.harness.operations import Operation, leaves, operations, replaced
from tests.harness.sweep import faults_in
from tests.harness.tables import fingerprints, put_back, rows_about

ROUNDS = int(os.environ.get("ATTACK_ROUNDS", "1"))
SEED = int(os.environ.get("ATTACK_SEED", "3"))

NAMES = [operation.name for operation in operations()]
BY_NAME = {operation.name: operation for operation in operations()}
CHANGING = [operation for operation in operations() if operation.changes]
IN_ADDRESSES = ("%00", "'", "%27%20OR%201=1--", "%3Cscript%3E", "..%2f..%2fetc%2fpasswd", "%ff", "9" * 400, "%E2%80%AE")
WRONG = (None, 7, -1, True, [], {}, {"$gt": ""}, 10**30, SECRET)
# The one operation that takes every id there could be. It looks nothing up and so says the same of each, which is asked
# of it here and in tests/features/blog/test_counting.py: docs/decisions/0022-reads-are-counted-without-readers.md.
TAKES_ANY_ID = "POST /api/v1/blog/views/{post_id}"
OF_EACH_REQUEST = frozenset({"date", "x-request-id"})
MALFORMED = ("[" * 3_000 + "]" * 3_000, '{"a":' * 2_000 + "1" + "}" * 2_000, "[1" * 9, "\x00", '"\\ud800"', "x" * 2**20)


def client(site: GuardedSite, who: str, **headers: str) -> httpx.AsyncClient:
    """A browser of somebody, on a page of ours."""
    cookie = site.cookies[who]
    own = {"Origin": site.url, **({"Cookie": f"{SESSION_COOKIE}={cookie}"} if cookie else {})}
    return httpx.AsyncClient(base_url=site.url, headers=own | headers, timeout=30)


async def call(http: httpx.AsyncClient, operation: Operation, body: Any, **words: str) -> httpx.Response:
    """Calls an operation with a body as it takes one, or a form."""
    sent = (
        {"data": dict.fromkeys(operation.form, "prova") | {"locale": "it"}}
        if operation.form
        else {"json": body}
        if body
        else {}
    )
    return await http.request(operation.method, operation.address(**words), **sent)


def said(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer but what is of each request."""
    headers = {name: value for name, value in answer.headers.items() if name not in OF_EACH_REQUEST}
    return answer.status_code, answer.content, headers


def code_of(answer: httpx.Response) -> str:
    try:
        return answer.json()["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return ""


def has_broken(answer: httpx.Response) -> bool:
    """Whether the house itself failed. This site has no payment provider, and says so."""
    is_said = "stripe" in answer.url.path or code_of(answer) == "PAYMENT_PROVIDER_NOT_CONFIGURED"
    return answer.status_code >= 500 and not (answer.status_code == 503 and is_said)


def is_refused(who: str, answer: httpx.Response) -> bool:
    """Whether the caller was turned away: as somebody unknown, or for their role. FastAPI reads bodies before."""
    code = "PERMISSION_DENIED" if who in ROLE_OF else "SIGN_IN_REQUIRED"
    return answer.status_code in (401, 403) and code_of(answer) == code


class TestPermissions:
    def test_the_table_is_of_all_there_is(self):
        assert {"POST /api/v1/auth/login", "GET /api/v1/users/me", "GET /dev/mailbox"} <= set(NAMES)
        assert len(CHANGING) > 4

    @pytest.mark.parametrize("who", EVERYBODY)
    async def test_the_marks_decide(self, attacked: AttackedSite, who: str):
        site, random = attacked.site, Random(f"{SEED} {who}")
        before, wrong = fingerprints(site), {}
        async with client(site, who) as http:
            for operation in operations():
                if may(operation.mark, who):
                    continue
                answer = await call(http, operation, operation.body(random))
                if not is_refused(who, answer) and not (
                    answer.status_code == 422 and (operation.schema or operation.form)
                ):
                    wrong[operation.name] = (answer.status_code, code_of(answer))
        assert wrong == {}
        assert fingerprints(site) == before

    @pytest.mark.parametrize("who", ROLE_OF)
    async def test_whoever_may_is_not_turned_away(self, attacked: AttackedSite, who: str):
        site, random, since = attacked.site, Random(f"{SEED} {who}"), len(attacked.site.log.read_text())
        wrong = {}
        try:
            for operation in operations():
                if not may(operation.mark, who):
                    continue
                async with client(await attacked.freshly(who) if operation.changes else site, who) as http:
                    answer = await call(http, operation, operation.body(random))
                if has_broken(answer) or is_refused(who, answer):
                    wrong[operation.name] = (answer.status_code, code_of(answer))
        finally:
            put_back(site)
        assert wrong == {}
        assert faults_in(site.log, since) == []


class TestOtherPeoplesThings:
    async def test_ids_of_another_customer_open_nothing(self, attacked: AttackedSite):
        """API1 of OWASP's ten for APIs: the object is found through the person, or not at all."""
        site, random = attacked.site, Random(SEED)
        belongings, told = rows_about(site, attacked.victim), {}
        (victims_words,) = site.sql("SELECT email, last_name FROM users WHERE id::text = %s", attacked.victim)
        async with client(await attacked.freshly("customer"), "customer") as http:
            for operation in operations():
                places = [part.strip("{}").partition("}")[0] for part in operation.path.split("/") if "{" in part]
                if not may(operation.mark, "customer") or not any(place.endswith("_id") for place in places):
                    continue
                for foreign in random.sample(attacked.foreign_ids, min(len(attacked.foreign_ids), 25 * ROUNDS)):
                    answer = await call(http, operation, operation.body(random), **dict.fromkeys(places, foreign))
                    opened = answer.status_code < 400
                    if operation.name == TAKES_ANY_ID:
                        nobodys = await call(http, operation, operation.body(random))
                        opened = (answer.status_code, answer.content) != (204, b"") or said(answer) != said(nobodys)
                    # An item of the catalogue is nobody's: what must not change is the other customer's cart.
                    opened = opened and not operation.path.endswith("/cart/items/{item_id}")
                    if opened or any(word in answer.text for word in victims_words):
                        told[operation.name] = (foreign, answer.status_code)
        assert told == {}
        assert rows_about(site, attacked.victim) == belongings


class TestForeignOrigins:
    """CSRF: whatever changes something refuses another site's page, and a browser that does not say where it is."""

    @pytest.mark.parametrize("origin", ["https://altrove.example", "null", "", None])
    @pytest.mark.parametrize("who", ["customer", "super_admin"])
    async def test_nothing_is_changed_for_them(self, attacked: AttackedSite, who: str, origin: str | None):
        site, random = attacked.site, Random(SEED)
        before, wrong = fingerprints(site), {}
        async with client(site, who) as http:
            del http.headers["Origin"]
            if origin is not None:
                http.headers["Origin"] = origin
            for operation in CHANGING:
                answer = await call(http, operation, operation.body(random))
                if (answer.status_code, code_of(answer)) != (403, "FOREIGN_ORIGIN"):
                    wrong[operation.name] = (answer.status_code, code_of(answer), answer.headers.get("location"))
        assert wrong == {}
        assert fingerprints(site) == before

    async def test_nor_is_a_session_given_to_them(self, attacked: AttackedSite):
        """Signing somebody in to an account of one's own is a forgery too."""
        wrong = {}
        async with client(attacked.site, "anonymous", Origin="https://altrove.example") as http:
            for operation in CHANGING:
                answer = await call(http, operation, operation.body(Random(SEED)))
                if code_of(answer) != "FOREIGN_ORIGIN" or "set-cookie" in answer.headers:
                    wrong[operation.name] = answer.status_code
        assert wrong == {}


class TestHostileBodies:
    @pytest.mark.parametrize("who", ["anonymous", "customer", "super_admin"])
    async def test_every_field_of_every_body_takes_any_text(self, attacked: AttackedSite, who: str):
        """SQL, HTML, templates, paths, look-alikes and control characters: refused or kept as text, never obeyed."""
        site, random, since = attacked.site, Random(f"{SEED} {who}"), len(attacked.site.log.read_text())
        wrong = {}
        try:
            for operation in operations():
                if operation.schema is None or not may(operation.mark, who):
                    continue
                async with client(await attacked.freshly(who), who) as http:
                    for body in _hostile_bodies(operation, random):
                        answer = await call(http, operation, body)
                        if has_broken(answer) or "success" not in answer.text[:20]:
                            wrong[operation.name] = (answer.status_code, str(body)[:300])
        finally:
            put_back(site)
        assert wrong == {}
        assert faults_in(site.log, since) == []
        assert SECRET not in site.log.read_text()[since:]

    @pytest.mark.parametrize("content", MALFORMED)
    async def test_bodies_too_large_too_deep_or_no_json_are_refused(self, attacked: AttackedSite, content: str):
        since, wrong = len(attacked.site.log.read_text()), {}
        async with client(attacked.site, "super_admin", **{"Content-Type": "application/json"}) as http:
            for operation in CHANGING:
                answer = await http.request(operation.method, operation.address(), content=content.encode())
                if has_broken(answer) or (operation.schema and answer.status_code < 400):
                    wrong[operation.name] = answer.status_code
        put_back(attacked.site)
        assert wrong == {}
        assert faults_in(attacked.site.log, since) == []

    @pytest.mark.parametrize("who", ["anonymous", "super_admin"])
    async def test_hostile_words_in_addresses_find_nothing(self, attacked: AttackedSite, who: str):
        since, wrong = len(attacked.site.log.read_text()), {}
        async with client(attacked.site, who) as http:
            for operation in operations():
                for word in IN_ADDRESSES if "{" in operation.path and operation.method == "GET" else []:
                    address = operation.path.replace("{", "\0").split("\0")
                    path = address[0] + "/".join(word + part.partition("}")[2] for part in address[1:])
                    answer = await http.get(path)
                    if has_broken(answer) or answer.status_code == 200:
                        wrong[path] = answer.status_code
        assert wrong == {}
        assert faults_in(attacked.site.log, since) == []


def _hostile_bodies(operation: Operation, random: Random) -> list[Any]:
    """A body that fits, with one field after the other replaced; and with fields that are nobody's to set."""
    bodies = []
    for _ in range(ROUNDS):
        fitting = operation.body(random)
        for path in leaves(fitting):
            bodies += [replaced(fitting, path, text) for text in random.sample(TEXTS, 3)]
            bodies.append(
                replaced(fitting, path, random.choice((None, 7, -1, True, [], {}, {"$gt": ""}, 10**30, SECRET)))
            )
        if isinstance(fitting, dict):
            bodies.append(fitting | {"role": "super_admin", "is_admin": True, "user_id": EMAIL_OF[OTHER_CUSTOMER]})
    return bodies
