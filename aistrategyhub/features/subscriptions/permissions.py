"""What may be done with subscriptions, and by whom."""

from aistrategyhub.core.access import Permission, Role


class SubscriptionsPermission(Permission):
    USE_OWN = "subscriptions:use_own"
    READ = "subscriptions:read"
    MANAGE = "subscriptions:manage"


_OWN = frozenset({SubscriptionsPermission.USE_OWN})
GRANTS = {
    Role.CUSTOMER: _OWN,
    Role.EDITOR: _OWN,
    Role.SUPPORT: _OWN | {SubscriptionsPermission.READ},
    Role.ADMIN: frozenset(SubscriptionsPermission),
    Role.SUPER_ADMIN: frozenset(SubscriptionsPermission),
}
