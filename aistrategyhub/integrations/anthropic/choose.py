"""Which key asks the models."""

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.anthropic.gateway import ModelGateway, ModelNotConfigured


def model_gateway(settings: Settings, own_key: str | None = None) -> ModelGateway:
    """Anthropic with the tenant's own key, else with ANTHROPIC_API_KEY. Raises ModelNotConfigured without either."""
    key = own_key or (settings.anthropic_api_key.get_secret_value() if settings.anthropic_api_key else "")
    if not key:
        raise ModelNotConfigured
    # The SDK takes most of a second to import: only a process that asks pays for it.
    from aistrategyhub.integrations.anthropic.client import AnthropicModels

    return AnthropicModels(key, settings.anthropic_base_url)
