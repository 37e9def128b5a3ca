"""What may be done with publications, and by whom."""

from aistrategyhub.core.access import Permission, Role


class PublishingPermission(Permission):
    READ = "publishing:read"
    EDIT = "publishing:edit"
    PUBLISH = "publishing:publish"
    REDIRECT = "publishing:redirect"
    ERASE = "publishing:erase"


_EDITOR = frozenset(PublishingPermission) - {PublishingPermission.ERASE}

GRANTS = {
    Role.EDITOR: _EDITOR,
    Role.SUPPORT: frozenset({PublishingPermission.READ}),
    Role.ADMIN: frozenset(PublishingPermission),
    Role.SUPER_ADMIN: frozenset(PublishingPermission),
}
