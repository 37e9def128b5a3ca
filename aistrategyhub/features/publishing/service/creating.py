"""New publications, and those that get another address."""

from collections.abc import Mapping
from itertools import count
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import LOCALES, _, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.events import PublicationAudienceChanged
from aistrategyhub.features.publishing.models import Audience, Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import (
    get_publication,
    lock_descendants,
    lock_publication,
    slugs_above,
)
from aistrategyhub.features.publishing.rules import (
    LONGEST_SLUG,
    Content,
    ContentKind,
    fold,
    get_kind,
    parsed,
    public_path,
    read_content,
    read_slugs,
    search_key,
    suggest_slug,
    things_of,
    title_of,
)
from aistrategyhub.features.publishing.service.addresses import hold_addresses, is_free, readdress
from aistrategyhub.features.publishing.service.companions import tell
from aistrategyhub.features.publishing.service.drafts import check_editable
from aistrategyhub.features.publishing.service.lifecycle import acting_person_id, touch_row
from aistrategyhub.features.publishing.service.relocating import tell_of_moves
from aistrategyhub.infra.outbox import publish


class _Keep:
    """The value stays as it is."""


KEEP: Final = _Keep()

_DEEPEST = 8
_MOST_NUMBERED = 20
_NO_PARENT = mark("Questo contenuto non può stare dentro un altro.")
_WRONG_PARENT = mark("La pagina superiore non esiste più: scegline un’altra.")
_INTO_ITSELF = mark("Una pagina non può stare dentro sé stessa.")
_TOO_DEEP = mark("Le pagine sono annidate troppo: al massimo {deepest} livelli.")


async def create(
    session: AsyncSession,
    kind_name: str,
    *,
    content: object,
    slugs: Mapping[str, str] | None = None,
    parent_id: UUID | None = None,
    position: int | None = None,
    audience: Audience = Audience.EVERYBODY,
) -> Publication:
    """A new draft, last among its siblings unless a position is given.

    Without `slugs` ({"it": "chi-siamo"}, `/` for the home page) they are made from its titles, so that they are free;
    a language without one takes the Italian. Raises InvalidInput (`slugs.it`, `parent_id`, `it.blocks.0.title`), then
    nothing was created.
    """
    kind = get_kind(kind_name)
    checked = read_content(kind, content)
    await hold_addresses(session)
    await _check_parent(session, kind, parent_id)
    by = acting_person_id()
    publication = Publication(
        kind=kind.name,
        audience=audience,
        parent_id=parent_id,
        position=await _next_position(session, kind, parent_id) if position is None else position,
        slugs=await _first_slugs(session, kind, checked, slugs, parent_id),
        title=title_of(kind, checked),
        things=things_of(kind, checked),
        draft=checked,
        draft_saved_by=by,
        created_by=by,
        updated_by=by,
    )
    publication.search_key = search_key(publication.title, publication.slugs)
    session.add(publication)
    await readdress(session, publication)
    await record(
        session,
        "publishing.created",
        "publication",
        publication.id,
        publication_kind=kind.name,
        title=publication.title,
        slugs=publication.slugs,
    )
    return publication


async def move(
    session: AsyncSession,
    publication_id: UUID,
    *,
    slugs: Mapping[str, str] | None = None,
    parent_id: UUID | _Keep | None = KEEP,
    position: int | None = None,
) -> Publication:
    """The publication with other slugs, below another parent or at another place among its siblings.

    Old addresses, those of everything below it too, lead to the new ones by themselves. Raises InvalidInput,
    NotEditable, PublicationNotFound.
    """
    await hold_addresses(session)
    publication = await lock_publication(session, publication_id)
    check_editable(publication)
    kind = get_kind(publication.kind)
    before = {"slugs": publication.slugs, "parent_id": publication.parent_id, "position": publication.position}
    if not isinstance(parent_id, _Keep) and parent_id != publication.parent_id:
        await _check_parent(session, kind, parent_id, publication)
        publication.parent_id = parent_id
        publication.position = await _next_position(session, kind, parent_id)
    if position is not None:
        publication.position = position
    given = {**publication.slugs, **(slugs or {})}
    publication.slugs = read_slugs(
        given, may_be_home=kind.may_be_home, is_top=publication.parent_id is None, has_root=bool(kind.root)
    )
    publication.search_key = search_key(publication.title, publication.slugs)
    touch_row(publication)
    moved = await readdress(session, publication)
    after = {"slugs": publication.slugs, "parent_id": publication.parent_id, "position": publication.position}
    if before != after:
        await record(session, "publishing.moved", "publication", publication.id, before=before, after=after)
    await tell_of_moves(session, publication, moved, in_list=before["position"] != after["position"])
    for member in {one.publication.id: one.publication for one in moved}.values():
        await tell(session, member)
    return publication


async def set_audience(session: AsyncSession, publication_id: UUID, audience: Audience) -> Publication:
    """The publication, read by these from now on."""
    publication = await lock_publication(session, publication_id)
    if audience is not publication.audience:
        before, publication.audience = publication.audience, audience
        touch_row(publication)
        await record(
            session, "publishing.audience_changed", "publication", publication.id, before=before, after=audience
        )
        await tell_of_moves(session, publication, [], in_list=True)
        await tell(session, publication)
        fact = PublicationAudienceChanged(publication_id=publication_id, kind=publication.kind, audience=audience)
        await publish(session, fact)
    return publication


async def _first_slugs(
    session: AsyncSession, kind: ContentKind, content: Content, given: Mapping[str, str] | None, parent_id: UUID | None
) -> dict[str, str]:
    rules = {"may_be_home": kind.may_be_home, "is_top": parent_id is None, "has_root": bool(kind.root)}
    if given is not None:
        return read_slugs(given, **rules)
    fallback = fold(_(kind.label)) or kind.name
    suggested = {
        locale: suggest_slug(kind.title_of(parsed(kind, content, locale))) for locale in LOCALES if locale in content
    }
    suggested = {locale: slug for locale, slug in suggested.items() if slug} or {"it": fallback}
    suggested.setdefault("it", fallback)
    above = await slugs_above(session, parent_id)
    for number in count(1):
        ending = _ending(number)
        numbered = {locale: slug[: LONGEST_SLUG - len(ending)] + ending for locale, slug in suggested.items()}
        try:
            slugs = read_slugs(numbered, **rules)
        except InvalidInput as refusal:
            if all(error.code == "SLUG_RESERVED" for error in refusal.fields):
                continue
            raise
        paths = {
            locale: public_path(locale, kind.root, [*(each[locale] for each in above), slugs[locale]])
            for locale in LOCALES
        }
        if await is_free(session, paths):
            return slugs
    raise AssertionError("unreachable: count() never ends")


def _ending(number: int) -> str:
    """What tells this try at a free slug from those before: nothing, a number, at last something random."""
    if number == 1:
        return ""
    return f"-{number}" if number <= _MOST_NUMBERED else f"-{new_id().hex[-8:]}"


async def _next_position(session: AsyncSession, kind: ContentKind, parent_id: UUID | None) -> int:
    last = select(func.max(Publication.position)).where(
        Publication.kind == kind.name, Publication.parent_id == parent_id
    )
    return (await session.scalar(last) or 0) + 1


async def _check_parent(
    session: AsyncSession, kind: ContentKind, parent_id: UUID | None, child: Publication | None = None
) -> None:
    if parent_id is None:
        return
    if not kind.may_nest:
        raise _no_parent("NO_PARENT", _NO_PARENT)
    try:
        parent = await get_publication(session, parent_id)
    except DomainError:
        raise _no_parent("PARENT_NOT_FOUND", _WRONG_PARENT) from None
    if parent.kind != kind.name or parent.status is PublicationStatus.TRASHED:
        raise _no_parent("PARENT_NOT_FOUND", _WRONG_PARENT)
    below = [] if child is None else [child, *await lock_descendants(session, child.id)]
    if parent.id in {one.id for one in below}:
        raise _no_parent("INTO_ITSELF", _INTO_ITSELF)
    if len(await slugs_above(session, parent_id)) >= _DEEPEST:
        raise _no_parent("TOO_DEEP", _TOO_DEEP, deepest=_DEEPEST)


def _no_parent(code: str, sentence: str, **values: object) -> InvalidInput:
    return InvalidInput([FieldError("parent_id", code, sentence, values)])
