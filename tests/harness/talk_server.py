"""A server that streams as Anthropic's Messages API does, over real HTTP, for the real SDK.

It invents nothing: a test tells it what to say and where to break, and it says what it was asked.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import pytest

from aistrategyhub.infra.settings import get_settings
from tests.harness.model_server import KEY, MODELS, Fault


@dataclass(frozen=True)
class Quote:
    """Words with a citation: of the `source`th search result, its text blocks `first` to before `end`."""

    words: str
    source: int
    first: int
    end: int


@dataclass(frozen=True)
class Call:
    """Something that the model wants looked up: the answer stops there."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass
class TalkServer:
    """`say` makes an answer's parts from the body of a request; `asked` keeps each body, `faults` come first.

    `cut_after` ends the connection after so many events, `stall` waits so many seconds before the last ones,
    `error_at_end` is the kind of an error inside the stream.
    """

    address: str = ""
    say: Callable[[dict[str, Any]], Sequence[Any]] = lambda body: ["Va bene."]
    stop_reason: str = "end_turn"
    usage: dict[str, int] = field(default_factory=lambda: {"input_tokens": 1200, "output_tokens": 1})
    answer_tokens: int = 300
    faults: list[Fault] = field(default_factory=list)
    cut_after: int | None = None
    stall: float = 0.0
    error_at_end: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)

    def events(self, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What the vendor sends for this request, in its order."""
        number = len(self.asked)
        message = {
            "id": f"msg_{number}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": self.usage,
        }
        yield {"type": "message_start", "message": message}
        yield {"type": "ping"}
        parts = self.say(body)
        for index, part in enumerate(parts):
            yield from _call(index, part, number) if isinstance(part, Call) else _block(index, part, body)
        if self.error_at_end:
            yield {"type": "error", "error": {"type": self.error_at_end, "message": "told to the tests only"}}
            return
        calls = any(isinstance(part, Call) for part in parts)
        delta = {"stop_reason": "tool_use" if calls else self.stop_reason, "stop_sequence": None}
        yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": self.answer_tokens}}
        yield {"type": "message_stop"}


def _block(index: int, part: Any, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    words = part if isinstance(part, str) else part.words
    yield {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}
    for piece in (words[: len(words) // 2], words[len(words) // 2 :]):
        yield {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": piece}}
    if isinstance(part, Quote):
        delta = {"type": "citations_delta", "citation": _citation(part, body)}
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _call(index: int, part: Call, number: int) -> Iterator[dict[str, Any]]:
    block = {"type": "tool_use", "id": f"toolu_{number}_{index}", "name": part.tool, "input": {}}
    yield {"type": "content_block_start", "index": index, "content_block": block}
    said = json.dumps(part.arguments)
    for piece in (said[: len(said) // 2], said[len(said) // 2 :]):
        delta = {"type": "input_json_delta", "partial_json": piece}
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def results_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Every search result that a request holds, those of tools too, in their order."""
    blocks = [block for turn in body["messages"] for block in turn["content"]]
    inner = [one for block in blocks for one in (block["content"] if block["type"] == "tool_result" else [block])]
    return [block for block in inner if block["type"] == "search_result"]


def _citation(part: Quote, body: dict[str, Any]) -> dict[str, Any]:
    results = results_in(body)
    known = results[part.source] if part.source < len(results) else {"source": "?", "title": "?", "content": []}
    return {
        "type": "search_result_location",
        "source": known["source"],
        "title": known["title"],
        "cited_text": "".join(block["text"] for block in known["content"][part.first : part.end]),
        "search_result_index": part.source,
        "start_block_index": part.first,
        "end_block_index": part.end,
    }


def _problem_of(headers: Any, body: dict[str, Any]) -> tuple[int, str] | None:
    if headers.get("authorization") != f"Bearer {KEY}" and headers.get("x-api-key") != KEY:
        return 401, "authentication_error"
    if not headers.get("anthropic-version") or not body.get("stream"):
        return 400, "invalid_request_error"
    if body.get("model") not in MODELS:
        return 404, "not_found_error"
    roles = [turn["role"] for turn in body["messages"]]
    takes_turns = all(one != other for one, other in pairwise(roles))
    if roles[0] != "user" or roles[-1] != "user" or not takes_turns:
        return 400, "invalid_request_error"
    has_empty = any(not block.get("text", "x").strip() for turn in body["messages"] for block in turn["content"])
    if has_empty or any(name in body for name in ("temperature", "top_p", "top_k")):
        return 400, "invalid_request_error"
    return None if _tools_fit(body) else (400, "invalid_request_error")


def _tools_fit(body: dict[str, Any]) -> bool:
    """What was wanted is answered in the very next turn, and by tools that are named."""
    turns = [turn["content"] for turn in body["messages"]]
    for blocks, following in pairwise([[], *turns, []]):
        wanted = {block["id"]: block["name"] for block in blocks if block["type"] == "tool_use"}
        answered = {block["tool_use_id"] for block in following if block["type"] == "tool_result"}
        if set(wanted) != answered or not set(wanted.values()) <= {tool["name"] for tool in body.get("tools", [])}:
            return False
    return True


@contextmanager
def serving_talk(server: TalkServer) -> Iterator[TalkServer]:
    """Answers on a free port inside the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fault = server.faults.pop(0) if server.faults else None
            problem = (fault.status, fault.kind) if fault else _problem_of(self.headers, body)
            if problem is not None:
                self._refuse(*problem, fault.retry_after if fault else "")
                return
            server.asked.append(body)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("request-id", f"req_{len(server.asked)}")
            self.end_headers()
            for number, event in enumerate(server.events(body)):
                if server.cut_after is not None and number >= server.cut_after:
                    break
                if server.stall and event["type"] == "message_delta":
                    time.sleep(server.stall)
                self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
            self.close_connection = True

        def _refuse(self, status: int, kind: str, retry_after: str) -> None:
            self.close_connection = True
            if not status:
                return
            content = json.dumps(
                {"type": "error", "error": {"type": kind, "message": "told to the tests only"}}
            ).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if retry_after:
                self.send_header("retry-after", retry_after)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    server.address = f"http://127.0.0.1:{running.server_port}"
    try:
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Iterator[TalkServer]:
    """A server that this process talks with through the real SDK, with a key in the environment."""
    with serving_talk(TalkServer()) as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.address)
        get_settings.cache_clear()
        yield server
    monkeypatch.undo()
    get_settings.cache_clear()
