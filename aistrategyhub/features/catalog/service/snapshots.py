"""Items made what snapshots say of them: facts, words and status, prices."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.models import CatalogItem, ItemStatus
from aistrategyhub.features.catalog.queries import get_price_list
from aistrategyhub.features.catalog.rules.batches import FACTS, content_with, wanted_prices
from aistrategyhub.features.catalog.schemas import PriceDraft
from aistrategyhub.features.catalog.schemas.batches import ItemState, Snapshot
from aistrategyhub.features.catalog.service.prices import default_list, set_prices_of_many
from aistrategyhub.features.catalog.service.words import write_texts
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.queries import find_version, find_versions, get_publication
from aistrategyhub.infra.db import tenant_of

_NO_VERSIONS: Mapping[UUID, str] = MappingProxyType({})
_AT_ONCE = 500


async def write_facts(session: AsyncSession, wanted: Sequence[tuple[ItemState, Snapshot]]) -> None:
    """Makes kind, category, VAT class and the like what the snapshots say."""
    rows = []
    for state, snapshot in wanted:
        changed = {name: value for name, value in facts_of(snapshot).items() if snapshot[name] != state.snapshot[name]}
        if changed:
            rows.append({"tenant_id": tenant_of(session), "id": state.id, **changed, "updated_at": now()})
    if rows:
        await session.execute(update(CatalogItem), rows)


async def write_words_of_published(
    session: AsyncSession, wanted: Sequence[tuple[int, ItemState, Snapshot]], *, live: Mapping[UUID, str] = _NO_VERSIONS
) -> set[UUID]:
    """Makes the words of items on the site what the snapshots say, in a few statements for all of them, where nothing
    else of their pages changes; which items those were. `live` is by item what it is for `write_words`. Raises
    InvalidInput as that does."""
    plain = [one for one in wanted if _changes_only_words(*one[1:])]
    apart = await _read_otherwise(session, plain, live)
    plain = [one for one in plain if one[1].id not in apart]
    words = [
        publishing.NewWords(state.publication_id, _content(state, snapshot), state.revision)
        for _line, state, snapshot in plain
    ]
    try:
        contents = await publishing.rewrite_many(session, SERVICE.name, words)
    except InvalidInput as refusal:
        lines = [line for line, _state, _snapshot in plain]
        raise InvalidInput([of_line(error, lines) for error in refusal.fields]) from None
    ids = [state.id for _line, state, _snapshot in plain]
    await write_texts(session, dict(zip(ids, contents, strict=True)))
    if ids:
        rows = [{"tenant_id": tenant_of(session), "id": item_id, "updated_at": now()} for item_id in ids]
        await session.execute(update(CatalogItem), rows)
    return set(ids)


async def _read_otherwise(
    session: AsyncSession, wanted: Sequence[tuple[int, ItemState, Snapshot]], live: Mapping[UUID, str]
) -> set[UUID]:
    """The items of which visitors read other words then than those of the snapshot, which were only a draft."""
    known = [(state, snapshot, UUID(live[state.id])) for _line, state, snapshot in wanted if state.id in live]
    apart: set[UUID] = set()
    for first in range(0, len(known), _AT_ONCE):
        some = known[first : first + _AT_ONCE]
        versions = await find_versions(session, [version_id for _state, _snapshot, version_id in some])
        apart |= {
            state.id
            for state, snapshot, version_id in some
            if version_id in versions and versions[version_id].content != _content(state, snapshot)
        }
    return apart


def _changes_only_words(state: ItemState, wanted: Snapshot) -> bool:
    known = state.snapshot
    stays = all(wanted[name] == known[name] for name in ("slug", "slug_en", "status"))
    return stays and wanted["texts"] != known["texts"] and state.publication_status is PublicationStatus.PUBLISHED


def _content(state: ItemState, wanted: Snapshot) -> dict[str, Any]:
    return content_with(_without_gone(state, wanted), wanted["texts"])


async def write_words(
    session: AsyncSession, line: int, state: ItemState, wanted: Snapshot, *, live: str | None = None
) -> None:
    """Makes address, words and status of an item what the snapshot says. `live` is the version that visitors read
    then, where the draft may have been another."""
    try:
        if state.publication_status is PublicationStatus.ARCHIVED and wanted["status"] != ItemStatus.ARCHIVED:
            await publishing.reopen(session, state.publication_id)
        if (wanted["slug"], wanted["slug_en"]) != (state.snapshot["slug"], state.snapshot["slug_en"]):
            slugs = {"it": wanted["slug"], "en": wanted["slug_en"]}
            await publishing.move(session, state.publication_id, slugs=slugs)
        has_new_words = wanted["texts"] != state.snapshot["texts"]
        if has_new_words:
            content = _content(state, wanted)
            await publishing.save_draft(session, state.publication_id, content, revision=state.revision)
        await _write_status(session, state, wanted["status"], has_new_words, live)
    except InvalidInput as refusal:
        raise InvalidInput([behind(line, error) for error in refusal.fields]) from None


async def _write_status(
    session: AsyncSession, state: ItemState, wanted: str, has_new_words: bool, live: str | None
) -> None:
    is_live = state.publication_status is PublicationStatus.PUBLISHED
    if wanted == ItemStatus.PUBLISHED and (has_new_words or not is_live):
        await _go_live(session, state.publication_id, live)
    elif wanted == ItemStatus.DRAFT and is_live:
        await publishing.unpublish(session, state.publication_id)
    elif wanted == ItemStatus.ARCHIVED and state.publication_status is not PublicationStatus.ARCHIVED:
        await publishing.archive(session, state.publication_id)


async def _go_live(session: AsyncSession, publication_id: UUID, live: str | None) -> None:
    """Publishes the draft; where visitors read another version before, that one, and the draft stays a draft."""
    version = await find_version(session, UUID(live)) if live else None
    publication = await get_publication(session, publication_id)
    draft = publication.draft
    if version is None or version.content == draft:
        await publishing.publish(session, publication_id)
        return
    back = await publishing.roll_back(session, publication_id, version.number, revision=publication.draft_revision)
    await publishing.publish(session, publication_id)
    await publishing.save_draft(session, publication_id, draft, revision=back.draft_revision)


def _without_gone(state: ItemState, wanted: Snapshot) -> dict[str, Any]:
    """The words without English where going back takes it away again."""
    keeps_english = any(column.endswith("_en") for column in wanted["texts"])
    had_english = any(column.endswith("_en") for column in state.snapshot["texts"])
    if had_english and not keeps_english:
        return {locale: words for locale, words in state.content.items() if locale != "en"}
    return state.content


async def write_prices(session: AsyncSession, wanted: Sequence[tuple[ItemState, Snapshot]]) -> None:
    """Makes the prices of items what the snapshots say, list by list."""
    default = await default_list(session)
    prices: dict[UUID, dict[UUID, list[PriceDraft]]] = {}
    for state, snapshot in wanted:
        known = state.snapshot
        if all(snapshot.get(name, known[name]) == known[name] for name in ("price", "more_prices")):
            continue
        for list_id, drafts in wanted_prices(snapshot, known, default.id).items():
            prices.setdefault(list_id, {})[state.id] = drafts
    for list_id, of_items in prices.items():
        await set_prices_of_many(session, of_items, await get_price_list(session, list_id))


def facts_of(snapshot: Snapshot) -> dict[str, Any]:
    """The columns of `catalog_items` that a snapshot tells."""
    return {**{name: snapshot[name] for name in FACTS}, "category_id": UUID(snapshot["category_id"])}


def behind(line: int, error: FieldError) -> FieldError:
    """The refusal of a field, behind the line that it is of."""
    return FieldError(f"{line}.{error.field}", error.code, error.sentence, error.values)


def of_line(error: FieldError, lines: Sequence[int]) -> FieldError:
    """The refusal of one of many, which begins with its place, behind its line."""
    place, _dot, rest = error.field.partition(".")
    return FieldError(f"{lines[int(place)]}.{rest}", error.code, error.sentence, error.values)
