"""What may be done with payments, and by whom."""

from aistrategyhub.core.access import Permission, Role


class PaymentsPermission(Permission):
    READ = "payments:read"
    REFUND = "payments:refund"
    BOOK = "payments:book"
    DISPUTE = "payments:dispute"


GRANTS = {
    Role.SUPPORT: frozenset({PaymentsPermission.READ}),
    Role.ADMIN: frozenset(PaymentsPermission),
    Role.SUPER_ADMIN: frozenset(PaymentsPermission),
}
