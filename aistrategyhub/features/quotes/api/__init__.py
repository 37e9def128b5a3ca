"""The requests over HTTP: taking one in, from a program and from a plain form, and the firm's list."""

from aistrategyhub.features.quotes.api import asking, listing, plain_form

ROUTERS = (asking.router, plain_form.router, listing.router)
