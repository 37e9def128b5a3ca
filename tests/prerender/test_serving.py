"""The tree in front of an application: the right file, whole, to whoever may have it."""

import gzip
from urllib.parse import unquote
from uuid import UUID

import brotli
import httpx
import pytest
from starlette.responses import HTMLResponse, PlainTextResponse

from aistrategyhub.core.errors import DomainError
from aistrategyhub.prerender.compression import compressed
from aistrategyhub.prerender.serving import Gone, Missing, Moved, PrerenderedPages
from aistrategyhub.prerender.tree import Tree

FIRM, OTHER = UUID(int=1), UUID(int=2)
HOSTS = {"www.example.it": FIRM, "other.example": OTHER}
WENT = {"/vecchia": Moved("/nuova à"), "/altrove": Moved("https://elsewhere.example/x?y=1", 302), "/finita": Gone()} | {
    path: Missing() for path in ("/nulla", "/nulla.txt")
}
ASKED: list[str] = []
PAGE = b"<p>Chi siamo</p>" * 40


class Nobody(DomainError):
    code = "NOBODY"
    sentence = "nobody"


async def find_tenant(host):
    if host not in HOSTS:
        raise Nobody
    return HOSTS[host]


async def resolve(tenant, path):
    ASKED.append(path)
    return WENT.get(path.partition("?")[0])


async def application(scope, receive, send):
    if scope["path"] == "/nulla":
        await HTMLResponse("<p>one page for any address</p>")(scope, receive, send)
        return
    await PlainTextResponse(f"the application at {scope['path']}")(scope, receive, send)


def put(tree, tenant, path, body):
    file = tree.page(tenant, path)
    tree.write(file, body, compressed(body))


@pytest.fixture
def tree(tmp_path):
    ASKED.clear()
    made = Tree(tmp_path, "a")
    put(made, FIRM, "/chi-siamo", PAGE)
    put(made, FIRM, "/", b"<p>Casa</p>")
    put(made, FIRM, "/en/qualit\u00e0", b"<p>Quality</p>")
    put(made, OTHER, "/segreto", b"<p>Altri</p>")
    made.write(made.file(FIRM, "sitemap.xml"), b"<urlset/>", compressed(b"<urlset/>"))
    made.write(made.file(FIRM, "en/feed.xml"), b"<feed/>", compressed(b"<feed/>"))
    made.write(made.file(FIRM, ".well-known/security.txt"), b"Contact: x", compressed(b"Contact: x"))
    made.serve()
    return made


@pytest.fixture
async def client(tree):
    own = ("/api/", "/admin/", "/accedi", "/ordini/[order_key]", "/", "/[[...rest]]")
    app = PrerenderedPages(application, tree.root, find_tenant, resolve, own=own)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://www.example.it") as client:
        client.headers["Accept-Encoding"] = "identity"
        yield client


async def test_a_page_with_everything_that_a_browser_needs(client):
    answer = await client.get("/chi-siamo")
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert dict(answer.headers) == {
        "etag": answer.headers["etag"],
        "vary": "Accept-Encoding",
        "cache-control": "no-cache",
        "content-type": "text/html; charset=utf-8",
        "content-length": str(len(PAGE)),
        "content-security-policy": "frame-ancestors 'none'",
    }


@pytest.mark.parametrize("path", ["/chi-siamo/", "/chi-siamo?utm_source=x", "/en/qualit%C3%A0", "/en/qualita%CC%80"])
async def test_other_ways_to_write_the_same_address_are_the_page_itself(client, path):
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.text.startswith("<p>")


@pytest.mark.parametrize(("encoding", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
async def test_a_page_travels_as_it_lies_there(client, encoding, read):
    async with client.stream("GET", "/chi-siamo", headers={"Accept-Encoding": encoding}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == encoding
    assert int(answer.headers["content-length"]) == len(raw) < len(PAGE)
    assert read(raw) == PAGE


async def test_who_has_it_is_told_so_and_each_encoding_has_its_own_tag(client, tree):
    tags = {}
    for encoding in ("identity", "br", "gzip", "zstd"):
        headers = {"Accept-Encoding": encoding}
        tags[encoding] = (await client.head("/chi-siamo", headers=headers)).headers["etag"]
        again = await client.get("/chi-siamo", headers={**headers, "If-None-Match": tags[encoding]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tags[encoding])
    assert len(set(tags.values())) == 4
    put(tree, FIRM, "/chi-siamo", PAGE + b"!")
    assert (await client.get("/chi-siamo", headers={"If-None-Match": tags["identity"]})).status_code == 200


async def test_head_says_how_large_it_is_and_sends_nothing(client):
    answer = await client.head("/chi-siamo")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", str(len(PAGE)))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_what_changes_something_is_for_the_application(client, method):
    assert (await client.request(method, "/chi-siamo")).text.startswith("the application")


@pytest.mark.parametrize(
    "path",
    [
        "/../2/segreto",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/segreto",
        "/chi-siamo/..%2f..",
        "/chi-siamo%00",
        "/chi-siamo%5c..",
        "//chi-siamo",
        "/chi-siamo//",
        "/./chi-siamo",
        "/chi-siamo/index.html",
        "/index.html.br",
        "/chi-siamo/.half-1",
        "/assets/../1/index.html",
        "/assets/%2e%2e/sitemap.xml",
        "/hosts/www.example.it/",
        "/CHI-SIAMO",
        "/chi-siamo%0d%0aSet-Cookie:x",
        "/%ff%fe",
        "/" + "a" * 5000,
        "/segreto",
    ],
)
async def test_no_way_of_writing_leads_out_of_the_tree(client, path):
    """As a server passes it on: no client has tidied the path."""
    said = []

    async def send(message):
        said.append(message)

    headers = [(b"host", b"www.example.it")]
    scope = {"type": "http", "method": "GET", "path": unquote(path), "headers": headers, "query_string": b""}
    await client._transport.app(scope, None, send)
    assert said[-1]["body"].startswith(b"the application")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/en/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_what_is_read_about_all_pages(client, path, kind):
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "content-security-policy" not in answer.headers


async def test_every_host_has_its_own_pages(client):
    assert (await client.get("http://other.example/segreto")).text == "<p>Altri</p>"
    assert (await client.get("http://other.example/chi-siamo")).text.startswith("the application")
    assert (await client.get("http://nobody.example/chi-siamo")).text.startswith("the application")


class TestElsewhere:
    async def test_a_page_that_moved_is_pointed_to_with_its_question(self, client):
        answer = await client.get("/vecchia?a=1")
        assert (answer.status_code, answer.headers["location"]) == (301, "/nuova%20%C3%A0?a=1")
        assert answer.headers["cache-control"] == "no-cache"
        assert (await client.get("/altrove?a=1")).headers["location"] == "https://elsewhere.example/x?y=1"
        assert (await client.get("/altrove")).status_code == 302

    async def test_a_page_that_is_no_more_is_said_to_be_gone(self, client):
        answer = await client.get("/finita")
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "GONE")

    async def test_a_page_that_is_there_is_not_asked_about(self, client):
        await client.get("/chi-siamo")
        assert ASKED == []

    @pytest.mark.parametrize(
        "path", ["/api/v1/x", "/admin", "/admin/ordini", "/accedi", "/en/accedi", "/ordini/abc", "/en/ordini/abc"]
    )
    async def test_the_applications_own_addresses_are_not_asked_about(self, client, path):
        assert (await client.get(path)).text.startswith("the application")
        assert ASKED == []

    async def test_what_nobody_knows_is_for_the_application(self, client):
        assert (await client.get("/mai/vista")).text == "the application at /mai/vista"
        assert ASKED == ["/mai/vista"]


class TestAssets:
    async def test_a_hashed_file_is_kept_for_ever_also_after_the_next_build(self, client, tree, tmp_path):
        site = tmp_path / "site"
        (site / "assets").mkdir(parents=True)
        (site / "assets" / "entry-1a.js").write_bytes(PAGE)
        tree.keep_assets(site)
        later = Tree(tree.root, "b")
        later.begin(FIRM)
        later.serve()
        answer = await client.get("/assets/entry-1a.js", headers={"Accept-Encoding": "br"})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert (answer.headers["content-type"], answer.headers["content-encoding"]) == ("text/javascript", "br")
        assert answer.content == PAGE

    async def test_one_that_was_never_there_is_for_the_application(self, client):
        assert (await client.get("/assets/none.js")).text.startswith("the application")


async def test_before_the_first_tree_everything_is_for_the_application(tmp_path):
    transport = httpx.ASGITransport(app=PrerenderedPages(application, tmp_path, find_tenant, resolve))
    async with httpx.AsyncClient(transport=transport, base_url="http://www.example.it") as client:
        assert (await client.get("/chi-siamo")).text.startswith("the application")


async def test_the_page_for_any_address_has_status_404_where_nothing_ever_was(client):
    page, file = await client.get("/nulla"), await client.get("/nulla.txt")

    assert (page.status_code, page.text) == (404, "<p>one page for any address</p>")
    assert file.status_code == 200
