"""A site of somebody else: one plain page on a port of its own, with a policy that allows hardly anything."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OtherSite:
    """`line` is what the integrator puts into the page; only what `ours` names may run or be asked."""

    def __init__(self) -> None:
        self.line = ""
        self.ours = ""
        self.lang = "it"
        self.address = ""

    @property
    def html(self) -> str:
        return (
            f'<!doctype html><html lang="{self.lang}"><meta charset="utf-8"><title>Cliente</title>'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'{self.line}<main><h1>Il sito di un cliente</h1><p><a href="/altro">Un collegamento</a></p></main></html>'
        )

    @property
    def policy(self) -> str:
        return (
            f"default-src 'none'; script-src {self.ours}; connect-src {self.ours}; style-src 'none'; base-uri 'none';"
            " require-trusted-types-for 'script'; trusted-types 'none'"
        )


@contextmanager
def other_site() -> Iterator[OtherSite]:
    """The site, on the machine's address and not under the product's host name: another origin."""
    site = OtherSite()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_page = self.path == "/"
            body = site.html.encode() if is_page else b""
            self.send_response(200 if is_page else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", site.policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    site.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
