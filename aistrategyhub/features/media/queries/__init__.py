"""Reading the library."""

from aistrategyhub.features.media.queries.files import MediaNotFound, find_same, get_file, stored_bytes_of_tenant
from aistrategyhub.features.media.queries.views import file_views, image_views

__all__ = [
    "MediaNotFound",
    "file_views",
    "find_same",
    "get_file",
    "image_views",
    "stored_bytes_of_tenant",
]
