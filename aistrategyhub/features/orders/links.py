"""The key of an order: whoever holds it may see the order, pay it and fetch its documents."""

from uuid import UUID

from aistrategyhub.features.orders.queries import OrderNotFound
from aistrategyhub.infra.signing import read_signed_id, sign_id

_PURPOSE = "order"


def order_key(order_id: UUID) -> str:
    """The order's key, for the address of its page."""
    return sign_id(_PURPOSE, order_id)


def read_order_key(key: str) -> UUID:
    """The order that a key opens. Raises OrderNotFound for any other text."""
    order_id = read_signed_id(_PURPOSE, key)
    if order_id is None:
        raise OrderNotFound
    return order_id


def order_path(order_id: UUID, locale: str = "it") -> str:
    """The path of the order's page."""
    prefix = "/en" if locale == "en" else ""
    return f"{prefix}/ordine/{order_key(order_id)}"
