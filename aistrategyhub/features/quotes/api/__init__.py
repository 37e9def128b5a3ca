"""The requests over HTTP: taking one in, from a program and from a plain form, the firm's list, and the
paper of offers."""

from aistrategyhub.features.quotes.api import asking, listing, offers, plain_form

ROUTERS = (asking.router, plain_form.router, listing.router, offers.router)
