"""A real HTTP server on loopback that answers JSON with JSON: vendors' APIs as the tests want them to be."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """Status, body and headers of an answer."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = {}


# From the path, the headers and the body of a POST to its answer; None cuts the connection.
Respond = Callable[[str, Any, dict[str, Any]], Reply | None]


@contextmanager
def serving_json(respond: Respond) -> Iterator[str]:
    """Answers as `respond` does, until the block is left: its address."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), _handler(respond))
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def _handler(respond: Respond) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = respond(self.path, self.headers, body)
            if reply is None:
                self.close_connection = True
                return
            content = json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    return Handler
