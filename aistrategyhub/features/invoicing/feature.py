"""Issued documents."""

import asyncio
from collections.abc import Sequence

from aistrategyhub.core import clock
from aistrategyhub.core.feature import Check, Feature
from aistrategyhub.features.invoicing.api import ROUTERS
from aistrategyhub.features.invoicing.commands import commands
from aistrategyhub.features.invoicing.fatturapa.schema import SchemaUnavailable, ensure_schema
from aistrategyhub.features.invoicing.fatturapa.signatures import name_of
from aistrategyhub.features.invoicing.rules.signing import days_until, warning_of
from aistrategyhub.features.invoicing.seed import seed
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.settings import SdiChannelChoice, get_settings
from aistrategyhub.integrations.sdi.choose import chosen_channel, intermediary_account, pec_account
from aistrategyhub.integrations.sdi.gateway import SdiNotConfigured, SdiUnavailable
from aistrategyhub.integrations.sdi.intermediary import IntermediaryChannel
from aistrategyhub.integrations.sdi.pec import PecChannel
from aistrategyhub.integrations.signing.choose import has_signing_key, signing_key
from aistrategyhub.integrations.signing.gateway import SigningUnavailable

_SDI = "Sistema di Interscambio"
_SIGNATURE = "signature of invoices"


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
    is_post = chosen is SdiChannelChoice.PEC
    try:
        channel = PecChannel(pec_account(settings)) if is_post else IntermediaryChannel(intermediary_account(settings))
        await channel.ping()
    except (SdiNotConfigured, SdiUnavailable) as error:
        return [Check(_SDI, State.MISSING, str(error))]
    who = (
        f"certified mail of {settings.pec_address}" if is_post else f"the intermediary {settings.sdi_intermediary_url}"
    )
    return [Check(_SDI, State.OK, f"{who} answers")]


async def check_signature() -> Sequence[Check]:
    """Whether documents can be signed, and until when."""
    settings = get_settings()
    if not has_signing_key(settings):
        return [Check(_SIGNATURE, State.OK, "none: private parties need none; public offices do, SIGNATURE_KEY_FILE")]
    try:
        key = await asyncio.to_thread(signing_key, settings)
    except SigningUnavailable as error:
        return [Check(_SIGNATURE, State.MISSING, str(error))]
    end = key.certificate.not_valid_after_utc
    step = warning_of(days_until(end, clock.now()))
    state = State.OK if step is None else State.WARNING if step else State.MISSING
    return [Check(_SIGNATURE, state, f"{name_of(key.certificate)}, until {end:%Y-%m-%d}")]


async def check_invoicing() -> Sequence[Check]:
    """The schema, the channel and the signature."""
    return [*await check_schema(), *await check_channel(), *await check_signature()]


FEATURE = Feature(name="invoicing", routers=ROUTERS, seed=seed, commands=commands, checks=check_invoicing)
