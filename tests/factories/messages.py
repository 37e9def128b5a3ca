"""Messages to the firm, every field right unless changed, and the work that lets them in."""

from datetime import timedelta
from typing import Any

import altcha
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.contact.models import ContactMessage
from aistrategyhub.features.contact.rules import read_inquiry
from aistrategyhub.features.contact.schemas import Occasion
from aistrategyhub.features.contact.service import receive_message

QUESTION = "Usiamo un sistema che ordina i curricula.\n\nSiamo obbligati a qualcosa?"


def message_data(**changes: Any) -> dict[str, Any]:
    """What a page sends of a message."""
    return {
        "name": "Lucia Brenta",
        "email": "lucia@officinebrenta.example",
        "phone": "",
        "message": QUESTION,
        "consent": True,
        **changes,
    }


async def create_message(
    session: AsyncSession,
    *,
    submit: str = "a visit",
    service_slug: str = "",
    service_name: str = "",
    is_trapped: bool = False,
    age: timedelta = timedelta(0),
    **changes: Any,
) -> ContactMessage:
    """A message in the inbox, `age` old."""
    occasion = Occasion(page="/contatti", service_slug=service_slug, service_name=service_name)
    message = await receive_message(
        session, read_inquiry(message_data(**changes)), occasion, submit=submit, is_trapped=is_trapped
    )
    message.received_at -= age
    await session.flush()
    return message


def solved(challenge: dict[str, Any]) -> str:
    """The proof of work for a challenge as the API gives it, found as a browser finds it."""
    asked = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    return altcha.Payload(asked, solution).to_base64()
