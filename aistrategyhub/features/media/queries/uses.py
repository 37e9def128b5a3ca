"""Where files are used. The rooms above say it; this one only asks them."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.media.schemas import Use

FindUses = Callable[[AsyncSession, UUID], Awaitable[Sequence[Use]]]

_finders: dict[str, FindUses] = {}


def declare_uses(room: str, find: FindUses) -> None:
    """Lets a room say where it uses a file: the library refuses to throw away what somebody shows."""
    _finders[room] = find


async def find_uses(session: AsyncSession, media_id: UUID) -> list[Use]:
    """Every place that shows the file, room by room."""
    return [use for room in sorted(_finders) for use in await _finders[room](session, media_id)]


def thing(media_id: UUID) -> str:
    """The name under which pages say that they show the file."""
    return f"media:{media_id}"
