"""The requests over HTTP: taking one in, and the firm's list."""

from aistrategyhub.features.quotes.api import asking, listing

ROUTERS = (asking.router, listing.router)
