"""What a visitor's browser loads."""

import gzip
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

import brotli
import httpx
from playwright.sync_api import Browser, Response, sync_playwright

from aistrategyhub.infra.problems import Problem
from bench.figures import Figure, Section
from bench.lab import Lab

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
_KINDS = {"CSS": "text/css", "JavaScript": "javascript"}
_HOW = (
    "Headless Chromium with an empty cache opens the page of the built site and waits until nothing more is asked"
    " for. Counted is every answer that came, module preloads included; raw is the body, gzip (level 6) and brotli"
    " (quality 11) what each file packs to. The product leaves the packing to the server in front."
)


@dataclass(frozen=True)
class Loaded:
    """One answer that the browser got."""

    media_type: str
    body: bytes


def measure(lab: Lab) -> Section:
    """The home page, and the page of a service."""
    paths = {"Home": "/", "A service": f"/servizi/{_a_service(lab.product.url)}"}
    section = Section("pages", "A public page", _HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for label, path in paths.items():
            section.figures += _figures(label, _load(browser, lab.product.url + path))
        browser.close()
    return section


def _a_service(url: str) -> str:
    return httpx.get(f"{url}/api/v1/services", trust_env=False).json()["data"][0]["slug"]


def chromium() -> str:
    """The browser of this machine; `CHROMIUM` names another. Raises Problem when there is none."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise Problem("No Chromium on this machine.", "apt-get install chromium")
    return found


def _load(browser: Browser, url: str) -> list[Loaded]:
    responses: list[Response] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("response", lambda response: responses.append(response))
        page.goto(url, wait_until="networkidle")
        return [
            Loaded(response.headers.get("content-type", ""), response.body()) for response in responses if response.ok
        ]


def _figures(label: str, loaded: Sequence[Loaded]) -> list[Figure]:
    figures = []
    for kind, sign in _KINDS.items():
        bodies = [answer.body for answer in loaded if sign in answer.media_type]
        figures += [
            Figure(f"{label}: {kind}, requests", len(bodies)),
            Figure(f"{label}: {kind}, raw", sum(map(len, bodies)), "bytes"),
            Figure(f"{label}: {kind}, gzip", sum(len(gzip.compress(body, 6)) for body in bodies), "bytes"),
            Figure(f"{label}: {kind}, brotli", sum(len(brotli.compress(body)) for body in bodies), "bytes"),
        ]
    everything = sum(len(answer.body) for answer in loaded)
    return [*figures, Figure(f"{label}: all requests", len(loaded)), Figure(f"{label}: all, raw", everything, "bytes")]
