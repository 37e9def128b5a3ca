"""Files on their way: checked, handed to the channel once, and never again under the same name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.text import speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.fatturapa.findings import kept_finding
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission, TransmissionStatus
from aistrategyhub.features.invoicing.queries import get_invoice
from aistrategyhub.features.invoicing.queries.transmissions import (
    find_transmission_of,
    get_reading,
    lock_transmission,
)
from aistrategyhub.features.invoicing.rules import SETTLES_WITHIN, check_next
from aistrategyhub.features.invoicing.service.channels import channel_of
from aistrategyhub.features.invoicing.service.signing import CannotSign, as_it_leaves, as_it_left
from aistrategyhub.features.invoicing.service.telling import tell_order, tell_owner
from aistrategyhub.infra.work import Postponed, enqueue
from aistrategyhub.integrations.sdi.gateway import OutgoingFile, SdiChannel, SdiRefused

TRANSMIT = "invoicing.transmit"
RECEIVE = "invoicing.receive"
# With the queue's longest delay of an hour these are four days, of the twelve that the law gives (art. 21 c. 4).
_ATTEMPTS = 100
_LONGEST_ERROR = 500
BY_HAND = "by_hand"


async def plan_transmission(session: AsyncSession, invoice_id: UUID) -> InvoiceTransmission:
    """The journey of a document's present file: begun now, or the one that exists. A job sends it, or a person does."""
    invoice = await get_invoice(session, invoice_id)
    if known := await find_transmission_of(session, invoice):
        return known
    earlier = await session.execute(
        select(InvoiceTransmission.attempt)
        .where(InvoiceTransmission.invoice_id == invoice_id)
        .order_by(InvoiceTransmission.attempt.desc())
        .limit(1)
    )
    attempt = (earlier.scalar_one_or_none() or 0) + 1
    channel = await channel_of(session)
    planned = InvoiceTransmission(
        invoice_id=invoice_id,
        attempt=attempt,
        file_name=invoice.file_name,
        channel=channel.name if channel else BY_HAND,
    )
    session.add(planned)
    await session.flush()
    if channel is not None:
        await _ask_for_sending(session, planned)
    return planned


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that is marked as leaving. `was_interrupted` when an earlier attempt may have handed it over."""

    file: OutgoingFile
    was_interrupted: bool


async def make_ready(session: AsyncSession, transmission_id: UUID) -> Ready | None:
    """Checks a file and marks it as leaving, in a commit before `hand_over`; None when it left or may not leave.

    Raises Postponed while the channel may still be settling what an interrupted attempt did.
    """
    transmission = await lock_transmission(session, transmission_id)
    channel = await channel_of(session)
    was_interrupted = transmission.status is TransmissionStatus.SENDING
    if channel is None or not (was_interrupted or transmission.status is TransmissionStatus.GENERATED):
        return None
    invoice = await get_invoice(session, transmission.invoice_id)
    if was_interrupted:
        _await_settling(transmission, channel)
        name, content = await as_it_left(session, invoice)
    else:
        name, content, findings = await _prepared(session, invoice, channel)
        if findings:
            advance(transmission, TransmissionStatus.BLOCKED)
            transmission.findings = findings
            await tell_owner(session, invoice, transmission)
            return None
        advance(transmission, TransmissionStatus.SENDING)
    transmission.sending_since, transmission.channel = clock.now(), channel.name
    return Ready(OutgoingFile(str(transmission.id), name, content), was_interrupted)


async def _prepared(
    session: AsyncSession, invoice: Invoice, channel: SdiChannel
) -> tuple[str, bytes, list[dict[str, str]]]:
    """The file as it leaves, and what keeps it here."""
    try:
        name, content = await as_it_leaves(session, invoice, is_rehearsed=channel.is_stand_in)
    except CannotSign as problem:
        return invoice.file_name, invoice.xml, [problem.finding]
    return name, content, _findings_of(name, content)


async def hand_over(session: AsyncSession, transmission_id: UUID, ready: Ready) -> None:
    """Gives the file to the channel, unless an interrupted attempt did: then that is only noted.

    Raises SdiUnavailable when it should be tried again.
    """
    transmission = await lock_transmission(session, transmission_id)
    channel = await channel_of(session)
    if channel is None or transmission.status is not TransmissionStatus.SENDING:
        return
    invoice = await get_invoice(session, transmission.invoice_id)
    reading = await get_reading(session, channel.name)
    departed = await channel.find_departed(ready.file, reading) if ready.was_interrupted else None
    try:
        handover = departed or await channel.send(ready.file, reading)
    except SdiRefused as refusal:
        advance(transmission, TransmissionStatus.FAILED)
        transmission.last_error = str(refusal)[:_LONGEST_ERROR]
        await tell_owner(session, invoice, transmission)
        return
    advance(transmission, TransmissionStatus.SENT)
    transmission.reference, transmission.identifier = handover.reference, handover.identifier
    transmission.sent_at, transmission.last_error = clock.now(), None
    await tell_order(session, invoice, transmission)
    await enqueue(session, RECEIVE, {}, key=f"{RECEIVE}:{transmission.id}")


async def not_left(session: AsyncSession, transmission_id: UUID, reason: str) -> None:
    """The channel said clearly that it did not take the file: there is nothing to settle."""
    transmission = await lock_transmission(session, transmission_id)
    advance(transmission, TransmissionStatus.GENERATED)
    transmission.sending_since, transmission.last_error = None, reason[:_LONGEST_ERROR]


async def send_again(session: AsyncSession, transmission_id: UUID) -> None:
    """Another try for a file that was held back or that the channel refused: SdI never saw it, so its name is free."""
    transmission = await lock_transmission(session, transmission_id)
    advance(transmission, TransmissionStatus.GENERATED)
    transmission.findings, transmission.last_error, transmission.sending_since = [], None, None
    channel = await channel_of(session)
    transmission.channel = channel.name if channel else BY_HAND
    await record(session, "invoicing.sent_again", "invoice", transmission.invoice_id, file=transmission.file_name)
    if channel is not None:
        await _ask_for_sending(session, transmission, again=True)


async def send_many(session: AsyncSession, invoice_ids: Sequence[UUID]) -> int:
    """Sends the documents of these that never left, were held back, refused by the channel, or waited for people to
    carry them before there was a channel; how many."""
    channel = await channel_of(session)
    return sum([await _send_one(session, invoice_id, has_channel=channel is not None) for invoice_id in invoice_ids])


async def _send_one(session: AsyncSession, invoice_id: UUID, *, has_channel: bool) -> bool:
    known = await find_transmission_of(session, await get_invoice(session, invoice_id))
    if known is None:
        await plan_transmission(session, invoice_id)
        return True
    waits_for_people = known.status is TransmissionStatus.GENERATED and known.channel == BY_HAND
    if waits_for_people and has_channel:
        await _ask_for_sending(session, known, again=True)
        return True
    if known.status in (TransmissionStatus.BLOCKED, TransmissionStatus.FAILED):
        await send_again(session, known.id)
        return True
    return False


async def note_upload(session: AsyncSession, transmission_id: UUID) -> None:
    """A person uploaded the file to SdI themselves."""
    transmission = await lock_transmission(session, transmission_id)
    advance(transmission, TransmissionStatus.SENT)
    transmission.channel, transmission.sent_at = BY_HAND, clock.now()
    invoice = await get_invoice(session, transmission.invoice_id)
    await record(session, "invoicing.uploaded", "invoice", invoice.id, file=transmission.file_name)
    await tell_order(session, invoice, transmission)


async def give_up_sending(session: AsyncSession, transmission_id: UUID) -> None:
    """The channel did not answer for days: the file waits for somebody."""
    transmission = await lock_transmission(session, transmission_id)
    if transmission.status in (TransmissionStatus.GENERATED, TransmissionStatus.SENDING):
        advance(transmission, TransmissionStatus.FAILED)
        await tell_owner(session, await get_invoice(session, transmission.invoice_id), transmission)


def advance(transmission: InvoiceTransmission, target: TransmissionStatus) -> None:
    """Moves a file along by our own doing. Raises IllegalTransmission."""
    check_next(transmission.status, target)
    transmission.status, transmission.changed_at = target, clock.now()


def _await_settling(transmission: InvoiceTransmission, channel: SdiChannel) -> None:
    """A provider needs minutes to say that it took a mail; the rehearsal knows at once."""
    since = transmission.sending_since
    if channel.is_stand_in or since is None:
        return
    if clock.now() < since + SETTLES_WITHIN:
        raise Postponed(since + SETTLES_WITHIN, "waits until the channel knows whether the file left")


def _findings_of(name: str, content: bytes) -> list[dict[str, str]]:
    """What SdI would refuse, said in Italian."""
    with speaking("it"):
        verdict = judge(name, content)
        said = [kept_finding(finding.code, finding.words) for finding in verdict.errors]
    return said or ([] if verdict.is_readable else [kept_finding("00106", verdict.reason)])


async def _ask_for_sending(session: AsyncSession, transmission: InvoiceTransmission, *, again: bool = False) -> None:
    key = None if again else f"{TRANSMIT}:{transmission.id}"
    payload = {"transmission_id": str(transmission.id)}
    await enqueue(session, TRANSMIT, payload, key=key, max_attempts=_ATTEMPTS)
