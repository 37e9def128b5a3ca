"""Verbs of the requests for a quote and of their offers."""

from aistrategyhub.features.quotes.service.analysing import (
    ANALYSE,
    accept_idea,
    ask_analysis,
    forget_analyst,
    keep_ideas,
    reject_idea,
)
from aistrategyhub.features.quotes.service.collecting import ask_instalment, note_called_off, note_order, note_paid
from aistrategyhub.features.quotes.service.deciding import accept_offer, reject_offer, view_offer
from aistrategyhub.features.quotes.service.drafting import read_draft, save_offer, start_offer
from aistrategyhub.features.quotes.service.files import (
    FORGET_PAPERS,
    drop_waiting,
    forget_waiting,
    keep_waiting,
    store_file,
)
from aistrategyhub.features.quotes.service.keeping import (
    claim_requests,
    delete_request,
    forget_asker,
    forget_old_requests,
    mark_request,
    record_export,
)
from aistrategyhub.features.quotes.service.prefills import forget_old_prefills, forget_prefills, keep_prefill
from aistrategyhub.features.quotes.service.receiving import receive_request, write_down_request
from aistrategyhub.features.quotes.service.sending import (
    PRINT,
    expire_offers,
    print_offer,
    remind_of_offers,
    send_offer,
)
from aistrategyhub.features.quotes.service.threads import write_about_offer

__all__ = [
    "ANALYSE",
    "FORGET_PAPERS",
    "PRINT",
    "accept_idea",
    "accept_offer",
    "ask_analysis",
    "ask_instalment",
    "claim_requests",
    "delete_request",
    "drop_waiting",
    "expire_offers",
    "forget_analyst",
    "forget_asker",
    "forget_old_prefills",
    "forget_old_requests",
    "forget_prefills",
    "forget_waiting",
    "keep_ideas",
    "keep_prefill",
    "keep_waiting",
    "mark_request",
    "note_called_off",
    "note_order",
    "note_paid",
    "print_offer",
    "read_draft",
    "receive_request",
    "record_export",
    "reject_idea",
    "reject_offer",
    "remind_of_offers",
    "save_offer",
    "send_offer",
    "start_offer",
    "store_file",
    "view_offer",
    "write_about_offer",
    "write_down_request",
]
