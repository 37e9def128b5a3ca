"""What may be done with the legal documents, and by whom."""

from aistrategyhub.core.access import Permission, Role


class LegalPermission(Permission):
    MANAGE = "legal:manage"
    READ = "legal:read"


GRANTS = {
    Role.EDITOR: frozenset({LegalPermission.READ}),
    Role.ADMIN: frozenset(LegalPermission),
    Role.SUPER_ADMIN: frozenset(LegalPermission),
}
