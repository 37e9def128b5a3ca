"""Reads of prompts, budgets and what was spent; and who answers questions."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.prompts.models import ModelCall, PromptBudget, PromptTrial, PromptVersion
from aistrategyhub.features.prompts.rules import PromptSpec, Purpose, find_prompt, month_began
from aistrategyhub.features.prompts.schemas import ModelAccount, ModelPrices, Wording
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.anthropic.chatting import ChatGateway
from aistrategyhub.integrations.anthropic.choose import chat_gateway, find_key, model_gateway
from aistrategyhub.integrations.anthropic.gateway import ModelGateway, ModelNotConfigured


class PromptNotFound(DomainError):
    """No room declares a prompt of this name, or it never had this version."""

    code = "PROMPT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo prompt, o questa sua versione, non c’è.")


def get_prompt(name: str) -> PromptSpec:
    """The prompt of this name. Raises PromptNotFound."""
    spec = find_prompt(name)
    if spec is None:
        raise PromptNotFound
    return spec


async def get_gateway(session: AsyncSession) -> ModelGateway:
    """Who answers this tenant's questions. Raises ModelNotConfigured when nobody gave a key."""
    return model_gateway(get_settings(), await _own_key(session))


async def find_chat_gateway(session: AsyncSession) -> ChatGateway | None:
    """Who talks with this tenant's visitors; None when nobody gave a key."""
    return chat_gateway(get_settings(), await _own_key(session))


async def has_gateway(session: AsyncSession) -> bool:
    """Whether a key was given: without one every button that would ask a model says where to put it."""
    return find_key(get_settings(), await _own_key(session)) is not None


async def check_gateway(session: AsyncSession) -> None:
    """Raises ModelNotConfigured when nobody gave a key: for whoever leaves the asking to a worker."""
    if not await has_gateway(session):
        raise ModelNotConfigured


async def _own_key(session: AsyncSession) -> str | None:
    account = await find_setting(session, ModelAccount)
    return account.api_key.get_secret_value() if account and account.api_key else None


async def current_prices(session: AsyncSession) -> ModelPrices:
    """What models cost, as the owner says or as it was shipped."""
    return await find_setting(session, ModelPrices) or ModelPrices()


async def known_models(session: AsyncSession) -> list[str]:
    """The models that have a price today."""
    prices = await current_prices(session)
    return sorted({price.model for price in prices.prices if price.since <= today_in_rome()})


async def current_wording(session: AsyncSession, spec: PromptSpec) -> Wording:
    """The prompt as it is in use."""
    newest = select(PromptVersion).where(PromptVersion.prompt == spec.name).order_by(PromptVersion.number.desc())
    found = (await session.execute(newest.limit(1))).scalar_one_or_none()
    return spec.shipped if found is None else _wording(found)


async def get_version(session: AsyncSession, spec: PromptSpec, number: int) -> Wording:
    """One version of a prompt, 0 as it was shipped. Raises PromptNotFound."""
    if number == 0:
        return spec.shipped
    query = select(PromptVersion).where(PromptVersion.prompt == spec.name, PromptVersion.number == number)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise PromptNotFound
    return _wording(found)


async def list_versions(session: AsyncSession, spec: PromptSpec, page: PageRequest) -> Page[PromptVersion]:
    """The saved versions of a prompt, the newest first."""
    of_prompt = PromptVersion.prompt == spec.name
    total = await session.scalar(select(func.count()).select_from(PromptVersion).where(of_prompt))
    query = select(PromptVersion).where(of_prompt).order_by(PromptVersion.number.desc())
    rows = (await session.execute(query.offset(page.offset).limit(page.per_page))).scalars()
    return Page(list(rows), total or 0, page.page, page.per_page)


async def newest_numbers(session: AsyncSession) -> dict[str, tuple[int, str]]:
    """By prompt that was ever changed, the number of its newest version and its model."""
    query = (
        select(PromptVersion.prompt, PromptVersion.number, PromptVersion.model)
        .distinct(PromptVersion.prompt)
        .order_by(PromptVersion.prompt, PromptVersion.number.desc())
    )
    return {row.prompt: (row.number, row.model) for row in await session.execute(query)}


async def monthly_budgets(session: AsyncSession, purposes: Sequence[Purpose]) -> dict[str, int]:
    """The cents that each purpose may cost in a month."""
    rows = await session.execute(select(PromptBudget.purpose, PromptBudget.monthly_cents))
    known = dict(rows.tuples().all())
    return {purpose.name: known.get(purpose.name, purpose.monthly_cents) for purpose in purposes}


async def spent_this_month(session: AsyncSession, purposes: Sequence[Purpose]) -> dict[str, Decimal]:
    """The cents that each of these purposes has cost since the first of the month, calls under way at their most;
    one that cost nothing is not there."""
    names = [purpose.name for purpose in purposes]
    query = (
        select(ModelCall.purpose, func.sum(ModelCall.cost_cents))
        .where(ModelCall.purpose.in_(names), ModelCall.asked_at >= month_began(now()))
        .group_by(ModelCall.purpose)
    )
    return dict((await session.execute(query)).tuples().all())


async def find_last_trial(session: AsyncSession, spec: PromptSpec) -> tuple[PromptTrial, ModelCall | None] | None:
    """The newest trial of a prompt, with its call where one was made."""
    query = (
        select(PromptTrial, ModelCall)
        .outerjoin(ModelCall, ModelCall.id == PromptTrial.call_id)
        .where(PromptTrial.prompt == spec.name)
        .order_by(PromptTrial.asked_at.desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def get_call(session: AsyncSession, call_id: UUID) -> ModelCall:
    """The call, held until the transaction ends."""
    query = select(ModelCall).where(ModelCall.id == call_id).with_for_update()
    return (await session.execute(query)).scalar_one()


def _wording(version: PromptVersion) -> Wording:
    return Wording(version.number, version.model, version.effort, version.max_tokens, version.instructions)
