"""What requests for a quote hold about people: whoever asked, as long as an answer can matter."""

from aistrategyhub.core.privacy import (
    AddressLink,
    Basis,
    Holding,
    Personal,
    PersonalData,
    PersonLink,
    Retention,
    RowLink,
    Whose,
)


def _asked(purpose: str, basis: Basis = Basis.CONTRACT) -> Personal:
    return Personal(purpose, basis, Retention.INQUIRY, Whose.WRITER)


def _agreed(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.ORDER, Whose.BUYER)


_EVIDENCE = "prove that an offer was accepted, by whom and when (art. 1326 c.c.)"
_CONSENT = "prove which notice was read, and when (art. 7(1) GDPR)"
_QUOTE = "prepare the quote that somebody asks for, before a contract (art. 6(1)(b) GDPR)"

_COLLEAGUE = Personal(
    "know which colleague asked a model about a request, and what they took of its answer",
    Basis.LEGITIMATE_INTEREST,
    Retention.INQUIRY,
    Whose.STAFF,
    handed_out=False,
)

PERSONAL_DATA: PersonalData = {
    "quote_requests": Holding(
        personal={
            "name": _asked(_QUOTE),
            "email": _asked("send the quote to who asks for it"),
            "phone": _asked("call back who asks for it"),
            "company": _asked("know for which firm the quote is"),
            "words": _asked(_QUOTE),
            "answers": _asked(_QUOTE),
            "prefill": _asked("know the result of the self-assessment that the request comes from"),
            "page": _asked("know where the request came from"),
            "consent_words": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "consent_version": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "notice_version": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "consented_at": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "status_by": Personal(
                "know which colleague answered",
                Basis.LEGITIMATE_INTEREST,
                Retention.INQUIRY,
                Whose.STAFF,
                handed_out=False,
            ),
        },
        none=(
            "number",
            "item_id",
            "item_slug",
            "item_name",
            "questionnaire_version",
            "locale",
            "status",
            "status_at",
            "request_key",
            "proof_key",
            "received_at",
        ),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
    "quote_offers": Holding(
        personal={
            "typed": _asked("write the offer: staff may address the person in it"),
            "content": _asked("keep the offer as it was sent, its words to the person among them"),
            "reason": _asked("know why an offer was rejected"),
            "created_by": Personal(
                "know which colleague wrote the offer",
                Basis.LEGITIMATE_INTEREST,
                Retention.INQUIRY,
                Whose.STAFF,
                handed_out=False,
            ),
        },
        none=(
            "number",
            "version",
            "status",
            "locale",
            "currency",
            "valid_until",
            "net",
            "vat",
            "total",
            "revision",
            "created_at",
            "sent_at",
            "viewed_at",
            "decided_at",
            "reminded_at",
        ),
        links=(RowLink("request_id", "quote_requests"),),
    ),
    "quote_analyses": Holding(
        personal={"asked_by": _COLLEAGUE},
        none=("status", "tries", "failure", "failure_values", "call_id", "asked_at"),
        links=(RowLink("request_id", "quote_requests"),),
    ),
    "quote_ideas": Holding(
        personal={
            "name": _asked("prepare the offer with a model's help"),
            "words": _asked("prepare the offer with a model's help"),
            "decided_by": _COLLEAGUE,
        },
        none=("position", "piece", "slug", "figure", "state", "decided_at"),
        links=(RowLink("analysis_id", "quote_analyses"),),
    ),
    "quote_files": Holding(
        personal={"name": _asked("read the files that somebody sends with a request")},
        none=("content_type", "bytes", "sha256", "storage_key", "uploaded_at"),
        links=(RowLink("request_id", "quote_requests"),),
    ),
    "quote_papers": Holding(
        none=("storage_key", "sha256", "printed_at"),
        links=(RowLink("offer_id", "quote_offers"),),
    ),
    "quote_acceptances": Holding(
        personal={
            "signed_name": _agreed(_EVIDENCE),
            "buyer": _agreed("make out the invoices of what was agreed (art. 21 DPR 633/1972)"),
            "ip_address": _agreed(_EVIDENCE),
            "user_agent": _agreed(_EVIDENCE),
            "person_id": _agreed(_EVIDENCE),
        },
        none=("agreed", "words", "sha256", "vat_check_id", "net", "vat", "total", "accepted_at"),
        links=(RowLink("offer_id", "quote_offers"),),
    ),
    "quote_messages": Holding(
        personal={
            "words": _asked("answer questions about an offer"),
            "person_id": _asked("know which account or colleague wrote"),
        },
        none=("author", "sent_at"),
        links=(RowLink("request_id", "quote_requests"),),
    ),
    "quote_orders": Holding(
        none=("instalment", "order_id", "order_number", "total", "times_asked", "asked_at", "paid_at"),
        links=(RowLink("offer_id", "quote_offers"),),
    ),
    "quote_prefills": Holding(
        personal={
            "words": Personal(
                "bring the result of a self-assessment into the form of a quote",
                Basis.CONTRACT,
                Retention.ASSESSMENT,
                Whose.VISITOR,
            )
        },
        none=("source", "source_id", "about", "kept_at"),
        apart="it names nobody and is found only by the questionnaire it was made of, with which it is deleted",
    ),
}
