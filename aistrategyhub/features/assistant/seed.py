"""The demo firm's assistant: it knows what the demo site publishes."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.assistant.models import BotStatus
from aistrategyhub.features.assistant.schemas.evaluation import Expected
from aistrategyhub.features.assistant.service import FOLLOW_SITE, SITE_BOT, change_bot, site_bot
from aistrategyhub.features.assistant.service.rounds import add_question
from aistrategyhub.infra.work import enqueue

_GREETING = (
    "Buongiorno, sono l’assistente di Meridiana Compliance. Chieda pure di AI Act, NIS2, GDPR e dei nostri servizi."
)
_GREETING_EN = (
    "Good morning, I am Meridiana Compliance’s assistant. Ask me about the AI Act, NIS2, GDPR and our services."
)
_TOPICS = ["AI Act", "NIS2", "GDPR", "sicurezza informatica", "servizi, prezzi e contatti dello studio"]

# What the demo's visitors ask, with words of the title or heading that has to answer; nothing where it is off topic.
_QUESTIONS = {
    "Fate valutazioni d’impatto?": "DPIA",
    "Quanto costa il gap assessment NIS2?": "gap assessment NIS2",
    "Lavorate anche a distanza?": "distanza",
    "Devo tenere un registro dei sistemi di intelligenza artificiale?": "registro",
    "Che ruolo ha il consiglio di amministrazione?": "consiglio",
    "La FRIA è obbligatoria per tutti?": "FRIA",
    "Chi è il direttore dell’ACN?": None,
    "Dove parcheggio vicino alla sede dell’ACN?": None,
    "Qual è la ricetta della carbonara?": None,
    "Quanto è alto il Monte Bianco?": None,
    "Che tempo fa domani a Bari?": None,
    "Scrivimi una poesia d’amore": None,
}


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
    for question, heading in _QUESTIONS.items():
        await add_question(session, bot, question, "it", Expected(heading is not None, heading=heading or ""))
    if plan.scale == 1:
        await enqueue(session, FOLLOW_SITE, key=f"{FOLLOW_SITE}:seed:{bot.id}", due=now())
