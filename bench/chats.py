"""Chats while a model writes: what we add to the wait for its first word, and where the citations lead."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import psycopg

from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.problems import Problem
from bench.figures import Figure, sampled
from bench.lab import Lab
from bench.product import Product

AT_ONCE = 20
_FOLDER = "chats"
_QUESTION = "Che cosa comprende la formazione sull’AI Act?"
_MOST_OVERHEAD_MS, _LONGEST_WAIT_SECONDS = 60, 180
# So long a model thinks before its first word: nobody's overhead, and told by the server itself to the millisecond.
_THINKS_SECONDS = 0.25


def figures(lab: Lab) -> list[Figure]:
    """The overhead before the first word with 20 chats at once, and the citations that lead to their page."""
    lab.prepare_pages()
    with _model() as address:
        environment = {**os.environ, "ANTHROPIC_API_KEY": "sk-ant-bench", "ANTHROPIC_BASE_URL": address}
        with Product(lab.folder / _FOLDER, environment) as product:
            _let_many_ask(lab)
            return asyncio.run(_measure(product.url, lab.times(15, 4)))


async def _measure(url: str, rounds: int) -> list[Figure]:
    limits = httpx.Limits(max_connections=2 * AT_ONCE, max_keepalive_connections=2 * AT_ONCE)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as http:
        await _wait_until_known(http)
        chats = [_chat(http, number, rounds) for number in range(AT_ONCE)]
        told = [one for chat in await asyncio.gather(*chats) for one in chat]
        paths = {path for _overhead, cited in told for path in cited}
        leads = {path: (await http.get(path)).status_code == httpx.codes.OK for path in sorted(paths)}
    cited = [path for _overhead, cited in told for path in cited]
    resolving = 100 * sum(leads[path] for path in cited) / len(cited) if cited else 0
    label = f"Our part of the wait for the first word, {AT_ONCE} chats at once"
    return [
        sampled(label, [overhead for overhead, _cited in told], "ms", at_most=_MOST_OVERHEAD_MS),
        Figure("Citations that lead to their page", resolving, "%", times=len(cited), at_least=100),
    ]


async def _chat(http: httpx.AsyncClient, number: int, rounds: int) -> list[tuple[float, list[str]]]:
    """One visitor, each question in a conversation of its own, from an address of its own."""
    return [await _ask(http, f"198.51.{number}.{question + 1}") for question in range(rounds)]


async def _ask(http: httpx.AsyncClient, visitor: str) -> tuple[float, list[str]]:
    """How many milliseconds of the wait were ours, and the paths of what the answer cites."""
    began, first, thought, cited, name = time.perf_counter(), 0.0, 0.0, [], ""
    asked = {"message": _QUESTION}
    async with http.stream("POST", "/api/v1/chat/message", json=asked, headers={"X-Forwarded-For": visitor}) as answer:
        if answer.status_code != httpx.codes.OK:
            raise Problem(f"The assistant answered {answer.status_code}: {(await answer.aread())[:200]!r}", "make run")
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                data = json.loads(line.removeprefix("data: "))
                if name == "words" and not first:
                    first, thought = time.perf_counter(), float(data["words"].split()[0])
                elif name == "citation":
                    cited.append(data["path"])
    return (first - began) * 1000 - thought, cited


async def _wait_until_known(http: httpx.AsyncClient) -> None:
    """The site is read in the background after the first start: until then nothing is asked of a model."""
    for attempt in range(_LONGEST_WAIT_SECONDS // 3):
        asked = {"message": _QUESTION}
        headers = {"X-Forwarded-For": f"203.0.113.{attempt + 1}"}
        answer = await http.post("/api/v1/chat/message", json=asked, headers=headers)
        if '"kind": "model"' in answer.text:
            return
        await asyncio.sleep(3)
    raise Problem("The assistant of the demo firm does not know its site.", "hub seed")


def _let_many_ask(lab: Lab) -> None:
    superuser = libpq_url(EmbeddedPostgres(lab.folder / _FOLDER).superuser_url)
    with psycopg.connect(superuser) as connection:
        connection.execute("UPDATE bots SET daily_questions = 100000, monthly_cents = 1000000 WHERE number = 1")


@contextmanager
def _model() -> Iterator[str]:
    """A model as the Messages API streams it, which says first how many milliseconds it thought."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            began = time.perf_counter()
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(_THINKS_SECONDS)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            for event in _events(body, began):
                self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _events(body: dict[str, Any], began: float) -> Iterator[dict[str, Any]]:
    """The stream of one answer, which cites the first part of each passage that it was given."""
    usage = {"input_tokens": 1000, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "content": []}
    yield {"type": "message_start", "message": message | {"stop_reason": None, "stop_sequence": None, "usage": usage}}
    sources = [block for block in body["messages"][-1]["content"] if block["type"] == "search_result"]
    for index, source in enumerate([None, *sources]):
        words = f"{(time.perf_counter() - began) * 1000:.3f} " if source is None else "Lo dice il documento. "
        yield {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}
        yield {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": words}}
        if source is not None:
            delta = {"type": "citations_delta", "citation": _citation(source, index - 1)}
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    yield {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 100}}
    yield {"type": "message_stop"}


def _citation(source: dict[str, Any], index: int) -> dict[str, Any]:
    return {
        "type": "search_result_location",
        "source": source["source"],
        "title": source["title"],
        "cited_text": source["content"][0]["text"],
        "search_result_index": index,
        "start_block_index": 0,
        "end_block_index": 1,
    }
