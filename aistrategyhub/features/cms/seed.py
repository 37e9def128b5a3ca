"""The demo firm's own pages and menu, from the texts in `demo/`."""

import json
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.cms.service.first_pages import add_pages, arrange_first_menu

_TEXTS = Path(__file__).parent / "demo"
_PAGES = ("home", "chi-siamo", "contatti")


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds what is missing and touches nothing that is there."""
    texts = [json.loads((_TEXTS / f"{name}.json").read_text(encoding="utf-8")) for name in _PAGES]
    ids = await add_pages(session, [(text["slugs"], text["content"]) for text in texts])
    await arrange_first_menu(session, ids[1:], routes=("/blog",))
