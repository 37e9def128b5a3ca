"""Every POST by which money or an agreement moves can be repeated."""

from collections.abc import Iterator

from fastapi.routing import APIRoute

from aistrategyhub import registry

TAGS = {"orders", "quotes", "checkout", "payments"}
# What changes nothing, what the provider repeats with event ids of its own, and files that wait for their request: one
# that was sent twice and named once is gone in a day.
EXEMPT = ("/preview", "/calculate", "/webhooks/stripe", "/quote-requests/files")


def _posts() -> Iterator[APIRoute]:
    for feature in registry.features():
        for router in feature.routers:
            for route in router.routes:
                is_told = isinstance(route, APIRoute) and route.include_in_schema and "POST" in route.methods
                if is_told and TAGS & set(route.tags) and not route.path.endswith(EXEMPT):
                    yield route


def test_each_takes_an_idempotency_key() -> None:
    posts = list(_posts())
    assert len(posts) > 20
    without = {
        route.path
        for route in posts
        if not any(param.alias == "idempotency-key" for param in route.dependant.header_params)
    }
    assert without == set()
