"""The public pages as files, in the running product: whole at every moment, whoever is killed."""

import gzip
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli
import httpx
import pytest
import zstandard
from psycopg.types.json import Jsonb

from aistrategyhub.prerender.tree import serving
from tests.harness.product import Product, Role, children_of, command_of
from tests.harness.site import wait_for

pytestmark = pytest.mark.system

_UNPACK = {
    "": bytes,
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
    ".zst": lambda packed: zstandard.ZstdDecompressor().decompress(packed),
}


@pytest.fixture(scope="module")
def written(product: Product) -> Iterator[Product]:
    """The product once all its pages are files; afterwards the firm has its own name again."""
    wait_for(lambda: serving(product.data_dir / "prerender") is not None, 120, product.story)
    wait_for(lambda: states(product).keys() == {"done"}, 60, product.story)
    [identity] = product.sql("SELECT setting_value FROM site_settings WHERE setting_key = 'site_identity'")
    yield product
    own = Jsonb(identity["setting_value"])
    product.sql("UPDATE site_settings SET setting_value = %s WHERE setting_key = 'site_identity'", own)
    assert product.hub("prerender", "--all").returncode == 0


def states(product: Product) -> dict[str, int]:
    """How many pages are in which state, and how many requests nobody took up."""
    rows = product.sql("SELECT status, count(*) AS pages FROM prerendered_pages GROUP BY status")
    found = {row["status"]: row["pages"] for row in rows}
    [asked] = product.sql("SELECT count(*) AS requests FROM prerender_requests")
    return found | ({"asked": asked["requests"]} if asked["requests"] else {})


def say_something_else(product: Product) -> None:
    """Every page has other words from now on, and is due."""
    product.sql(
        "UPDATE site_settings SET setting_value = jsonb_set(setting_value, '{site_name}', to_jsonb(%s::text))"
        " WHERE setting_key = 'site_identity'",
        f"Ditta {time.monotonic_ns()}",
    )
    product.sql("UPDATE prerendered_pages SET wanted = wanted + 1, status = 'pending', next_attempt_at = now()")
    product.sql("SELECT pg_notify('prerender', '')")


def pages(product: Product) -> Iterator[Path]:
    tree = serving(product.data_dir / "prerender")
    assert tree is not None
    yield from (file for file in tree.folder.rglob("index.html") if "hosts" not in file.parts)


def halves(product: Product) -> list[str]:
    """Files that are not whole, and encodings that do not say what the page says."""
    broken = []
    for page in pages(product):
        body = page.read_bytes()
        if not body.startswith(b"<!DOCTYPE html>") or not body.endswith(b"</html>"):
            broken.append(str(page))
        for suffix, unpack in _UNPACK.items():
            with suppress(FileNotFoundError):
                if not unpack(page.with_name(page.name + suffix).read_bytes()).endswith(b"</html>"):
                    broken.append(f"{page}{suffix}")
    return broken


def test_a_service_is_complete_html_with_its_data(written: Product) -> None:
    answer = httpx.get(
        f"{written.url}/servizi/ai-act-gap-assessment", headers={"Accept-Encoding": "br"}, trust_env=False
    )
    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "br")
    assert answer.headers["cache-control"] == "no-cache"
    assert "application/ld+json" in answer.text
    assert answer.text.count("<h1") == 1
    tag = answer.headers["etag"]
    again = httpx.get(str(answer.url), headers={"Accept-Encoding": "br", "If-None-Match": tag}, trust_env=False)
    assert again.status_code == 304


def test_what_is_read_about_all_pages_names_only_pages_that_answer(written: Product) -> None:
    sitemap = httpx.get(f"{written.url}/sitemap.xml", trust_env=False).text
    addresses = [part.split("</loc>")[0] for part in sitemap.split("<loc>")[1:]]
    assert len(addresses) == len([file for file in pages(written) if b'content="noindex' not in file.read_bytes()])
    for address in addresses:
        assert httpx.get(address, trust_env=False).status_code == 200, address
    assert "Sitemap:" in httpx.get(f"{written.url}/robots.txt", trust_env=False).text
    assert httpx.get(f"{written.url}/llms.txt", trust_env=False).text.startswith("# ")
    assert "mailto:" in httpx.get(f"{written.url}/.well-known/security.txt", trust_env=False).text
    assert httpx.get(f"{written.url}/manifest.webmanifest", trust_env=False).json()["start_url"] == "/"


def test_a_process_killed_while_it_writes_leaves_whole_pages_and_another_goes_on(written: Product) -> None:
    for moment in (0.0, 0.05, 0.15, 0.3):
        say_something_else(written)
        time.sleep(moment)
        written.kill(Role.JOBS)
        assert halves(written) == []
    wait_for(lambda: states(written).keys() == {"done"}, 90, written.story)
    assert halves(written) == []


def test_node_killed_while_it_renders_is_replaced_and_no_page_is_lost(written: Product) -> None:
    hit = 0
    for _ in range(3):
        say_something_else(written)
        for node in [pid for jobs in written.pids(Role.JOBS) for pid in children_of(jobs)]:
            if "renderer.mjs" in command_of(node):
                with suppress(ProcessLookupError):
                    os.kill(node, signal.SIGKILL)
                    hit += 1
        wait_for(lambda: "pending" not in states(written), 60, written.story)
    wait_for(lambda: states(written).keys() == {"done"}, 60, written.story)
    assert hit
    assert halves(written) == []
