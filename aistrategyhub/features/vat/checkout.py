"""Asking about a buyer's VAT number on the way to an order: two short transactions around one call."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import find_check, find_own_number
from aistrategyhub.features.vat.rules import number_to_ask
from aistrategyhub.features.vat.service import keep_answer
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.vies.gateway import RegisterUnavailable, VatRegister

log = structlog.get_logger(__name__)

# A number is asked about again the next day: it may be struck off.
_ANSWERS_LAST = timedelta(days=1)


async def check_of(buyer_data: Mapping[str, Any], register: VatRegister) -> VatCheck | None:
    """What the register says of this buyer's number, today or within a day; None when nobody needs to be asked, when
    the buyer's data are wrong, and when the register is silent."""
    try:
        buyer = read_buyer(buyer_data, may_be_office=True)
    except InvalidInput:
        return None
    return await ask(buyer, register)


async def ask(buyer: Buyer, register: VatRegister) -> VatCheck | None:
    """The same of a buyer whose data are right."""
    number = number_to_ask(buyer)
    if number is None:
        return None
    async with unit_of_work() as session:
        known = await find_check(session, number, since=now() - _ANSWERS_LAST)
        asking = await find_own_number(session)
    if known is not None or asking is None:
        return known
    try:
        answer = await register.look_up(number, asking=asking)
    except RegisterUnavailable as error:
        log.warning("VIES is silent", state=number.state, error=str(error))
        return None
    async with unit_of_work() as session:
        return await keep_answer(session, number, answer)
