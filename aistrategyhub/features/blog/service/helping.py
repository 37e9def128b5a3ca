"""Help with a draft: asked, answered by a worker, and taken into the draft piece by piece by the editor alone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.models import (
    BlogTag,
    DraftHelp,
    DraftHelpStep,
    DraftSuggestion,
    HelpStatus,
    PostDisclosure,
    SuggestionState,
)
from aistrategyhub.features.blog.prompts import OUTLINE, SUMMARY, TITLES
from aistrategyhub.features.blog.queries.facts import get_facts
from aistrategyhub.features.blog.queries.helping import lock_suggestion
from aistrategyhub.features.blog.rules.helping import accepted
from aistrategyhub.features.blog.schemas.drafts import MOST_TAGS, ShelfDraft
from aistrategyhub.features.blog.schemas.helping import HelpWish, Idea
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.blog.service.posts import set_facts
from aistrategyhub.features.blog.service.shelves import save_shelf
from aistrategyhub.features.prompts.queries import check_gateway
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.rules import fold
from aistrategyhub.features.publishing.service import check_live, save_draft
from aistrategyhub.infra.work import enqueue
from aistrategyhub.prerender.service import touch

HELP = "blog.help"
_PROMPTS = (TITLES, OUTLINE, SUMMARY)


class AlreadyDecided(DomainError):
    """The suggestion was taken or put aside before."""

    code = "SUGGESTION_DECIDED"
    sentence = mark("Questo suggerimento è già stato accettato o scartato.")


class TooManyTags(DomainError):
    """A post has no room for another tag."""

    code = "TOO_MANY_TAGS"
    sentence = mark("L’articolo ha già {most} tag: togline uno prima.")


async def ask_help(session: AsyncSession, post_id: UUID, wish: HelpWish) -> DraftHelp:
    """Help that workers will ask models for, a question at a time. Raises ModelNotConfigured, PublicationNotFound."""
    await get_publication(session, post_id, kind=POST.name)
    await check_gateway(session)
    asked = DraftHelp(
        post_id=post_id,
        locale=wish.locale,
        topic=wish.topic,
        keywords=wish.keywords,
        tone=wish.tone,
        length=wish.length,
        asked_by=_acting(),
        asked_at=now(),
    )
    session.add(asked)
    await session.flush()
    steps = [DraftHelpStep(help_id=asked.id, position=at, prompt=spec.name) for at, spec in enumerate(_PROMPTS)]
    session.add_all(steps)
    await session.flush()
    for step in steps:
        await enqueue(session, HELP, {"step_id": str(step.id)}, key=f"{HELP}:{step.id}")
    return asked


async def keep_ideas(session: AsyncSession, step: DraftHelpStep, ideas: Sequence[Idea], call_id: UUID) -> None:
    """What came of a question: suggestions, which change nothing by themselves."""
    step.status, step.failure, step.failure_values, step.call_id = HelpStatus.DONE, "", {}, call_id
    session.add_all(
        DraftSuggestion(step_id=step.id, position=at, piece=idea.piece, text=idea.text, points=idea.points)
        for at, idea in enumerate(ideas)
    )
    await session.flush()


async def accept(session: AsyncSession, post_id: UUID, suggestion_id: UUID, *, revision: int) -> int:
    """Takes a suggestion into the draft that was opened at `revision`; the draft's new revision.

    Nothing is published by it. Raises EditedMeanwhile, AlreadyDecided, SuggestionNotFound, NotEditable, TooManyTags.
    """
    suggestion, asked = await lock_suggestion(session, post_id, suggestion_id)
    _check_open(suggestion)
    idea = Idea(suggestion.piece, suggestion.text, suggestion.points)
    publication = await get_publication(session, post_id)
    if idea.piece == "tag":
        await _add_tag(session, post_id, idea.text, asked.locale)
    else:
        content = accepted(publication.draft, asked.locale, idea)
        publication = await save_draft(session, post_id, content, revision=revision)
    _decide(suggestion, SuggestionState.ACCEPTED)
    await _disclose(session, post_id)
    await session.flush()
    return publication.draft_revision


async def reject(session: AsyncSession, post_id: UUID, suggestion_id: UUID) -> None:
    """Puts a suggestion aside; the post never knows of it. Raises AlreadyDecided, SuggestionNotFound."""
    suggestion, _asked = await lock_suggestion(session, post_id, suggestion_id)
    _check_open(suggestion)
    _decide(suggestion, SuggestionState.REJECTED)
    await session.flush()


async def show_disclosure(session: AsyncSession, post_id: UUID, *, is_shown: bool) -> None:
    """Whether the post's page says that a model helped with it; what nobody helped with has nothing to say. Raises
    PermissionDenied as `set_facts` does."""
    query = select(PostDisclosure).where(PostDisclosure.post_id == post_id).with_for_update()
    disclosure = (await session.execute(query)).scalar_one_or_none()
    if disclosure is None or disclosure.is_shown == is_shown:
        return
    await check_live(session, post_id)
    disclosure.is_shown = is_shown
    await touch(session, f"publication:{post_id}")
    await record(session, "blog.disclosure_changed", "publication", post_id, before=not is_shown, after=is_shown)


async def forget_helped(session: AsyncSession, person_id: UUID) -> None:
    """Takes away what a person asked models for and what was proposed to them; what they took stays in the draft, and
    its page goes on saying that a model helped, no longer whom."""
    await session.execute(delete(DraftHelp).where(DraftHelp.asked_by == person_id))
    for column in (DraftSuggestion.decided_by, PostDisclosure.helped_by):
        await session.execute(update(column.class_).where(column == person_id).values({column: None}))


async def _disclose(session: AsyncSession, post_id: UUID) -> None:
    row = {"post_id": post_id, "is_shown": True, "helped_at": now(), "helped_by": _acting()}
    made = await session.execute(
        insert(PostDisclosure).values(**row).on_conflict_do_nothing(index_elements=["tenant_id", "post_id"])
    )
    if made.rowcount:
        await touch(session, f"publication:{post_id}")
        await record(session, "blog.model_helped", "publication", post_id)


async def _add_tag(session: AsyncSession, post_id: UUID, name: str, locale: str) -> None:
    facts = await get_facts(session, post_id)
    tag_id = await find_or_make_tag(session, name, locale)
    if tag_id in facts.tag_ids:
        return
    if len(facts.tag_ids) >= MOST_TAGS:
        raise TooManyTags(most=MOST_TAGS)
    await set_facts(session, post_id, facts.model_copy(update={"tag_ids": (*facts.tag_ids, tag_id)}))


async def find_or_make_tag(session: AsyncSession, name: str, locale: str = DEFAULT_LOCALE) -> UUID:
    """The tag whose address this name makes, made where it is missing. Raises InvalidInput (`slug`)."""
    known = await session.scalar(select(BlogTag.id).where(BlogTag.slug == fold(name)))
    if known is not None:
        return known
    in_english = {} if locale == DEFAULT_LOCALE else {f"name_{locale}": name}
    return await save_shelf(session, ShelfKind.TAG, ShelfDraft(name_it=name, **in_english))


def _check_open(suggestion: DraftSuggestion) -> None:
    if suggestion.state is not SuggestionState.PROPOSED:
        raise AlreadyDecided


def _decide(suggestion: DraftSuggestion, state: SuggestionState) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, _acting(), now()


def _acting() -> UUID | None:
    principal = find_principal()
    return principal.person_id if principal else None
