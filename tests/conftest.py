"""The fixtures that every test may ask for live in tests/harness."""

import pytest

pytest_plugins = [
    "tests.harness.postgres",
    "tests.harness.database",
    "tests.harness.demo",
    "tests.harness.api",
    "tests.harness.redis",
    "tests.harness.states",
    "tests.harness.site",
    "tests.harness.product",
    "tests.harness.guarded",
    "tests.harness.attacked",
    "tests.harness.axe",
    "tests.harness.microsoft.fixtures",
    "tests.harness.models",
    "tests.harness.embeddings",
    "tests.harness.talk_server",
    "tests.harness.provider",
]

# Sites and pages that take long to make: the tests that share one run in one worker, so that it is made once.
_MADE_ONCE = ("attacked", "guarded_site", "built_site")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        shared = [name for name in _MADE_ONCE if name in getattr(item, "fixturenames", ())]
        if shared:
            item.add_marker(pytest.mark.xdist_group(shared[0]))
