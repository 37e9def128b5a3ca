"""What a buyer, or whoever is signed in, may fetch and ask for over HTTP."""

from aistrategyhub.features.portal.api import orders, privacy

ROUTERS = (orders.router, privacy.router)
