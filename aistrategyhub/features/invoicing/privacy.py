"""What invoicing holds about people: documents that the law wants for ten years (art. 2220 c.c.)."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, RowLink, Whose


def _document(purpose: str) -> Personal:
    return Personal(purpose, Basis.LEGAL_OBLIGATION, Retention.FISCAL, Whose.BUYER)


_SUPPLIERS = "suppliers billed the firm outside the site: they have no account by which they could be found"


def _supplier(purpose: str) -> Personal:
    return Personal(purpose, Basis.LEGAL_OBLIGATION, Retention.FISCAL, Whose.FIRM, handed_out=False)


def _draft(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.FIRM, Whose.FIRM, handed_out=False)


PERSONAL_DATA: PersonalData = {
    "invoices": Holding(
        personal={
            "buyer_name": _document("name the customer (art. 21 DPR 633/1972)"),
            "buyer_email": _document("deliver the courtesy copy"),
            "document": _document("keep the document as it was issued"),
            "xml": _document("keep the document as it was transmitted (art. 39 DPR 633/1972)"),
        },
        none=(
            "invoice_number",
            "series",
            "invoice_year",
            "invoice_progressive",
            "document_type",
            "refund_id",
            "corrects_id",
            "issue_date",
            "locale",
            "currency",
            "subtotal",
            "tax_amount",
            "total",
            "file_name",
            "created_at",
        ),
        links=(RowLink("order_id", "orders"),),
    ),
    "invoice_drafts": Holding(
        personal={
            "typed": _draft("write a document by hand"),
            "buyer_name": _draft("find a document that is being written"),
        },
        none=("revision", "total", "changed_at"),
        links=(RowLink("corrects_id", "invoices"), RowLink("invoice_id", "invoices")),
    ),
    "invoice_pdfs": Holding(none=("storage_key", "sha256", "rendered_at"), links=(RowLink("invoice_id", "invoices"),)),
    "invoice_versions": Holding(
        personal={
            "buyer_name": _document("prove what was transmitted before the buyer was corrected"),
            "document": _document("prove what was transmitted before the buyer was corrected"),
            "xml": _document("prove what was transmitted before the buyer was corrected"),
        },
        none=("file_name", "replaced_at"),
        links=(RowLink("invoice_id", "invoices"),),
    ),
    "invoice_signatures": Holding(
        personal={
            "content": _document("prove what was signed and transmitted (art. 21 c. 3 DPR 633/1972)"),
            "signer": _document("know who signed for the firm"),
        },
        none=("file_name", "signed_name", "sha256", "signed_at"),
        links=(RowLink("invoice_id", "invoices"),),
    ),
    "invoice_transmissions": Holding(
        personal={
            "findings": _document("mend what the Sistema di Interscambio found wrong"),
            "last_error": _document("mend what kept the document from being transmitted"),
        },
        none=(
            "attempt",
            "file_name",
            "channel",
            "status",
            "identifier",
            "reference",
            "created_at",
            "sending_since",
            "sent_at",
            "answered_at",
            "changed_at",
        ),
        links=(RowLink("invoice_id", "invoices"),),
    ),
    "sdi_receipts": Holding(
        personal={
            "raw": _document("prove that the document was issued (art. 39 DPR 633/1972)"),
            "words": _document("mend what the Sistema di Interscambio found wrong"),
        },
        none=("name", "kind", "identifier", "about_file", "sha256", "stated_at", "received_at"),
        links=(RowLink("transmission_id", "invoice_transmissions"),),
    ),
    "sdi_readings": Holding(none=("channel", "cursor", "address", "read_at")),
    "suppliers": Holding(
        personal={
            "name": _supplier("know who billed the firm"),
            "tax_number": _supplier("know a supplier again"),
        },
        none=("country", "first_seen_at"),
        apart=_SUPPLIERS,
    ),
    "received_files": Holding(
        personal={"raw": _supplier("keep what was billed as it came (art. 39 DPR 633/1972)")},
        none=("name", "came_by", "sha256", "identifier", "problem", "received_at"),
        apart=_SUPPLIERS,
    ),
    "received_invoices": Holding(
        personal={
            "supplier_name": _supplier("register what was billed (art. 25 DPR 633/1972)"),
            "document": _supplier("read what was billed"),
        },
        none=(
            "file_id",
            "supplier_id",
            "document_type",
            "number",
            "issued_on",
            "received_on",
            "currency",
            "net",
            "tax",
            "total",
            "deductible_percent",
            "counts_on",
            "imported_at",
        ),
        apart=_SUPPLIERS,
    ),
    "invoice_restrictions": Holding(none=("restricted_at",), links=(RowLink("invoice_id", "invoices"),)),
}
