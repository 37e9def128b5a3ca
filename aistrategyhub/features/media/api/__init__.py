"""The library over HTTP: for its screens and for programs under `/api/v1/media`, for everybody under `/media`."""

from aistrategyhub.features.media.api.files import files_router
from aistrategyhub.features.media.api.library import router

__all__ = ["files_router", "router"]
