"""The demo firm's assistant: it knows what the demo site publishes."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.assistant.models import BotStatus
from aistrategyhub.features.assistant.service import FOLLOW_SITE, SITE_BOT, change_bot, site_bot
from aistrategyhub.infra.work import enqueue

_GREETING = (
    "Buongiorno, sono l’assistente di Meridiana Compliance. Chieda pure di AI Act, NIS2, GDPR e dei nostri servizi."
)
_GREETING_EN = (
    "Good morning, I am Meridiana Compliance’s assistant. Ask me about the AI Act, NIS2, GDPR and our services."
)
_TOPICS = ["AI Act", "NIS2", "GDPR", "sicurezza informatica", "servizi, prezzi e contatti dello studio"]


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Opens the site's bot and has it read the site; again changes nothing. Volumes are measured elsewhere."""
    bot = await site_bot(session)
    if bot.status is not BotStatus.DRAFT:
        return
    await change_bot(
        session,
        SITE_BOT,
        name="Assistente Meridiana",
        status=BotStatus.ACTIVE,
        greeting=_GREETING,
        greeting_en=_GREETING_EN,
        topics=_TOPICS,
    )
    if plan.scale == 1:
        await enqueue(session, FOLLOW_SITE, key=f"{FOLLOW_SITE}:seed:{bot.id}", due=now())
