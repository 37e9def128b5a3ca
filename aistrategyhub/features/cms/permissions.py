"""What may be done with the site's pages, menus and redirects, and by whom."""

from aistrategyhub.core.access import Permission, Role


class CmsPermission(Permission):
    """`PUBLISH` puts on the site, takes off it, moves addresses; `EDIT` changes drafts only."""

    READ = "cms:read"
    EDIT = "cms:edit"
    PUBLISH = "cms:publish"
    MENUS = "cms:menus"
    ERASE = "cms:erase"


GRANTS = {
    Role.SUPPORT: frozenset({CmsPermission.READ}),
    Role.EDITOR: frozenset({CmsPermission.READ, CmsPermission.EDIT, CmsPermission.PUBLISH, CmsPermission.MENUS}),
    Role.ADMIN: frozenset(CmsPermission),
    Role.SUPER_ADMIN: frozenset(CmsPermission),
}
