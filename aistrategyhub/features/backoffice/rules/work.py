"""The work queue in words that its owner understands."""

from collections.abc import Mapping
from datetime import datetime

from aistrategyhub.core.text import _, ago_label, mark
from aistrategyhub.features.backoffice.schemas import ProcessRow, WorkChoice, WorkRow
from aistrategyhub.infra.heartbeat import JobProcess
from aistrategyhub.infra.work import Work, WorkStatus

DEAD = "fermi"
# The parts of the queue, by the word in the address.
WORK_PARTS: Mapping[str, WorkStatus] = {
    DEAD: WorkStatus.DEAD,
    "in-attesa": WorkStatus.READY,
    "in-corso": WorkStatus.LEASED,
    "fatti": WorkStatus.DONE,
}
_PART_LABELS = {
    DEAD: mark("Fermi"),
    "in-attesa": mark("In attesa"),
    "in-corso": mark("In corso"),
    "fatti": mark("Fatti di recente"),
}
_STATUSES = {
    WorkStatus.DEAD: (mark("Fermo"), "failed"),
    WorkStatus.READY: (mark("In attesa"), "waiting"),
    WorkStatus.LEASED: (mark("In corso"), "action"),
    WorkStatus.DONE: (mark("Fatto"), "neutral"),
}
_TITLES = {
    "mailing.send": mark("Invio di un’e-mail"),
    "payments.process_event": mark("Notizia del servizio di pagamento"),
    "payments.find_late": mark("Ricerca dei pagamenti senza notizie"),
    "payments.catch_up": mark("Ricerca delle notifiche mai arrivate"),
    "payments.send_refund": mark("Invio di un rimborso"),
    "payments.look_again": mark("Verifica di un pagamento"),
    "invoicing.deliver": mark("PDF e invio di una fattura"),
    "invoicing.transmit": mark("Invio di una fattura al Sistema di Interscambio"),
    "invoicing.receive": mark("Lettura delle ricevute del Sistema di Interscambio"),
    "deliver.invoicing.transmit_when_issued": mark("Partenza di una fattura emessa"),
    "deliver.invoicing.credit_when_refunded": mark("Nota di credito di un rimborso"),
    "deliver.invoicing.issue_when_paid": mark("Emissione di una fattura"),
    "deliver.invoicing.deliver_when_issued": mark("Consegna di una fattura emessa"),
}


def work_row(work: Work, *, now: datetime) -> WorkRow:
    """The work as staff read it; a job without a title of its own goes by its name."""
    label, tone = _STATUSES[work.status]
    is_waiting = work.status is WorkStatus.READY
    return WorkRow(
        work_id=str(work.id),
        title=_(_TITLES.get(work.job, work.job)),
        job=work.job,
        status_label=_(label),
        status_tone=tone,
        attempts_label=_("{count} di {most}", count=work.attempts, most=work.max_attempts),
        age_label=ago_label(now - work.created_at),
        next_label=ago_label(now - work.next_attempt_at) if is_waiting and work.attempts else "",
        error=work.last_error or "",
        can_retry=work.status is WorkStatus.DEAD,
    )


def work_choices(counts: Mapping[WorkStatus, int], *, chosen: str) -> list[WorkChoice]:
    """The parts of the queue, with how much is in each."""
    return [
        WorkChoice(value=part, label=_(_PART_LABELS[part]), count=counts.get(status, 0), is_chosen=part == chosen)
        for part, status in WORK_PARTS.items()
    ]


def process_row(process: JobProcess, *, now: datetime) -> ProcessRow:
    """A job process as staff read it."""
    return ProcessRow(
        name=f"{process.host} · {process.pid}",
        role_label=_("Lavora e tiene l’orologio") if process.is_leader else _("Lavora"),
        since_label=ago_label(now - process.started_at),
        seen_label=ago_label(now - process.seen_at),
    )
