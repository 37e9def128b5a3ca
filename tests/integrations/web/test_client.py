"""Pages of others are fetched within limits, and nothing of ours is ever reached."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from aistrategyhub.integrations.web import client
from aistrategyhub.integrations.web.addresses import is_public, site_of
from aistrategyhub.integrations.web.client import GuardedWeb
from aistrategyhub.integrations.web.gateway import (
    USER_AGENT,
    AddressRefused,
    BodyTooLarge,
    ElsewhereRefused,
    ServerAway,
)
from tests.harness.web_site import WebSite, web_site

MOST = 10_000


@pytest.fixture
def site() -> Iterator[WebSite]:
    with web_site() as running:
        yield running


async def test_a_page_comes_with_what_asks_for_it_again(site: WebSite) -> None:
    site.says("/a", "Ciao", headers={"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"})
    fetched = await site.web().fetch(f"{site.address}/a", most_bytes=MOST)
    assert (fetched.status, fetched.body, fetched.etag) == (200, b"Ciao", '"1"')
    await site.web().fetch(f"{site.address}/a", most_bytes=MOST, etag=fetched.etag, last_modified=fetched.last_modified)
    _path, headers = site.asked[-1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"1"', "Sun, 22 Nov 2026 10:00:00 GMT")
    assert (headers["user-agent"], headers["accept-encoding"]) == (USER_AGENT, "identity")
    assert "cookie" not in headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_within_the_site_is_followed(site: WebSite, status: int) -> None:
    site.says("/a", status=status, headers={"Location": "/b?c=1"})
    site.says("/b?c=1", "Ciao")
    fetched = await site.web().fetch(f"{site.address}/a", most_bytes=MOST)
    assert (fetched.url, fetched.body) == (f"{site.address}/b?c=1", b"Ciao")


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ("http://169.254.169.254/latest/meta-data/", ElsewhereRefused),
        ("http://localhost/", ElsewhereRefused),
        ("http://[::1]/", ElsewhereRefused),
        ("http://127.0.0.1:1/", ElsewhereRefused),
        ("//10.0.0.1/", ElsewhereRefused),
        ("file:///etc/passwd", AddressRefused),
        ("gopher://127.0.0.1/", AddressRefused),
        ("http://user:pass@127.0.0.1/", AddressRefused),
        ("http://127.0.0.1:99999/", AddressRefused),
    ],
)
async def test_a_redirect_elsewhere_is_refused(site: WebSite, to: str, refusal: type[Exception]) -> None:
    site.says("/a", status=302, headers={"Location": to})
    with pytest.raises(refusal):
        await site.web().fetch(f"{site.address}/a", most_bytes=MOST)
    assert site.paths == ["/a"]


async def test_redirects_end(site: WebSite) -> None:
    site.says("/a", status=302, headers={"Location": "/a"})
    with pytest.raises(ServerAway):
        await site.web().fetch(f"{site.address}/a", most_bytes=MOST)
    assert len(site.asked) <= 6


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://0/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1%25lo]/",
        "http://[fd00::1]/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://1.1.1.1:6379/",
        "ftp://esempio.it/",
        "javascript:alert(1)",
        "http://",
        "//esempio.it",
        "http://a b/",
        "",
    ],
)
async def test_what_is_not_public_is_never_connected_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreachable(*args: Any, **more: Any) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(client.httpcore.AnyIOBackend, "connect_tcp", unreachable)
    with pytest.raises((AddressRefused, ServerAway)):
        await GuardedWeb().fetch(url, most_bytes=MOST)


@pytest.mark.parametrize("found", [["10.0.0.7"], ["1.1.1.1", "10.0.0.7"], ["::1"], []])
async def test_a_name_that_leads_inside_is_refused(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolved(*args: Any, **more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in found]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    with pytest.raises(AddressRefused):
        await GuardedWeb().fetch("http://esempio.it/", most_bytes=MOST)


async def test_what_is_connected_to_is_what_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time gains nothing: it is asked once."""
    answers = iter([["1.1.1.1"], ["127.0.0.1"]])
    connected: list[str] = []

    async def resolved(*args: Any, **more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in next(answers)]

    async def connect(_self: Any, host: str, *args: Any, **more: Any) -> None:
        connected.append(host)
        raise OSError

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    monkeypatch.setattr(client.httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(ServerAway):
        await GuardedWeb().fetch("http://esempio.it/", most_bytes=MOST)
    assert connected == ["1.1.1.1"]


async def test_more_than_was_wanted_is_not_read(site: WebSite) -> None:
    site.says("/a", b"x" * (MOST + 1))
    with pytest.raises(BodyTooLarge):
        await site.web().fetch(f"{site.address}/a", most_bytes=MOST)
    site.says("/b", b"x" * MOST, headers={"Content-Length": str(MOST)})
    assert len((await site.web().fetch(f"{site.address}/b", most_bytes=MOST)).body) == MOST


async def test_what_is_packed_is_not_unpacked(site: WebSite) -> None:
    site.says("/a", b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    with pytest.raises(ServerAway):
        await site.web().fetch(f"{site.address}/a", most_bytes=MOST)


async def test_a_server_that_drips_is_left(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_CALL_SECONDS", 0.4)
    site.says("/a", b"x" * 200, slow_by=0.05)
    with pytest.raises(ServerAway):
        await site.web().fetch(f"{site.address}/a", most_bytes=MOST)


async def test_a_server_that_is_away_says_so(site: WebSite) -> None:
    with pytest.raises(ServerAway):
        await GuardedWeb(lambda address, port: True).fetch("http://127.0.0.1:1/", most_bytes=MOST)


async def test_what_a_page_names_cannot_write_headers(site: WebSite) -> None:
    await site.web().fetch(f"{site.address}/a\r\nX-Evil: 1/è?q=ù", most_bytes=MOST)
    path, headers = site.asked[-1]
    assert "x-evil" not in headers
    assert path.isascii()


@pytest.mark.parametrize(
    ("url", "site_name"),
    [
        ("https://www.Esempio.it/a", "esempio.it"),
        ("http://esempio.it:80/", "esempio.it"),
        ("http://esempio.it:8080/", "esempio.it:8080"),
        ("https://blog.esempio.it/", "blog.esempio.it"),
        ("https://esempio.it./", "esempio.it"),
    ],
)
def test_a_site_is_its_host(url: str, site_name: str) -> None:
    assert site_of(url) == site_name


@pytest.mark.parametrize(("address", "expected"), [("1.1.1.1", True), ("2606:4700::1111", True), ("nonsense", False)])
def test_public_addresses(address: str, expected: bool) -> None:
    assert is_public(address, 443) is expected
    assert is_public(address, 22) is False
