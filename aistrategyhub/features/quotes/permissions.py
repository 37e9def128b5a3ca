"""What may be done with requests for a quote, and by whom."""

from aistrategyhub.core.access import Permission, Role


class QuotesPermission(Permission):
    DELETE = "quotes:delete"
    EXPORT = "quotes:export"
    MANAGE = "quotes:manage"
    READ = "quotes:read"
    READ_OWN = "quotes:read_own"


_STAFF = frozenset(QuotesPermission) - {QuotesPermission.READ_OWN}
GRANTS = {
    Role.CUSTOMER: frozenset({QuotesPermission.READ_OWN}),
    Role.SUPPORT: frozenset({QuotesPermission.READ, QuotesPermission.MANAGE}),
    Role.ADMIN: _STAFF,
    Role.SUPER_ADMIN: _STAFF,
}
