"""The requests over HTTP: taking one in with its files, from a program and from a plain form, the firm's list,
and the paper of offers."""

from aistrategyhub.features.quotes.api import asking, deciding, files, listing, offers, plain_form, writing

# `files` before `listing`, whose `/quote-requests/{request_id}` would take its addresses.
ROUTERS = (
    asking.router,
    plain_form.router,
    files.router,
    listing.router,
    offers.router,
    writing.router,
    deciding.router,
)
