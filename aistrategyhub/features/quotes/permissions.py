"""What may be done with requests for a quote, and by whom."""

from aistrategyhub.core.access import Permission, Role


class QuotesPermission(Permission):
    DELETE = "quotes:delete"
    EXPORT = "quotes:export"
    MANAGE = "quotes:manage"
    READ = "quotes:read"
    READ_OWN = "quotes:read_own"


GRANTS = {
    Role.CUSTOMER: frozenset({QuotesPermission.READ_OWN}),
    Role.EDITOR: frozenset({QuotesPermission.READ_OWN}),
    Role.SUPPORT: frozenset({QuotesPermission.READ_OWN, QuotesPermission.READ, QuotesPermission.MANAGE}),
    Role.ADMIN: frozenset(QuotesPermission),
    Role.SUPER_ADMIN: frozenset(QuotesPermission),
}
