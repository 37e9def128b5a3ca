"""Issued documents."""

from collections.abc import Sequence

from aistrategyhub.core.feature import Check, Feature
from aistrategyhub.features.invoicing.api import ROUTERS
from aistrategyhub.features.invoicing.commands import commands
from aistrategyhub.features.invoicing.fatturapa.schema import SchemaUnavailable, ensure_schema
from aistrategyhub.features.invoicing.seed import seed
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.settings import SdiChannelChoice, get_settings
from aistrategyhub.integrations.sdi.choose import chosen_channel, pec_account
from aistrategyhub.integrations.sdi.gateway import SdiNotConfigured, SdiUnavailable
from aistrategyhub.integrations.sdi.pec import PecChannel

_SDI = "Sistema di Interscambio"


async def check_schema() -> Sequence[Check]:
    """Whether invoices can be checked before they are issued."""
    try:
        ensure_schema()
    except SchemaUnavailable as error:
        return [Check("FatturaPA schema", State.MISSING, str(error))]
    return [Check("FatturaPA schema", State.OK, "1.2.3 and simplified 1.0.2, unaltered")]


async def check_channel() -> Sequence[Check]:
    """How files reach the SdI, and whether the channel answers."""
    settings = get_settings()
    chosen = chosen_channel(settings)
    if chosen is SdiChannelChoice.BY_HAND:
        return [Check(_SDI, State.WARNING, "by hand: people upload the files; SDI_CHANNEL says otherwise")]
    if chosen is SdiChannelChoice.REHEARSAL:
        state = State.WARNING if settings.is_production else State.STAND_IN
        return [Check(_SDI, state, "rehearsal: nothing reaches the real one; SDI_CHANNEL says otherwise")]
    try:
        await PecChannel(pec_account(settings)).ping()
    except (SdiNotConfigured, SdiUnavailable) as error:
        return [Check(_SDI, State.MISSING, str(error))]
    return [Check(_SDI, State.OK, f"certified mail of {settings.pec_address} answers")]


async def check_invoicing() -> Sequence[Check]:
    """The schema and the channel."""
    return [*await check_schema(), *await check_channel()]


FEATURE = Feature(name="invoicing", routers=ROUTERS, seed=seed, commands=commands, checks=check_invoicing)
