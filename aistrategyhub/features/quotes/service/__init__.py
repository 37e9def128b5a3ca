"""Verbs of the requests for a quote."""

from aistrategyhub.features.quotes.service.keeping import (
    claim_requests,
    delete_request,
    forget_asker,
    forget_old_requests,
    mark_request,
    record_export,
)
from aistrategyhub.features.quotes.service.prefills import forget_old_prefills, forget_prefills, keep_prefill
from aistrategyhub.features.quotes.service.receiving import receive_request

__all__ = [
    "claim_requests",
    "delete_request",
    "forget_asker",
    "forget_old_prefills",
    "forget_old_requests",
    "forget_prefills",
    "keep_prefill",
    "mark_request",
    "receive_request",
    "record_export",
]
