"""Lists of redirects. Lines that touch nothing that is there, nor one another, are added in a few statements for all of
them; of the rest each is added as one would by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.features.publishing.models import LONGEST_PATH, Address, Publication, Redirect
from aistrategyhub.features.publishing.rules import (
    RedirectLine,
    is_page_of_rooms,
    is_system_path,
    path_key,
    read_source,
    read_status,
    read_target,
)
from aistrategyhub.features.publishing.service.addresses import hold_addresses
from aistrategyhub.features.publishing.service.redirects import Destination, add_redirect, put_down
from aistrategyhub.prerender.queries import written_among

_AT_ONCE = 2_000


@dataclass(frozen=True)
class ImportReport:
    """How many lines of a list became redirects, and why the others did not: number of the line and the refusal."""

    added: int
    refused: list[tuple[int, FieldError]]


@dataclass(frozen=True)
class _Read:
    """A line that is one: `destination` as it is written, which is nowhere with status 410."""

    line: RedirectLine
    path: str
    key: str
    destination: Destination


@dataclass
class _Known:
    """What stands at these paths: `sources` are those that somebody or something is at or that others lead to, `onward`
    those that lead elsewhere by hand, `owners` the destinations of those that are or were a publication's."""

    sources: set[str] = field(default_factory=set)
    onward: set[str] = field(default_factory=set)
    owners: dict[str, Destination] = field(default_factory=dict)


async def import_redirects(session: AsyncSession, lines: Sequence[RedirectLine]) -> ImportReport:
    """Adds those lines of a list that may be added, whatever their order, and says of each other why not."""
    await hold_addresses(session)
    alone = await _alone(session, [read for line in lines if (read := _read(line))])
    for read in alone.values():
        await put_down(session, read.path, read.key, read.destination, read.line.status, read.line.target)
    await session.flush()
    refused: list[tuple[int, FieldError]] = []
    for line in lines:
        if line.number in alone:
            continue
        try:
            await add_redirect(session, source=line.source, target=line.target, status=line.status)
        except InvalidInput as refusal:
            refused.append((line.number, refusal.fields[0]))
    return ImportReport(len(lines) - len(refused), refused)


def _read(line: RedirectLine) -> _Read | None:
    try:
        path, key = read_source(line.source)
        if read_status(line.status) == 410:
            return _Read(line, path, key, Destination())
        target = read_target(line.target, "target")
    except InvalidInput:
        return None
    if target.is_elsewhere:
        return _Read(line, path, key, Destination(path=target.path))
    target_key = path_key(target.path)
    if len(target_key) > LONGEST_PATH:
        return None
    return _Read(line, path, key, Destination(path=target.path, key=target_key, suffix=target.suffix))


async def _alone(session: AsyncSession, given: Sequence[_Read]) -> dict[int, _Read]:
    """By its number each line that may be added whatever becomes of the others, with where it leads in the end."""
    sources = Counter(read.key for read in given)
    targets = {read.destination.key for read in given if read.destination.key}
    known = await _known(session, sorted({*sources, *targets}))
    alone = {}
    for read in given:
        target = read.destination.key
        is_free = sources[read.key] == 1 and read.key not in targets and read.key not in known.sources
        if not is_free or _is_of_the_product(read.key) or target in sources or target in known.onward:
            continue
        owner = known.owners.get(target) if target else None
        destination = Destination(owner.publication_id, owner.locale, suffix=read.destination.suffix) if owner else None
        alone[read.line.number] = _Read(read.line, read.path, read.key, destination or read.destination)
    return alone


def _is_of_the_product(key: str) -> bool:
    bare = key.split("?")[0]
    return is_system_path(bare) or (key == bare and is_page_of_rooms(bare))


async def _known(session: AsyncSession, keys: Sequence[str]) -> _Known:
    known = _Known()
    forwards = select(Publication.forward_path).where(Publication.forward_path.is_not(None))
    known.sources |= {path_key(path) for path in (await session.execute(forwards)).scalars() if path}
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        owners = select(Address.path, Address.publication_id, Address.locale).where(Address.path.in_(some))
        for path, publication_id, locale in (await session.execute(owners)).tuples():
            known.sources.add(path)
            if publication_id is not None:
                known.owners[path] = Destination(publication_id, locale)
        onward = select(Redirect.source_key).where(Redirect.source_key.in_(some))
        known.onward |= set((await session.execute(onward)).scalars())
        led_to = select(Redirect.target_key).where(Redirect.target_key.in_(some))
        known.sources |= {key for key in (await session.execute(led_to)).scalars() if key}
        known.sources |= await written_among(session, some)
    known.sources |= known.onward
    return known
