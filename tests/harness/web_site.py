"""A public site of somebody else, on a port of this machine: what it answers is told path by path."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aistrategyhub.integrations.web.client import GuardedWeb


@dataclass
class Said:
    """One answer. `pause` is waited for before it, `slow_by` between its bytes."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    slow_by: float = 0.0


@dataclass
class WebSite:
    """`pages` by path; what is not there is 404. `asked` keeps path and headers of each request."""

    pages: dict[str, Said] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, path: str, body: bytes | str = b"", **more: object) -> None:
        self.pages[path] = Said(body, **more)  # type: ignore[arg-type]

    @property
    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]

    def web(self) -> GuardedWeb:
        """The web, of which this site alone is public."""
        return GuardedWeb(lambda address, port: (address, port) == ("127.0.0.1", self.port))


@contextmanager
def web_site() -> Iterator[WebSite]:
    """Answers inside the block."""
    site = WebSite()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            said = site.pages.get(self.path, Said(status=404))
            time.sleep(said.pause)
            body = said.body.encode() if isinstance(said.body, str) else said.body
            headers = {"Content-Type": said.content_type, "Content-Length": str(len(body))} | said.headers
            try:
                self.send_response(said.status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for start in range(0, len(body), 1 if said.slow_by else 2**20):
                    time.sleep(said.slow_by)
                    self.wfile.write(body[start : start + (1 if said.slow_by else 2**20)])
                    self.wfile.flush()
            except OSError:
                """Whoever asked went away."""

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    server.block_on_close = False
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
