"""What the prompts declare to the building."""

from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from aistrategyhub.core.feature import Check, Feature
from aistrategyhub.features.prompts.pages.admin import NAVIGATION, PAGES
from aistrategyhub.features.prompts.queries import has_gateway
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.db import DatabaseUnavailable, transaction, unit_of_work
from aistrategyhub.infra.settings import get_settings


async def check_models() -> Sequence[Check]:
    """Who can ask models; nothing where no database answers. Without a key nothing asks, which breaks nothing."""
    if get_settings().database_url is None:
        return []
    try:
        async with transaction() as session:
            tenants = await list_tenants(session)
        return [await _check(tenant) for tenant in tenants]
    except (DatabaseUnavailable, SQLAlchemyError):
        return []


async def _check(tenant: Tenant) -> Check:
    async with unit_of_work(tenant.id) as session:
        has_key = await has_gateway(session)
    name = f"Language models ({tenant.slug})"
    if has_key:
        return Check(name, State.OK, "Anthropic")
    return Check(name, State.WARNING, "no key, so nothing asks one: ANTHROPIC_API_KEY, or Modelli in the settings")


FEATURE = Feature(name="prompts", pages=PAGES, navigation=NAVIGATION, checks=check_models)
