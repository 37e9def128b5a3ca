"""The cart of a tab: found by the session or the cookie that its socket was opened with."""

from typing import Any

from reflex_base.event.context import EventContext

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.carts.links import CART_COOKIE, read_cart_key
from aistrategyhub.features.carts.models import Cart
from aistrategyhub.features.carts.service import open_cart
from aistrategyhub.infra.http.acting import cookie_of


async def cart_of_tab(session: Any) -> Cart | None:
    """The visitor's cart; None where they have none."""
    headers = EventContext.get().router_data.get("headers") or {}
    return await open_cart(
        session,
        guest_cart_id=read_cart_key(cookie_of(headers, CART_COOKIE)),
        person_id=current_principal().person_id,
        locale=current_locale(),
    )
