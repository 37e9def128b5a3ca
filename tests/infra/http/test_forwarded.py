"""The caller's address is what the nearest trusted proxy saw, and never what the caller wrote."""

import pytest

from aistrategyhub.infra.http.forwarded import Forwarded, caller_of


async def _seen(hops: int, headers: dict[str, str], kind: str = "http") -> tuple[str, str]:
    scope = {
        "type": kind,
        "scheme": "ws" if kind == "websocket" else "http",
        "client": ("10.0.0.1", 5000),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }

    async def app(inner, receive, send) -> None:
        assert inner is scope, "the router writes its route into the scope that the log reads"

    await Forwarded(app, hops)(scope, None, None)
    return scope["client"][0], scope["scheme"]


@pytest.mark.parametrize(
    ("hops", "forwarded_for", "address"),
    [
        (0, "198.51.100.9", "10.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "1.2.3.4, 198.51.100.9", "198.51.100.9"),
        (2, "1.2.3.4, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "198.51.100.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, " , ,", "10.0.0.1"),
        (1, "2001:db8::9", "2001:db8::9"),
    ],
)
async def test_only_trusted_hops_are_believed(hops, forwarded_for, address):
    assert (await _seen(hops, {"X-Forwarded-For": forwarded_for}))[0] == address


@pytest.mark.parametrize(
    ("hops", "proto", "kind", "scheme"),
    [
        (1, "https", "http", "https"),
        (1, "https", "websocket", "wss"),
        (1, "http", "http", "http"),
        (1, "javascript", "http", "http"),
        (0, "https", "http", "http"),
    ],
)
async def test_the_scheme_comes_from_the_proxy_too(hops, proto, kind, scheme):
    assert (await _seen(hops, {"X-Forwarded-Proto": proto}, kind))[1] == scheme


async def test_a_line_of_the_proxys_own_does_not_hide_behind_the_callers():
    written_by_the_caller = (b"x-forwarded-for", b"1.2.3.4")
    written_by_the_proxy = (b"x-forwarded-for", b"198.51.100.9")
    scope = {"type": "http", "scheme": "http", "client": ("10.0.0.1", 1)}
    scope["headers"] = [written_by_the_caller, written_by_the_proxy]

    async def app(inner, receive, send) -> None: ...

    await Forwarded(app, 1)(scope, None, None)
    assert scope["client"] == ("198.51.100.9", 0)


@pytest.mark.parametrize(
    ("client", "caller"),
    [
        (("198.51.100.9", 1), "198.51.100.9"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:3::1", 1), "2001:db8:1:3::/64"),
        (("::ffff:198.51.100.9", 1), "198.51.100.9"),
        (("testclient", 1), "testclient"),
        (None, "unknown"),
    ],
)
def test_a_caller_is_an_address_or_a_line_of_ipv6(client, caller):
    assert caller_of({"client": client}) == caller
