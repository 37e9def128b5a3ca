"""Where the library keeps what in the store: everything of one version of a file in one folder."""

from uuid import UUID

from aistrategyhub.features.media.models import Rendition
from aistrategyhub.features.media.rules.sizes import extension_of


def version_folder(tenant_id: UUID, media_id: UUID, version_id: UUID) -> str:
    """The folder of one version."""
    return f"{tenant_id}/media/{media_id}/{version_id}"


def master_key(tenant_id: UUID, media_id: UUID, version_id: UUID, extension: str) -> str:
    """Where what is kept of a version lies."""
    return f"{version_folder(tenant_id, media_id, version_id)}/master.{extension}"


def rendition_key(tenant_id: UUID, rendition: Rendition) -> str:
    """Where a size lies."""
    folder = version_folder(tenant_id, rendition.media_id, rendition.version_id)
    return f"{folder}/{rendition.width}.{extension_of(rendition.format)}"
