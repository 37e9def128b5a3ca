"""Another address to sign in with: it counts once both mailboxes have said yes."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark, moment_label, speaking
from aistrategyhub.features.accounts.emails.addresses import AddressChanged, ConfirmAddressChange
from aistrategyhub.features.accounts.links import CONFIRM_ROUTE, page_url
from aistrategyhub.features.accounts.models import LinkPurpose, MailedLink, Person
from aistrategyhub.features.accounts.queries import find_person_by_email, get_person
from aistrategyhub.features.accounts.queries.links import find_newest_link, was_sent_lately
from aistrategyhub.features.accounts.rules.mailed_links import EMAIL_CHANGE_LASTS, MAIL_LOCK
from aistrategyhub.features.accounts.rules.registration import refused
from aistrategyhub.features.accounts.service.links import LinkRefused, issue_link, use_link, void_links
from aistrategyhub.features.accounts.service.ownership import Shown, check_recognised
from aistrategyhub.features.accounts.service.registration import mark_verified, tell_already_registered
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.db import take_turns

_SAME_ADDRESS = mark("È già il tuo indirizzo.")


class AddressTaken(DomainError):
    """Somebody else has had this address since the change was asked for."""

    code = "ADDRESS_TAKEN"
    sentence = mark("Il nuovo indirizzo è già di un altro account: il cambio non è avvenuto.")


class ChangeAskedLately(DomainError):
    """A change was asked for a moment ago, and its mails are on their way."""

    code = "CHANGE_ASKED_LATELY"
    sentence = mark("Abbiamo appena scritto alle due caselle: aspetta qualche minuto prima di chiederlo di nuovo.")


async def ask_address_change(session: AsyncSession, person_id: UUID, new_address: str) -> None:
    """Mails a link to the present address and one to the new one; `new_address` is canonical.

    An address that has an account gets the mail that says so instead: the answer is the same. A present address that
    was never verified is not asked, because nobody has shown that it is the person's. Raises InvalidInput for the
    address they have, and ChangeAskedLately.
    """
    person = await get_person(session, person_id)
    if new_address == person.email:
        raise refused("email", "SAME_ADDRESS", _SAME_ADDRESS)
    await take_turns(session, f"mail:{person.id}")
    if await was_sent_lately(session, person.id, LinkPurpose.CHANGE_EMAIL_NEW, MAIL_LOCK):
        raise ChangeAskedLately
    await void_links(session, person, LinkPurpose.CHANGE_EMAIL_OLD)
    if person.email_verified_at is not None:
        await _ask(session, person, LinkPurpose.CHANGE_EMAIL_OLD, to=person.email, new_address=new_address)
    await _ask_new(session, person, new_address)
    await record(session, "accounts.email_change_asked", "user", person.id)


async def confirm_address_change(session: AsyncSession, token: str, shown: Shown | None = None) -> bool:
    """Counts the yes of the mailbox that this link went to; whether the address has changed with it.

    Raises LinkRefused, and AddressTaken when somebody has registered the new address meanwhile. Whoever reads the new
    mailbox must also be whoever asked: raises NotRecognised and NotTheirPassword as `registration.verify_email` does.
    """
    link = await _use_either(session, token)
    await take_turns(session, f"mail:{link.user_id}")
    person = await get_person(session, link.user_id)
    if shown is not None and link.purpose is LinkPurpose.CHANGE_EMAIL_NEW:
        await check_recognised(session, person, shown)
    new = await find_newest_link(session, person.id, LinkPurpose.CHANGE_EMAIL_NEW)
    if new is None or not await _both_said_yes(session, person, new):
        return False
    await _change(session, person, new.email)
    return True


async def _ask_new(session: AsyncSession, person: Person, new_address: str) -> None:
    holder = await find_person_by_email(session, new_address)
    if holder is None:
        await _ask(session, person, LinkPurpose.CHANGE_EMAIL_NEW, to=new_address, new_address=new_address)
        return
    # The link exists, so that all else goes as it would, and nobody gets it.
    await issue_link(session, person, LinkPurpose.CHANGE_EMAIL_NEW, email=new_address, lasts=EMAIL_CHANGE_LASTS)
    await tell_already_registered(session, holder)


async def _ask(session: AsyncSession, person: Person, purpose: LinkPurpose, *, to: str, new_address: str) -> None:
    token = await issue_link(session, person, purpose, email=to, lasts=EMAIL_CHANGE_LASTS)
    mail = ConfirmAddressChange(
        name=person.first_name,
        old_address=person.email,
        new_address=new_address,
        url=page_url(CONFIRM_ROUTE, person.language, token=token),
        lasts_hours=int(EMAIL_CHANGE_LASTS.total_seconds() // 3600),
        is_to_new=purpose is LinkPurpose.CHANGE_EMAIL_NEW,
    )
    await queue_mail(session, mail, to=to, locale=person.language, person_id=person.id)


async def _use_either(session: AsyncSession, token: str) -> MailedLink:
    try:
        return await use_link(session, token, LinkPurpose.CHANGE_EMAIL_OLD)
    except LinkRefused:
        return await use_link(session, token, LinkPurpose.CHANGE_EMAIL_NEW)


async def _both_said_yes(session: AsyncSession, person: Person, new: MailedLink) -> bool:
    if new.used_at is None:
        return False
    if person.email_verified_at is None:
        return True
    old = await find_newest_link(session, person.id, LinkPurpose.CHANGE_EMAIL_OLD)
    return old is not None and old.used_at is not None and old.email == person.email


async def _change(session: AsyncSession, person: Person, new_address: str) -> None:
    old_address, was_verified = person.email, person.email_verified_at is not None
    if await _is_taken(session, new_address):
        raise AddressTaken
    person.email, person.email_verified_at = new_address, now()
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError as race:
        raise AddressTaken from race
    await void_links(session, person, *LinkPurpose)
    await record(
        session,
        "accounts.email_changed",
        "user",
        person.id,
        before={"email": old_address},
        after={"email": new_address},
    )
    await mark_verified(session, person)
    if was_verified:
        await _tell_old(session, person, old_address)


async def _is_taken(session: AsyncSession, address: str) -> bool:
    return bool((await session.execute(select(exists().where(Person.email == address)))).scalar_one())


async def _tell_old(session: AsyncSession, person: Person, old_address: str) -> None:
    with speaking(person.language):
        at_label = moment_label(now())
    mail = AddressChanged(name=person.first_name, new_address=person.email, at_label=at_label)
    await queue_mail(session, mail, to=old_address, locale=person.language, person_id=person.id)
