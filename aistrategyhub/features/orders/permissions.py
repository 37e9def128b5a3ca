"""What may be done with orders, and by whom."""

from aistrategyhub.core.access import Permission, Role


class OrdersPermission(Permission):
    READ_OWN = "orders:read_own"
    READ = "orders:read"
    WRITE_NOTES = "orders:write_notes"
    MANAGE = "orders:manage"
    EXPORT = "orders:export"


GRANTS = {
    Role.CUSTOMER: frozenset({OrdersPermission.READ_OWN}),
    Role.EDITOR: frozenset({OrdersPermission.READ_OWN}),
    Role.SUPPORT: frozenset({OrdersPermission.READ_OWN, OrdersPermission.READ, OrdersPermission.WRITE_NOTES}),
    Role.ADMIN: frozenset(OrdersPermission),
    Role.SUPER_ADMIN: frozenset(OrdersPermission),
}
