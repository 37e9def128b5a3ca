"""Where a person's own files are fetched."""

from uuid import UUID


def export_path(request_id: UUID) -> str:
    """The archive of one's data: only for the person themselves, signed in."""
    return f"/api/v1/users/me/export/{request_id}/file"
