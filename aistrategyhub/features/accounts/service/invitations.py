"""New colleagues: an account without a password, and the mailed link that sets one."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, current_principal
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, mark
from aistrategyhub.features.accounts.emails.staff import StaffInvited
from aistrategyhub.features.accounts.models import LinkPurpose, Person
from aistrategyhub.features.accounts.queries.directory import hold_person
from aistrategyhub.features.accounts.rules.staff import RoleNotYours, check_may_look_after, may_grant
from aistrategyhub.features.accounts.service.links import issue_link
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail

INVITATION_LASTS = timedelta(days=3)

_NO_EMAIL = mark("Scrivi l’indirizzo e-mail.")
_NO_ROLE = mark("Scegli un ruolo tra quelli elencati.")
_NO_NAME = mark("Scrivi il nome.")
_NO_LANGUAGE = mark("Scegli l’italiano o l’inglese.")
_TAKEN = mark("Con questo indirizzo c’è già un account: cambiagli il ruolo dalla sua scheda.")
_FIELDS = frozenset({"email", "first_name", "last_name", "role", "language"})


class HasPassword(DomainError):
    """The invitation was taken up already: a forgotten password is asked for from the sign-in page."""

    code = "HAS_PASSWORD"
    kind = Kind.CONFLICT
    sentence = mark("Questa persona ha già scelto la sua password.")


async def invite(session: AsyncSession, data: object) -> Person:
    """Makes an account without a password and mails its person the link that sets one.

    Raises InvalidInput with a sentence for each wrong field, and RoleNotYours.
    """
    person = _read(data)
    if not may_grant(current_principal().role, person.role):
        raise RoleNotYours
    try:
        async with session.begin_nested():
            session.add(person)
    except IntegrityError:
        raise InvalidInput([FieldError("email", "EMAIL_TAKEN", _TAKEN)]) from None
    await record(session, "accounts.invited", "user", person.id, after={"role": person.role, "email": person.email})
    await _send(session, person)
    return person


async def invite_again(session: AsyncSession, person_id: UUID) -> Person:
    """Mails a new link; the one before ends. Raises PersonNotFound, OwnAccount, RoleNotYours, HasPassword."""
    person = await hold_person(session, person_id)
    check_may_look_after(current_principal(), person.id, person.role)
    if person.password_hash:
        raise HasPassword
    await record(session, "accounts.invited_again", "user", person.id)
    await _send(session, person)
    return person


async def _send(session: AsyncSession, person: Person) -> None:
    token = await issue_link(session, person, LinkPurpose.RESET_PASSWORD, email=person.email, lasts=INVITATION_LASTS)
    await queue_mail(
        session, StaffInvited.of(person, token), to=person.email, locale=person.language, person_id=person.id
    )


def _read(data: object) -> Person:
    fields = Fields(data, _FIELDS, "invitation")
    email = fields.email("email").lower()
    first_name, last_name = fields.text("first_name", 100), fields.text("last_name", 100)
    role, language = fields.text("role", 40), fields.text("language", 5) or DEFAULT_LOCALE
    checks = (
        (email, "email", "REQUIRED", _NO_EMAIL),
        (first_name, "first_name", "REQUIRED", _NO_NAME),
        (role in set(Role) - {Role.GUEST}, "role", "UNKNOWN_VALUE", _NO_ROLE),
        (language in LOCALES, "language", "UNKNOWN_VALUE", _NO_LANGUAGE),
    )
    for is_good, name, code, sentence in checks:
        if not is_good:
            fields.refuse(name, code, sentence)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return Person(email=email, first_name=first_name, last_name=last_name, role=Role(role), language=language)
