"""Decisions of the trail: what is written down of a change, and how its lines hold each other. Pure."""

from aistrategyhub.features.audit.rules.chain import (
    NO_HASH,
    Breach,
    Break,
    ChainReader,
    LineFacts,
    head_words,
    link_hash,
    origin_digest,
    personal_digest,
)
from aistrategyhub.features.audit.rules.fields import MASK, PERSONAL, divided, plain, rejoined
from aistrategyhub.features.audit.rules.keeping import ORIGINS_LAST

__all__ = [
    "MASK",
    "NO_HASH",
    "ORIGINS_LAST",
    "PERSONAL",
    "Breach",
    "Break",
    "ChainReader",
    "LineFacts",
    "divided",
    "head_words",
    "link_hash",
    "origin_digest",
    "personal_digest",
    "plain",
    "rejoined",
]
