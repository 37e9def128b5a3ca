"""One API request from its key to its answer: authentication, idempotency, checks, effect, answer."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from aistrategyhub.integrations.stripe.standin.calls import Call
from aistrategyhub.integrations.stripe.standin.endpoints import Endpoint, find_endpoint
from aistrategyhub.integrations.stripe.standin.faults import ApiFault, Faults, PlannedFault
from aistrategyhub.integrations.stripe.standin.form import read_form
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys
from aistrategyhub.integrations.stripe.standin.ledger import Answer, Change, Ledger, Saved, json_body, new_id
from aistrategyhub.integrations.stripe.standin.parameters import check
from aistrategyhub.integrations.stripe.standin.places import Places
from aistrategyhub.integrations.stripe.standin.refusals import ApiError, invalid
from aistrategyhub.integrations.stripe.version import API_VERSION

MAX_BODY_BYTES = 1_000_000
MAX_KEY_LENGTH = 255
_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$")


class TooLarge(Exception):
    """A body beyond what any honest request needs."""


@dataclass(frozen=True)
class Asked:
    """A request that found its operation and its account."""

    endpoint: Endpoint
    names: Mapping[str, str]
    path: str
    raw: dict[str, Any]
    is_from_browser: bool
    request_id: str
    idempotency_key: str | None

    @property
    def fingerprint(self) -> str:
        """Equal for requests that ask the same."""
        return hashlib.sha256(json.dumps(self.raw, sort_keys=True).encode()).hexdigest()


class Api:
    """The `/v1` of the stand-in."""

    def __init__(self, ledger: Ledger, keys: StandInKeys, places: Places, faults: Faults) -> None:
        self._ledger = ledger
        self._keys = keys
        self._places = places
        self._faults = faults

    async def answer(self, request: Request) -> Response:
        """The answer to one request, as Stripe would give it."""
        request_id = new_id("req", 14)
        try:
            asked = await self._read(request, request_id)
            replayed = self._replay(asked)
            if replayed:
                return _respond(replayed, request_id, asked.idempotency_key, was_replayed=True)
            done = await self._execute(asked)
            return _respond(done, request_id, asked.idempotency_key)
        except ApiError as error:
            return _respond(_error_answer(error, request_id), request_id)
        except TooLarge:
            return _respond(_error_answer(ApiError(413, "Request body too large"), request_id), request_id)

    async def _read(self, request: Request, request_id: str) -> Asked:
        is_from_browser = self._authenticate(request.headers.get("authorization", ""))
        found = find_endpoint(request.method, request.url.path)
        if not found:
            raise _no_such_url(request.method, request.url.path)
        endpoint, names = found
        if is_from_browser and not endpoint.is_for_browsers:
            raise _needs_secret_key()
        version = request.headers.get("stripe-version", API_VERSION)
        if not _VERSION.match(version):
            raise invalid(f"Invalid Stripe API version: {version}")
        raw = await _read_parameters(request)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        if key is not None and not 0 < len(key) <= MAX_KEY_LENGTH:
            raise invalid(f"Idempotency keys must be between 1 and {MAX_KEY_LENGTH} characters long.")
        return Asked(endpoint, names, request.url.path, raw, is_from_browser, request_id, key)

    def _authenticate(self, header: str) -> bool:
        """Whether the key given is the publishable one. Raises a 401 unless it is one of the two."""
        given = _api_key(header)
        if not given:
            raise ApiError(
                401,
                "You did not provide an API key. You need to provide your API key in the Authorization header, "
                "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            )
        if hmac.compare_digest(given.encode(), self._keys.secret_key.encode()):
            return False
        if hmac.compare_digest(given.encode(), self._keys.publishable_key.encode()):
            return True
        raise ApiError(401, f"Invalid API Key provided: {given[:8]}{'*' * 12}{given[-4:]}")

    def _replay(self, asked: Asked) -> Answer | None:
        """The saved answer of the key. Raises when the key was first used for something else."""
        saved = self._ledger.saved_under(asked.idempotency_key) if asked.idempotency_key else None
        if not saved:
            return None
        if saved.path != asked.path:
            raise _key_reused(
                f"for the same endpoint they were first used for ('{asked.path}' vs '{saved.path}')", saved.key
            )
        if saved.fingerprint != asked.fingerprint:
            raise _key_reused("with the same parameters they were first used with", saved.key)
        return saved.answer

    async def _execute(self, asked: Asked) -> Answer:
        key = asked.idempotency_key
        if key in self._ledger.in_flight:
            raise _key_in_use(str(key))
        values = check(asked.raw, asked.endpoint.schema, asked.endpoint.required)
        fault = self._faults.take_for(asked.path)
        if key:
            self._ledger.in_flight.add(key)
        try:
            await _suffer_before(fault)
            done = self._run(asked, values, fault)
        finally:
            self._ledger.in_flight.discard(key or "")
        if fault and fault.fault is ApiFault.SILENCE_AFTER_EFFECT:
            await asyncio.sleep(fault.seconds)
        return done

    def _run(self, asked: Asked, values: dict[str, Any], fault: PlannedFault | None) -> Answer:
        """Does the work and puts effect and saved answer on disk together."""
        change = self._ledger.begin(asked.request_id, asked.idempotency_key)
        if fault and fault.fault is ApiFault.ERROR:
            return self._finish(asked, change, _error_answer(_our_fault(), asked.request_id))
        call = Call(change, values, asked.path, asked.names, asked.is_from_browser, self._places)
        try:
            done = Answer(200, json_body(asked.endpoint.run(call)), asked.request_id)
        except ApiError as error:
            done = _error_answer(error, asked.request_id)
            if not error.keeps_effects:
                change = self._ledger.begin(asked.request_id, asked.idempotency_key)
        if fault and fault.fault is ApiFault.ERROR_AFTER_EFFECT:
            done = _error_answer(_our_fault(), asked.request_id)
        return self._finish(asked, change, done)

    def _finish(self, asked: Asked, change: Change, done: Answer) -> Answer:
        saved = None
        if asked.idempotency_key:
            saved = Saved(asked.idempotency_key, asked.path, asked.fingerprint, done, change.now)
        try:
            self._ledger.commit(change, saved)
        except OSError as error:
            raise _our_fault() from error
        return done


async def _suffer_before(fault: PlannedFault | None) -> None:
    if fault is None:
        return
    if fault.fault is ApiFault.TOO_MANY:
        message = "Request rate limit exceeded. Learn more about rate limits at https://stripe.com/docs/rate-limits."
        raise ApiError(429, message, code="rate_limit")
    if fault.fault in (ApiFault.SILENCE, ApiFault.SLOW):
        await asyncio.sleep(fault.seconds)
    if fault.fault is ApiFault.SILENCE:
        raise _our_fault()


async def _read_parameters(request: Request) -> dict[str, Any]:
    if request.method != "POST":
        return read_form(request.url.query)
    body = await read_body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if body and kind != "application/x-www-form-urlencoded":
        raise invalid("Invalid request (check that your POST content type is application/x-www-form-urlencoded).")
    try:
        return read_form(body.decode())
    except UnicodeDecodeError as error:
        raise invalid("Invalid request: the body is not UTF-8") from error


async def read_body(request: Request) -> bytes:
    """The body, up to a megabyte. Raises TooLarge beyond."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge
    return body


def _api_key(header: str) -> str:
    scheme, _, given = header.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _respond(answer: Answer, request_id: str, key: str | None = None, *, was_replayed: bool = False) -> Response:
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION, "Cache-Control": "no-cache, no-store"}
    if key:
        headers |= {"Idempotency-Key": key, "Original-Request": answer.request_id}
    if was_replayed:
        headers["Idempotent-Replayed"] = "true"
    if answer.status >= 500:
        headers["Stripe-Should-Retry"] = "false"
    return Response(answer.body, answer.status, headers, media_type="application/json")


def _error_answer(error: ApiError, request_id: str) -> Answer:
    return Answer(error.status, json_body(error.body()), request_id)


def _our_fault() -> ApiError:
    message = "An unknown error occurred; please contact support@stripe.com for more information."
    return ApiError(500, message, type_="api_error")


def _no_such_url(method: str, path: str) -> ApiError:
    return ApiError(
        404, f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help."
    )


def _needs_secret_key() -> ApiError:
    message = "This API call cannot be made with a publishable API key. Please use a secret API key."
    return ApiError(401, message, code="secret_key_required")


def _key_reused(rule: str, key: str) -> ApiError:
    message = (
        f"Keys for idempotent requests can only be used {rule}. Try using a key other than '{key}' if you "
        "meant to execute a different request."
    )
    return ApiError(400, message, type_="idempotency_error")


def _key_in_use(key: str) -> ApiError:
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably means you "
        f"submitted twice, and the other request is still going through): {key}. Please try again later."
    )
    return ApiError(409, message, code="idempotency_key_in_use")
