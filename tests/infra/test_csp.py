import hashlib
from base64 import b64encode
from pathlib import Path

import pytest

from aistrategyhub.infra import csp


def sha256(code: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    ("html", "codes"),
    [
        ("<p>niente</p>", []),
        ("<script>a()</script>", ["a()"]),
        ('<script type="module" async="">\n import "x" \n</script>', ['\n import "x" \n']),
        ("<script>a()</script><p></p><script>b('è')</script>", ["a()", "b('è')"]),
        ("<script>a()</script><script>a()</script>", ["a()"]),
        ('<script src="/assets/x.js"></script>', []),
        ('<script>document.body.style="";x.onclick=""</script>', ['document.body.style="";x.onclick=""']),
    ],
)
def test_every_inline_script_is_allowed_by_its_own_hash(html: str, codes: list[str]) -> None:
    assert csp.hashes_of(html) == [sha256(code) for code in codes]


def test_the_hash_is_the_one_of_the_specification() -> None:
    # The example that the specification gives.
    assert csp.hashes_of("<script>alert('Hello, world.');</script>") == [
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<style>p{}</style>",
        '<p style="color:red">',
        '<a onclick="x()">',
        '<IMG SRC="x" ONERROR="x()">',
        '<style media="all">',
    ],
)
def test_a_page_with_something_the_policy_would_refuse_stops_the_build(html: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(html)
    with pytest.raises(csp.UnsafePage, match=r"index\.html: inline"):
        csp.write_hashes(tmp_path)


def test_hashes_are_read_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "index.html").write_text("<script>a()</script>")
    (tmp_path / "en" / "index.html").write_text("<script>b()</script>")
    csp.write_hashes(tmp_path)
    assert csp.read_hashes(tmp_path) == {"index.html": [sha256("a()")], "en/index.html": [sha256("b()")]}


def test_the_policy_allows_nothing_inline_and_no_evaluation() -> None:
    policy = csp.policy([sha256("a()")])
    assert "unsafe" not in policy
    assert f"script-src 'self' {sha256('a()')};" in policy
    for directive in ("object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'", "form-action 'self'"):
        assert directive in policy


def test_a_payment_provider_is_let_in_where_it_is_named() -> None:
    policy = csp.policy(allowed={"script-src": ["https://js.stripe.com"], "frame-src": ["https://js.stripe.com"]})
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["script-src"] == "'self' https://js.stripe.com"
    assert directives["frame-src"].split() == ["'self'", *csp.FILM_PLAYERS, "https://js.stripe.com"]
    assert directives["connect-src"] == "'self'"
