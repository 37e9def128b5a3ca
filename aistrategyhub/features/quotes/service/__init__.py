"""Verbs of the requests for a quote and of their offers."""

from aistrategyhub.features.quotes.service.collecting import ask_balance, note_called_off, note_order, note_paid
from aistrategyhub.features.quotes.service.deciding import accept_offer, reject_offer, view_offer
from aistrategyhub.features.quotes.service.drafting import read_draft, save_offer, start_offer
from aistrategyhub.features.quotes.service.keeping import (
    FORGET_PAPERS,
    claim_requests,
    delete_request,
    forget_asker,
    forget_old_requests,
    mark_request,
    record_export,
)
from aistrategyhub.features.quotes.service.prefills import forget_old_prefills, forget_prefills, keep_prefill
from aistrategyhub.features.quotes.service.receiving import receive_request
from aistrategyhub.features.quotes.service.sending import (
    PRINT,
    expire_offers,
    print_offer,
    remind_of_offers,
    send_offer,
)
from aistrategyhub.features.quotes.service.threads import write_about_offer

__all__ = [
    "FORGET_PAPERS",
    "PRINT",
    "accept_offer",
    "ask_balance",
    "claim_requests",
    "delete_request",
    "expire_offers",
    "forget_asker",
    "forget_old_prefills",
    "forget_old_requests",
    "forget_prefills",
    "keep_prefill",
    "mark_request",
    "note_called_off",
    "note_order",
    "note_paid",
    "print_offer",
    "read_draft",
    "receive_request",
    "record_export",
    "reject_offer",
    "remind_of_offers",
    "save_offer",
    "send_offer",
    "start_offer",
    "view_offer",
    "write_about_offer",
]
