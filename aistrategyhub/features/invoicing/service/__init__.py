"""Verbs of invoices: issue one for a paid order, credit a refund, send them to the buyer and through SdI."""

from aistrategyhub.features.invoicing.service.archives import period_archive
from aistrategyhub.features.invoicing.service.channels import channel_of, channel_words, judge_as_sdi, rehearsal_in
from aistrategyhub.features.invoicing.service.correcting import (
    DELIVER,
    OtherCountry,
    StillWrong,
    correct_and_send,
)
from aistrategyhub.features.invoicing.service.delivering import (
    courtesy_copy,
    deliver_invoice,
    mail_key,
    mail_keys,
    pdf_file_name,
    restrict_documents,
    storage_keys,
)
from aistrategyhub.features.invoicing.service.drafts import document_of, seller_of
from aistrategyhub.features.invoicing.service.frozen import document_from
from aistrategyhub.features.invoicing.service.issuing import (
    CREDIT_SERIES,
    DEMO_SERIES,
    CreditAboveInvoice,
    InvalidInvoice,
    NumberingUnderWay,
    counter_name,
    invoice_number,
    issue_credit_note,
    issue_invoice,
    start_numbering,
    write_invoice,
)
from aistrategyhub.features.invoicing.service.receiving import receive, take_receipt
from aistrategyhub.features.invoicing.service.stored import check_against_store
from aistrategyhub.features.invoicing.service.transmitting import (
    RECEIVE,
    TRANSMIT,
    Ready,
    give_up_sending,
    hand_over,
    make_ready,
    not_left,
    note_upload,
    plan_transmission,
    send_again,
    send_many,
)

__all__ = [
    "CREDIT_SERIES",
    "DELIVER",
    "DEMO_SERIES",
    "RECEIVE",
    "TRANSMIT",
    "CreditAboveInvoice",
    "InvalidInvoice",
    "NumberingUnderWay",
    "OtherCountry",
    "Ready",
    "StillWrong",
    "channel_of",
    "channel_words",
    "check_against_store",
    "correct_and_send",
    "counter_name",
    "courtesy_copy",
    "deliver_invoice",
    "document_from",
    "document_of",
    "give_up_sending",
    "hand_over",
    "invoice_number",
    "issue_credit_note",
    "issue_invoice",
    "judge_as_sdi",
    "mail_key",
    "mail_keys",
    "make_ready",
    "not_left",
    "note_upload",
    "pdf_file_name",
    "period_archive",
    "plan_transmission",
    "receive",
    "rehearsal_in",
    "restrict_documents",
    "seller_of",
    "send_again",
    "send_many",
    "start_numbering",
    "storage_keys",
    "take_receipt",
    "write_invoice",
]
