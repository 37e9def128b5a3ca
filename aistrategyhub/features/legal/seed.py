"""The demo firm's legal pages, published."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.legal.models import DocumentKind
from aistrategyhub.features.legal.queries import find_document
from aistrategyhub.features.legal.service import make_document, publish_document


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Makes and publishes each document, unless somebody already made it."""
    for kind in DocumentKind:
        if await find_document(session, kind) is None:
            await make_document(session, kind)
            await publish_document(session, kind)
