"""Consents and requests in words. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, date_label, mark, moment_label, number_label
from aistrategyhub.features.accounts.models import (
    Consent,
    ConsentPurpose,
    Person,
    PrivacyRequest,
    RequestKind,
    RequestOrigin,
    RequestStatus,
)
from aistrategyhub.features.accounts.rules.privacy_requests import OPEN
from aistrategyhub.features.accounts.rules.wordings import OPTIONAL_PURPOSES, WORDINGS
from aistrategyhub.features.portal.schemas.privacy import ConsentChoice, ConsentLine, ExportLine, RequestLine

_STATUSES = {
    RequestStatus.REQUESTED: (mark("In coda"), "waiting"),
    RequestStatus.WORKING: (mark("In preparazione"), "waiting"),
    RequestStatus.READY: (mark("Pronta"), "action"),
    RequestStatus.DONE: (mark("Eseguita"), "neutral"),
    RequestStatus.CANCELLED: (mark("Annullata"), "neutral"),
    RequestStatus.EXPIRED: (mark("Scaduta"), "neutral"),
}
_ERASURE_WAITS = (mark("In attesa"), "waiting")
_KINDS = {
    (RequestKind.EXPORT, RequestOrigin.PERSON): mark("Copia dei dati"),
    (RequestKind.ERASURE, RequestOrigin.PERSON): mark("Cancellazione"),
    (RequestKind.ERASURE, RequestOrigin.IDLE_ACCOUNT): mark("Cancellazione per inattività"),
}


def consent_choices(current: Mapping[ConsentPurpose, Consent]) -> list[ConsentChoice]:
    """What can be allowed or not, in the present words. A yes to older words is no yes to these."""
    return [_choice(purpose, current.get(purpose)) for purpose in OPTIONAL_PURPOSES]


def _choice(purpose: ConsentPurpose, last: Consent | None) -> ConsentChoice:
    wording = WORDINGS[purpose]
    is_given = last is not None and last.is_given and last.wording_version == wording.version
    return ConsentChoice(
        purpose=purpose.value,
        sentence=_(wording.sentence),
        version=wording.version,
        is_given=is_given,
        since_label=moment_label(last.recorded_at) if last else "",
    )


def consent_lines(history: Sequence[Consent]) -> list[ConsentLine]:
    """The ledger as its person reads it: the words as they were shown then."""
    return [
        ConsentLine(
            sentence=consent.wording,
            detail=_("Versione {version}, pagina {place}", version=consent.wording_version, place=consent.place),
            is_given=consent.is_given,
            at_label=moment_label(consent.recorded_at),
        )
        for consent in history
    ]


def export_line(request: PrivacyRequest) -> ExportLine:
    label, tone = _STATUSES[request.status]
    is_ready = request.status is RequestStatus.READY
    return ExportLine(
        request_id=str(request.id),
        at_label=moment_label(request.requested_at),
        status_label=_(label),
        status_tone=tone,
        until_label=date_label(today_in_rome(request.expires_at)) if is_ready and request.expires_at else "",
        size_label=_size_label(request.size) if request.size else "",
        is_ready=is_ready,
        is_open=request.status in OPEN,
    )


def request_line(request: PrivacyRequest, person: Person, *, at: datetime) -> RequestLine:
    waits = request.kind is RequestKind.ERASURE and request.status is RequestStatus.REQUESTED
    label, tone = _ERASURE_WAITS if waits else _STATUSES[request.status]
    is_late = request.status in OPEN and request.answer_due_at < at
    return RequestLine(
        name=f"{person.first_name} {person.last_name}".strip() or _("dati cancellati"),
        email="" if person.erased_at else person.email,
        kind_label=_(_KINDS[request.kind, request.origin]),
        status_label=_(label),
        status_tone="failed" if is_late else tone,
        requested_label=moment_label(request.requested_at),
        due_label=date_label(today_in_rome(request.answer_due_at)),
        is_late=is_late,
        scheduled_label=date_label(today_in_rome(request.scheduled_for)) if waits and request.scheduled_for else "",
    )


def _size_label(size: int) -> str:
    kilobytes = (Decimal(size) / 1000).quantize(Decimal("0.1"))
    return f"{number_label(kilobytes)} kB"
