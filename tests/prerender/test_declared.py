import pytest

from aistrategyhub.prerender.declared import PublicPage, Snapshot, page_at


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
    ("path", "route", "params"),
    [
        ("/", "/", {}),
        ("/servizi", "/servizi", {}),
        ("/servizi/dpia", "/servizi/[slug]", {"slug": "dpia"}),
        ("/servizi/a/b", "/[[...rest]]", {"rest": "servizi/a/b"}),
        ("/chi-siamo", "/[[...rest]]", {"rest": "chi-siamo"}),
    ],
)
def test_the_page_that_names_more_of_an_address_owns_it(path, route, params):
    routes = ("/[[...rest]]", "/servizi/[slug]", "/servizi", "/")
    found = page_at([PublicPage(each, nothing, no_paths) for each in routes], path)

    assert found is not None
    assert (found[0].route, found[1]) == (route, params)
