"""Reading the library."""

from aistrategyhub.features.media.queries.files import (
    MediaNotFound,
    find_named,
    find_same,
    get_file,
    stored_bytes_of_tenant,
)
from aistrategyhub.features.media.queries.library import (
    count_files,
    get_row,
    list_files,
    list_folders,
    media_bodies,
    media_rows,
)
from aistrategyhub.features.media.queries.serving import Served, find_served
from aistrategyhub.features.media.queries.uses import declare_uses, find_uses, thing
from aistrategyhub.features.media.queries.views import file_views, image_view, image_views, main_address

__all__ = [
    "MediaNotFound",
    "Served",
    "count_files",
    "declare_uses",
    "file_views",
    "find_named",
    "find_same",
    "find_served",
    "find_uses",
    "get_file",
    "get_row",
    "image_view",
    "image_views",
    "list_files",
    "list_folders",
    "main_address",
    "media_bodies",
    "media_rows",
    "stored_bytes_of_tenant",
    "thing",
]
