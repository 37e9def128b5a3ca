"""What may be done with the trail, and by whom."""

from aistrategyhub.core.access import Permission, Role


class AuditPermission(Permission):
    READ = "audit:read"
    EXPORT = "audit:export"


GRANTS = {
    Role.ADMIN: frozenset(AuditPermission),
    Role.SUPER_ADMIN: frozenset(AuditPermission),
}
