"""Links to private files for whoever has no account: they carry their own right, and expire."""

from datetime import timedelta
from uuid import UUID

from aistrategyhub.core.clock import now
from aistrategyhub.features.media.models import MediaFile
from aistrategyhub.features.media.queries import main_address
from aistrategyhub.infra.signing import read_signed_id, sign_id


def signed_address(file: MediaFile, *, lasts: timedelta) -> str:
    """The address of a private file, good for everybody who has it for this long."""
    until = int((now() + lasts).timestamp())
    return f"{main_address(file)}?until={until}&key={sign_id(_purpose(until), file.id)}"


def opens(media_id: UUID, until: int, key: str) -> bool:
    """Whether a key was made here for this file and has not expired."""
    return until > now().timestamp() and read_signed_id(_purpose(until), key) == media_id


def _purpose(until: int) -> str:
    return f"media file until {until}"
