"""What happened to an order, told by every room that had a part in it, as one line of time. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus
from aistrategyhub.features.orders.models import NoteAuthor, OrderEvent, OrderNote
from aistrategyhub.features.orders.rules.words import event_words
from aistrategyhub.features.orders.schemas import EventRow, Happening

_MAILS = {
    EmailStatus.QUEUED: (mark("E-mail in coda: {subject}"), "waiting"),
    EmailStatus.SENDING: (mark("E-mail in partenza: {subject}"), "waiting"),
    EmailStatus.SENT: (mark("E-mail spedita: {subject}"), "action"),
    EmailStatus.FAILED: (mark("E-mail non partita: {subject}"), "failed"),
    EmailStatus.BOUNCED: (mark("E-mail respinta: {subject}"), "failed"),
}


def event_happenings(events: Iterable[OrderEvent], *, told_elsewhere: Collection[str] = ()) -> list[Happening]:
    """The order's own steps, but those kinds that another room tells with more to say."""
    return [_of_event(event) for event in events if event.kind not in told_elsewhere]


def note_happenings(notes: Iterable[OrderNote], *, is_staff: bool) -> list[Happening]:
    """What was written about it. The buyer reads neither who wrote nor what is between colleagues."""
    return [
        Happening(note.written_at, _note_title(note, is_staff=is_staff), note.words)
        for note in notes
        if is_staff or note.is_for_buyer
    ]


def mail_happenings(mails: Iterable[EmailSend]) -> list[Happening]:
    """The mails about it, each as far as it got."""
    return [
        Happening(mail.sent_at or mail.queued_at, _(_MAILS[mail.status][0], subject=mail.subject), "", _tone(mail))
        for mail in mails
    ]


def timeline_rows(happenings: Iterable[Happening]) -> list[EventRow]:
    """All of it, oldest first; only the last step can still be waiting."""
    ordered: Sequence[Happening] = sorted(happenings, key=lambda one: one.at)
    settled = [replace(one, tone="neutral") if one.tone == "waiting" else one for one in ordered[:-1]]
    return [
        EventRow(title=one.title, at_label=moment_label(one.at), detail=one.detail, tone=one.tone)
        for one in [*settled, *ordered[-1:]]
    ]


def _of_event(event: OrderEvent) -> Happening:
    title, detail, tone = event_words(event)
    return Happening(event.created_at, title, detail, tone)


def _note_title(note: OrderNote, *, is_staff: bool) -> str:
    if note.author is NoteAuthor.BUYER:
        return _("Il cliente ha scritto") if is_staff else _("Hai scritto")
    if not is_staff:
        return _("Ti abbiamo scritto")
    return _("Nota per il cliente") if note.is_for_buyer else _("Nota interna")


def _tone(mail: EmailSend) -> str:
    return _MAILS[mail.status][1]
