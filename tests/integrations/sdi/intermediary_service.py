"""An intermediary on a real port, with a local SdI behind it."""

import asyncio
import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aistrategyhub.integrations.sdi.gateway import OutgoingFile, Reading
from aistrategyhub.integrations.sdi.intermediary import IntermediaryAccount, IntermediaryChannel
from aistrategyhub.integrations.sdi.rehearsal import Judge, Rehearsal

TOKEN = "gettone-di-prova"
Answer = tuple[int, Any]


@dataclass
class Service:
    """What the intermediary took, and all that came back in the order it came. `answer` replaces what it would say."""

    sdi: Rehearsal
    url: str = ""
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    arrivals: list[Any] = field(default_factory=list)
    answer: Callable[[str, str], Answer | None] = lambda _method, _path: None

    @property
    def channel(self) -> IntermediaryChannel:
        return IntermediaryChannel(IntermediaryAccount(url=self.url, token=TOKEN))

    async def carry(self) -> None:
        """Fetches what SdI has to say."""
        found = await self.sdi.receive(Reading())
        for one in found.files:
            content = base64.b64encode(one.content).decode()
            said = {"kind": "receipt", "name": one.name, "content": content, "arrived_at": one.arrived_at.isoformat()}
            self.arrivals.append(said)
        await self.sdi.keep(found)

    def put(self, key: str, body: dict[str, str]) -> Answer:
        if not body["name"].startswith("IT"):
            return 422, {"detail": "the name is no file name of SdI"}
        if key not in self.taken:
            file = OutgoingFile(key, body["name"], base64.b64decode(body["content"]))
            handed = asyncio.run(self.sdi.send(file, Reading()))
            self.taken[key] = {"reference": f"i-{key}", "identifier": handed.identifier or ""}
        return 200, self.taken[key]

    def get(self, path: str, asked: dict[str, list[str]]) -> Answer:
        if path == "/status":
            return 200, {}
        if path == "/arrivals":
            first = int(asked.get("after", ["0"])[0])
            some = self.arrivals[first : first + int(asked["limit"][0])]
            return 200, {"arrivals": some, "cursor": f"{first + len(some)}"}
        found = self.taken.get(path.removeprefix("/files/"))
        return (200, found) if found else (404, {})


@contextmanager
def intermediary_service(folder: Path, judge: Judge) -> Iterator[Service]:
    """Serves until the block ends."""
    service = Service(Rehearsal(folder, judge))
    running = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    service.url = f"http://127.0.0.1:{running.server_port}"
    try:
        yield service
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._say(service.answer("GET", parts.path) or service.get(parts.path, parse_qs(parts.query)))

        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._say(service.answer("PUT", self.path) or service.put(self.path.removeprefix("/files/"), body))

        def _say(self, answer: Answer) -> None:
            is_known = self.headers["Authorization"] == f"Bearer {TOKEN}"
            status, said = answer if is_known else (401, {})
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    return Handler
