"""Who fetches pages of the web."""

from aistrategyhub.integrations.web.client import GuardedWeb
from aistrategyhub.integrations.web.gateway import WebGateway


def web_gateway() -> WebGateway:
    """The web itself, of public servers alone."""
    return GuardedWeb()
