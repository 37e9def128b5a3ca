"""The steps of an order's work: where one can go from where it is, what its form says, how it reads. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from aistrategyhub.core.errors import DomainError, InvalidInput, Kind
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.moments import read_day
from aistrategyhub.core.text import _, mark, moment_label, percent_label, short_date_label
from aistrategyhub.features.media.rules import size_label
from aistrategyhub.features.orders.models import Deliverable, MilestoneState, OrderMilestone, OrderNote, OrderStatus
from aistrategyhub.features.orders.schemas import FileRow, StepRow

MOST_STEPS = 40
ALLOWED_NEXT_STATE: dict[MilestoneState, frozenset[MilestoneState]] = {
    MilestoneState.TO_DO: frozenset({MilestoneState.DELIVERED}),
    MilestoneState.DELIVERED: frozenset({MilestoneState.APPROVED, MilestoneState.CHANGE_ASKED}),
    MilestoneState.CHANGE_ASKED: frozenset({MilestoneState.DELIVERED}),
    MilestoneState.APPROVED: frozenset(),
}
STATE_LABELS = {
    MilestoneState.TO_DO: (mark("Da fare"), "neutral"),
    MilestoneState.DELIVERED: (mark("Consegnata, da approvare"), "waiting"),
    MilestoneState.APPROVED: (mark("Approvata"), "action"),
    MilestoneState.CHANGE_ASKED: (mark("Modifica chiesta"), "failed"),
}
CALLED_OFF = frozenset({OrderStatus.CANCELLED, OrderStatus.REFUNDED})
_ENDED = CALLED_OFF | {OrderStatus.COMPLETED}
_FIELDS = frozenset({"name", "due"})
_ASK_NAME = mark("Dai un nome alla tappa.")


class IllegalStep(DomainError):
    """A step cannot go from where it is to there; somebody may have been quicker."""

    code = "ILLEGAL_MILESTONE_TRANSITION"
    sentence = mark("La tappa «{name}» ora è «{state}»: ricarica la pagina.")


class MilestoneNotFound(DomainError):
    """No such step of this order."""

    code = "MILESTONE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa tappa non c’è.")


class WorkIsClosed(DomainError):
    """The order was called off, or its work has ended."""

    code = "WORK_IS_CLOSED"
    sentence = mark("Il lavoro di quest’ordine è chiuso: le tappe restano come sono.")


class StepIsDelivered(DomainError):
    """What the buyer has received is no longer ours to change."""

    code = "MILESTONE_DELIVERED"
    sentence = mark("La tappa «{name}» è già stata consegnata: resta com’è.")


class TooManySteps(DomainError):
    """More steps than anybody could follow."""

    code = "TOO_MANY_MILESTONES"
    sentence = mark("Un ordine ha al massimo {most} tappe.")


class NotTheBuyer(DomainError):
    """A colleague looks at the buyer's page: only the buyer approves."""

    code = "NOT_THE_BUYER"
    kind = Kind.FORBIDDEN
    sentence = mark("Approva solo il cliente: da qui vedi la sua pagina e non decidi per lui.")


@dataclass(frozen=True)
class WrittenStep:
    """A step as staff wrote it."""

    name: str
    due: date | None = None


def check_step(step: OrderMilestone, to: MilestoneState) -> None:
    """Raises IllegalStep unless the step may go there."""
    if to not in ALLOWED_NEXT_STATE[step.state]:
        raise IllegalStep(name=step.name, state=_(STATE_LABELS[step.state][0]))


def check_open(statuses: Iterable[OrderStatus], *, may_be_done: bool = False) -> None:
    """Raises WorkIsClosed when no order of the work, whose statuses these are, is open; one that is completed is open
    to what was left undecided (`may_be_done`)."""
    closed = CALLED_OFF if may_be_done else _ENDED
    if all(status in closed for status in statuses):
        raise WorkIsClosed


def is_work_done(steps: Sequence[OrderMilestone]) -> bool:
    """Whether there are steps and each was approved."""
    return bool(steps) and all(step.state is MilestoneState.APPROVED for step in steps)


def read_step(data: Mapping[str, object]) -> WrittenStep:
    """The step that a form or a body describes. Raises InvalidInput with every wrong field."""
    fields = Fields({name: data.get(name) for name in _FIELDS}, _FIELDS, whole="milestone")
    name, due = fields.text("name", 160), fields.text("due", 10)
    if not name:
        fields.refuse("name", "REQUIRED", _ASK_NAME)
    errors = list(fields.errors.values())
    day = None
    try:
        day = read_day(due, "due") if due else None
    except InvalidInput as refusal:
        errors += refusal.fields
    if errors:
        raise InvalidInput(errors)
    return WrittenStep(name, day)


def step_rows(
    steps: Sequence[OrderMilestone],
    files: Sequence[Deliverable],
    notes: Sequence[OrderNote],
    *,
    today: date,
    address: str,
    is_staff: bool,
) -> list[StepRow]:
    """The steps as staff or the buyer read them; `address` is what the path of a file begins with. The buyer sees no
    file before it is delivered."""
    of_step: dict[UUID, list[Deliverable]] = defaultdict(list)
    for file in files:
        if is_staff or file.delivered_at:
            of_step[file.milestone_id].append(file)
    asked = {note.milestone_id: note.words for note in notes if note.milestone_id}
    return [_row(step, of_step[step.id], asked.get(step.id, ""), today, address, is_staff) for step in steps]


def _row(
    step: OrderMilestone, files: Sequence[Deliverable], asked: str, today: date, address: str, is_staff: bool
) -> StepRow:
    label, tone = STATE_LABELS[step.state]
    is_waiting = step.state in (MilestoneState.TO_DO, MilestoneState.CHANGE_ASKED)
    is_late = is_waiting and step.due is not None and step.due < today
    return StepRow(
        milestone_id=str(step.id),
        name=step.name,
        due=step.due.isoformat() if step.due else "",
        due_label=_due(step, is_late),
        share_label=percent_label(step.share) if step.share is not None else "",
        state=step.state.value,
        state_label=_(label),
        state_tone=tone,
        at_label=_at(step),
        asked=asked if step.state is MilestoneState.CHANGE_ASKED else "",
        files=[_file(file, address) for file in files],
        can_deliver=is_staff and is_waiting,
        can_remove=is_staff and step.state is MilestoneState.TO_DO,
        can_decide=not is_staff and step.state is MilestoneState.DELIVERED,
    )


def _due(step: OrderMilestone, is_late: bool) -> str:
    if step.due is None:
        return ""
    day = short_date_label(step.due)
    return _("in ritardo: era per il {day}", day=day) if is_late else _("entro il {day}", day=day)


def _at(step: OrderMilestone) -> str:
    if step.state is MilestoneState.APPROVED and step.decided_at:
        return _("approvata il {at}", at=moment_label(step.decided_at))
    if step.state is MilestoneState.DELIVERED and step.delivered_at:
        return _("consegnata il {at}", at=moment_label(step.delivered_at))
    return ""


def _file(file: Deliverable, address: str) -> FileRow:
    return FileRow(
        file_id=str(file.id),
        name=file.name,
        size_label=size_label(file.bytes),
        href=f"{address}/{file.id}",
        is_delivered=file.delivered_at is not None,
    )
