"""A server that speaks as much of Anthropic's Messages API as the product uses, over real HTTP, for the real SDK.

It invents nothing: a test tells it what to answer, and it says what it was asked.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.harness.json_server import Reply, serving_json

KEY = "a key that only the tests know"
MODELS = {"claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"}

Content = dict[str, Any] | str


@dataclass
class Fault:
    """What is answered once instead of an answer. A status of 0 cuts the connection."""

    status: int
    kind: str = "api_error"
    retry_after: str = ""


@dataclass
class ModelServer:
    """`answer` makes an answer's content from the body of a request; `asked` keeps each body, `faults` come first."""

    address: str = ""
    answer: Callable[[dict[str, Any]], Content] = lambda body: {}
    stop_reason: str = "end_turn"
    usage: dict[str, int] = field(default_factory=lambda: {"input_tokens": 1200, "output_tokens": 300})
    faults: list[Fault] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def respond(self, headers: Any, body: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """The status, the body and the headers of an answer."""
        if headers.get("authorization") != f"Bearer {KEY}" and headers.get("x-api-key") != KEY:
            return _error(401, "authentication_error")
        if not headers.get("anthropic-version"):
            return _error(400, "invalid_request_error")
        if body.get("model") not in MODELS:
            return _error(404, "not_found_error")
        if any(name in body for name in ("temperature", "top_p", "top_k")) or not _is_closed(_schema(body)):
            return _error(400, "invalid_request_error")
        self.asked.append(body)
        return 200, self._message(body), {"request-id": f"req_{len(self.asked)}"}

    def _message(self, body: dict[str, Any]) -> dict[str, Any]:
        content = self.answer(body)
        text = content if isinstance(content, str) else json.dumps(content)
        return {
            "id": f"msg_{len(self.asked)}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [{"type": "text", "text": text}],
            "stop_reason": self.stop_reason,
            "stop_sequence": None,
            "usage": self.usage,
        }


def _schema(body: dict[str, Any]) -> Any:
    asked = body.get("output_config", {}).get("format", {})
    return asked.get("schema") if asked.get("type") == "json_schema" else None


def _is_closed(schema: Any) -> bool:
    """Structured answers want every object closed; the real API refuses a schema that is not."""
    if isinstance(schema, list):
        return all(_is_closed(part) for part in schema)
    if not isinstance(schema, dict):
        return schema is not None
    is_open = schema.get("type") == "object" and schema.get("additionalProperties") is not False
    return not is_open and all(_is_closed(part) for part in schema.values() if isinstance(part, dict | list))


def _error(status: int, kind: str, retry_after: str = "") -> tuple[int, dict[str, Any], dict[str, str]]:
    headers = {"retry-after": retry_after} if retry_after else {}
    return status, {"type": "error", "error": {"type": kind, "message": "told to the tests only"}}, headers


@contextmanager
def serving_models(server: ModelServer) -> Iterator[ModelServer]:
    """Answers on a free port inside the block."""

    def respond(path: str, headers: Any, body: dict[str, Any]) -> Reply | None:
        fault = server.faults.pop(0) if server.faults else None
        if fault is not None:
            return Reply(*_error(fault.status, fault.kind, fault.retry_after)) if fault.status else None
        return Reply(*(server.respond(headers, body) if path == "/v1/messages" else _error(404, "not_found_error")))

    with serving_json(respond) as server.address:
        yield server
