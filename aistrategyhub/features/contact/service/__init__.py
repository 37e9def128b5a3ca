"""Verbs of the messages."""

from aistrategyhub.features.contact.service.keeping import (
    claim_messages,
    delete_message,
    forget_old_messages,
    forget_writer,
    mark_message,
    record_export,
)
from aistrategyhub.features.contact.service.receiving import ProofSpent, receive_message

__all__ = [
    "ProofSpent",
    "claim_messages",
    "delete_message",
    "forget_old_messages",
    "forget_writer",
    "mark_message",
    "receive_message",
    "record_export",
]
