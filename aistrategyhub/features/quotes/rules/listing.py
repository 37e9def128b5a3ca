"""A request as the firm's list shows it, and as its own page does. Pure."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from aistrategyhub.core.text import _, mark, moment_label, speaking
from aistrategyhub.features.quotes.models import QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.schemas import AnswerRow, FileRow, RequestRow, RequestView

_LABELS = {
    RequestStatus.NEW: (mark("Da leggere"), "waiting"),
    RequestStatus.IN_REVIEW: (mark("In lavorazione"), "waiting"),
    RequestStatus.QUOTED: (mark("Risposta inviata"), "action"),
    RequestStatus.ACCEPTED: (mark("Accettata"), "action"),
    RequestStatus.REJECTED: (mark("Rifiutata"), "neutral"),
    RequestStatus.SPAM: (mark("Spam"), "failed"),
}
_OWN_LABELS = _LABELS | {
    RequestStatus.NEW: (mark("Ricevuta"), "neutral"),
    RequestStatus.SPAM: (mark("Ricevuta"), "neutral"),
}
FILTERS: Mapping[str, tuple[str, tuple[RequestStatus, ...]]] = {
    "richieste": (
        mark("Tutte tranne lo spam"),
        tuple(status for status in RequestStatus if status is not RequestStatus.SPAM),
    ),
    "nuove": (mark("Da leggere"), (RequestStatus.NEW,)),
    "aperte": (mark("Senza risposta"), (RequestStatus.NEW, RequestStatus.IN_REVIEW)),
    "risposte": (mark("Con risposta"), (RequestStatus.QUOTED,)),
    "accettate": (mark("Accettate"), (RequestStatus.ACCEPTED,)),
    "rifiutate": (mark("Rifiutate"), (RequestStatus.REJECTED,)),
    "spam": (mark("Spam"), (RequestStatus.SPAM,)),
}


def request_row(request: QuoteRequest, files: Sequence[FileRow] = (), *, is_own: bool = False) -> RequestRow:
    """A line of the list; of a person's own list where it is theirs."""
    label, tone = (_OWN_LABELS if is_own else _LABELS)[request.status]
    return RequestRow(
        request_id=str(request.id),
        number=request.number,
        received_label=moment_label(request.received_at),
        name=request.name,
        company=request.company,
        email=request.email,
        item_name=request.item_name or _("Da concordare"),
        status_label=_(label),
        status_tone=tone,
        files=list(files),
    )


def request_view(request: QuoteRequest, files: Sequence[FileRow]) -> RequestView:
    """A request as a colleague reads it."""
    label, tone = _LABELS[request.status]
    return RequestView(
        request_id=str(request.id),
        number=request.number,
        received_label=moment_label(request.received_at),
        name=request.name,
        company=request.company,
        email=request.email,
        phone=request.phone,
        phone_href="tel:" + "".join(sign for sign in request.phone if sign.isdigit() or sign == "+"),
        item_name=request.item_name or _("Da concordare"),
        item_route=f"/servizi/{request.item_slug}" if request.item_slug else "",
        words=request.words,
        answers=[AnswerRow(one["label"], one["shown"]) for one in request.answers],
        files=list(files),
        prefill=request.prefill,
        page=request.page,
        language={"it": _("italiano"), "en": _("inglese")}.get(request.locale, request.locale),
        status=request.status.value,
        status_label=_(label),
        status_tone=tone,
        consent_words=request.consent_words,
        consent_label=_(
            "{at}, testo del {version}", at=moment_label(request.consented_at), version=request.consent_version
        ),
        answer_href=_answer_href(request),
    )


def _answer_href(request: QuoteRequest) -> str:
    with speaking(request.locale):
        subject = _("La Sua richiesta di preventivo {number}", number=request.number)
    return f"mailto:{quote(request.email, safe='@')}?subject={quote(subject)}"
