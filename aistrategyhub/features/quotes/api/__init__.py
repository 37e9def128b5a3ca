"""The requests over HTTP: taking one in, from a program and from a plain form, the firm's list, and the
paper of offers."""

from aistrategyhub.features.quotes.api import asking, deciding, listing, offers, plain_form, writing

ROUTERS = (asking.router, plain_form.router, listing.router, offers.router, writing.router, deciding.router)
