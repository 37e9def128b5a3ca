"""What the catalogue's screens hold, one thin State each."""

from aistrategyhub.features.catalog.state.comparing import COMPARE_PAGE, COMPARE_TITLE, CompareState
from aistrategyhub.features.catalog.state.services import (
    LIST_DESCRIPTION,
    LIST_TITLE,
    SERVICE_PAGE,
    SERVICE_TITLE,
    SERVICES_PAGE,
    ServicesState,
    ServiceState,
)

__all__ = [
    "COMPARE_PAGE",
    "COMPARE_TITLE",
    "LIST_DESCRIPTION",
    "LIST_TITLE",
    "SERVICES_PAGE",
    "SERVICE_PAGE",
    "SERVICE_TITLE",
    "CompareState",
    "ServiceState",
    "ServicesState",
]
