"""Orders over HTTP: placed by anybody, looked after by staff."""

from aistrategyhub.features.orders.api import checkout, fulfilment, listing
from aistrategyhub.features.orders.api.checkout import body_of

__all__ = ["ROUTERS", "body_of"]

ROUTERS = (checkout.router, listing.router, fulfilment.router)
