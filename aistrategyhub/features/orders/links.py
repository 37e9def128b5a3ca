"""The key of an order: whoever holds it may see the order, pay it and fetch its documents."""

from uuid import UUID

from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import OrderNotFound
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.signing import read_signed_id, sign_id

_PURPOSE = "order"
_REFUSAL = "order_follow_up"


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


def ordered_path(order_id: UUID, locale: str) -> str:
    """Where the browser hears that its cart was ordered, on the way to the order's page."""
    return f"/api/v1/checkout/ordered/{order_key(order_id)}?locale={locale}"


def order_url(order: Order) -> str:
    """The address of the order's page in the language of the order, for a mail."""
    return get_settings().base_url + order_path(order.id, order.locale)


def files_address(order_id: UUID) -> str:
    """What the path of each file of an order begins with, for the holder of its key."""
    return f"/api/v1/orders/{order_key(order_id)}/files"


STAFF_FILES = "/api/v1/admin/deliverables"
"""What the path of each file begins with for staff."""


def mail_subject(order_id: UUID) -> str:
    """What the key of every mail about this order begins with: `order:<id>`, then a colon and which mail it is."""
    return f"order:{order_id}"


def read_refusal_key(key: str) -> UUID:
    """The order whose buyer wants no more mails that ask how it went. Raises OrderNotFound for any other text."""
    order_id = read_signed_id(_REFUSAL, key)
    if order_id is None:
        raise OrderNotFound
    return order_id


def refuse_follow_up_url(order: Order) -> str:
    """Where a buyer says so; it opens nothing else."""
    prefix = "/en" if order.locale == "en" else ""
    return f"{get_settings().base_url}{prefix}/ordini/non-scrivermi/{sign_id(_REFUSAL, order.id)}"
