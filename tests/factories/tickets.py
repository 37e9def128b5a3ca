"""Tickets, every field right unless changed."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.support.models import SupportTicket, TicketSource
from aistrategyhub.features.support.schemas import NewTicket
from aistrategyhub.features.support.service import open_ticket

QUESTION = "Il PDF non si apre."


async def create_ticket(session: AsyncSession, **changes: Any) -> SupportTicket:
    """A ticket that somebody without an account asked, as `open_ticket` makes it."""
    wanted = {
        "subject": "Il report non si apre",
        "description": QUESTION,
        "source": TicketSource.PORTAL,
        "email": "lucia@officinebrenta.example",
        "name": "Lucia Brenta",
        **changes,
    }
    return await open_ticket(session, NewTicket(**wanted))
