"""A cart and the coupons as screens show them, in the language of the moment."""

from dataclasses import dataclass, field

from aistrategyhub.features.vat.schemas import VatRow


@dataclass(frozen=True)
class CartLineRow:
    """A line of the cart. `firms_label` is before VAT, `people_label` with it; `full_label` is the price without the
    coupon, empty when it takes nothing off. With a `notice` something has changed; one that is not for sale counts for
    nothing."""

    item_id: str
    name: str
    route: str
    quantity: str
    unit_label: str
    firms_label: str
    people_label: str
    full_label: str
    notice: str
    is_for_sale: bool


@dataclass(frozen=True)
class TakenOut:
    """What was just taken out of the cart, and with what it comes back. Without a `slug` there is nothing to undo."""

    slug: str = ""
    name: str = ""
    quantity: str = ""


@dataclass(frozen=True)
class CartView:
    """The cart as its holder reads it. `coupon_problem` says why its coupon does not count now."""

    lines: list[CartLineRow] = field(default_factory=list)
    coupon_code: str = ""
    coupon_problem: str = ""
    discount_label: str = ""
    subtotal_label: str = ""
    vat: list[VatRow] = field(default_factory=list)
    total_label: str = ""
    has_changes: bool = False
    can_order: bool = False


@dataclass(frozen=True)
class CouponRow:
    """A coupon as the firm's list shows it."""

    coupon_id: str
    code: str
    worth_label: str
    terms_label: str
    uses_label: str
    period_label: str
    status_label: str
    status_tone: str
    is_ended: bool
