"""A server that answers as VIES does over HTTP, for the numbers it is told of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.harness.json_server import Reply, serving_json

_PATH = "/check-vat-number"


@dataclass
class RegisterServer:
    """`firms` are the valid numbers with their prefix, and what is told of each; `problem` is answered instead, for
    example MS_UNAVAILABLE."""

    firms: dict[str, dict[str, str]] = field(default_factory=dict)
    problem: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def respond(self, path: str, headers: Any, body: dict[str, Any]) -> Reply | None:
        self.asked.append(body)
        if path != _PATH:
            return Reply(404, {"actionSucceed": False})
        if self.problem:
            return Reply(400, {"actionSucceed": False, "errorWrappers": [{"error": self.problem}]})
        known = self.firms.get(body["countryCode"] + body["vatNumber"])
        untold = {"name": "---", "address": "---"}
        consultation = f"WAPI{len(self.asked):012d}" if body.get("requesterNumber") else ""
        return Reply(200, {"valid": known is not None, "requestIdentifier": consultation, **untold, **(known or {})})


@contextmanager
def serving_register(server: RegisterServer) -> Iterator[RegisterServer]:
    """Answers on a free port inside the block."""
    with serving_json(server.respond) as server.address:
        yield server
