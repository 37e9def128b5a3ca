"""The assistant's window on somebody else's site: what it weighs, how soon one can type after the click, and how soon
its answers begin."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import psycopg
from playwright.sync_api import Browser, sync_playwright

from aistrategyhub.features.assistant.widget.files import loader, panels
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.problems import Problem
from bench import chats
from bench.figures import Figure, Section, sampled
from bench.lab import FOLDER, Lab
from bench.pages import chromium

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_TWO_ORIGINS = "--disable-features=LocalNetworkAccessChecks"
_MOST_LOADER_BYTES, _MOST_PANEL_BYTES, _LONGEST_MS = 2_048, 12_288, 300
_SLOWER = 4
_HOW = (
    "Bytes are the bodies as they are served, packed with gzip (level 6) and brotli (quality 5). Click to usable: a"
    " plain page of another origin carries the line; nothing is cached, the pointer was nowhere near; from the click"
    " on the button, with"
    f" the processor {_SLOWER} times slower, until the field of the question is drawn and has the focus, with the panel"
    " loaded between. Before the click the page has asked for the loader alone. The wait for the first word: as many"
    " visitors, each asking again once it was answered, while a server of this machine streams as the Messages API"
    " does; from the request until the first word has come, less what that server says that it thought. Each path"
    " that an answer cites is then fetched."
)
_CLICK = """() => new Promise((done) => {
  const { shadowRoot } = document.querySelector("assistant-window");
  const began = performance.now();
  const look = () => shadowRoot.activeElement?.matches("textarea")
    ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
    : setTimeout(look, 1);
  shadowRoot.querySelector("button").click();
  look();
})"""


def measure(lab: Lab) -> Section:
    """Bytes of the loader and of the larger panel, the time from click to usable, and what chats wait and cite."""
    section = Section("widget", "The assistant on another site", _HOW)
    heaviest = max(panels().values(), key=lambda panel: len(panel.encoded["gzip"]))
    for label, script, most in (
        ("Loader", loader(), _MOST_LOADER_BYTES),
        ("Panel", heaviest, _MOST_PANEL_BYTES),
    ):
        section.figures += [
            Figure(f"{label}, gzip", len(script.encoded["gzip"]), "bytes", at_most=most),
            Figure(f"{label}, brotli", len(script.encoded["br"]), "bytes"),
        ]
    url = lab.product.url
    page = _Site()
    page.line = f'<script src="{url}/widget.js" data-bot="{_let_in(lab, page.address)}" async></script>'
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*_FLAGS, _TWO_ORIGINS])
        waits = [_click_to_usable(browser, page.address) for _ in range(lab.times(30, 5))]
        browser.close()
    section.figures.append(sampled("Click to usable", waits, "ms", at_most=_LONGEST_MS))
    section.figures += chats.figures(lab)
    return section


class _Site:
    """A page of another origin, served until this process ends, with `line` in it."""

    def __init__(self) -> None:
        self.line = ""
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = f'<!doctype html><html lang="it"><title>Cliente</title>{site.line}<h1>Un sito</h1>'.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()


def _let_in(lab: Lab, origin: str) -> str:
    """Lets this origin show the bot of the demo firm's site; the bot's key."""
    superuser = libpq_url(EmbeddedPostgres(lab.folder / FOLDER).superuser_url)
    with psycopg.connect(superuser) as connection:
        statement = "UPDATE bots SET allowed_origins = %s WHERE number = 1 RETURNING widget_key"
        found = connection.execute(statement, ([origin],)).fetchone()
    if found is None:
        raise Problem("The demo firm has no assistant.", "hub seed")
    return found[0]


def _click_to_usable(browser: Browser, address: str) -> float:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        page.locator("assistant-window").wait_for(state="attached")
        slow = context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        return page.evaluate(_CLICK)
