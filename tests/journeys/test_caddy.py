"""The repository's Caddyfile with a real Caddy in front of the product."""

import base64
import gzip
import os
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from aistrategyhub.features.accounts.rules.brakes import NETWORK_SLIPS
from aistrategyhub.infra.settings import ROOT
from tests.factories.sales import COMPANY
from tests.harness.product import Product, Role
from tests.harness.site import free_port, wait_for

CADDY = shutil.which("caddy")
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(CADDY is None, reason="no caddy here: apt-get install caddy"),
]
CADDYFILE = ROOT / "Caddyfile"
ONCE = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cache-Control",
)


@pytest.fixture(scope="module")
def site(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Caddy in front of the running product."""
    trees = product.data_dir / "prerender"
    wait_for(lambda: (trees / "current").exists(), 90, product.story)
    with caddy_before(product.url, tmp_path_factory.mktemp("caddy"), trees) as (address, log):
        wait_for(lambda: answers(address), 20, log.read_text)
        yield address


@contextmanager
def caddy_before(upstream: str, folder: Path, trees: Path, patience: str = "60s") -> Iterator[tuple[str, Path]]:
    """Caddy with our file and the public pages of `trees`: its address, and what it logs."""
    address, log = f"http://localhost:{free_port()}", folder / "log"
    variables = {
        "SITE_ADDRESS": address,
        "UPSTREAM": upstream.removeprefix("http://"),
        "PRERENDER_DIR": str(trees),
        "UPSTREAM_PATIENCE": patience,
        "HOME": str(folder),
    }
    with log.open("wb") as output:
        caddy = subprocess.Popen(
            [CADDY, "run", "--config", CADDYFILE, "--adapter", "caddyfile"],
            env=os.environ | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield address, log
    finally:
        caddy.terminate()
        caddy.wait(20)


def answers(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/health", trust_env=False).status_code == 200
    return False


def get(url: str) -> httpx.Response:
    return httpx.get(url, headers={"Accept-Encoding": "identity"}, timeout=20, trust_env=False)


def raw(url: str, encoding: str) -> tuple[httpx.Response, bytes]:
    """The answer and its body as it travelled."""
    with httpx.stream("GET", url, headers={"Accept-Encoding": encoding}, trust_env=False) as answer:
        return answer, b"".join(answer.iter_raw())


def first_asset(page: str) -> str:
    return "/assets/" + page.split("/assets/", 1)[1].split('"', 1)[0]


def test_the_file_is_valid_and_laid_out_as_caddy_does() -> None:
    checked = subprocess.run(
        [CADDY, "validate", "--config", CADDYFILE, "--adapter", "caddyfile"], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert subprocess.run([CADDY, "fmt", CADDYFILE], capture_output=True).stdout == CADDYFILE.read_bytes()


def test_pages_and_api_come_through(site: str, product: Product) -> None:
    for path in ("/", "/en/", "/servizi/"):
        assert get(site + path).text == get(product.url + path).text
    order = {"items": [{"slug": "ai-act-gap-assessment"}], "buyer": COMPANY, "terms": True}
    placed = httpx.post(f"{site}/api/v1/checkout/create-order", json=order, trust_env=False)
    assert placed.status_code == 201
    assert get(f"{site}/api/v1/orders/track?key={placed.json()['data']['order_key']}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/services", "script"])
@pytest.mark.parametrize(("encoding", "magic"), [("zstd", b"\x28\xb5\x2f\xfd"), ("gzip", b"\x1f\x8b")])
def test_answers_are_compressed(site: str, path: str, encoding: str, magic: bytes) -> None:
    url = site + first_asset(get(f"{site}/").text) if path == "script" else site + path
    answer, body = raw(url, encoding)
    assert answer.headers.get_list("content-encoding") == [encoding]
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert body.startswith(magic)
    assert len(body) < len(get(url).content)
    if encoding == "gzip" and path == "/":
        assert gzip.decompress(body) == get(url).content


def test_hashed_files_are_kept_for_a_year_and_pages_are_asked_for(site: str) -> None:
    page = get(f"{site}/")
    asset = get(site + first_asset(page.text))
    assert asset.headers.get_list("cache-control") == ["public, max-age=31536000, immutable"]
    font = get(f"{site}/fonts/instrument-sans.woff2")
    missing = get(f"{site}/assets/missing-1a2b3c.js")
    assert page.headers.get_list("cache-control") == missing.headers.get_list("cache-control") == ["no-cache"]
    assert font.headers.get_list("cache-control") == ["public, max-age=2592000"]


@pytest.mark.parametrize("path", ["/", "/api/v1/services", "/health"])
def test_security_headers_are_there_once(site: str, path: str) -> None:
    headers = get(site + path).headers
    names = Counter(name.lower() for name, _value in headers.multi_items())
    wanted = [name for name in ONCE if path != "/health" or name not in ("Content-Security-Policy", "Cache-Control")]
    assert {name: names[name.lower()] for name in wanted} == dict.fromkeys(wanted, 1)
    assert "server" not in headers


class TestPublicPages:
    """Caddy answers them from the files; the product is not asked."""

    PAGE = "/servizi/ai-act-gap-assessment"

    @pytest.mark.parametrize("path", [PAGE, f"{PAGE}/", f"{PAGE}?utm_source=x", f"/en{PAGE}"])
    @pytest.mark.parametrize(("encoding", "magic"), [("br", b""), ("zstd", b"\x28\xb5\x2f\xfd"), ("gzip", b"\x1f\x8b")])
    def test_a_page_comes_from_its_file(self, site: str, path: str, encoding: str, magic: bytes) -> None:
        answer, body = raw(site + path, encoding)
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, encoding)
        assert "x-request-id" not in answer.headers
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert body.startswith(magic)

    def test_it_is_the_page_that_the_product_serves_with_the_same_headers(self, site: str, product: Product) -> None:
        ours, theirs = get(site + self.PAGE), get(product.url + self.PAGE)
        assert ours.text == theirs.text
        assert {name: ours.headers.get(name) for name in ONCE} == {name: theirs.headers.get(name) for name in ONCE}
        assert ours.headers["content-type"] == theirs.headers["content-type"]

    def test_who_has_it_is_told_so(self, site: str) -> None:
        tag = get(site + self.PAGE).headers["etag"]
        again = httpx.get(
            site + self.PAGE, headers={"If-None-Match": tag, "Accept-Encoding": "identity"}, trust_env=False
        )
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/sitemap.xml", "xml"),
            ("/robots.txt", "text/plain"),
            ("/llms.txt", "text/plain"),
            ("/.well-known/security.txt", "text/plain"),
            ("/manifest.webmanifest", "json"),
        ],
    )
    def test_what_is_read_about_all_pages(self, site: str, path: str, kind: str) -> None:
        answer = get(site + path)
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
        assert "x-request-id" not in answer.headers

    @pytest.mark.parametrize(
        "path", [f"{PAGE}/index.html", f"{PAGE}/index.html.br", "/hosts/localhost/", "/..%2f..%2frun.json", "/current"]
    )
    def test_no_way_of_writing_leads_to_another_file(self, site: str, path: str) -> None:
        assert "x-request-id" in httpx.get(site + path, trust_env=False).headers

    @pytest.mark.parametrize("host", ["..", ".", "elsewhere.example"])
    def test_a_host_that_nobody_has_gets_no_pages(self, site: str, host: str) -> None:
        answer = httpx.get(site + self.PAGE, headers={"Host": host}, trust_env=False)
        assert "application/ld+json" not in answer.text


def test_the_websocket_is_upgraded(site: str) -> None:
    assert handshake(site, origin=site) == 101
    assert handshake(site, origin="http://elsewhere.example") == 403


def handshake(site: str, origin: str) -> int:
    """The status that a browser on a page of `origin` gets when it opens Reflex's websocket."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Origin": origin,
    }
    url = f"{site}/_event/?EIO=4&transport=websocket&token=00000000-0000-4000-8000-000000000000"
    with httpx.stream("GET", url, headers=headers, trust_env=False) as answer:
        return answer.status_code


def test_a_body_over_the_limit_is_refused(site: str) -> None:
    url = f"{site}/api/v1/checkout/create-order"
    for size in (2, 2, 2, 27):
        declared = httpx.post(url, content=b"x" * size * 1_000_000, trust_env=False)
        undeclared = httpx.post(url, content=(b"x" * 100_000 for _ in range(10 * size)), trust_env=False)
        assert (declared.status_code, undeclared.status_code) == (413, 413)
        assert size > 25 or declared.json()["error"]["code"] == "BODY_TOO_LARGE"


def test_nobody_escapes_a_limit_by_inventing_addresses(site: str, product: Product) -> None:
    """Caddy replaces the header; the product behind it believes one proxy and no more (TRUSTED_PROXY_HOPS=1)."""
    assert sign_ins(site, "through-caddy")[-1] == 429
    assert 429 not in sign_ins(product.url, "as-the-proxy")


def sign_ins(site: str, name: str) -> list[int]:
    """What a wrong password gets for one person after the other, each from another network by X-Forwarded-For."""
    with httpx.Client(base_url=site, headers={"Origin": site}, trust_env=False) as client:
        return [
            client.post(
                "/api/v1/auth/login",
                json={"email": f"{name}{number}@example.it", "password": "wrong"},
                headers={"X-Forwarded-For": f"198.51.{number}.1"},
            ).status_code
            for number in range(NETWORK_SLIPS + 1)
        ]


def test_a_restart_of_the_product_is_waited_for(site: str, product: Product) -> None:
    product.kill(Role.WEB_MASTER)
    assert ask(f"{site}/api/v1/services").status_code == 200
    product.wait_healthy()


def test_without_the_product_people_and_programs_are_each_told_in_their_way(tmp_path: Path) -> None:
    with caddy_before(f"http://127.0.0.1:{free_port()}", tmp_path, tmp_path / "no trees", "1s") as (address, log):
        wait_for(lambda: listens(address), 20, log.read_text)
        with ThreadPoolExecutor() as at_once:
            page, answer = at_once.map(lambda path: ask(address + path), ["/servizi", "/api/v1/services"])
    assert (page.status_code, answer.status_code) == (503, 503)
    assert (page.headers["retry-after"], answer.headers["retry-after"]) == ("30", "30")
    assert "Torniamo tra poco" in page.text
    assert "nothing is lost" in page.text
    assert answer.json()["error"]["code"] == "UNAVAILABLE"


def ask(url: str) -> httpx.Response:
    """Waits longer than Caddy waits for the product."""
    return httpx.get(url, trust_env=False, timeout=90)


def listens(address: str) -> bool:
    with suppress(OSError):
        socket.create_connection(("localhost", urlsplit(address).port), 1).close()
        return True
    return False
