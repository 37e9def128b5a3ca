"""The fixtures that every test may ask for live in tests/harness."""

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
]
