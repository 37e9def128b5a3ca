"""Reads of preview links and of what was said of them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.models import (
    PreviewAnswer,
    PreviewLink,
    Publication,
    PublicationStatus,
    PublicationVersion,
)
from aistrategyhub.features.publishing.queries.publications import paths_of
from aistrategyhub.features.publishing.schemas import AnswerRow, Preview, PreviewRow

_LONGEST_TOKEN = 100


class PreviewNotFound(DomainError):
    """No such link, or it expired or was taken back."""

    code = "PREVIEW_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa anteprima non è più disponibile: chiedi un nuovo link a chi te l’ha mandata.")


async def find_preview(session: AsyncSession, token: str) -> Preview | None:
    """What the holder of a link is shown, while the link is good and its publication is not in the trash."""
    found = await find_link(session, token)
    if found is None:
        return None
    link, publication, version = found
    paths = await paths_of(session, [publication.id])
    return Preview(
        link_id=link.id,
        publication_id=publication.id,
        kind=publication.kind,
        title=version.title if version else publication.title,
        content=version.content if version else publication.draft,
        version=version.number if version else None,
        draft_revision=publication.draft_revision,
        paths=paths[publication.id],
        recipient=link.recipient,
        expires_at=link.expires_at,
    )


async def find_link(
    session: AsyncSession, token: str
) -> tuple[PreviewLink, Publication, PublicationVersion | None] | None:
    """The link of a token while it is good, what it is of, and the version that it shows."""
    if not token.isascii() or len(token) > _LONGEST_TOKEN:
        return None
    query = (
        select(PreviewLink, Publication, PublicationVersion)
        .join(Publication, Publication.id == PreviewLink.publication_id)
        .outerjoin(PublicationVersion, PublicationVersion.id == PreviewLink.version_id)
        .where(
            PreviewLink.token_fingerprint == fingerprint(token),
            PreviewLink.expires_at > now(),
            PreviewLink.revoked_at.is_(None),
            Publication.status != PublicationStatus.TRASHED,
        )
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row.PreviewLink, row.Publication, row.PublicationVersion)


async def get_link(session: AsyncSession, link_id: UUID) -> PreviewLink:
    """The link of this id, good or not. Raises PreviewNotFound."""
    found = (await session.execute(select(PreviewLink).where(PreviewLink.id == link_id))).scalar_one_or_none()
    if found is None:
        raise PreviewNotFound
    return found


async def list_previews(session: AsyncSession, publication_id: UUID) -> list[PreviewRow]:
    """Every link to a publication, the newest first."""
    query = (
        select(PreviewLink, PublicationVersion.number)
        .outerjoin(PublicationVersion, PublicationVersion.id == PreviewLink.version_id)
        .where(PreviewLink.publication_id == publication_id)
        .order_by(PreviewLink.created_at.desc(), PreviewLink.id.desc())
    )
    return [
        PreviewRow(
            id=link.id,
            recipient=link.recipient,
            version=number,
            expires_at=link.expires_at,
            revoked_at=link.revoked_at,
            created_by=link.created_by,
            created_at=link.created_at,
        )
        for link, number in (await session.execute(query)).tuples()
    ]


async def list_answers(session: AsyncSession, publication_id: UUID) -> list[AnswerRow]:
    """Everything that was said of a publication's previews, the newest first."""
    query = (
        select(PreviewAnswer)
        .join(PreviewLink, PreviewLink.id == PreviewAnswer.link_id)
        .where(PreviewLink.publication_id == publication_id)
        .order_by(PreviewAnswer.created_at.desc(), PreviewAnswer.id.desc())
    )
    return [answer_row(answer) for answer in (await session.execute(query)).scalars()]


def answer_row(answer: PreviewAnswer) -> AnswerRow:
    """An answer as it leaves the room."""
    return AnswerRow(
        id=answer.id,
        link_id=answer.link_id,
        verdict=answer.verdict,
        words=answer.words,
        name=answer.name,
        draft_revision=answer.draft_revision,
        created_at=answer.created_at,
    )
