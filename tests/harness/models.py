"""The local model server as the product's own Anthropic, for tests of rooms."""

from collections.abc import Iterator

import pytest

from aistrategyhub.infra.settings import get_settings
from tests.harness.model_server import KEY, ModelServer, serving_models


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that this process asks through the real SDK, with a key in the environment."""
    with serving_models(ModelServer()) as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.address)
        get_settings.cache_clear()
        yield server
    monkeypatch.undo()
    get_settings.cache_clear()
