"""Verbs of invoices: issue one for a paid order, correct one for a refund, send them to the buyer."""

from aistrategyhub.features.invoicing.service.delivering import (
    courtesy_copy,
    deliver_invoice,
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
from aistrategyhub.features.invoicing.service.stored import check_against_store

__all__ = [
    "CREDIT_SERIES",
    "DEMO_SERIES",
    "CreditAboveInvoice",
    "InvalidInvoice",
    "NumberingUnderWay",
    "check_against_store",
    "counter_name",
    "courtesy_copy",
    "deliver_invoice",
    "document_from",
    "document_of",
    "invoice_number",
    "issue_credit_note",
    "issue_invoice",
    "pdf_file_name",
    "restrict_documents",
    "seller_of",
    "start_numbering",
    "storage_keys",
    "write_invoice",
]
