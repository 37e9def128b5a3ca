"""The messages over HTTP: taking one in, and the inbox."""

from aistrategyhub.features.contact.api import inbox, sending

ROUTERS = (sending.router, inbox.router)
