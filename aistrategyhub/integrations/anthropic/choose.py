"""Which key asks the models."""

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.anthropic.chatting import ChatGateway
from aistrategyhub.integrations.anthropic.gateway import ModelGateway, ModelNotConfigured


def find_key(settings: Settings, own_key: str | None = None) -> str | None:
    """The tenant's own key, else ANTHROPIC_API_KEY."""
    return own_key or (settings.anthropic_api_key.get_secret_value() if settings.anthropic_api_key else None) or None


def model_gateway(settings: Settings, own_key: str | None = None) -> ModelGateway:
    """Anthropic with the key that `find_key` finds. Raises ModelNotConfigured without one."""
    key = find_key(settings, own_key)
    if key is None:
        raise ModelNotConfigured
    # The SDK takes most of a second to import: only whoever asks pays for it, and no page that looks for a key.
    from aistrategyhub.integrations.anthropic.client import AnthropicModels

    return AnthropicModels(key, settings.anthropic_base_url)


def chat_gateway(settings: Settings, own_key: str | None = None) -> ChatGateway | None:
    """Anthropic with the key that `find_key` finds; None without one, and then nobody talks."""
    key = find_key(settings, own_key)
    if key is None:
        return None
    from aistrategyhub.integrations.anthropic.talking import AnthropicTalk

    return AnthropicTalk(key, settings.anthropic_base_url)
