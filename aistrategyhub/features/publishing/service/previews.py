"""Links that show what is not published to somebody without an account, who may say what they think of it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.publishing.emails import PreviewAnswered
from aistrategyhub.features.publishing.models import (
    PreviewAnswer,
    PreviewLink,
    Publication,
    Verdict,
    VersionOrigin,
)
from aistrategyhub.features.publishing.queries import (
    PreviewNotFound,
    find_link,
    get_link,
    get_publication,
    get_version,
    writing_person,
)
from aistrategyhub.features.publishing.rules import get_kind, printable, short_line
from aistrategyhub.features.publishing.service.lifecycle import acting_person_id

MOST_DAYS = 90
MOST_ANSWERS = 50
LONGEST_WORDS = 4000
LONGEST_NAME = 120

_DAYS = mark("Il link può durare da 1 a {most} giorni.")
_NO_NAME = mark("Scrivi il tuo nome: serve a chi ha scritto la pagina.")
_NO_WORDS = mark("Scrivi che cosa cambieresti.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")


class TooManyAnswers(DomainError):
    """The link was answered as often as it may be."""

    code = "TOO_MANY_ANSWERS"
    kind = Kind.TOO_MANY
    sentence = mark("A questa anteprima è già stato risposto molte volte: scrivi a chi te l’ha mandata.")


@dataclass(frozen=True)
class IssuedPreview:
    """A new link; its `token` is shown now and never again."""

    link: PreviewLink
    token: str


async def issue_preview(
    session: AsyncSession, publication_id: UUID, *, version: int | None = None, days: int = 14, recipient: str = ""
) -> IssuedPreview:
    """A link to one version, or to the draft as it will be when looked at, good for some days.

    Raises InvalidInput (`days`), PublicationNotFound, VersionNotFound.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput([FieldError("days", "OUT_OF_RANGE", _DAYS, {"most": MOST_DAYS})])
    publication = await get_publication(session, publication_id)
    shown = await get_version(session, publication_id, version) if version is not None else None
    if shown is not None and shown.origin is VersionOrigin.AUTOSAVE:
        shown.origin = VersionOrigin.KEPT
    token = new_token()
    link = PreviewLink(
        publication_id=publication.id,
        version_id=shown.id if shown else None,
        token_fingerprint=fingerprint(token),
        recipient=short_line(recipient, LONGEST_NAME),
        expires_at=now() + timedelta(days=days),
        created_by=acting_person_id(),
    )
    session.add(link)
    await session.flush()
    await record(
        session, "publishing.preview_issued", "publication", publication.id, title=publication.title, days=days
    )
    return IssuedPreview(link, token)


async def revoke_preview(session: AsyncSession, link_id: UUID, *, of: UUID | None = None) -> None:
    """Ends a link at once. Raises PreviewNotFound, also when it shows another publication than `of`."""
    link = await get_link(session, link_id)
    if of is not None and link.publication_id != of:
        raise PreviewNotFound
    if link.revoked_at is None:
        link.revoked_at = now()
        await record(session, "publishing.preview_revoked", "publication", link.publication_id)


async def answer_preview(
    session: AsyncSession, token: str, *, verdict: Verdict, name: str, words: str = ""
) -> PreviewAnswer:
    """What the holder of a link says of what they saw, which whoever made the link is told by mail.

    Raises PreviewNotFound, TooManyAnswers, and InvalidInput (`name`, `words`): a change is asked for in words.
    """
    found = await find_link(session, token)
    if found is None:
        raise PreviewNotFound
    link, publication, _version = found
    said_by, said = _read_answer(verdict, name, words)
    await session.execute(select(PreviewLink.id).where(PreviewLink.id == link.id).with_for_update())
    count = select(func.count()).select_from(PreviewAnswer).where(PreviewAnswer.link_id == link.id)
    if (await session.scalar(count) or 0) >= MOST_ANSWERS:
        raise TooManyAnswers
    answer = PreviewAnswer(
        link_id=link.id, verdict=verdict, name=said_by, words=said, draft_revision=publication.draft_revision
    )
    session.add(answer)
    await session.flush()
    await _tell_author(session, link, publication, answer)
    return answer


def _read_answer(verdict: Verdict, name: str, words: str) -> tuple[str, str]:
    errors = []
    said_by, said = printable(one_line(name)), printable(words, lines=True).strip()
    if not said_by:
        errors.append(FieldError("name", "MISSING", _NO_NAME))
    elif len(said_by) > LONGEST_NAME:
        errors.append(FieldError("name", "TOO_LONG", _TOO_LONG, {"longest": LONGEST_NAME}))
    if verdict is Verdict.CHANGE_ASKED and not said:
        errors.append(FieldError("words", "MISSING", _NO_WORDS))
    elif len(said) > LONGEST_WORDS:
        errors.append(FieldError("words", "TOO_LONG", _TOO_LONG, {"longest": LONGEST_WORDS}))
    if errors:
        raise InvalidInput(errors)
    return said_by, said


async def _tell_author(
    session: AsyncSession, link: PreviewLink, publication: Publication, answer: PreviewAnswer
) -> None:
    author: Person | None = await writing_person(session, link.created_by)
    if author is None:
        return
    route = get_kind(publication.kind).editor_route.format(id=publication.id)
    mail = PreviewAnswered.of(
        verdict=answer.verdict,
        name=answer.name,
        words=answer.words,
        title=publication.title,
        route=route,
        language=author.language,
    )
    await queue_mail(
        session,
        mail,
        to=author.email,
        locale=author.language,
        key=f"preview_answer:{answer.id}",
        person_id=author.id,
    )
