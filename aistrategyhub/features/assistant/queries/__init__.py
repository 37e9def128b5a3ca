"""Reads of bots and of what they know."""

from aistrategyhub.features.assistant.queries.bots import (
    BotNotFound,
    find_bot,
    find_bot_by_key,
    get_bot,
    get_numbered_bot,
    list_bots,
    lock_bot,
)
from aistrategyhub.features.assistant.queries.documents import (
    DocumentNotFound,
    find_by_source,
    get_document,
    get_version,
    list_documents,
    list_of_publication,
    lock_document,
    storage_keys_of,
    stored_positions,
)

__all__ = [
    "BotNotFound",
    "DocumentNotFound",
    "find_bot",
    "find_bot_by_key",
    "find_by_source",
    "get_bot",
    "get_document",
    "get_numbered_bot",
    "get_version",
    "list_bots",
    "list_documents",
    "list_of_publication",
    "lock_bot",
    "lock_document",
    "storage_keys_of",
    "stored_positions",
]
