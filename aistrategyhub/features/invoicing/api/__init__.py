"""Documents over HTTP, for staff."""

from aistrategyhub.features.invoicing.api import by_hand, documents, received

ROUTERS = (documents.router, by_hand.router, received.router)
