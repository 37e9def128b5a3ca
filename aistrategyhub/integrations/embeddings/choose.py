"""Who embeds."""

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.embeddings.gateway import Embedder, EmbeddingModel
from aistrategyhub.integrations.embeddings.http import HttpEmbedder
from aistrategyhub.integrations.embeddings.ngrams import MODEL, LocalEmbedder

VOYAGE = "https://api.voyageai.com/v1"


def embedder(settings: Settings) -> Embedder:
    """The provider whose key is set (EMBEDDINGS_API_KEY, by default Voyage's), else the local default."""
    return find_embedder(settings, wanted_model(settings)) or LocalEmbedder()


def wanted_model(settings: Settings) -> EmbeddingModel:
    """The model that the settings ask for."""
    if not settings.embeddings_api_key:
        return MODEL
    return EmbeddingModel(settings.embeddings_model, settings.embeddings_dimension)


def find_embedder(settings: Settings, model: EmbeddingModel) -> Embedder | None:
    """Whoever knows this model, be it the one of before a change; None where nobody does any more."""
    if model == MODEL:
        return LocalEmbedder()
    if not settings.embeddings_api_key:
        return None
    return HttpEmbedder(settings.embeddings_url or VOYAGE, settings.embeddings_api_key.get_secret_value(), model)
