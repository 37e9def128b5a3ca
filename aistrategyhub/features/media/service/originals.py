"""Files that other rooms keep as they came, outside the library: private, and only ever saved."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.media.rules import type_of
from aistrategyhub.features.media.service.arrival import Arrival
from aistrategyhub.features.media.service.keeping import pieces_of_file
from aistrategyhub.infra.storage import Storage


@dataclass(frozen=True)
class OriginalFile:
    """A file that lies in the store and that no room knows yet."""

    file_id: UUID
    key: str
    name: str
    content_type: str
    bytes: int
    sha256: str


async def store_original(storage: Storage, folder: str, arrival: Arrival, given_name: str) -> OriginalFile:
    """Lays what arrived in this folder of the store, as it is. Raises StorageUnavailable."""
    name, content_type = type_of(arrival.recognised, _head(arrival.path), given_name)
    file_id = new_id()
    stored = OriginalFile(
        file_id=file_id,
        key=f"{folder}/{file_id}",
        name=name,
        content_type=content_type,
        bytes=arrival.size,
        sha256=arrival.content_hash,
    )
    await storage.put(stored.key, pieces_of_file(arrival.path), content_type)
    return stored


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)
