"""Redirects made by hand. None starts where a page is, leads to itself, into a circle, or to another redirect."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.paths import split_language
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.publishing.models import LONGEST_PATH, Address, Publication, PublicationStatus, Redirect
from aistrategyhub.features.publishing.queries import find_publication, get_redirect
from aistrategyhub.features.publishing.rules import (
    is_page_of_rooms,
    is_system_path,
    path_key,
    read_source,
    read_status,
    read_target,
    short_line,
)
from aistrategyhub.features.publishing.service.addresses import hold_addresses
from aistrategyhub.features.publishing.service.lifecycle import acting_person_id
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.prerender.queries import written_among

_LONGEST_NOTE = 300
_EXISTS = mark("All’indirizzo {path} c’è già una pagina, «{title}»: chi la cerca non la troverebbe più.")
_IS_PAGE = mark("All’indirizzo {path} c’è già una pagina del sito: chi la cerca non la troverebbe più.")
_ALREADY = mark("Da {path} parte già un reindirizzamento: modificalo.")
_TO_ITSELF = mark("Un reindirizzamento non può portare a sé stesso.")
_IN_CIRCLES = mark("{path} porta già qui: chi visita il sito girerebbe in tondo.")
_TOO_LONG = mark("L’indirizzo è troppo lungo: al massimo {longest} caratteri.")
_NO_TARGET = mark("La pagina scelta non c’è più: scegli un’altra destinazione.")


@dataclass(frozen=True)
class Destination:
    """Where a redirect leads, as its row says it."""

    publication_id: UUID | None = None
    locale: str | None = None
    path: str | None = None
    key: str | None = None
    suffix: str = ""

    def columns(self) -> dict[str, Any]:
        names = ("publication_id", "locale", "path", "key", "suffix")
        return {f"target_{name}": getattr(self, name) for name in names}


async def add_redirect(
    session: AsyncSession,
    *,
    source: str,
    target: str = "",
    publication_id: UUID | None = None,
    status: int = 301,
    note: str = "",
) -> Redirect:
    """A redirect from a path to a publication, wherever it goes, to a path of this site or to an address elsewhere.

    With status 410 there is nothing any more, whatever the target says. What leads to another redirect leads to its
    target, and what led here leads there too. Raises InvalidInput (`source`, `target`, `status`); then nothing is
    changed.
    """
    await hold_addresses(session)
    path, key = read_source(source)
    await _check_source(session, path, key)
    destination = Destination()
    if read_status(status) != 410:
        destination = await _destination(session, target, publication_id, split_language(path)[0], key)
        await _check_no_circle(session, path, key, destination)
    await session.execute(delete(Address).where(Address.path == key, Address.is_current.is_(False)))
    redirect = await put_down(session, path, key, destination, status, target, note)
    await _lead_along(session, key, destination, status)
    return redirect


async def put_down(
    session: AsyncSession, path: str, key: str, destination: Destination, status: int, target: str, note: str = ""
) -> Redirect:
    """The redirect itself, once everything that `add_redirect` sees to is seen to. `target` is what was asked for."""
    # With its tenant given, none of many is asked back from the database one by one.
    redirect = Redirect(
        tenant_id=tenant_of(session),
        source=path,
        source_key=key,
        status=status,
        note=short_line(note, _LONGEST_NOTE),
        created_by=acting_person_id(),
        **destination.columns(),
    )
    session.add(redirect)
    await record(session, "publishing.redirect_added", "redirect", redirect.id, source=path, target=target, code=status)
    return redirect


async def change_redirect(session: AsyncSession, redirect_id: UUID, **changes: Any) -> Redirect:
    """The redirect made anew with these arguments of `add_redirect`; its hits stay. Raises as that does."""
    await hold_addresses(session)
    before = await get_redirect(session, redirect_id)
    hits, last_hit_at = before.hits, before.last_hit_at
    await remove_redirect(session, redirect_id)
    redirect = await add_redirect(session, **changes)
    redirect.hits, redirect.last_hit_at = hits, last_hit_at
    return redirect


async def remove_redirect(session: AsyncSession, redirect_id: UUID) -> None:
    """Lets the path lead nowhere again. Raises RedirectNotFound."""
    await hold_addresses(session)
    redirect = await get_redirect(session, redirect_id)
    await session.delete(redirect)
    await session.flush()
    await record(session, "publishing.redirect_removed", "redirect", redirect_id, source=redirect.source)


async def _check_source(session: AsyncSession, path: str, key: str) -> None:
    bare = key.split("?")[0]
    if is_system_path(bare) or (key == bare and (is_page_of_rooms(bare) or await written_among(session, [bare]))):
        raise _refusal("source", "IS_A_PAGE", _IS_PAGE, path=path)
    query = (
        select(Publication.title)
        .join(Address, Address.publication_id == Publication.id)
        .where(Address.path == key, Address.is_current)
    )
    title = (await session.execute(query)).scalar_one_or_none()
    if title is not None:
        raise _refusal("source", "IS_A_PAGE", _EXISTS, path=path, title=title)
    if (await session.execute(select(Redirect.id).where(Redirect.source_key == key))).first():
        raise _refusal("source", "ALREADY_REDIRECTED", _ALREADY, path=path)


async def _destination(
    session: AsyncSession, target: str, publication_id: UUID | None, locale: str, source_key: str
) -> Destination:
    if publication_id is not None:
        publication = await find_publication(session, publication_id)
        if publication is None or publication.status is PublicationStatus.TRASHED:
            raise _refusal("target", "TARGET_NOT_FOUND", _NO_TARGET)
        return Destination(publication_id, locale)
    wanted = read_target(target, "target")
    if wanted.is_elsewhere:
        return Destination(path=wanted.path)
    key = path_key(wanted.path)
    if len(key) > LONGEST_PATH:
        raise _refusal("target", "TARGET_TOO_LONG", _TOO_LONG, longest=LONGEST_PATH)
    if key == source_key:
        raise _refusal("target", "TO_ITSELF", _TO_ITSELF)
    return await _followed(session, key, Destination(path=wanted.path, key=key, suffix=wanted.suffix))


async def _followed(session: AsyncSession, key: str, as_written: Destination) -> Destination:
    """Past an address that only leads on, to where it leads."""
    owner = select(Address.publication_id, Address.locale).where(Address.path == key)
    found = (await session.execute(owner)).one_or_none()
    if found is not None and found.publication_id is not None:
        return Destination(found.publication_id, found.locale, suffix=as_written.suffix)
    next_one = (await session.execute(select(Redirect).where(Redirect.source_key == key))).scalar_one_or_none()
    if next_one is None:
        return as_written
    if next_one.status == 410:
        raise _refusal("target", "TARGET_NOT_FOUND", _NO_TARGET)
    return Destination(
        next_one.target_publication_id,
        next_one.target_locale,
        next_one.target_path,
        next_one.target_key,
        as_written.suffix or next_one.target_suffix,
    )


async def _check_no_circle(session: AsyncSession, path: str, key: str, destination: Destination) -> None:
    """A redirect or a withdrawn publication that leads here is no target, nor what leads to it."""
    if destination.key == key:
        raise _refusal("target", "IN_CIRCLES", _IN_CIRCLES, path=destination.path or path)
    seen: set[UUID] = set()
    following = destination.publication_id
    while following is not None and following not in seen:
        seen.add(following)
        publication = await find_publication(session, following)
        if publication is None:
            return
        if publication.forward_path is not None and path_key(publication.forward_path) == key:
            raise _refusal("target", "IN_CIRCLES", _IN_CIRCLES, path=publication.title)
        following = publication.forward_publication_id


async def _lead_along(session: AsyncSession, key: str, destination: Destination, status: int) -> None:
    """What led here by its letters leads to the same target, so that nobody is sent on twice."""
    columns = destination.columns()
    columns.pop("target_suffix")
    if status == 410:
        columns["status"] = 410
    await session.flush()
    await session.execute(update(Redirect).where(Redirect.target_key == key).values(columns))
    forward = {"forward_publication_id": destination.publication_id, "forward_path": destination.path}
    await session.execute(update(Publication).where(Publication.forward_path == key).values(forward))


def _refusal(field: str, code: str, sentence: str, **values: object) -> InvalidInput:
    return InvalidInput([FieldError(field, code, sentence, values)])
