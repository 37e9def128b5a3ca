import pytest

from aistrategyhub.prerender.declared import PublicPage, Snapshot, in_every_language, in_language, split_language


async def nothing(session, params) -> Snapshot | None:
    return None


async def no_paths(session) -> list[str]:
    return []


@pytest.mark.parametrize(
    ("route", "path", "params"),
    [
        ("/servizi", "/servizi", {}),
        ("/servizi", "/servizi/", {}),
        ("/servizi", "/servizi/dpia", None),
        ("/servizi", "/serviziX", None),
        ("/servizi/[service_slug]", "/servizi/dpia", {"service_slug": "dpia"}),
        ("/servizi/[service_slug]", "/servizi", None),
        ("/servizi/[service_slug]", "/servizi/a/b", None),
        ("/a.b/[slug]", "/a.b/x", {"slug": "x"}),
        ("/a.b/[slug]", "/aXb/x", None),
        ("/[[...path]]", "/", {"path": ""}),
        ("/[[...path]]", "/chi-siamo", {"path": "chi-siamo"}),
        ("/[[...path]]", "/chi/siamo/noi", {"path": "chi/siamo/noi"}),
        ("/blog/[[...path]]", "/blog", {"path": ""}),
        ("/blog/[[...path]]", "/blog/a/b", {"path": "a/b"}),
        ("/blog/[[...path]]", "/blogs", None),
    ],
)
def test_a_route_finds_its_parameters(route: str, path: str, params: dict[str, str] | None) -> None:
    assert PublicPage(route, nothing, no_paths).match(path) == params


@pytest.mark.parametrize(
    ("full", "locale", "path"),
    [
        ("/", "it", "/"),
        ("/servizi", "it", "/servizi"),
        ("/servizi/", "it", "/servizi"),
        ("/en", "en", "/"),
        ("/en/servizi", "en", "/servizi"),
        ("/england", "it", "/england"),
        ("/it/servizi", "it", "/it/servizi"),
    ],
)
def test_an_address_says_its_language(full: str, locale: str, path: str) -> None:
    assert split_language(full) == (locale, path)


def test_a_path_has_an_address_in_every_language() -> None:
    assert in_every_language("/") == {"it": "/", "en": "/en"}
    assert in_every_language("/servizi") == {"it": "/servizi", "en": "/en/servizi"}
    assert in_language("/servizi", "en") == "/en/servizi"
