"""What a ticket must say, where it may be put, and how screens tell it. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from typing import Any

from aistrategyhub.core.errors import DomainError, InvalidInput, Kind
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import _, mark, moment_label, speaking
from aistrategyhub.features.contact.rules import read_words
from aistrategyhub.features.support.models import (
    SupportTicket,
    TicketAuthor,
    TicketEvent,
    TicketMessage,
    TicketPriority,
    TicketSource,
    TicketStatus,
)
from aistrategyhub.features.support.schemas import ThreadRow, TicketRow, TicketView

CONSENT_VERSION = "2026-11-22"
CONSENT_WORDS = mark("Ho letto l’informativa sulla privacy e chiedo che una persona mi risponda a questo indirizzo.")
# Longer threads are begun anew: nobody reads them, and they are a way to fill a disk.
MOST_MESSAGES = 500
_LONGEST_SUBJECT, _LONGEST_NAME = 150, 120

_BACK = frozenset({TicketStatus.IN_PROGRESS})
_ENDS = frozenset({TicketStatus.RESOLVED, TicketStatus.CLOSED})
ALLOWED: Mapping[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.NEW: frozenset({TicketStatus.IN_PROGRESS, TicketStatus.WAITING_CUSTOMER}) | _ENDS,
    TicketStatus.IN_PROGRESS: frozenset({TicketStatus.WAITING_CUSTOMER}) | _ENDS,
    TicketStatus.WAITING_CUSTOMER: _BACK | _ENDS,
    TicketStatus.RESOLVED: _BACK | {TicketStatus.WAITING_CUSTOMER, TicketStatus.CLOSED},
    TicketStatus.CLOSED: _BACK | {TicketStatus.WAITING_CUSTOMER},
}
OVER = _ENDS

STATUSES = {
    TicketStatus.NEW: (mark("Nuovo"), "waiting"),
    TicketStatus.IN_PROGRESS: (mark("In lavorazione"), "action"),
    TicketStatus.WAITING_CUSTOMER: (mark("Attende il cliente"), "neutral"),
    TicketStatus.RESOLVED: (mark("Risolto"), "neutral"),
    TicketStatus.CLOSED: (mark("Chiuso"), "neutral"),
}
_OWN_WORDS = {TicketStatus.WAITING_CUSTOMER: (mark("Ti abbiamo risposto"), "action")}
PRIORITIES = {
    TicketPriority.URGENT: (mark("Urgente"), "failed"),
    TicketPriority.HIGH: (mark("Alta"), "waiting"),
    TicketPriority.MEDIUM: (mark("Normale"), "neutral"),
    TicketPriority.LOW: (mark("Bassa"), "neutral"),
}
FILTERS: Mapping[str, tuple[str, Sequence[TicketStatus]]] = {
    "aperti": (
        mark("Aperti"),
        (TicketStatus.NEW, TicketStatus.IN_PROGRESS, TicketStatus.WAITING_CUSTOMER),
    ),
    "nostri": (mark("Aspettano noi"), (TicketStatus.NEW, TicketStatus.IN_PROGRESS)),
    "cliente": (mark("Attendono il cliente"), (TicketStatus.WAITING_CUSTOMER,)),
    "finiti": (mark("Risolti e chiusi"), (TicketStatus.RESOLVED, TicketStatus.CLOSED)),
    "tutti": (mark("Tutti"), ()),
}
_NOTES = {
    TicketEvent.OPENED: mark("Richiesta {number} aperta"),
    TicketEvent.JOINED: mark("{name} è nella conversazione"),
    TicketEvent.LEFT: mark("{name} ha lasciato la conversazione"),
    TicketEvent.CLOSED: mark("Richiesta chiusa"),
    TicketEvent.REOPENED: mark("Richiesta riaperta"),
}


class TicketNotFound(DomainError):
    """No such ticket, or it is somebody else's."""

    code = "TICKET_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa richiesta non c’è, o non è tua.")


class IllegalTicketTransition(DomainError):
    """A ticket cannot be put there from where it is."""

    code = "ILLEGAL_TICKET_TRANSITION"
    sentence = mark("La richiesta è cambiata nel frattempo: ricarica la pagina.")


class OnlyTheFirm(DomainError):
    """Whoever asked may write and close; the rest is for whoever answers."""

    code = "ONLY_THE_FIRM"
    kind = Kind.FORBIDDEN
    sentence = mark("Questo lo può fare solo lo studio.")


class TicketFull(DomainError):
    """A thread that goes on without an end."""

    code = "TICKET_FULL"
    kind = Kind.TOO_MANY
    sentence = mark("Questa richiesta è molto lunga: aprine una nuova.")


def check_transition(present: TicketStatus, wanted: TicketStatus) -> None:
    """Raises IllegalTicketTransition."""
    if wanted not in ALLOWED[present]:
        raise IllegalTicketTransition


def consent_words(locale: str) -> str:
    """The words beside the tick, as whoever reads this language sees them."""
    with speaking(locale):
        return _(CONSENT_WORDS)


def read_ticket(data: Mapping[str, Any]) -> tuple[str, str, TicketPriority]:
    """Subject, words and priority of a form. Raises InvalidInput with every wrong field."""
    known = frozenset({"subject", "message", "priority"})
    fields = Fields({name: data.get(name) for name in known}, known, "message")
    subject = fields.text("subject", _LONGEST_SUBJECT)
    if not subject:
        fields.refuse("subject", "REQUIRED", mark("Scrivi in poche parole di che cosa si tratta."))
    words = read_words(fields, mark("Scrivi la richiesta."))
    asked = fields.text("priority", 20) or TicketPriority.MEDIUM
    if asked not in set(TicketPriority):
        fields.refuse("priority", "INVALID_CHOICE", mark("Scegli una delle priorità."))
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return subject, words, TicketPriority(asked)


def read_reply(data: Mapping[str, Any]) -> str:
    """The words of a reply. Raises InvalidInput (`message`)."""
    fields = Fields({"message": data.get("message")}, frozenset({"message"}), "message")
    words = read_words(fields, mark("Scrivi la risposta."))
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return words


def read_addition(data: Mapping[str, Any]) -> str:
    """The words, if any, of somebody whose address is known. Raises InvalidInput (`message`)."""
    fields = Fields({"message": data.get("message")}, frozenset({"message"}), "message")
    words = read_words(fields)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return words


def read_asker(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """Address, name and words of somebody without an account who wants a person, once they agreed to be answered.
    Raises InvalidInput with every wrong field."""
    known = frozenset({"email", "name", "message", "consent"})
    fields = Fields({name: data.get(name) for name in known}, known, "email")
    email = fields.email("email")
    if not email:
        fields.refuse("email", "REQUIRED", mark("Scrivi l’indirizzo e-mail a cui rispondere."))
    name = fields.text("name", _LONGEST_NAME)
    words = read_words(fields)
    if data.get("consent") is not True:
        fields.refuse("consent", "REQUIRED", mark("Senza questa conferma non possiamo rispondere: spuntala."))
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return email.lower(), name, words


def ticket_row(ticket: SupportTicket, *, is_own: bool = False) -> TicketRow:
    """A line of a list, for the firm or for whoever asked."""
    label, tone = _status_words(ticket.status, is_own=is_own)
    priority, priority_tone = PRIORITIES[ticket.priority]
    return TicketRow(
        ticket_number=ticket.ticket_number,
        subject=ticket.subject,
        who=who_asks(ticket),
        updated_label=moment_label(ticket.updated_at),
        status_label=_(label),
        status_tone=tone,
        priority_label=_(priority),
        priority_tone=priority_tone,
        is_handed_over=ticket.source is TicketSource.CHAT,
    )


def ticket_view(ticket: SupportTicket, *, assigned: str = "", is_own: bool = False) -> TicketView:
    """A ticket for its page. `assigned` is the colleague's name."""
    label, tone = _status_words(ticket.status, is_own=is_own)
    return TicketView(
        ticket_number=ticket.ticket_number,
        subject=ticket.subject,
        description=ticket.description,
        is_transcript=ticket.source is TicketSource.CHAT,
        who=who_asks(ticket),
        email=ticket.email,
        status=ticket.status.value,
        status_label=_(label),
        status_tone=tone,
        priority=ticket.priority.value,
        priority_label=_(PRIORITIES[ticket.priority][0]),
        created_label=moment_label(ticket.created_at),
        assigned_label=assigned or _("nessuno"),
        consent_words=ticket.consent_words,
        consent_label=", ".join(part for part in (ticket.consent_version, ticket.notice_version) if part),
        origin=ticket.origin,
        is_closed=ticket.status in OVER,
    )


def thread_rows(ticket: SupportTicket, messages: Sequence[TicketMessage], *, is_staff: bool) -> list[ThreadRow]:
    """The thread as the firm or whoever asked reads it; notes among colleagues are for the firm alone."""
    return [
        ThreadRow(
            message_id=str(one.id),
            who=_who_wrote(one, is_staff=is_staff),
            words=note_words(one, ticket.ticket_number) if one.event else one.words,
            at_label=moment_label(one.created_at),
            is_own=one.author is (TicketAuthor.STAFF if is_staff else TicketAuthor.CUSTOMER),
            is_note=one.event is not None,
            is_internal=one.is_internal,
        )
        for one in messages
        if is_staff or not one.is_internal
    ]


def note_words(message: TicketMessage, ticket_number: str) -> str:
    """What a note of the system says; empty for what somebody wrote."""
    if message.event is None:
        return ""
    return _(_NOTES[message.event], number=ticket_number, name=message.author_name or _("Una persona"))


def who_asks(ticket: SupportTicket) -> str:
    return ticket.name or ticket.email or _("Visitatore della chat")


def _who_wrote(message: TicketMessage, *, is_staff: bool) -> str:
    if message.author is TicketAuthor.STAFF:
        return message.author_name or _("Lo studio")
    return (message.author_name or _("Il cliente")) if is_staff else _("Tu")


def _status_words(status: TicketStatus, *, is_own: bool) -> tuple[str, str]:
    return (_OWN_WORDS if is_own else {}).get(status, STATUSES[status])
