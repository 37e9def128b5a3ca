"""What may be done with the catalogue, and by whom."""

from aistrategyhub.core.access import Permission, Role


class CatalogPermission(Permission):
    READ = "catalog:read"
    MANAGE = "catalog:manage"


GRANTS = {
    Role.GUEST: frozenset({CatalogPermission.READ}),
    Role.CUSTOMER: frozenset({CatalogPermission.READ}),
    Role.EDITOR: frozenset({CatalogPermission.READ}),
    Role.SUPPORT: frozenset({CatalogPermission.READ}),
    Role.ADMIN: frozenset(CatalogPermission),
    Role.SUPER_ADMIN: frozenset(CatalogPermission),
}
