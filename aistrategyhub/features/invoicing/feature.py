"""Issued documents."""

from collections.abc import Sequence

from aistrategyhub.core.feature import Check, Feature
from aistrategyhub.features.invoicing.api import router
from aistrategyhub.features.invoicing.commands import commands
from aistrategyhub.features.invoicing.fatturapa.schema import SchemaUnavailable, ensure_schema
from aistrategyhub.features.invoicing.seed import seed
from aistrategyhub.infra.checks import State


async def check_schema() -> Sequence[Check]:
    """Whether invoices can be checked before they are issued."""
    try:
        ensure_schema()
    except SchemaUnavailable as error:
        return [Check("FatturaPA schema", State.MISSING, str(error))]
    return [Check("FatturaPA schema", State.OK, "1.2.3 and simplified 1.0.2, unaltered")]


FEATURE = Feature(name="invoicing", routers=(router,), seed=seed, commands=commands, checks=check_schema)
