"""Addresses that carry their own right."""

from uuid import UUID

from aistrategyhub.features.assistant.rules.addresses import PASSAGES_ADDRESS
from aistrategyhub.infra.signing import read_signed_id, sign_id

_PURPOSE = "assistant passage"


def passage_path(chunk_id: UUID) -> str:
    """Where a passage that was cited is read, of a document that has no page of its own."""
    return f"{PASSAGES_ADDRESS}/{sign_id(_PURPOSE, chunk_id)}"


def read_passage_key(key: str) -> UUID | None:
    """The passage of such an address, None for a key that was not made here."""
    return read_signed_id(_PURPOSE, key)
