"""The local server of embeddings as the product's own provider, for tests of rooms."""

from collections.abc import Iterator

import pytest

from aistrategyhub.infra.settings import get_settings
from tests.harness.embedding_server import KEY, EmbeddingServer, serving_embeddings


@pytest.fixture
def embeddings(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddingServer]:
    """A server that this process asks, with a key in the environment."""
    with serving_embeddings(EmbeddingServer()) as server:
        monkeypatch.setenv("EMBEDDINGS_API_KEY", KEY)
        monkeypatch.setenv("EMBEDDINGS_URL", server.address)
        monkeypatch.setenv("EMBEDDINGS_DIMENSION", "256")
        get_settings.cache_clear()
        yield server
    monkeypatch.undo()
    get_settings.cache_clear()
