"""What may be done with the library, and by whom."""

from aistrategyhub.core.access import Permission, Role


class MediaPermission(Permission):
    READ = "media:read"
    UPLOAD = "media:upload"
    MANAGE = "media:manage"


GRANTS = {
    Role.SUPPORT: frozenset({MediaPermission.READ}),
    Role.EDITOR: frozenset(MediaPermission),
    Role.ADMIN: frozenset(MediaPermission),
    Role.SUPER_ADMIN: frozenset(MediaPermission),
}
