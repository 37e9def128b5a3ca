"""Requests for a quote, every field right unless changed."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.catalog.models import CatalogItem
from aistrategyhub.features.catalog.schemas import Option, Question, QuestionKind
from aistrategyhub.features.catalog.service.questionnaires import save_questionnaire
from aistrategyhub.features.quotes.models import QuoteRequest
from aistrategyhub.features.quotes.rules.wishes import read_wish
from aistrategyhub.features.quotes.schemas import Occasion, Subject
from aistrategyhub.features.quotes.service import receive_request
from tests.factories.catalog import create_service


def wish_data(**changes: Any) -> dict[str, Any]:
    """What a page sends of a request, its questions apart."""
    return {
        "name": "Lucia Brenta",
        "email": "lucia@officinebrenta.example",
        "phone": "",
        "company": "Officine Brenta S.r.l.",
        "message": "Vorremmo cominciare a gennaio.",
        "consent": True,
        **changes,
    }


def question(kind: QuestionKind, **changes: Any) -> Question:
    """A question of this kind, with two options where it is a choice."""
    options = tuple(Option(key=key, labels={"it": key.upper(), "en": key}) for key in ("uno", "due"))
    chosen = options if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) else ()
    values = {"key": "domanda", "labels": {"it": "Quanti?", "en": "How many?"}, "options": chosen}
    return Question(kind=kind, **{**values, **changes})


async def create_request(
    session: AsyncSession,
    *,
    submit: str = "a visit",
    subject: Subject = Subject(),
    is_trapped: bool = False,
    **changes: Any,
) -> QuoteRequest:
    """A request in the firm's list."""
    wish = read_wish(wish_data(**changes), (), {})
    return await receive_request(session, wish, subject, Occasion(), submit=submit, is_trapped=is_trapped)


async def create_asked_service(session: AsyncSession, *questions: Question) -> None:
    """A published service, `piano`, that asks these questions before it is quoted: one number unless told."""
    await create_service(session, slug="piano", name="Piano NIS2")
    item = (await session.execute(select(CatalogItem).where(CatalogItem.slug == "piano"))).scalar_one()
    asked = questions or (question(QuestionKind.NUMBER, is_required=True, least=1),)
    await save_questionnaire(session, item.id, [one.model_dump(mode="json") for one in asked], version=0)
