"""What the catalogue's screens hold, one thin State each."""

from aistrategyhub.features.catalog.state.services import (
    LIST_DESCRIPTION,
    LIST_ROUTE,
    LIST_TITLE,
    SERVICE_PAGE,
    SERVICE_TITLE,
    SERVICES_PAGE,
    ServicesState,
    ServiceState,
)

__all__ = [
    "LIST_DESCRIPTION",
    "LIST_ROUTE",
    "LIST_TITLE",
    "SERVICES_PAGE",
    "SERVICE_PAGE",
    "SERVICE_TITLE",
    "ServiceState",
    "ServicesState",
]
