"""What may be done with coupons, and by whom. A cart is its holder's alone."""

from aistrategyhub.core.access import Permission, Role


class CartsPermission(Permission):
    READ_COUPONS = "carts:read_coupons"
    MANAGE_COUPONS = "carts:manage_coupons"


GRANTS = {
    Role.SUPPORT: frozenset({CartsPermission.READ_COUPONS}),
    Role.ADMIN: frozenset(CartsPermission),
    Role.SUPER_ADMIN: frozenset(CartsPermission),
}
