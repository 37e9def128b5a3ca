"""The tests' own door: switches, held events, and what the ledger holds. Opens with the secret key."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aistrategyhub.integrations.stripe.standin.api import read_body
from aistrategyhub.integrations.stripe.standin.deliveries import Deliveries
from aistrategyhub.integrations.stripe.standin.faults import ApiFault, DeliveryFaults, Faults, PlannedFault
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys
from aistrategyhub.integrations.stripe.standin.ledger import Ledger

Switches = TypeVar("Switches", DeliveryFaults, PlannedFault)
Handler = Callable[[Request], Awaitable[Response]]

KINDS = ("payment_intent", "setup_intent", "charge", "refund", "dispute", "customer", "event")


class WrongSwitch(ValueError):
    """A switch that does not exist, or a value of the wrong kind."""


class Control:
    """Routes under `/_control`; bodies are JSON."""

    def __init__(self, ledger: Ledger, keys: StandInKeys, faults: Faults, deliveries: Deliveries) -> None:
        self._ledger = ledger
        self._keys = keys
        self._faults = faults
        self._deliveries = deliveries

    def routes(self) -> list[Route]:
        return [
            Route("/_control/health", _health),
            Route("/_control/state", self._locked(self._state)),
            Route("/_control/api", self._locked(self._plan_api_fault), methods=["POST"]),
            Route("/_control/deliveries", self._locked(self._set_delivery_faults), methods=["POST"]),
            Route("/_control/release", self._locked(self._release), methods=["POST"]),
            Route("/_control/resend", self._locked(self._resend), methods=["POST"]),
            Route("/_control/reset", self._locked(self._reset), methods=["POST"]),
        ]

    def _locked(self, handler: Handler) -> Handler:
        async def checked(request: Request) -> Response:
            wanted = f"Bearer {self._keys.secret_key}"
            if not hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted.encode()):
                return JSONResponse({"error": "the stand-in's secret key is required"}, 401)
            try:
                return await handler(request)
            except WrongSwitch as error:
                return JSONResponse({"error": str(error)}, 400)

        return checked

    async def _state(self, request: Request) -> Response:
        return self._shown()

    async def _plan_api_fault(self, request: Request) -> Response:
        values = await _read_json(request)
        if values.get("fault") not in list(ApiFault):
            raise WrongSwitch(f"fault must be one of {', '.join(ApiFault)}")
        planned = PlannedFault(ApiFault(values.pop("fault")))
        self._faults.api.append(_set(planned, values))
        return self._shown()

    async def _set_delivery_faults(self, request: Request) -> Response:
        _set(self._faults.delivery, await _read_json(request))
        return self._shown()

    async def _release(self, request: Request) -> Response:
        event_ids = (await _read_json(request)).get("events", [])
        for event_id in event_ids:
            self._known(event_id)
        return JSONResponse({"released": await self._deliveries.release(event_ids)})

    async def _resend(self, request: Request) -> Response:
        self._deliveries.resend(self._known((await _read_json(request)).get("event")))
        return self._shown()

    async def _reset(self, request: Request) -> Response:
        self._faults.reset()
        return self._shown()

    def _known(self, event_id: Any) -> str:
        if not isinstance(event_id, str) or not self._ledger.find("event", event_id):
            raise WrongSwitch(f"no such event: {event_id}")
        return event_id

    def _shown(self) -> Response:
        return JSONResponse(
            {
                "counts": {kind: self._ledger.count(kind) for kind in KINDS},
                "pending": dict(self._ledger.pending),
                "held": self._deliveries.held,
                "faults": self._faults.show(),
            }
        )


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _read_json(request: Request) -> dict[str, Any]:
    try:
        values = json.loads(await read_body(request) or b"{}")
    except ValueError as error:
        raise WrongSwitch("the body is not JSON") from error
    if not isinstance(values, dict):
        raise WrongSwitch("the body is not a JSON object")
    return values


def _set(switches: Switches, values: Mapping[str, Any]) -> Switches:
    kinds = {one.name: type(getattr(switches, one.name)) for one in fields(switches)}
    for name, value in values.items():
        wanted = kinds.get(name)
        if wanted is float and type(value) is int:
            value = float(value)
        if wanted is None or type(value) is not wanted:
            raise WrongSwitch(f"{name} is no switch, or {value!r} is not a value for it")
        setattr(switches, name, value)
    return switches
