"""Addresses: one path for one publication, worked out from its own slug and those above it.

Whoever changes an address waits for the one before, so that what is checked here still holds at the commit. The path
that a visitor may have kept stays with its publication and leads to where that is now: there is nothing between them
that could become a chain or a loop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import LOCALES, mark
from aistrategyhub.features.publishing.models import Address, Publication, Redirect
from aistrategyhub.features.publishing.queries import lock_descendants, slugs_above
from aistrategyhub.features.publishing.rules import get_kind, public_path
from aistrategyhub.infra.db import take_turns

TAKEN = mark("L’indirizzo {path} è già di «{title}»: scegline un altro.")
REDIRECTS = mark(
    "Da {path} parte un reindirizzamento verso {target}: toglilo prima di dare questo indirizzo a una pagina."
)
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Moved:
    """A publication's path in one language, before (None at first) and now."""

    publication: Publication
    locale: str
    former: str | None
    path: str


async def hold_addresses(session: AsyncSession) -> None:
    """Lets one transaction at a time change addresses and redirects of the tenant."""
    await take_turns(session, "publishing.addresses")


async def readdress(session: AsyncSession, publication: Publication) -> list[Moved]:
    """Gives a publication and all below it the paths that their slugs say; those that changed.

    What a published one leaves keeps leading to it. An old path of another publication is taken over. Raises
    InvalidInput with `slugs.<locale>` when a path is another's, or leads elsewhere by hand; nothing is changed then.
    """
    await hold_addresses(session)
    await session.flush()
    family = [publication, *await lock_descendants(session, publication.id)]
    wanted = await _wanted_paths(session, family)
    current = await _current_paths(session, family)
    moved = [
        Moved(member, locale, current.get((member.id, locale)), wanted[member.id, locale])
        for member in family
        for locale in LOCALES
        if current.get((member.id, locale)) != wanted[member.id, locale]
    ]
    if moved:
        await _check_free(session, moved)
        await _leave(session, moved)
        await _take(session, moved)
        await _lead_along(session, moved)
    return moved


async def release(session: AsyncSession, publication_id: UUID) -> None:
    """Lets others take the paths of a publication; until then they say where it went."""
    await hold_addresses(session)
    await session.execute(update(Address).where(Address.publication_id == publication_id).values(is_current=False))


async def take_over(session: AsyncSession, paths: Sequence[str]) -> None:
    """Makes way at paths that are nobody's current one: what once led from there to another publication leads there no
    longer."""
    for first in range(0, len(paths), _AT_ONCE):
        some = paths[first : first + _AT_ONCE]
        await session.execute(delete(Address).where(Address.path.in_(some), Address.is_current.is_(False)))


async def is_free(session: AsyncSession, paths: Mapping[str, str]) -> bool:
    """Whether none of these paths (by locale) is anybody's or leads elsewhere by hand."""
    taken = select(Address.id).where(Address.path.in_(paths.values()), Address.is_current)
    led = select(Redirect.id).where(Redirect.source_key.in_(paths.values()))
    return (await session.execute(taken.union_all(led).limit(1))).first() is None


async def _wanted_paths(session: AsyncSession, family: list[Publication]) -> dict[tuple[UUID, str], str]:
    first = family[0]
    above: dict[UUID, list[dict[str, str]]] = {}
    if first.parent_id is not None:
        above[first.parent_id] = await slugs_above(session, first.parent_id)
    wanted = {}
    for member in family:
        slugs = [*above.get(member.parent_id, []), member.slugs] if member.parent_id else [member.slugs]
        above[member.id] = slugs
        root = get_kind(member.kind).root
        for locale in LOCALES:
            wanted[member.id, locale] = public_path(locale, root, [each[locale] for each in slugs])
    return wanted


async def _current_paths(session: AsyncSession, family: list[Publication]) -> dict[tuple[UUID, str], str]:
    query = select(Address.publication_id, Address.locale, Address.path).where(
        Address.publication_id.in_([member.id for member in family]), Address.is_current
    )
    return {(owner, locale): path for owner, locale, path in (await session.execute(query)).tuples()}


async def _check_free(session: AsyncSession, moved: list[Moved]) -> None:
    locale_of = {one.path: one.locale for one in moved}
    leaving = {one.former for one in moved}
    taken = (
        select(Address.path, Publication.title)
        .join(Publication, Publication.id == Address.publication_id)
        .where(Address.path.in_(locale_of), Address.is_current)
    )
    errors = [
        FieldError(f"slugs.{locale_of[path]}", "PATH_TAKEN", TAKEN, {"path": path, "title": title})
        for path, title in (await session.execute(taken)).tuples()
        if path not in leaving
    ]
    led = select(Redirect).where(Redirect.source_key.in_(locale_of))
    for redirect in (await session.execute(led)).scalars():
        values = {"path": redirect.source, "target": redirect.target_path or "410"}
        errors.append(FieldError(f"slugs.{locale_of[redirect.source_key]}", "PATH_REDIRECTS", REDIRECTS, values))
    if errors:
        raise InvalidInput(sorted(errors, key=lambda error: LOCALES.index(error.field.removeprefix("slugs."))))


async def _leave(session: AsyncSession, moved: list[Moved]) -> None:
    """Nobody knows the path of what was never published, so that it leads nowhere."""
    known = [one.former for one in moved if one.former and one.publication.first_published_at is not None]
    unknown = [one.former for one in moved if one.former and one.publication.first_published_at is None]
    if known:
        await session.execute(update(Address).where(Address.path.in_(known)).values(is_current=False))
    if unknown:
        await session.execute(delete(Address).where(Address.path.in_(unknown)))


async def _take(session: AsyncSession, moved: list[Moved]) -> None:
    rows = [
        {
            "id": new_id(),
            "path": one.path,
            "locale": one.locale,
            "publication_id": one.publication.id,
            "is_current": True,
            "created_at": now(),
        }
        for one in moved
    ]
    insertion = insert(Address)
    values = {name: insertion.excluded[name] for name in ("locale", "publication_id", "is_current", "created_at")}
    await session.execute(insertion.on_conflict_do_update(index_elements=["tenant_id", "path"], set_=values), rows)


# What led to such a path by its letters leads to the publication from now on, wherever it goes.
_LEAD_ALONG = (
    text(
        """
        UPDATE redirects SET target_publication_id = m.id, target_locale = m.locale, target_path = NULL,
            target_key = NULL
        FROM unnest(CAST(:ids AS uuid[]), CAST(:locales AS text[]), CAST(:paths AS text[])) AS m (id, locale, path)
        WHERE target_key = m.path
        """
    ),
    text(
        """
        UPDATE publications p SET forward_publication_id = m.id, forward_path = NULL
        FROM unnest(CAST(:ids AS uuid[]), CAST(:locales AS text[]), CAST(:paths AS text[])) AS m (id, locale, path)
        WHERE p.forward_path = m.path AND p.id <> m.id
        """
    ),
)


async def _lead_along(session: AsyncSession, moved: list[Moved]) -> None:
    values = {
        "ids": [one.publication.id for one in moved],
        "locales": [one.locale for one in moved],
        "paths": [one.path for one in moved],
    }
    for statement in _LEAD_ALONG:
        await session.execute(statement, values)
