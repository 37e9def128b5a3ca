"""The widget's scripts: what they weigh, what they never do, and how they are served."""

import gzip
import re

import brotli
import httpx
import pytest

from aistrategyhub.features.assistant.widget.files import loader, panels

MOST_LOADER_BYTES, MOST_PANEL_BYTES = 2_048, 12_288
PANELS = ("panel.en", "panel.it")
# Whatever could make markup, code or styles of words, or keep something in the visitor's browser.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|setAttribute\(\"style"
    r"|document\.cookie|localStorage|indexedDB|on[a-z]+=\""
)


def _panel(start: str) -> str:
    return next(name for name in panels() if name.startswith(start))


def test_the_loader_and_the_panels_are_small() -> None:
    assert len(gzip.compress(loader().plain)) <= MOST_LOADER_BYTES
    for name, panel in panels().items():
        assert len(gzip.compress(panel.plain)) <= MOST_PANEL_BYTES, name


@pytest.mark.parametrize("start", ["", *PANELS])
def test_nothing_that_was_said_becomes_markup_and_nothing_is_kept(start: str) -> None:
    text = (panels()[_panel(start)] if start else loader()).plain.decode()
    assert FORBIDDEN.findall(text) == []
    assert re.findall(r"__[A-Z]+__", text) == []


def test_the_loader_names_the_panels_that_there_are() -> None:
    text = loader().plain.decode()
    assert all(f"/widget/{name}" in text for name in panels())
    assert "fetch(" not in text


@pytest.mark.parametrize(
    ("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
async def test_scripts_are_served_to_every_site_and_compressed(
    api: httpx.AsyncClient, encoding: str, unpack: object
) -> None:
    async with api.stream("GET", "/widget.js", headers={"Accept-Encoding": encoding}) as answer:
        body = b"".join([part async for part in answer.aiter_raw()])
    assert unpack(body) == loader().plain
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in answer.headers


async def test_a_loader_is_asked_for_again_and_a_panel_never(api: httpx.AsyncClient) -> None:
    first = await api.get("/widget.js")
    assert first.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=86400"
    again = await api.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    panel = await api.get(f"/widget/{_panel('panel.it')}")
    assert panel.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "Parla con una persona" in panel.text


async def test_a_page_from_before_an_update_gets_the_present_panel(api: httpx.AsyncClient) -> None:
    old = await api.get("/widget/panel.en.0123456789ab.js")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")
    assert "Talk to a person" in old.text


@pytest.mark.parametrize("name", ["panel.js", "panel.de.0123456789ab.js", "loader.js", "..%2Floader.js", "files.py"])
async def test_there_is_nothing_else_to_load(api: httpx.AsyncClient, name: str) -> None:
    assert (await api.get(f"/widget/{name}")).status_code == 404
