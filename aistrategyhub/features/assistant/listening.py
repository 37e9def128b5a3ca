"""What happens in a conversation, for a window that stays open. It opens its own transactions: none is held while
nothing happens."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from aistrategyhub.core.clock import now
from aistrategyhub.features.assistant.models import ChatConversation
from aistrategyhub.features.assistant.queries.conversations import ConversationNotFound
from aistrategyhub.features.assistant.queries.live import look_at
from aistrategyhub.features.assistant.schemas.live import Gone, Noted, Presence, Quiet
from aistrategyhub.infra.db import unit_of_work

BETWEEN_LOOKS = 1.0
# How often it is written down that the window is open.
_BETWEEN_MARKS = timedelta(seconds=10)


async def listen(
    tenant_id: UUID, token: str, person_id: UUID | None, *, after: int, lasts: timedelta
) -> AsyncIterator[Noted]:
    """Where the conversation stands, at once and whenever that changes; what happened behind this position, as it
    happens; `Quiet` at each look that found nothing; `Gone` last when it was deleted. Raises ConversationNotFound
    before anything is heard."""
    ends_at = time.monotonic() + lasts.total_seconds()
    known: Presence | None = None
    while True:
        try:
            async with unit_of_work(tenant_id) as session:
                conversation, presence, news, after = await look_at(session, token, person_id, after=after)
                if conversation.listened_at is None or now() - conversation.listened_at > _BETWEEN_MARKS:
                    is_it = ChatConversation.id == conversation.id
                    await session.execute(update(ChatConversation).where(is_it).values(listened_at=now()))
        except ConversationNotFound:
            if known is None:
                raise
            yield Gone()
            return
        if presence != known:
            known = presence
            yield presence
        for one in news:
            yield one
        if not news:
            yield Quiet()
        if time.monotonic() >= ends_at:
            return
        await asyncio.sleep(BETWEEN_LOOKS)
