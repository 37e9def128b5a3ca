"""Changing prompts, budgets and prices: each change is a version, or a line in the trail with before and after."""

from dataclasses import asdict, replace
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.prompts.models import PromptBudget, PromptVersion
from aistrategyhub.features.prompts.queries import current_wording, get_version, monthly_budgets
from aistrategyhub.features.prompts.rules import PromptSpec, Purpose
from aistrategyhub.features.prompts.schemas import ModelPrices, Wording
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.db import take_turns


class PromptChanged(DomainError):
    """Somebody else saved the prompt after this person had opened it."""

    code = "PROMPT_CHANGED"
    sentence = mark("Qualcun altro ha appena salvato questo prompt: ricarica la pagina e guarda che cosa è cambiato.")


async def save_prompt(
    session: AsyncSession,
    spec: PromptSpec,
    wording: Wording,
    *,
    opened: int,
    note: str = "",
    restored_from: int | None = None,
) -> int:
    """Makes this wording the one in use, as a new version, and says its number; the same words change nothing.

    Raises PromptChanged unless `opened` is the version in use.
    """
    await take_turns(session, f"prompt:{spec.name}")
    before = await current_wording(session, spec)
    if before.number != opened:
        raise PromptChanged
    if replace(wording, number=before.number) == before:
        return before.number
    after = replace(wording, number=before.number + 1)
    session.add(
        PromptVersion(
            prompt=spec.name,
            number=after.number,
            model=after.model,
            effort=after.effort,
            max_tokens=after.max_tokens,
            instructions=after.instructions,
            note=note,
            restored_from=restored_from,
            created_by=_acting(),
            created_at=now(),
        )
    )
    await session.flush()
    await record(session, "prompts.changed", "prompt", name=spec.name, before=asdict(before), after=asdict(after))
    return after.number


async def restore_prompt(session: AsyncSession, spec: PromptSpec, number: int, *, opened: int) -> int:
    """Saves an older version, or the one shipped (0), as a new one. Raises PromptNotFound, PromptChanged."""
    older = await get_version(session, spec, number)
    return await save_prompt(session, spec, older, opened=opened, restored_from=number)


async def set_budget(session: AsyncSession, purpose: Purpose, monthly_cents: int) -> None:
    """What the purpose may cost in a month, from now on."""
    before = (await monthly_budgets(session, [purpose]))[purpose.name]
    values = {"monthly_cents": monthly_cents, "updated_by": _acting(), "updated_at": now()}
    await session.execute(
        insert(PromptBudget)
        .values(id=new_id(), purpose=purpose.name, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "purpose"], set_=values)
    )
    await record(
        session, "prompts.budget_changed", "prompt_budget", purpose=purpose.name, before=before, after=monthly_cents
    )


async def save_prices(session: AsyncSession, prices: ModelPrices) -> None:
    """What models cost, from now on; the settings keep every version and say who changed it."""
    await save_setting(session, prices)


def _acting() -> UUID | None:
    principal = find_principal()
    return principal.person_id if principal else None
