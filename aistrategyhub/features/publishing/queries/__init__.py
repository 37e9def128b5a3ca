"""Reads of publications: for who writes them, and for visitors."""

from aistrategyhub.features.publishing.queries.people import names_of, writing_person
from aistrategyhub.features.publishing.queries.previews import (
    PreviewNotFound,
    find_link,
    find_preview,
    get_link,
    list_answers,
    list_previews,
)
from aistrategyhub.features.publishing.queries.publications import (
    PublicationNotFound,
    find_publication,
    find_uses,
    get_publication,
    get_row,
    list_publications,
    list_tree,
    lock_descendants,
    lock_publication,
    lock_publications,
    paths_of,
    slugs_above,
)
from aistrategyhub.features.publishing.queries.published import (
    EVERYBODY,
    find_audience,
    find_published,
    find_published_by_id,
    list_published,
    list_published_paths,
)
from aistrategyhub.features.publishing.queries.redirects import RedirectNotFound, get_redirect, list_redirects
from aistrategyhub.features.publishing.queries.used_media import uses_of_file
from aistrategyhub.features.publishing.queries.versions import (
    VersionNotFound,
    find_last_version,
    find_last_versions,
    find_version,
    find_versions,
    get_version,
    list_versions,
)
from aistrategyhub.features.publishing.queries.whereabouts import find_where_it_went

__all__ = [
    "EVERYBODY",
    "PreviewNotFound",
    "PublicationNotFound",
    "RedirectNotFound",
    "VersionNotFound",
    "find_audience",
    "find_last_version",
    "find_last_versions",
    "find_link",
    "find_preview",
    "find_publication",
    "find_published",
    "find_published_by_id",
    "find_uses",
    "find_version",
    "find_versions",
    "find_where_it_went",
    "get_link",
    "get_publication",
    "get_redirect",
    "get_row",
    "get_version",
    "list_answers",
    "list_previews",
    "list_publications",
    "list_published",
    "list_published_paths",
    "list_redirects",
    "list_tree",
    "list_versions",
    "lock_descendants",
    "lock_publication",
    "lock_publications",
    "names_of",
    "paths_of",
    "slugs_above",
    "uses_of_file",
    "writing_person",
]
