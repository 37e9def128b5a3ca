"""What a file store promises, whatever keeps the bytes."""

import re
from collections.abc import AsyncIterator
from typing import Protocol

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

Content = bytes | AsyncIterator[bytes]

CHUNK_BYTES = 256 * 1024
_LONGEST_KEY = 512
_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")


class ObjectNotFound(DomainError):
    """No object lies under this key."""

    code = "FILE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Il file richiesto non c'è più.")


class StorageUnavailable(DomainError):
    """The file store cannot be reached, refuses us, or is full."""

    code = "STORAGE_UNAVAILABLE"
    kind = Kind.UNAVAILABLE
    sentence = mark("L'archivio dei file non risponde in questo momento. Riprova tra qualche minuto.")


class InvalidKey(ValueError):
    """A key that no caller should have made: it could leave the caller's folder, or no store could keep it."""


class Storage(Protocol):
    """Objects under keys like `<tenant>/invoices/2026/<id>.pdf`; callers put their tenant first.

    Every method raises StorageUnavailable when the store cannot answer, and InvalidKey for a malformed key.
    """

    async def put(self, key: str, content: Content, content_type: str) -> None:
        """Keeps the object, replacing what lay there. Readers see the old one or the new one, never a part,
        and when this returns it survives a crash. Content that stops with an error keeps the old one."""

    async def get(self, key: str) -> bytes:
        """The whole object. Raises ObjectNotFound."""

    async def stream(self, key: str, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]:
        """The object in pieces, for what is too large for memory: whole, or from byte `first` to byte `last`, both
        included and both there. Awaiting this call raises ObjectNotFound, so an answer that has begun does not turn
        into one."""

    async def exists(self, key: str) -> bool:
        """Whether an object lies under this key."""

    async def delete(self, key: str) -> None:
        """Removes the object. Removing what is not there is no error."""

    def keys(self, prefix: str) -> AsyncIterator[str]:
        """The keys below the folder `prefix`, in order."""


def checked_key(key: str) -> str:
    """The key itself. Raises InvalidKey unless it is plain names with slashes between: no `..`, no leading slash or
    dot, only ASCII letters, digits, dot, dash and underscore, at most 512 characters."""
    if len(key) > _LONGEST_KEY or not all(_PART.fullmatch(part) for part in key.split("/")):
        raise InvalidKey(f"not a storage key: {key[:80]!r}")
    return key


async def pieces_of(content: Content) -> AsyncIterator[bytes]:
    """The content as pieces, whichever form it has."""
    if isinstance(content, bytes):
        yield content
        return
    async for piece in content:
        yield piece
