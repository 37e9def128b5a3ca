"""A public page as a reader meets it: what it weighs, how soon it is there, how soon it answers the first touch."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Route, sync_playwright
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.infra.frontend import reflex_environment
from aistrategyhub.infra.problems import Problem
from aistrategyhub.prerender.building import Built
from aistrategyhub.prerender.render import Press
from aistrategyhub.prerender.styles import allowing_styles
from aistrategyhub.ui.gallery import waking as page_to_touch
from bench.figures import Figure, Section, sampled
from bench.lab import Lab
from bench.pages import chromium

_LIGHTHOUSE = "lighthouse@13.5.0"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
# The page of the first touch is answered by the bench itself, and may open a socket to the product all the same.
_OWN_PAGE = "--disable-features=LocalNetworkAccessChecks"
_MOST_BYTES, _MOST_BYTES_WITHOUT_FONTS = 45_000, 25_000
_LONGEST_PAINT_SECONDS = 0.9
_LONGEST_ANSWER_MS = 300
_SLOWER = 4
_TRIES = 3
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_PAINTS = {"first-contentful-paint": "first content", "largest-contentful-paint": "largest content"}
_HOW = (
    "Bytes are those of the network, headers included, of everything but images that headless Chromium asks for with an"
    " empty cache until nothing more is asked for. Lighthouse as it measures a telephone (slow 4G and a processor four"
    f" times slower, simulated), {_LIGHTHOUSE} from npm, the median of its runs; points short of 100. As painted: once"
    " more with Chromium itself slowed as much, instead of a time worked out from a fast run. The first touch:"
    f" a finger taps a button of a sleeping page whose act is the server's, with the processor {_SLOWER} times slower;"
    " until what the server answered is on the screen, with everything that is loaded and connected between."
)
_CLOCK = """() => {
  window.answered = new Promise((done) =>
    addEventListener("pointerdown", ({ timeStamp }) => {
      const shown = document.querySelector("[aria-label=pressioni]");
      const look = () => done(performance.now() - timeStamp);
      new MutationObserver(look).observe(shown, { childList: true, characterData: true, subtree: true });
    }, { capture: true, once: true }));
}"""


def measure(lab: Lab) -> Section:
    """The home page, the list of services, one service and one post of the blog."""
    url = lab.product.url
    paths = _paths(url)
    _wait_until_written(url, paths.values())
    section = Section("waking", "A page that sleeps until it is touched", _HOW)
    touched = asyncio.run(_page_to_touch(url))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*_FLAGS, _OWN_PAGE])
        for label, path in paths.items():
            section.figures += _weight(label, browser, url + path)
        waits = [_first_touch(browser, url, touched) for _ in range(lab.times(30, 5))]
        section.figures.append(sampled("First touch to answer", waits, "ms", at_most=_LONGEST_ANSWER_MS))
        browser.close()
    for label, path in paths.items():
        section.figures += _lighthouse(label, url + path, lab)
    return section


def _paths(url: str) -> dict[str, str]:
    service, post = (_first_slug(f"{url}/api/v1/{kind}") for kind in ("services", "blog"))
    return {"Home": "/", "List": "/servizi", "A service": f"/servizi/{service}", "A post": f"/blog/{post}"}


def _first_slug(address: str) -> str:
    return httpx.get(address, trust_env=False).json()["data"][0]["slug"]


def _wait_until_written(url: str, paths: Collection[str]) -> None:
    """Until all are served as files: writing them begins when the product has started."""
    deadline = time.monotonic() + 120
    while not all('id="__page"' in httpx.get(url + path, trust_env=False).text for path in paths):
        if time.monotonic() > deadline:
            raise Problem("The product does not serve prerendered pages.", "hub prerender --all")
        time.sleep(0.5)


async def _page_to_touch(url: str) -> bytes:
    """The page of the gallery with a button that asks the server, made here: it is none that the product writes. It
    reads no database, so its session is connected to none."""
    async with Press() as press:
        page = await press.render(
            AsyncSession(), page_to_touch.PRERENDERED, {}, path=page_to_touch.ROUTE, locale="it", origin=url
        )
    assert page is not None
    return page.html


def _weight(label: str, browser: Browser, url: str) -> list[Figure]:
    with browser.new_context() as context:
        page = context.new_page()
        kinds: dict[str, str] = {}
        sizes: dict[str, float] = {}
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
        network.on("Network.loadingFinished", lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}))
        page.goto(url, wait_until="networkidle")
        images = _size_of("Image", kinds, sizes)
        everything, fonts = sum(sizes.values()) - images, _size_of("Font", kinds, sizes)
        scripts = [request for request, kind in kinds.items() if kind == "Script"]
    return [
        Figure(f"{label}: before the first touch", everything, "bytes", at_most=_MOST_BYTES),
        Figure(f"{label}: without fonts", everything - fonts, "bytes", at_most=_MOST_BYTES_WITHOUT_FONTS),
        Figure(f"{label}: images", images, "bytes"),
        Figure(f"{label}: scripts", len(scripts), at_most=0),
        Figure(f"{label}: sockets", len(sockets), at_most=0),
    ]


def _size_of(kind: str, kinds: dict[str, str], sizes: dict[str, float]) -> float:
    return sum(size for request, size in sizes.items() if kinds.get(request) == kind)


def _first_touch(browser: Browser, url: str, html: bytes) -> float:
    policy = allowing_styles(Built.last().policy(), html.decode())

    def answer(route: Route) -> None:
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
        route.fulfill(body=html, headers=headers)

    with browser.new_context(has_touch=True, viewport={"width": 412, "height": 1600}) as context:
        page = context.new_page()
        page.route(url + page_to_touch.ROUTE, answer)
        page.goto(url + page_to_touch.ROUTE, wait_until="networkidle")
        slow = context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        page.evaluate(_CLOCK)
        page.get_by_role("button", name="Premi").tap()
        return page.evaluate("window.answered")


def _lighthouse(label: str, url: str, lab: Lab) -> list[Figure]:
    reports = [_report(url, lab.folder / "lighthouse.json") for _ in range(lab.times(3, 1))]
    figures = []
    for category in _CATEGORIES:
        missing = sorted(100 - round(100 * report["categories"][category]["score"]) for report in reports)
        figures.append(Figure(f"{label}: {category}, short of 100", missing[len(missing) // 2], at_most=1))
    for audit, name in _PAINTS.items():
        seconds = sorted(report["audits"][audit]["numericValue"] / 1000 for report in reports)
        figures.append(Figure(f"{label}: {name}", seconds[len(seconds) // 2], "s", at_most=_LONGEST_PAINT_SECONDS))
    slowed = _report(url, lab.folder / "lighthouse.json", "--throttling-method=devtools")
    painted = slowed["audits"]["largest-contentful-paint"]["numericValue"] / 1000
    return [*figures, Figure(f"{label}: largest content as painted", painted, "s")]


def _report(url: str, target: Path, *options: str) -> dict[str, Any]:
    flags = " ".join(("--headless=new", *_FLAGS))
    command = ["npx", "--yes", _LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={target}", *options]
    environment = {**os.environ, "PATH": reflex_environment()["PATH"], "CHROME_PATH": chromium()}
    command += [f"--chrome-flags={flags}"]
    # Now and then Chromium records nothing of a page (NO_NAVSTART), and Lighthouse asks to be run again.
    for _ in range(_TRIES):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
        if done.returncode == 0:
            return json.loads(target.read_text())
    raise Problem(f"Lighthouse did not run: {done.stderr[-500:]}", "check that npm is in reach")
