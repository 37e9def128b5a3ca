"""What may be done with the catalogue, and by whom."""

from aistrategyhub.core.access import Permission, Role


class CatalogPermission(Permission):
    """`READ` is what visitors see; `EDIT` changes items, their questions and categories, `PRICES` what they cost;
    `MANAGE` deletes them. What puts words on the site, takes them off it or moves them needs the right to publish."""

    READ = "catalog:read"
    EDIT = "catalog:edit"
    PRICES = "catalog:prices"
    MANAGE = "catalog:manage"


GRANTS = {
    Role.GUEST: frozenset({CatalogPermission.READ}),
    Role.CUSTOMER: frozenset({CatalogPermission.READ}),
    Role.EDITOR: frozenset({CatalogPermission.READ, CatalogPermission.EDIT}),
    Role.SUPPORT: frozenset({CatalogPermission.READ}),
    Role.ADMIN: frozenset(CatalogPermission),
    Role.SUPER_ADMIN: frozenset(CatalogPermission),
}
